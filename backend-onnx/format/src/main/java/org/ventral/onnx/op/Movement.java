package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * What operators share that move elements and compute none: they take every element type, strings too.
 *
 * <p>Strings move as the numbers of their places do: the movement is applied to a tensor that numbers them, and what comes out says which string belongs where.
 */
final class Movement {
    private Movement() {}

    /** The value with its elements moved, of the same element type. */
    static OnnxValue of(Call call, OnnxValue value, UnaryOperator<Tensor> move) {
        return switch (value) {
            case OnnxValue.OfStrings(Shape shape, List<String> strings) -> named(move.apply(numbers(call, 0, shape)), strings);
            default -> OnnxValue.of(value.type(), move.apply(value.tensor()));
        };
    }

    /** The same as the only output of an operator whose first input is moved. */
    static List<OnnxValue> first(Call call, UnaryOperator<Tensor> move) {
        call.type(0);                                              // says which node it is if the input is no tensor
        return List.of(of(call, call.value(0), move));
    }

    /** Values of one element type brought together in one. */
    static OnnxValue join(Call call, List<OnnxValue> values, Function<List<Tensor>, Tensor> move) {
        OnnxValue first = values.getFirst();
        if (first.type() != ElementType.STRING) return OnnxValue.of(first.type(), move.apply(values.stream().map(OnnxValue::tensor).toList()));
        List<String> all = new ArrayList<>();
        List<Tensor> numbered = new ArrayList<>();
        for (OnnxValue value : values) {
            List<String> strings = strings(value);
            numbered.add(numbers(call, all.size(), value.shape()));
            all.addAll(strings);
        }
        return named(move.apply(numbered), all);
    }

    /** The strings of a value, row-major. */
    static List<String> strings(OnnxValue value) {
        if (value instanceof OnnxValue.OfStrings(_, List<String> strings)) return strings;
        throw new IllegalStateException("expected strings, got " + value);
    }

    private static Tensor numbers(Call call, long start, Shape shape) {
        return Tensor.arange(start, start + shape.elements(), 1).reshape(shape).to(call.device());
    }

    private static OnnxValue named(Tensor numbers, List<String> strings) {
        List<String> moved = Arrays.stream(numbers.toLongs()).mapToObj(i -> strings.get((int) i)).toList();
        return OnnxValue.strings(moved, numbers.shape().toArray());
    }

    /** An axis of a node counted from the front; negative ones count from the end of {@code rank} axes. */
    static int axis(Call call, long axis, int rank) {
        long front = axis < 0 ? axis + rank : axis;
        if (front < 0 || front >= rank) throw call.malformed("axis %d is out of range for %d axes".formatted(axis, rank));
        return (int) front;
    }

    /** Axes of a node counted from the front, in the order given, each once. */
    static int[] axes(Call call, long[] axes, int rank) {
        int[] front = Arrays.stream(axes).mapToInt(axis -> axis(call, axis, rank)).toArray();
        if (Arrays.stream(front).distinct().count() != front.length) throw call.malformed("axes %s name one twice".formatted(Arrays.toString(axes)));
        return front;
    }

    /** All axes in their order. */
    static int[] allAxes(int rank) {
        int[] all = new int[rank];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** Int64 numbers on the device of a node. */
    static Tensor longs(Call call, long[] values, long... shape) {
        return Tensor.of(values, shape).to(call.device());
    }

    /** The int64 numbers from 0 up to {@code end}, without it, on the device of a node. */
    static Tensor arange(Call call, long end) {
        return Tensor.arange(end).to(call.device());
    }

    /** Int64 indices into an axis of {@code size} elements, with those that count from its end counted from its front. Nothing is read, so it can be traced. */
    static Tensor fromFront(Tensor indices, long size) {
        Tensor wide = indices.cast(DType.INT64);
        return wide.lt(0).where(wide.add(size), wide);
    }

    /** Zeros of the type of another tensor. */
    static Tensor zeros(Tensor like, Shape shape) {
        return Tensor.zeros(new TensorType(like.dtype(), shape), like.device());
    }
}
