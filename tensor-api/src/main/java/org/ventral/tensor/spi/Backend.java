package org.ventral.tensor.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.PrimitiveOp;

/**
 * What runs ops. A backend runs the primitives, and those composites that it has something faster for.
 *
 * <p>Inputs may be any strided view of their storage; a backend that cannot use one calls {@link Tensor#contiguous()}. Types have been
 * checked: a backend sees only inputs that {@link org.ventral.tensor.op.Op#infer} accepted. {@linkplain org.ventral.tensor.op.ViewOp Views} and
 * {@linkplain org.ventral.tensor.op.LinearAlgebraOp decompositions} never arrive here. Results go into storage from
 * {@link Tensor#uninitialized}. Implementations are safe for use by several threads.
 */
public interface Backend {
    /** The element types that it computes with. An op on another one is refused before it arrives. */
    Set<DType> dtypes();

    /** Runs a primitive. The outputs have the types given, in dense storage of any order of the axes. */
    List<Tensor> execute(PrimitiveOp op, List<Tensor> inputs, List<TensorType> outputs);

    /** A kernel for this composite on such inputs, or empty if the decomposition should run. */
    default Optional<Kernel> accelerate(CompositeOp op, List<Tensor> inputs) {
        return Optional.empty();
    }

    /**
     * Makes a graph ready to run. Unless a backend knows better, it is interpreted op by op.
     *
     * <p>The inputs that the result takes are on a device of this backend, or moved there by whoever calls.
     */
    default CompiledGraph compile(Graph graph) {
        return graph.interpreted();
    }

    /** A composite run whole. For an {@link org.ventral.tensor.op.UpdateOp} it writes into the donated inputs and answers them. */
    @FunctionalInterface
    interface Kernel {
        List<Tensor> run(List<Tensor> inputs, List<TensorType> outputs);
    }
}
