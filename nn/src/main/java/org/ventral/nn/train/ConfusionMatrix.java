package org.ventral.nn.train;

import java.util.Arrays;

/** How often each class was taken for each: rows are the truth, columns the prediction. Immutable. */
public final class ConfusionMatrix {
    private final long[][] counts;

    private ConfusionMatrix(long[][] counts) {
        this.counts = counts;
    }

    /**
     * A matrix of counts, {@code counts[truth][predicted]}; it is copied.
     *
     * @throws IllegalArgumentException if it is not square or a count is negative
     */
    public static ConfusionMatrix of(long[][] counts) {
        for (long[] row : counts) {
            if (row.length != counts.length)
                throw new IllegalArgumentException("ConfusionMatrix: %d rows, but one has %d columns".formatted(counts.length, row.length));
            for (long count : row) if (count < 0) throw new IllegalArgumentException("ConfusionMatrix: a count is negative: " + count);
        }
        return new ConfusionMatrix(copy(counts));
    }

    /** Number of classes. */
    public int classes() {
        return counts.length;
    }

    /** How often {@code truth} was taken for {@code predicted}. */
    public long count(int truth, int predicted) {
        return counts[truth][predicted];
    }

    /** Number of samples. */
    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    /** Number of samples that were predicted right. */
    public long correct() {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) sum += counts[i][i];
        return sum;
    }

    /** The share that was predicted right; NaN if there is no sample. */
    public double accuracy() {
        return (double) correct() / total();
    }

    /** Of the samples of a class, the share that was found; NaN if there is none. */
    public double recall(int truth) {
        return (double) counts[truth][truth] / Arrays.stream(counts[truth]).sum();
    }

    /** Of the samples taken for a class, the share that is; NaN if there is none. */
    public double precision(int predicted) {
        return (double) counts[predicted][predicted] / Arrays.stream(counts).mapToLong(row -> row[predicted]).sum();
    }

    /** A copy of the counts, {@code [truth][predicted]}. */
    public long[][] toArray() {
        return copy(counts);
    }

    private static long[][] copy(long[][] rows) {
        return Arrays.stream(rows).map(long[]::clone).toArray(long[][]::new);
    }

    @Override public boolean equals(Object other) {
        return other instanceof ConfusionMatrix that && Arrays.deepEquals(counts, that.counts);
    }

    @Override public int hashCode() {
        return Arrays.deepHashCode(counts);
    }

    /** As in {@code 354 of 359 right, 10 classes}. */
    @Override public String toString() {
        return correct() + " of " + total() + " right, " + classes() + " classes";
    }
}
