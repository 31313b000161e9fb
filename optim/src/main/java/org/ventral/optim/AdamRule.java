package org.ventral.optim;

import java.util.List;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.UpdateOp;

/** The step of {@link Adam} and {@link AdamW}. */
record AdamRule(double beta1, double beta2, double epsilon, boolean epsilonInsideRoot, boolean decoupled) implements UpdateRule {
    @Override public List<String> states() {
        return List.of("m", "v");
    }

    @Override public UpdateOp update(int count, double rate, double weightDecay, long step) {
        return new AdamUpdate(count, rate, beta1, beta2, epsilon, weightDecay, decoupled, epsilonInsideRoot, step);
    }
}
