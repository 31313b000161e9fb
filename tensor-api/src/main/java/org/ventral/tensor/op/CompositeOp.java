package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Tensor;

/**
 * An operation that is defined by simpler ones. The family is open: a plugin may add its own.
 *
 * <p>The decomposition is the definition. A backend without a kernel runs it, autodiff without a {@link #gradientRule} differentiates
 * it, so a fused op can never lose its gradient.
 */
public non-sealed interface CompositeOp extends Op {
    /** The result in terms of other ops; types are as {@link #infer} says. Absent optional inputs are left off the end of the list. */
    List<Tensor> decompose(List<Tensor> inputs);

    /** A fused gradient; empty if the decomposition is to be differentiated. */
    default Optional<GradientRule> gradientRule() {
        return Optional.empty();
    }
}
