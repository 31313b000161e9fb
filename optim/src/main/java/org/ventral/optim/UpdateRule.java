package org.ventral.optim;

import java.util.List;
import org.ventral.tensor.op.UpdateOp;

/**
 * What distinguishes one optimizer from another: what it remembers of each parameter, and the op that makes a step. All else, which parameters step
 * together, groups with settings of their own, frozen parameters, saving and going on, is the same for all:
 * {@link Optimizers#of Optimizers.of} makes an optimizer of a rule.
 *
 * <p>The op says in tensor ops what a step is, and so it runs on every backend. A backend that knows it may do all parameters in one go, in place; for an op
 * of its own, a plugin brings such a kernel with a backend of its own.
 *
 * {@snippet :
 * record LionRule(double beta1, double beta2) implements UpdateRule {
 *     @Override public List<String> states() {
 *         return List.of("momentum");
 *     }
 *
 *     @Override public UpdateOp update(int count, double rate, double weightDecay, long step) {
 *         return new LionUpdate(count, rate, beta1, beta2, weightDecay);
 *     }
 * }
 * }
 */
public interface UpdateRule {
    /** Names of what is remembered of each parameter, in the order in which the op takes them; each has the parameter's type and begins with zeros. {@code step} is taken. */
    List<String> states();

    /**
     * The step of several parameters. The op's inputs are all parameters, then for each of {@link #states} that of all parameters, then all gradients; its
     * outputs are the new parameters and states, which take the place of those inputs.
     *
     * @param count       how many parameters
     * @param rate        η
     * @param weightDecay λ
     * @param step        how many steps these parameters have made with this one
     */
    UpdateOp update(int count, double rate, double weightDecay, long step);
}
