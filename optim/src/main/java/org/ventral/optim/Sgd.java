package org.ventral.optim;

import java.util.List;
import java.util.Map;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.UpdateOp;

/**
 * Stochastic gradient descent (eq. 7.59): {@code θ ← θ − ηg}, where g is the mean gradient of a batch (7.58).
 *
 * <p>Weight decay λ adds {@code λθ} to the gradient, which here is the same as shrinking θ by the factor {@code 1 − ηλ} (section 7.6.5).
 */
public final class Sgd extends FusedOptimizer {
    private Sgd(Builder settings, Map<String, Parameter> parameters) {
        super("sgd", new Rule(), settings, parameters);
    }

    /** Rate 0.01 and no weight decay, until set. */
    public static Builder builder() {
        return new Builder();
    }

    private record Rule() implements UpdateRule {
        @Override public List<String> states() {
            return List.of();
        }

        @Override public UpdateOp update(int count, double rate, double weightDecay, long step) {
            return new SgdUpdate(count, rate, weightDecay);
        }
    }

    /** Settings of {@link Sgd}. */
    public static final class Builder extends OptimizerBuilder<Builder, Sgd> {
        private Builder() {
            super(0.01, 0);
        }

        @Override Builder self() {
            return this;
        }

        @Override Sgd create(Map<String, Parameter> parameters) {
            return new Sgd(this, parameters);
        }
    }
}
