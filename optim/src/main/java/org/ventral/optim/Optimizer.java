package org.ventral.optim;

import java.util.Map;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Tensor;

/**
 * Changes parameters so that a loss falls.
 *
 * {@snippet :
 * optimizer.step(loss.backward());
 * }
 *
 * <p>A step reads the gradients and writes the parameters in place. Parameters that are frozen, or that the loss does not depend on, stay as
 * they are, and so does what the optimizer remembers of them. Gradients that are not finite are used as they are: whoever wants to
 * skip such a step asks {@link Clipping} for the norm first. An optimizer serves one thread at a time.
 */
public interface Optimizer {
    /** The name it is chosen by, as in {@code adam}. */
    String name();

    /** Changes the parameters once. */
    void step(Gradients gradients);

    /** The learning rate η of the next step. */
    double rate();

    /**
     * Sets the learning rate; {@link Schedule schedules} call this before each step.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    void rate(double rate);

    /** How many steps were made. */
    long steps();

    /**
     * What it remembers between steps, by parameter and role, as in {@code conv1.weight.m}: copies, which later steps leave as they are. Together
     * with {@link #steps} and the parameters it is all that is needed to go on exactly as if nothing had happened.
     */
    Map<String, Tensor> state();

    /**
     * Goes on from a {@linkplain #state state} that an optimizer of the same kind had after so many steps.
     *
     * @throws IllegalArgumentException if names or types do not fit; the message lists all that are missing, unexpected or of another type, and
     *     nothing has been changed
     */
    void load(Map<String, Tensor> state, long steps);
}
