package org.ventral.nn.data;

import org.ventral.tensor.Rng;

/**
 * Changes training samples at random, so that none is seen twice in quite the same form (data augmentation, section 7.6.5). A record, so that its text says all its settings.
 */
public interface Augmentation {
    /**
     * A changed batch of the same shapes.
     *
     * @param rng the batch's own: the same epoch and batch give the same changes, on whatever thread
     */
    Batch apply(Batch batch, Rng rng);

    /** This change, then another, each with randomness of its own. */
    default Augmentation then(Augmentation next) {
        return new AugmentationChain(this, next);
    }
}
