package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Tensors made from sizes, numbers and masks: ConstantOfShape, Range, EyeLike, OneHot, Trilu. */
final class FillOperators {
    private FillOperators() {}

    static void register(Registry registry) {
        registry.add("ConstantOfShape", 9, FillOperators::constantOfShape);
        registry.add("Range", 11, FillOperators::range);
        registry.add("EyeLike", 9, FillOperators::eyeLike);
        registry.add("OneHot", 9, FillOperators::oneHot);
        registry.add("Trilu", 14, FillOperators::trilu);
    }

    /** One value everywhere; float 0 if none is given. */
    private static List<OnnxValue> constantOfShape(Call call) {
        OnnxValue value = call.hasAttribute("value") ? call.constant("value") : call.host(new float[] {0}, 1);
        if (value.shape().elements() != 1) throw call.malformed("the value must be one element, got " + value);
        Shape target = Shape.of(call.longs(0));
        return List.of(Movement.of(call, value, one -> one.reshape(Shape.scalar()).expand(target)));
    }

    /** Numbers from a start in steps, up to a limit, without it: {@code max(⌈(limit − start) / delta⌉, 0)} of them. */
    private static List<OnnxValue> range(Call call) {
        Tensor start = call.tensor(0).reshape(Shape.scalar()), limit = call.tensor(1).reshape(Shape.scalar()), delta = call.tensor(2).reshape(Shape.scalar());
        if (delta.item() == 0) throw call.malformed("the step must not be 0");
        double exact = start.dtype().isFloating() ? Math.ceil((limit.item() - start.item()) / delta.item())
                : Math.ceilDiv(Math.subtractExact(limit.toLongs()[0], start.toLongs()[0]), delta.toLongs()[0]);
        if (Double.isNaN(exact) || exact > Integer.MAX_VALUE) throw call.malformed("from %s to %s by %s there are too many numbers".formatted(start.item(), limit.item(), delta.item()));
        Tensor steps = Movement.arange(call, (long) Math.max(0, exact)).cast(start.dtype());
        return List.of(Fit.of(call.type(0), steps.mul(delta).add(start)));
    }

    /** Ones on a diagonal; {@code k} counts from the main one upwards. */
    private static List<OnnxValue> eyeLike(Call call) {
        Shape shape = call.value(0).shape();
        if (shape.rank() != 2) throw call.malformed("takes a matrix, got " + shape);
        ElementType type = call.hasAttribute("dtype") ? ElementType.of((int) call.integer("dtype")) : call.type(0);
        Tensor ones = diagonal(call, shape, 0, call.integer("k", 0));
        return List.of(OnnxValue.of(type, ones.cast(type.holder())));
    }

    /** Where the column minus the row is {@code k} (sign 0), at least k (1) or at most k (-1), as bool {@code [rows, columns]}. */
    private static Tensor diagonal(Call call, Shape matrix, int sign, long k) {
        long bounded = Math.clamp(k, -matrix.size(-2) - 1, matrix.size(-1) + 1);
        Tensor from = Movement.arange(call, matrix.size(-2)).unsqueeze(1).add(bounded), column = Movement.arange(call, matrix.size(-1)).unsqueeze(0);
        return sign == 0 ? column.eq(from) : sign > 0 ? column.ge(from) : column.le(from);
    }

    /** {@code values} holds what stands elsewhere and what stands at the index; an index outside {@code [-depth, depth)} is nowhere. */
    private static List<OnnxValue> oneHot(Call call) {
        Tensor indices = call.tensor(0).cast(DType.INT64), values = call.tensor(2);
        long depth = call.tensor(1).toLongs()[0];
        if (depth < 0 || values.elements() != 2) throw call.malformed("depth %d and values %s: takes a depth from 0 and two values".formatted(depth, values.shape()));
        int rank = indices.rank() + 1, axis = Movement.axis(call, call.integer("axis", -1), rank);
        long[] along = new long[rank];
        Arrays.fill(along, 1);
        along[axis] = depth;
        Tensor hot = Movement.fromFront(indices, depth).unsqueeze(axis).eq(Movement.arange(call, depth).reshape(along));
        return List.of(OnnxValue.of(call.type(2), hot.where(values.flatten().select(0, 1), values.flatten().select(0, 0))));
    }

    /** The triangle of each matrix above, or below, a diagonal; zeros elsewhere. */
    private static List<OnnxValue> trilu(Call call) {
        Tensor x = call.tensor(0);
        if (x.rank() < 2) throw call.malformed("takes matrices, got " + x.shape());
        long k = call.has(1) ? call.single(1) : 0;
        Tensor kept = diagonal(call, x.shape(), call.integer("upper", 1) != 0 ? 1 : -1, k);
        return List.of(OnnxValue.of(call.type(0), kept.where(x, Movement.zeros(x, Shape.scalar()))));
    }
}
