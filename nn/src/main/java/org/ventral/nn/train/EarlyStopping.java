package org.ventral.nn.train;

/**
 * Ends training when the model does no better for a number of epochs on samples that it does not learn from (section 7.6.5).
 *
 * <p>What is watched is the set that the trainer evaluates on. Results on it are then no longer those of a test: for these, evaluate on a
 * third set at the end.
 *
 * @param watched  what is to get better
 * @param patience epochs without a new best after which to stop, at least 1
 * @param least    by how much a value must be better to count, 0 or more
 */
public record EarlyStopping(Watched watched, int patience, double least) {
    /** What is watched, on the set that the trainer evaluates on. */
    public enum Watched {
        /** The mean loss, which is to fall. */
        LOSS,
        /** The accuracy, which is to rise. */
        ACCURACY
    }

    /**
     * How far it has got; a checkpoint saves this.
     *
     * @param best  the best value so far, with such a sign that larger is better; negative infinity at first
     * @param stale epochs since then
     */
    public record Progress(double best, int stale) {
        static final Progress NONE = new Progress(Double.NEGATIVE_INFINITY, 0);
    }

    /** Checks the numbers. */
    public EarlyStopping {
        if (patience < 1) throw new IllegalArgumentException("EarlyStopping: patience must be at least 1 epoch, got " + patience);
        if (!(least >= 0)) throw new IllegalArgumentException("EarlyStopping: the least improvement must not be negative, got " + least);
    }

    /** Watches the loss. */
    public static EarlyStopping onLoss(int patience) {
        return new EarlyStopping(Watched.LOSS, patience, 0);
    }

    /** Watches the accuracy. */
    public static EarlyStopping onAccuracy(int patience) {
        return new EarlyStopping(Watched.ACCURACY, patience, 0);
    }

    Progress after(Progress before, Metrics metrics) {
        double value = switch (watched) {
            case LOSS -> -metrics.loss();
            case ACCURACY -> metrics.accuracy().orElseThrow(() -> new IllegalStateException(
                    "EarlyStopping: watches the accuracy, but classes are not counted; see Trainer.Builder.classes"));
        };
        boolean better = before.best() == Double.NEGATIVE_INFINITY ? !Double.isNaN(value) : value > before.best() + least;
        return better ? new Progress(value, 0) : new Progress(before.best(), before.stale() + 1);
    }
}
