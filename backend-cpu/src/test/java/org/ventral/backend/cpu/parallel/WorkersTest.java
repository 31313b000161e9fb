package org.ventral.backend.cpu.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTileRunsOnce(int threads) {
        try (Workers workers = Workers.of(threads)) {
            assertEquals(threads, workers.threads());
            for (int tiles = 0; tiles < 200; tiles++) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tiles);
                workers.forEach(tiles, runs::incrementAndGet);
                for (int i = 0; i < tiles; i++) assertEquals(1, runs.get(i));
            }
        }
    }

    @Test
    void tilesRunOnSeveralThreads() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Workers workers = Workers.of(2)) {
            workers.forEach(2, _ -> {
                threads.add(Thread.currentThread());
                both.countDown();
                awaitUninterrupted(both);
            });
        }
        assertEquals(2, threads.size());
    }

    /** The first of each stretch wait for each other, so that no thread can be done before the others have begun. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void threadsBeginWithTheSameStretchesInEveryCall(int threads) {
        int tiles = 12;
        Thread[] first = new Thread[threads];
        try (Workers workers = Workers.of(threads)) {
            for (int call = 0; call < 20; call++) {
                CountDownLatch all = new CountDownLatch(threads);
                Thread[] began = new Thread[threads];
                workers.forEach(tiles, tile -> {
                    if (tile % (tiles / threads) != 0) return;
                    began[tile * threads / tiles] = Thread.currentThread();
                    all.countDown();
                    awaitUninterrupted(all);
                });
                assertSame(Thread.currentThread(), began[0]);
                if (call == 0) System.arraycopy(began, 0, first, 0, threads);
                assertArrayEquals(first, began);
            }
        }
    }

    @Test
    void aFailureReachesTheCallerAndThePoolLivesOn() {
        try (Workers workers = Workers.of(3)) {
            IllegalStateException failure = new IllegalStateException("tile 5");
            Workers.TileTask failing = tile -> {
                if (tile == 5) throw failure;
            };
            assertSame(failure, assertThrows(IllegalStateException.class, () -> workers.forEach(100, failing)));
            assertThrows(StackOverflowError.class, () -> workers.forEach(4, _ -> { throw new StackOverflowError(); }));
            AtomicInteger sum = new AtomicInteger();
            workers.forEach(10, sum::addAndGet);
            assertEquals(45, sum.get());
        }
    }

    @Test
    void aNestedCallRunsOnTheThreadOfItsTile() {
        try (Workers workers = Workers.of(2)) {
            AtomicInteger runs = new AtomicInteger();
            workers.forEach(4, _ -> {
                Thread outer = Thread.currentThread();
                workers.forEach(5, _ -> {
                    assertSame(outer, Thread.currentThread());
                    runs.incrementAndGet();
                });
            });
            assertEquals(20, runs.get());
        }
    }

    @Test
    void severalThreadsMayCallAtOnce() throws Exception {
        try (Workers workers = Workers.of(4)) {
            AtomicInteger runs = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++)
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 500; j++) workers.forEach(7, _ -> runs.incrementAndGet());
                }));
            for (Thread caller : callers) caller.join();
            assertEquals(4 * 500 * 7, runs.get());
        }
    }

    @Test
    void anInterruptSurvivesACall() {
        try (Workers workers = Workers.of(2)) {
            Thread.currentThread().interrupt();
            AtomicInteger runs = new AtomicInteger();
            workers.forEach(100, _ -> runs.incrementAndGet());
            assertEquals(100, runs.get());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void closingEndsTheWorkersAndLaterCallsRunAlone() throws Exception {
        Workers workers = Workers.of(2);
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        workers.forEach(2, _ -> {
            threads.add(Thread.currentThread());
            both.countDown();
            awaitUninterrupted(both);
        });
        workers.close();
        threads.remove(Thread.currentThread());
        for (Thread worker : threads) {
            assertTrue(worker.isDaemon());
            worker.join();
            assertFalse(worker.isAlive());
        }
        workers.forEach(10, _ -> assertFalse(threads.contains(Thread.currentThread())));
    }

    @Test
    void refusesNoThreads() {
        assertThrows(IllegalArgumentException.class, () -> Workers.of(0));
    }

    @Test
    void scratchIsReusedGrownAndApartFromOtherSlots() {
        float[] small = Scratch.floats(Scratch.Slot.L, 10);
        assertSame(small, Scratch.floats(Scratch.Slot.L, 5));
        assertNotSame(small, Scratch.floats(Scratch.Slot.K, 5));
        assertTrue(Scratch.floats(Scratch.Slot.L, 100_000).length >= 100_000);
        assertTrue(Scratch.doubles(Scratch.Slot.L, 33).length >= 33);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
