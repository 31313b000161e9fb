package org.ventral.tensor;

import java.util.List;
import org.ventral.tensor.op.Gather;
import org.ventral.tensor.op.IndexAdd;
import org.ventral.tensor.op.IndexSelect;
import org.ventral.tensor.op.Scatter;
import org.ventral.tensor.op.ScatterAdd;
import org.ventral.tensor.op.Sort;

/** Elements picked by index, and put in order. Indices are int32 or int64 tensors with values from 0; one outside is an error that names it. */
public sealed interface IndexMethods permits Tensor {
    /** This tensor. */
    Tensor self();

    /** The sizes of the axes. */
    Shape shape();

    /** Element type. */
    DType dtype();

    /** Where it computes. */
    Device device();

    /** Values and where they came from. */
    record Ordered(Tensor values, Tensor indices) {}

    /** Slices along an axis named by indices of any shape, whose axes take its place: an embedding look-up when the axis is 0. */
    default Tensor indexSelect(int axis, Tensor indices) {
        return Ops.apply(new IndexSelect(shape().axis(axis)), self(), indices);
    }

    /** This tensor with slices added along an axis, at the places that a vector of indices names; equal ones add up. */
    default Tensor indexAdd(int axis, Tensor indices, Tensor slices) {
        int at = shape().axis(axis);
        return self().add(Ops.apply(new IndexAdd(at, shape().size(at)), indices, slices));
    }

    /** One element for each index along an axis: {@code y[i, j] = x[i, indices[i, j]]} for axis 1. */
    default Tensor gather(int axis, Tensor indices) {
        return Ops.apply(new Gather(shape().axis(axis)), self(), indices);
    }

    /** This tensor with elements replaced: {@code y[i, indices[i, j]] = values[i, j]} for axis 1; the last of several stays. */
    default Tensor scatter(int axis, Tensor indices, Tensor values) {
        return Ops.apply(new Scatter(shape().axis(axis)), self(), indices, values);
    }

    /** This tensor with elements added: {@code y[i, indices[i, j]] += values[i, j]} for axis 1. */
    default Tensor scatterAdd(int axis, Tensor indices, Tensor values) {
        return self().add(Ops.apply(new ScatterAdd(shape().axis(axis), shape()), indices, values));
    }

    /** Values in ascending order along an axis, and their indices. Stable. */
    default Ordered sort(int axis) {
        return sort(axis, false);
    }

    /** Values in order along an axis, and their indices. Stable; NaN counts as the largest. */
    default Ordered sort(int axis, boolean descending) {
        List<Tensor> results = Ops.applyAll(new Sort(shape().axis(axis), descending), self());
        return new Ordered(results.get(0), results.get(1));
    }

    /** The {@code k} largest values along an axis, falling, and their indices. */
    default Ordered topk(int k, int axis) {
        return topk(k, axis, true);
    }

    /** The {@code k} largest or smallest values along an axis, in order, and their indices. */
    default Ordered topk(int k, int axis, boolean largest) {
        if (k < 0 || k > shape().size(axis)) throw new ShapeException("topk: axis %d of %s does not have %d elements", axis, shape(), k);
        Ordered all = sort(axis, largest);
        return new Ordered(all.values().slice(axis, 0, k), all.indices().slice(axis, 0, k));
    }

    /** The values where a bool mask of the same shape holds, in row-major order: a vector. */
    default Tensor maskedSelect(Tensor mask) {
        if (mask.dtype() != DType.BOOL || !mask.shape().equals(shape()))
            throw new ShapeException("maskedSelect: the mask must be bool%s, got %s", shape(), mask.type());
        boolean[] wanted = mask.toBooleans();
        long[] places = java.util.stream.IntStream.range(0, wanted.length).filter(i -> wanted[i]).asLongStream().toArray();
        return self().flatten().indexSelect(0, Tensor.of(places, places.length).to(device()));
    }

    /** Integer class numbers as float32 rows with a single one: {@code [...] → [..., classes]}. */
    default Tensor oneHot(long classes) {
        if (!dtype().isInteger()) throw new ShapeException("oneHot: class numbers must be integer, got %s", self().type());
        Tensor numbers = self().dtype().isArithmetic() ? self() : self().cast(DType.INT64);
        return numbers.unsqueeze(-1).eq(Tensor.arange(classes).to(device())).cast(DType.FLOAT32);
    }
}
