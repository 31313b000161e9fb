package org.ventral.nn.train;

/** What a model is to do, and so what is counted of its answers beside the loss. */
public sealed interface Task {
    /** Only the loss is summed. */
    record Unscored() implements Task {}

    /**
     * To tell classes apart: accuracy and confusion are counted, of scores {@code [N, classes, d…]} and targets {@code [N, d…]}.
     *
     * @param classes how many there are
     */
    record Classification(int classes) implements Task {
        /** Checks the number. */
        public Classification {
            if (classes < 1) throw new IllegalArgumentException("Task: classes must be at least 1, got " + classes);
        }
    }

    /**
     * To say numbers: the mean absolute error is measured, of answers and targets of one shape {@code [N, d…]}.
     *
     * @param unit what 1 in an answer stands for, so that the error is in the units of the data where that was standardized: its deviation, or 1
     */
    record Regression(double unit) implements Task {
        /** Checks the unit. */
        public Regression {
            if (!(unit > 0 && Double.isFinite(unit))) throw new IllegalArgumentException("Task: the unit must be positive, got " + unit);
        }
    }

    /** Only the loss is summed. */
    static Task unscored() {
        return new Unscored();
    }

    /** Accuracy and confusion of so many classes are counted; of 0, nothing is. */
    static Task classification(int classes) {
        if (classes < 0) throw new IllegalArgumentException("Task: classes must not be negative, got " + classes);
        return classes == 0 ? new Unscored() : new Classification(classes);
    }

    /** The mean absolute error is measured, in units of which an answer of 1 has {@code unit}. */
    static Task regression(double unit) {
        return new Regression(unit);
    }

    /** Number of classes that are told apart, 0 where none are. */
    default int counted() {
        return this instanceof Classification(int classes) ? classes : 0;
    }
}
