package org.ventral.onnx.write;

import java.util.List;
import java.util.stream.IntStream;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.op.ScatterAdd;

/**
 * Reading and writing at indices. Scattered sums are the standard's since opset 16; before, they are products with the indices as one-hot
 * vectors.
 */
final class IndexWriter {
    private IndexWriter() {}

    static Ref select(Emitter e, int axis, Ref x, Ref indices) {
        Shape shape = x.shape().first(axis).concat(indices.shape()).concat(x.shape().last(x.rank() - axis - 1));
        return e.node("Gather", x, indices).with("axis", axis).to(x.type().with(shape));
    }

    static Ref gather(Emitter e, int axis, Ref x, Ref indices) {
        return e.node("GatherElements", x, indices).with("axis", axis).to(x.type().with(indices.shape()));
    }

    static Ref scatter(Emitter e, int axis, Ref x, Ref indices, Ref values) {
        return e.node("ScatterElements", x, indices, values).with("axis", axis).to(x.type());
    }

    /** Slices {@code [a…, i…, b…]} added up at indices {@code [i…]} along an axis of zeros {@code [a…, size, b…]}. */
    static Ref add(Emitter e, int axis, long size, Ref indices, Ref slices) {
        int inner = slices.rank() - axis - indices.rank();
        Shape before = slices.shape().first(axis), after = slices.shape().last(inner);
        Shape result = before.concat(Shape.of(size)).concat(after);
        if (slices.shape().isEmpty()) return e.filled(result, slices.dtype(), 0);
        long count = indices.shape().elements();
        Ref flat = e.reshape(indices, Shape.of(count));
        Ref rows = e.reshape(slices, before.concat(Shape.of(count)).concat(after));
        if (e.opset() >= 16) {
            long[] column = new long[rows.rank()];
            java.util.Arrays.fill(column, 1);
            column[axis] = count;
            Ref everywhere = e.expand(e.reshape(flat, Shape.of(column)), rows.shape());
            return scatterAdd(e, axis, e.filled(result, slices.dtype(), 0), everywhere, rows);
        }
        Ref hot = oneHot(e, flat, size, 0, slices.dtype());
        Ref product = product(e, hot, e.reshape(rows, Shape.of(before.elements(), count, after.elements())));
        return e.reshape(product, result);
    }

    private static Ref product(Emitter e, Ref matrix, Ref rows) {
        return e.node("MatMul", matrix, rows).to(rows.type().with(rows.shape().with(1, matrix.size(0))));
    }

    /** A new axis of a size in which a 1 stands where the index points, and zeros elsewhere. */
    private static Ref oneHot(Emitter e, Ref indices, long size, int axis, DType dtype) {
        long[] column = new long[indices.rank() + 1];
        java.util.Arrays.fill(column, 1);
        column[axis] = size;
        Ref numbers = e.reshape(MovementWriter.range(e, size, 1), Shape.of(column));
        return e.cast(e.compare("Equal", e.unsqueeze(e.cast(indices, DType.INT64), axis), numbers), dtype);
    }

    private static Ref scatterAdd(Emitter e, int axis, Ref zeros, Ref indices, Ref values) {
        return e.node("ScatterElements", zeros, indices, values).with("axis", axis).with("reduction", "add").to(zeros.type());
    }

    static Ref scatterAdd(Emitter e, ScatterAdd op, Ref indices, Ref values) {
        if (values.shape().isEmpty()) return e.filled(op.shape(), values.dtype(), 0);
        if (e.opset() >= 16) return scatterAdd(e, op.axis(), e.filled(op.shape(), values.dtype(), 0), indices, values);
        int axis = op.axis();
        Ref hot = oneHot(e, indices, op.shape().size(axis), axis, values.dtype());
        Ref sum = e.sum(e.binary("Mul", hot, e.unsqueeze(values, axis)), List.of(axis + 1), false);
        long[] counts = new long[2 * sum.rank()];
        for (int i = 0; i < sum.rank(); i++) counts[sum.rank() + i] = op.shape().size(i) - sum.size(i);
        if (IntStream.range(0, counts.length).allMatch(i -> counts[i] == 0)) return sum;
        return e.node("Pad", sum, e.wholes(counts), e.number(sum.dtype(), 0)).to(sum.type().with(op.shape()));
    }
}
