package org.ventral.tensor;

import java.util.List;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.UpdateOp;

/**
 * Sees the ops of a thread instead of a backend: what {@link org.ventral.tensor.graph.Graph#trace} is made of.
 *
 * <p>Ops on concrete tensors may still run; see {@link #wants}. Composites arrive whole.
 */
public interface OpTracer {
    /** Whether an op on these inputs is to be recorded; if not, it runs. Updates are always recorded. */
    boolean wants(Op op, List<Tensor> inputs);

    /** Records an op and answers {@linkplain Tracing#symbol symbols} of the types given. */
    List<Tensor> record(Op op, List<Tensor> inputs, List<TensorType> outputs, Device device);

    /** Told of an op that ran because it was not wanted. */
    void ran(Op op, List<Tensor> inputs, List<Tensor> results);

    /** Records an update: from now on its donated inputs have the values that are its outputs. */
    void update(UpdateOp op, List<Tensor> inputs, List<TensorType> outputs);

    /** Whether overwriting one tensor with another is to be recorded. */
    boolean wants(Tensor target, Tensor source);

    /** Records that a tensor has the values of another from now on. */
    void overwrite(Tensor target, Tensor source);
}
