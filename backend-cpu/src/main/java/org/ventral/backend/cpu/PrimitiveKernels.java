package org.ventral.backend.cpu;

import java.util.List;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.Concat;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Gather;
import org.ventral.tensor.op.IndexAdd;
import org.ventral.tensor.op.IndexSelect;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.Pad;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.Scatter;
import org.ventral.tensor.op.ScatterAdd;
import org.ventral.tensor.op.Sort;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.ViewOp;
import org.ventral.tensor.op.Where;

/** Sorts the primitives, matrix products aside, to their adapters. A new primitive does not compile until its row is here. */
final class PrimitiveKernels {
    private PrimitiveKernels() {}

    static List<Tensor> execute(Workers workers, PrimitiveOp op, List<Tensor> in, List<TensorType> out) {
        TensorType type = out.getFirst();
        Tensor x = in.getFirst();
        return switch (op) {
            case Unary(var kind) -> List.of(ElementwiseKernels.unary(workers, kind, x, type));
            case Binary(var kind) -> List.of(ElementwiseKernels.binary(workers, kind, x, in.get(1), type));
            case Compare(var kind) -> List.of(ElementwiseKernels.compare(workers, kind, x, in.get(1), type));
            case Where _ -> List.of(ElementwiseKernels.where(workers, x, in.get(1), in.get(2), type));
            case Cast _ -> List.of(ElementwiseKernels.cast(workers, x, type));
            case Copy _ -> List.of(MovementKernels.copy(workers, x, type));
            case Reduce reduce -> List.of(ReduceKernels.reduce(workers, reduce, x, type));
            case ArgReduce arg -> List.of(ReduceKernels.argReduce(workers, arg, x, type));
            case Scan scan -> List.of(ReduceKernels.scan(workers, scan, x, type));
            case Sort sort -> ReduceKernels.sort(workers, sort, x, out);
            case IndexSelect(int axis) -> List.of(IndexKernels.select(workers, axis, x, in.get(1), type));
            case IndexAdd(int axis, _) -> List.of(IndexKernels.add(workers, axis, x, in.get(1), type));
            case Gather(int axis) -> List.of(IndexKernels.gather(workers, axis, x, in.get(1), type));
            case ScatterAdd(int axis, _) -> List.of(IndexKernels.scatterAdd(workers, axis, x, in.get(1), type));
            case Scatter(int axis) -> List.of(IndexKernels.scatter(workers, axis, x, in.get(1), in.get(2), type));
            case Concat(int axis) -> List.of(MovementKernels.concat(workers, axis, in, type));
            case Pad pad -> List.of(MovementKernels.pad(workers, pad, x, type));
            case Fold fold -> List.of(MovementKernels.fold(workers, fold, x, type));
            case MatMul _, ViewOp _, LinearAlgebraOp _ -> throw new IllegalArgumentException(op.name() + " is not an op of this adapter");
        };
    }
}
