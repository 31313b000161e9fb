package org.ventral.nn.data;

import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import org.ventral.tensor.MemoryScope;

/** Batches made when they are asked for, on the thread that asks. */
final class DirectBatches implements Batches {
    private final IntFunction<Batch> maker;
    private final int end;
    private int next;

    DirectBatches(IntFunction<Batch> maker, int from, int end) {
        this.maker = maker;
        this.next = from;
        this.end = end;
    }

    @Override public boolean hasNext() {
        return next < end;
    }

    @Override public Batch next() {
        if (!hasNext()) throw new NoSuchElementException("the epoch is over");
        int number = next++;
        return MemoryScope.outside(() -> maker.apply(number));
    }

    @Override public void close() {
        next = end;
    }
}
