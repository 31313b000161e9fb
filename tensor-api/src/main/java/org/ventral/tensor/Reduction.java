package org.ventral.tensor;

/** What becomes of the losses of single elements. */
public enum Reduction {
    /** They stay as they are. */
    NONE,
    /** One scalar: their mean. */
    MEAN,
    /** One scalar: their sum. */
    SUM;

    /** The losses reduced. */
    Tensor apply(Tensor losses) {
        return switch (this) {
            case NONE -> losses;
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
        };
    }
}
