package org.example.plugin;

import java.util.List;
import org.ventral.optim.UpdateRule;
import org.ventral.tensor.op.UpdateOp;

/** Lion: every element moves by the same length, in the direction that momentum and gradient agree on; see {@link LionUpdate}. */
record LionRule(double beta1, double beta2) implements UpdateRule {
    @Override public List<String> states() {
        return List.of("momentum");
    }

    @Override public UpdateOp update(int count, double rate, double weightDecay, long step) {
        return new LionUpdate(count, rate, beta1, beta2, weightDecay);
    }
}
