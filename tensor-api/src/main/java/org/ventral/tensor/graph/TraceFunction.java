package org.ventral.tensor.graph;

import java.util.List;
import org.ventral.tensor.Tensor;

/** A function of tensors that can be traced: what it does must depend on the types of its inputs only, not on their values. */
@FunctionalInterface
public interface TraceFunction {
    /** The outputs for these inputs. */
    List<Tensor> apply(List<Tensor> inputs);
}
