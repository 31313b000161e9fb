package org.ventral.nn.data;

/** Samples to learn from, and samples to be tested with. */
public interface DataSplit {
    /** The name of the data set, such as {@code digits}. */
    String name();

    /** Where it comes from: a resource, a folder, or that it is made. */
    String origin();

    /** To learn from. */
    Dataset train();

    /** Kept apart. */
    Dataset test();
}
