package org.ventral.nn.data;

import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;

/** Batches made ahead by a thread of their own, which ends with the epoch or at {@link #close}. */
final class PrefetchedBatches implements Batches {
    private sealed interface Made {
        record Good(Batch batch) implements Made {}

        record Failed(Throwable cause) implements Made {}
    }

    private final BlockingQueue<Made> queue;
    private final Thread thread;
    private int left;

    PrefetchedBatches(IntFunction<Batch> maker, int from, int end, int ahead) {
        queue = new ArrayBlockingQueue<>(ahead);
        left = end - from;
        thread = Thread.ofPlatform().daemon().name("ventral-data").unstarted(() -> make(maker, from, end));
        if (left > 0) thread.start();
    }

    private void make(IntFunction<Batch> maker, int from, int end) {
        try {
            for (int number = from; number < end; number++) {
                Made made;
                try {
                    made = new Made.Good(maker.apply(number));
                } catch (RuntimeException | Error e) {
                    made = new Made.Failed(e);
                }
                queue.put(made);
                if (made instanceof Made.Failed) return;
            }
        } catch (InterruptedException _) {
            // closed: nobody waits for the rest
        }
    }

    @Override public boolean hasNext() {
        return left > 0;
    }

    @Override public Batch next() {
        if (left == 0) throw new NoSuchElementException("the epoch is over");
        try {
            switch (queue.take()) {
                case Made.Good(Batch batch) -> {
                    left--;
                    return batch;
                }
                case Made.Failed(Throwable cause) -> {
                    left = 0;
                    if (cause instanceof Error error) throw error;
                    throw (RuntimeException) cause;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    @Override public void close() {
        left = 0;
        thread.interrupt();
    }
}
