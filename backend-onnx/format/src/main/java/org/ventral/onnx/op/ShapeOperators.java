package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;

/** The same elements under another shape, and what the shape is: Reshape, Flatten, Squeeze, Unsqueeze, Expand, Shape, Size. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void register(Registry registry) {
        registry.add("Reshape", 1, call -> reshape(call, call.integers("shape")));
        registry.add("Reshape", 5, call -> reshape(call, call.longs(1)));
        registry.add("Flatten", 1, ShapeOperators::flatten);
        registry.add("Squeeze", 1, call -> squeeze(call, call.hasAttribute("axes") ? call.integers("axes") : null));
        registry.add("Squeeze", 13, call -> squeeze(call, call.has(1) ? call.longs(1) : null));
        registry.add("Unsqueeze", 1, call -> unsqueeze(call, call.integers("axes")));
        registry.add("Unsqueeze", 13, call -> unsqueeze(call, call.longs(1)));
        registry.add("Expand", 8, ShapeOperators::expand);
        registry.add("Shape", 1, ShapeOperators::shape);
        registry.add("Size", 1, call -> List.of(OnnxValue.of(ElementType.INT64, Movement.longs(call, new long[] {call.value(0).shape().elements()}))));
    }

    /** One size may be -1 and is worked out; 0 keeps the size of the input's axis unless {@code allowzero} says that it means itself. */
    private static List<OnnxValue> reshape(Call call, long[] wanted) {
        Shape from = call.value(0).shape();
        boolean literal = call.integer("allowzero", 0) != 0;
        long[] sizes = wanted.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 0 && !literal) {
                if (i >= from.rank()) throw call.malformed("size 0 at place %d of %s copies an axis that the input %s does not have".formatted(i, Arrays.toString(wanted), from));
                sizes[i] = from.size(i);
            }
            if (sizes[i] < -1 || sizes[i] == -1 && open >= 0) throw call.malformed("%s is no shape: one size may be -1, the others must not be negative".formatted(Arrays.toString(wanted)));
            if (sizes[i] == -1) open = i;
            else known = Math.multiplyExact(known, sizes[i]);
        }
        if (open >= 0) {
            if (known == 0 || from.elements() % known != 0) throw call.malformed("input %s of %d elements does not fit %s".formatted(from, from.elements(), Arrays.toString(wanted)));
            sizes[open] = from.elements() / known;
        } else if (known != from.elements()) throw call.malformed("input %s of %d elements does not fit %s".formatted(from, from.elements(), Arrays.toString(wanted)));
        return Movement.first(call, x -> x.reshape(Shape.of(sizes)));
    }

    /** A matrix whose rows are the axes before {@code axis}, and whose columns are the others. */
    private static List<OnnxValue> flatten(Call call) {
        Shape shape = call.value(0).shape();
        long axis = call.integer("axis", 1), front = axis < 0 ? axis + shape.rank() : axis;
        if (front < 0 || front > shape.rank()) throw call.malformed("axis %d is out of range for input %s".formatted(axis, shape));
        Shape matrix = Shape.of(shape.first((int) front).elements(), shape.last(shape.rank() - (int) front).elements());
        return Movement.first(call, x -> x.reshape(matrix));
    }

    /** Without the named axes, which must have size 1; without all that have it if none are named (null). */
    private static List<OnnxValue> squeeze(Call call, long[] named) {
        Shape shape = call.value(0).shape();
        boolean[] gone = new boolean[shape.rank()];
        if (named == null) for (int i = 0; i < gone.length; i++) gone[i] = shape.size(i) == 1;
        else for (int axis : Movement.axes(call, named, shape.rank())) {
            if (shape.size(axis) != 1) throw call.malformed("axis %d of input %s has size %d, not 1".formatted(axis, shape, shape.size(axis)));
            gone[axis] = true;
        }
        Shape left = shape;
        for (int i = gone.length - 1; i >= 0; i--) if (gone[i]) left = left.without(i);
        Shape target = left;
        return Movement.first(call, x -> x.reshape(target));
    }

    /** With new axes of size 1, which are counted in the result. */
    private static List<OnnxValue> unsqueeze(Call call, long[] named) {
        Shape shape = call.value(0).shape();
        Shape result = shape;
        for (int axis : Arrays.stream(Movement.axes(call, named, shape.rank() + named.length)).sorted().toArray()) result = result.insert(axis, 1);
        Shape target = result;
        return Movement.first(call, x -> x.reshape(target));
    }

    /** Broadcasts both ways: a size of 1 in the wanted shape leaves the input's. */
    private static List<OnnxValue> expand(Call call) {
        Shape target = Shape.broadcast(call.value(0).shape(), Shape.of(call.longs(1)));
        return Movement.first(call, x -> x.expand(target));
    }

    /** The sizes of the axes from {@code start} to {@code end}, both limited to the axes there are. */
    private static List<OnnxValue> shape(Call call) {
        Shape shape = call.value(0).shape();
        int from = place(call.integer("start", 0), shape.rank()), to = place(call.integer("end", shape.rank()), shape.rank());
        long[] sizes = from < to ? Arrays.copyOfRange(shape.toArray(), from, to) : new long[0];
        return List.of(OnnxValue.of(ElementType.INT64, Movement.longs(call, sizes, sizes.length)));
    }

    private static int place(long axis, int rank) {
        return (int) Math.clamp(axis < 0 ? axis + rank : axis, 0L, (long) rank);
    }
}
