package org.ventral.nn.data;

import java.util.stream.IntStream;

/**
 * Samples that can be had in any order. Safe for use by several threads at once, as a loader reads ahead on a thread of its own.
 */
public interface Dataset {
    /** Number of samples. */
    int size();

    /**
     * Samples by number, in the order asked for.
     *
     * @throws IndexOutOfBoundsException if there is no sample of a number
     */
    Batch get(int... indices);

    /** A part of this data set: sample {@code i} is sample {@code indices[i]} here. */
    default Dataset subset(int... indices) {
        int[] chosen = indices.clone();
        for (int index : chosen) java.util.Objects.checkIndex(index, size());
        Dataset whole = this;
        return new Dataset() {
            @Override public int size() {
                return chosen.length;
            }

            @Override public Batch get(int... wanted) {
                return whole.get(IntStream.of(wanted).map(i -> chosen[i]).toArray());
            }
        };
    }
}
