package org.example.plugin;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.CompositeOp;
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
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.Sort;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.ViewOp;
import org.ventral.tensor.op.Where;
import org.ventral.tensor.spi.Backend;

/**
 * The least that a backend must be: every primitive as a plain loop, and, for show, one composite run whole.
 *
 * <p>The switch has no default, so that a primitive which a later version of Ventral adds does not compile until it is here. Everything is
 * computed in double or long, on {@link Numbers} read from the operands whatever their layout, and written into new row-major tensors.
 */
final class SampleBackend implements Backend {
    @Override public Set<DType> dtypes() {
        return EnumSet.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.BOOL);
    }

    @Override public List<Tensor> execute(PrimitiveOp op, List<Tensor> inputs, List<TensorType> outputs) {
        TensorType type = outputs.getFirst();
        List<Numbers> in = inputs.stream().map(Numbers::of).toList();
        List<Numbers> results = switch (op) {
            case Unary(var kind) -> List.of(Elementwise.unary(kind, in.getFirst()));
            case Binary(var kind) -> List.of(Elementwise.binary(kind, broadcast(inputs.get(0), type), broadcast(inputs.get(1), type)));
            case Compare(var kind) -> List.of(Elementwise.compare(kind, broadcast(inputs.get(0), type), broadcast(inputs.get(1), type)));
            case Where _ -> List.of(Elementwise.where(broadcast(inputs.get(0), type), broadcast(inputs.get(1), type), broadcast(inputs.get(2), type)));
            case Cast _, Copy _ -> List.of(in.getFirst());                       // reading and writing convert
            case Reduce reduce -> List.of(AlongAxes.reduce(reduce, in.getFirst(), type));
            case ArgReduce arg -> List.of(AlongAxes.argReduce(arg, in.getFirst()));
            case Scan scan -> List.of(AlongAxes.scan(scan, in.getFirst()));
            case Sort sort -> AlongAxes.sort(sort, in.getFirst());
            case MatMul _ -> List.of(Product.of(in.get(0), in.get(1), type));
            case IndexSelect(int axis) -> List.of(Places.select(axis, in.get(0), in.get(1), type));
            case IndexAdd(int axis, _) -> List.of(Places.addSlices(axis, in.get(0), in.get(1), type));
            case Gather(int axis) -> List.of(Places.gather(axis, in.get(0), in.get(1), type));
            case ScatterAdd(int axis, _) -> List.of(Places.scatterAdd(axis, in.get(0), in.get(1), type));
            case Scatter(int axis) -> List.of(Places.scatter(axis, in.get(0), in.get(1), in.get(2)));
            case Concat(int axis) -> List.of(Places.concat(axis, in, type));
            case Pad pad -> List.of(Places.pad(pad, in.getFirst(), type));
            case Fold fold -> List.of(Places.fold(fold, in.getFirst(), type));
            case ViewOp _, LinearAlgebraOp _ -> throw new IllegalArgumentException(op.name() + " does not reach backends");
        };
        Tensor[] tensors = new Tensor[results.size()];
        for (int i = 0; i < tensors.length; i++) tensors[i] = results.get(i).write(outputs.get(i), inputs.getFirst().device());
        return List.of(tensors);
    }

    private static Numbers broadcast(Tensor x, TensorType type) {
        return Numbers.of(x.expand(type.shape()));
    }

    /** Softmax is run whole; every other composite by its decomposition. */
    @Override public Optional<Kernel> accelerate(CompositeOp op, List<Tensor> inputs) {
        return op instanceof Softmax(int axis)
                ? Optional.of((in, out) -> List.of(AlongAxes.softmax(axis, Numbers.of(in.getFirst())).write(out.getFirst(), in.getFirst().device())))
                : Optional.empty();
    }
}
