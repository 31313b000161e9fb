package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Elements picked out by index: Gather, GatherElements, GatherND, Compress, NonZero, ReverseSequence. */
final class GatherOperators {
    private GatherOperators() {}

    static void register(Registry registry) {
        registry.add("Gather", 1, GatherOperators::gather);
        registry.add("GatherElements", 11, GatherOperators::gatherElements);
        registry.add("GatherND", 11, GatherOperators::gatherND);
        registry.add("Compress", 9, GatherOperators::compress);
        registry.add("NonZero", 9, GatherOperators::nonZero);
        registry.add("ReverseSequence", 10, GatherOperators::reverseSequence);
    }

    /** Slices along an axis, named by indices of any shape that takes its place. */
    private static List<OnnxValue> gather(Call call) {
        Shape shape = call.value(0).shape();
        int axis = Movement.axis(call, call.integer("axis", 0), shape.rank());
        Tensor indices = Movement.fromFront(call.tensor(1), shape.size(axis));
        return Movement.first(call, x -> x.indexSelect(axis, indices));
    }

    /** One element for each index along an axis. */
    private static List<OnnxValue> gatherElements(Call call) {
        Shape shape = call.value(0).shape();
        int axis = Movement.axis(call, call.integer("axis", 0), shape.rank());
        Tensor indices = Movement.fromFront(call.tensor(1), shape.size(axis));
        return Movement.first(call, x -> x.gather(axis, indices));
    }

    /**
     * Slices named by vectors of indices: {@code data [batch…, n…, rest…]} and {@code indices [batch…, i…, k]} give
     * {@code [batch…, i…, rest…]}, where k is the number of the axes n.
     */
    private static List<OnnxValue> gatherND(Call call) {
        Shape shape = call.value(0).shape();
        Tensor indices = call.tensor(1);
        int batch = (int) call.integer("batch_dims", 0), depth = depth(call, shape, indices, batch);
        Shape rest = shape.last(shape.rank() - batch - depth), batches = shape.first(batch);
        if (indices.rank() <= batch || !indices.shape().first(batch).equals(batches)) throw call.malformed("data %s and indices %s differ in their first %d axes".formatted(shape, indices.shape(), batch));
        Tensor places = places(shape, indices, batch, depth);
        long perBatch = shape.first(batch + depth).last(depth).elements();
        Tensor starts = Movement.arange(call, batches.elements()).mul(perBatch).reshape(batches);
        for (int i = batch; i < indices.rank() - 1; i++) starts = starts.unsqueeze(-1);
        Tensor named = places.lt(0).where(places, places.add(starts));
        return Movement.first(call, x -> x.reshape(Shape.of(batches.elements() * perBatch).concat(rest)).indexSelect(0, named));
    }

    /** The number of axes that vectors of indices point into. */
    static int depth(Call call, Shape shape, Tensor indices, int batch) {
        long depth = indices.rank() == 0 ? -1 : indices.size(-1);
        if (batch < 0 || depth < 0 || batch + depth > shape.rank()) throw call.malformed("indices %s do not point into data %s after %d batch axes".formatted(indices.shape(), shape, batch));
        return (int) depth;
    }

    /**
     * The places, in row-major order, that vectors of indices {@code [i…, depth]} name in the {@code depth} axes after the first
     * {@code batch} ones: int64 {@code [i…]}. A vector that points outside gives -1, which whoever looks it up refuses.
     */
    static Tensor places(Shape shape, Tensor indices, int batch, int depth) {
        Tensor sum = Tensor.zeros(new TensorType(DType.INT64, indices.shape().first(indices.rank() - 1)), indices.device());
        Tensor inside = null;
        for (int i = 0; i < depth; i++) {
            long size = shape.size(batch + i);
            Tensor index = Movement.fromFront(indices.select(-1, i), size), fits = index.ge(0).and(index.lt(size));
            inside = inside == null ? fits : inside.and(fits);
            sum = sum.mul(size).add(index);
        }
        return inside == null ? sum : inside.where(sum, -1);
    }

    /** Slices along an axis, or elements if none is named, where a condition holds, which may be shorter than the axis. */
    private static List<OnnxValue> compress(Call call) {
        Shape shape = call.value(0).shape();
        boolean[] condition = call.tensor(1).toBooleans();
        long[] places = IntStream.range(0, condition.length).filter(i -> condition[i]).asLongStream().toArray();
        Tensor chosen = Movement.longs(call, places, places.length);
        if (!call.hasAttribute("axis")) return Movement.first(call, x -> x.flatten().indexSelect(0, chosen));
        int axis = Movement.axis(call, call.integer("axis"), shape.rank());
        return Movement.first(call, x -> x.indexSelect(axis, chosen));
    }

    /** Indices of what is not zero, in row-major order: int64 {@code [rank, count]}. */
    private static List<OnnxValue> nonZero(Call call) {
        Tensor x = call.tensor(0);
        boolean[] holds = x.toBooleans();
        int[] found = IntStream.range(0, holds.length).filter(i -> holds[i]).toArray();
        int rank = x.rank();
        long[] indices = new long[rank * found.length];
        for (int k = 0; k < found.length; k++) {
            long rest = found[k];
            for (int axis = rank - 1; axis >= 0; axis--) {
                indices[axis * found.length + k] = rest % x.size(axis);
                rest /= x.size(axis);
            }
        }
        return List.of(OnnxValue.of(ElementType.INT64, Movement.longs(call, indices, rank, found.length)));
    }

    /** The first {@code lengths[b]} elements of each batch entry b in reverse order along the time axis; what follows stays. */
    private static List<OnnxValue> reverseSequence(Call call) {
        Shape shape = call.value(0).shape();
        int batchAxis = Movement.axis(call, call.integer("batch_axis", 1), shape.rank()), timeAxis = Movement.axis(call, call.integer("time_axis", 0), shape.rank());
        if (batchAxis == timeAxis) throw call.malformed("batch and time are both axis " + batchAxis);
        long batch = shape.size(batchAxis), steps = shape.size(timeAxis);
        Tensor length = call.tensor(1).cast(DType.INT64);
        if (!length.shape().equals(Shape.of(batch))) throw call.malformed("sequence lengths %s do not fit axis %d of %s".formatted(length.shape(), batchAxis, shape));
        Tensor ends = length.unsqueeze(1), time = Movement.arange(call, steps).unsqueeze(0);
        Tensor source = time.lt(ends).where(ends.sub(time).sub(1), time).add(Movement.arange(call, batch).mul(steps).unsqueeze(1)).flatten();
        int[] order = IntStream.concat(IntStream.of(batchAxis, timeAxis), IntStream.range(0, shape.rank()).filter(i -> i != batchAxis && i != timeAxis)).toArray(), back = new int[order.length];
        for (int i = 0; i < order.length; i++) back[order[i]] = i;
        Shape rest = Shape.of(Arrays.stream(order, 2, order.length).mapToLong(shape::size).toArray());
        return Movement.first(call, x -> {
            Tensor rows = x.permute(order).reshape(Shape.of(batch * steps).concat(rest));
            return rows.indexSelect(0, source).reshape(Shape.of(batch, steps).concat(rest)).permute(back);
        });
    }
}
