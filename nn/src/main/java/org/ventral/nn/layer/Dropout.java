package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.nn.RandomSource;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * In training, sets each element to 0 with a probability and scales the others up, so that the expectation stays (eq. 7.127, inverted
 * dropout; Srivastava et al., 2014). In evaluation, answers its input.
 */
public final class Dropout extends Module {
    private final double probability;
    private final RandomSource noise;

    private Dropout(double probability, Rng rng) {
        if (!(probability >= 0 && probability < 1)) throw new IllegalArgumentException("Dropout: the probability must be in [0, 1), got " + probability);
        this.probability = probability;
        this.noise = random("noise", rng);
    }

    /** Drops with a probability; where the generator stands is saved with the state of training. */
    public static Dropout of(double probability, Rng rng) {
        return new Dropout(probability, rng);
    }

    @Override public Tensor forward(Tensor x) {
        return isTraining() ? x.dropout(noise.rng(), probability) : x;
    }

    @Override protected String settings() {
        return String.valueOf(probability);
    }
}
