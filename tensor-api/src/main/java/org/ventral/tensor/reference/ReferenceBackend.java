package org.ventral.tensor.reference;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ventral.tensor.DType;
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
import org.ventral.tensor.spi.Backend;

/**
 * The backend that is plainly right: every primitive as a simple loop, floating ones in double precision and rounded once at the end,
 * integers in long. Others are checked against it. It accelerates nothing, so that it runs every composite's definition.
 */
final class ReferenceBackend implements Backend {
    @Override public Set<DType> dtypes() {
        return EnumSet.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.BOOL);
    }

    @Override public List<Tensor> execute(PrimitiveOp op, List<Tensor> in, List<TensorType> out) {
        return switch (op) {
            case Unary(var kind) -> List.of(ElementwiseLoops.unary(kind, in.getFirst(), out.getFirst()));
            case Binary(var kind) -> List.of(ElementwiseLoops.binary(kind, in.get(0), in.get(1), out.getFirst()));
            case Compare(var kind) -> List.of(ElementwiseLoops.compare(kind, in.get(0), in.get(1), out.getFirst()));
            case Where _ -> List.of(ElementwiseLoops.where(in.get(0), in.get(1), in.get(2), out.getFirst()));
            case Cast _, Copy _ -> List.of(ElementwiseLoops.convert(in.getFirst(), out.getFirst()));
            case Reduce reduce -> List.of(ReductionLoops.reduce(reduce, in.getFirst(), out.getFirst()));
            case ArgReduce arg -> List.of(ReductionLoops.argReduce(arg, in.getFirst(), out.getFirst()));
            case Scan scan -> List.of(ReductionLoops.scan(scan, in.getFirst(), out.getFirst()));
            case Sort sort -> ReductionLoops.sort(sort, in.getFirst(), out);
            case MatMul _ -> List.of(MatrixLoops.multiply(in.get(0), in.get(1), out.getFirst()));
            case IndexSelect(int axis) -> List.of(IndexLoops.select(axis, in.get(0), in.get(1), out.getFirst()));
            case IndexAdd(int axis, _) -> List.of(IndexLoops.add(axis, in.get(0), in.get(1), out.getFirst()));
            case Gather(int axis) -> List.of(IndexLoops.gather(axis, in.get(0), in.get(1), out.getFirst()));
            case ScatterAdd(int axis, _) -> List.of(IndexLoops.scatterAdd(axis, in.get(0), in.get(1), out.getFirst()));
            case Scatter(int axis) -> List.of(IndexLoops.scatter(axis, in.get(0), in.get(1), in.get(2), out.getFirst()));
            case Concat(int axis) -> List.of(MovementLoops.concat(axis, in, out.getFirst()));
            case Pad pad -> List.of(MovementLoops.pad(pad, in.getFirst(), out.getFirst()));
            case Fold fold -> List.of(MovementLoops.fold(fold, in.getFirst(), out.getFirst()));
            case ViewOp _, LinearAlgebraOp _ -> throw new IllegalArgumentException(op.name() + " is not run by backends");
        };
    }
}
