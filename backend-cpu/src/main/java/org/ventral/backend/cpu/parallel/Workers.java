package org.ventral.backend.cpu.parallel;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A fixed pool of {@code threads - 1} daemon workers that, together with the calling thread, runs the tiles of one kernel.
 *
 * <p>Kernels last tens of microseconds, so handing work over must cost a fraction of one: an idle worker spins for {@value #SPIN_NANOS} ns before it
 * parks, and finds the next kernel of a chain without a system call. A parked pool uses no processor time and does not keep the virtual machine alive.
 * When there are more threads than processors nobody spins, because the spinner would hold up the very thread it waits for.
 *
 * <p>Each thread has a stretch of the tiles to itself, and the same one whenever the number of tiles is the same: what it wrote in one kernel is still in its own cache when the
 * next one reads it, where lines that another core has just written cost more than those in memory. A thread whose stretch is done helps the others with theirs. Which thread runs a
 * tile is therefore arbitrary; results are the same for any number of threads only because callers cut their work by shape, or so that the cut does not show in them.
 *
 * <p>Safe for use by several threads at once. The pool serves one call at a time; a call that finds it taken (a concurrent one, or one from inside a tile)
 * runs all its tiles on its own thread.
 */
public final class Workers implements AutoCloseable {
    /** One independent piece of a kernel. */
    @FunctionalInterface
    public interface TileTask {
        /** Computes tile number {@code tile}, on any thread. */
        void run(int tile);
    }

    private static final long SPIN_NANOS = 1_000_000;
    private static final int SPINS_PER_CLOCK = 32;

    private final Worker[] workers;
    private final long spinNanos;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean started;
    private volatile Job current;               // null between calls
    private volatile boolean closed;

    private Workers(int threads) {
        workers = new Worker[threads - 1];
        spinNanos = threads > Runtime.getRuntime().availableProcessors() ? 0 : SPIN_NANOS;
    }

    /**
     * Makes a pool for kernels on {@code threads} threads, the caller's among them. Its workers start with the first call that needs them.
     *
     * @throws IllegalArgumentException if {@code threads < 1}
     */
    public static Workers of(int threads) {
        if (threads < 1) throw new IllegalArgumentException("Workers: threads must be at least 1, got " + threads);
        return new Workers(threads);
    }

    /** The number of threads that run tiles, the caller's among them. */
    public int threads() {
        return workers.length + 1;
    }

    /**
     * Runs {@code task.run(i)} once for every {@code i} in {@code [0, tiles)} and returns when all are done. After a tile has thrown, tiles that are
     * not yet claimed are skipped, and the first failure is thrown here. After {@link #close()} everything runs on the calling thread.
     */
    public void forEach(int tiles, TileTask task) {
        Objects.requireNonNull(task);
        forEach(tiles, () -> task);
    }

    /**
     * The same where a thread prepares something that it keeps from tile to tile: each thread that takes part makes a task of its own, when it has claimed its first tile.
     *
     * @param tasks may be called on several threads at once
     */
    public void forEach(int tiles, Supplier<TileTask> tasks) {
        if (tiles <= 0) return;
        if (tiles == 1 || workers.length == 0 || closed || !taken.compareAndSet(false, true)) {
            TileTask task = tasks.get();
            for (int tile = 0; tile < tiles; tile++) task.run(tile);
            return;
        }
        Job job = new Job(tiles, threads(), tasks, Thread.currentThread());
        try {
            if (!started) start();
            current = job;
            wake(Math.min(tiles - 1, workers.length));
            job.work(0);
            job.await(spinNanos);
        } finally {
            current = null;
            taken.set(false);
        }
        job.finish();
    }

    /** Ends the workers. A call that is under way completes; later calls run on their own thread. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Worker worker : workers)
            if (worker != null) LockSupport.unpark(worker.thread);
    }

    private synchronized void start() {
        if (started || closed) return;
        for (int i = 0; i < workers.length; i++) workers[i] = new Worker(i);
        for (Worker worker : workers) worker.thread.start();
        started = true;
    }

    private void wake(int wanted) {
        for (Worker worker : workers) {
            if (wanted-- == 0) return;
            if (worker != null && worker.parked) LockSupport.unpark(worker.thread);
        }
    }

    /** One call of {@link #forEach}: who comes late finds no tile left and does no harm, so nobody has to wait for a worker that never came. */
    private static final class Job {
        private static final int APART = 16;    // counters of different threads lie on different cache lines

        private final int tiles;
        private final int stretches;
        private final Thread caller;
        private final AtomicIntegerArray next;  // tile of each stretch
        private final AtomicInteger done = new AtomicInteger();
        private volatile Throwable failure;
        private volatile boolean callerParks;
        private Supplier<TileTask> tasks;       // cleared at the end: an idle worker remembers its last job, and must not keep that job's arrays alive

        Job(int tiles, int threads, Supplier<TileTask> tasks, Thread caller) {
            this.tiles = tiles;
            this.tasks = tasks;
            this.caller = caller;
            stretches = Math.min(tiles, threads);
            next = new AtomicIntegerArray(stretches * APART);
            for (int i = 0; i < stretches; i++) next.setPlain(i * APART, begin(i));
        }

        private int begin(int stretch) {
            return (int) ((long) tiles * stretch / stretches);
        }

        /** Runs the tiles of a thread's own stretch, then what is left of the others. */
        void work(int thread) {
            int mine = 0;
            TileTask task = null;
            for (int i = 0; i < stretches; i++) {
                int stretch = (thread + i) % stretches;
                for (int tile; (tile = claim(stretch)) >= 0; mine++) {
                    if (failure != null) continue;
                    try {
                        if (task == null) task = tasks.get();
                        task.run(tile);
                    } catch (Throwable thrown) {    // whatever it is, the caller has to hear of it; it is thrown again there
                        fail(thrown);
                    }
                }
            }
            if (mine > 0 && done.addAndGet(mine) == tiles && callerParks) LockSupport.unpark(caller);
        }

        /** The next tile of a stretch, or -1 when all are claimed. */
        private int claim(int stretch) {
            int at = stretch * APART, end = begin(stretch + 1);
            if (next.get(at) >= end) return -1;
            int tile = next.getAndIncrement(at);
            return tile < end ? tile : -1;
        }

        private synchronized void fail(Throwable thrown) {
            if (failure == null) failure = thrown;
            else if (failure != thrown) failure.addSuppressed(thrown);
        }

        void await(long spinNanos) {
            if (done.get() == tiles) return;
            for (long end = System.nanoTime() + spinNanos; System.nanoTime() < end; )
                for (int i = 0; i < SPINS_PER_CLOCK; i++) {
                    if (done.get() == tiles) return;
                    Thread.onSpinWait();
                }
            callerParks = true;
            boolean interrupted = false;
            while (done.get() < tiles) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();    // park would return at once while it is set
            }
            if (interrupted) Thread.currentThread().interrupt();
        }

        void finish() {
            tasks = null;
            switch (failure) {
                case null -> { }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException("A tile threw a checked exception", e);
            }
        }
    }

    private final class Worker implements Runnable {
        private final int number;               // the calling thread is 0
        private final Thread thread;
        private volatile boolean parked;

        Worker(int index) {
            number = index + 1;
            thread = Thread.ofPlatform().daemon().name("ventral-cpu-" + number).inheritInheritableThreadLocals(false).unstarted(this);
        }

        @Override
        public void run() {
            for (Job last = null; !closed; ) {
                Job job = nextAfter(last);
                if (job == null) continue;
                job.work(number);
                last = job;
            }
        }

        /** The next job, or null when it is time to look whether the pool was closed. */
        private Job nextAfter(Job last) {
            Job job;
            for (long end = System.nanoTime() + spinNanos; System.nanoTime() < end; )
                for (int i = 0; i < SPINS_PER_CLOCK; i++) {
                    if ((job = current) != null && job != last) return job;
                    Thread.onSpinWait();
                }
            parked = true;                      // before the last look: a caller publishes its job before it reads this
            try {
                if ((job = current) != null && job != last) return job;
                if (!closed) LockSupport.park(Workers.this);
                Thread.interrupted();
                return (job = current) != null && job != last ? job : null;
            } finally {
                parked = false;
            }
        }
    }
}
