package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;

/** How gradients of an op's outputs become gradients of its inputs, written in tensor ops so that it can be differentiated again. */
@FunctionalInterface
public interface GradientRule {
    /** One gradient for each input, null where there is none (integer inputs, or {@link GradientContext#needs} says it is not wanted). */
    List<Tensor> apply(GradientContext context);
}
