package org.ventral.nn.data;

import org.ventral.tensor.Rng;

/**
 * One change after another.
 *
 * @param first  made first
 * @param second made of what came of it
 */
record AugmentationChain(Augmentation first, Augmentation second) implements Augmentation {
    @Override public Batch apply(Batch batch, Rng rng) {
        return second.apply(first.apply(batch, rng.split("first")), rng.split("second"));
    }

    @Override public String toString() {
        return first + ", " + second;
    }
}
