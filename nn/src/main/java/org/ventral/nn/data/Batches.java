package org.ventral.nn.data;

import java.util.Iterator;

/** The batches of one epoch, in order. Closing it early stops the work ahead. */
public sealed interface Batches extends Iterator<Batch>, AutoCloseable permits DirectBatches, PrefetchedBatches {
    @Override void close();
}
