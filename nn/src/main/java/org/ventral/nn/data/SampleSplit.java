package org.ventral.nn.data;

/**
 * Samples of any kind to learn from and to be tested with.
 *
 * @param name   of the data set
 * @param origin where it comes from
 * @param train  to learn from
 * @param test   kept apart
 */
public record SampleSplit(String name, String origin, Dataset train, Dataset test) implements DataSplit {}
