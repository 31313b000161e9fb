package org.ventral.nn;

import java.util.Objects;
import org.ventral.tensor.Rng;

/**
 * The generator that a module draws from while it trains. Where it stands is part of what a checkpoint saves, so that a resumed run draws
 * the numbers that the uninterrupted one would have drawn.
 */
public final class RandomSource {
    private Rng rng;

    RandomSource(Rng rng) {
        this.rng = Objects.requireNonNull(rng, "rng");
    }

    /** The generator, to draw from at once; after a resume it is another object. */
    public Rng rng() {
        return rng;
    }

    void restore(Rng.State state) {
        rng = Rng.restore(state);
    }
}
