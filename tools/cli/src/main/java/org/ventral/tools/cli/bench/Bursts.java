package org.ventral.tools.cli.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Times steps, over and over. Times are in milliseconds. */
public final class Bursts {
    private static final int LEAST_STEPS = 5;
    private static final int STRETCHES = 3;
    /** A stretch that takes more than this part of the best so far is no real gain. */
    private static final double STEADY = 0.97;
    /** Compilers that work for less than this part of a stretch do not disturb it. */
    private static final double QUIET = 0.05;
    private static final double LONGEST_WARMUP = 30;

    private Bursts() {}

    /**
     * The time of each step, in ascending order.
     *
     * @param seconds how long to go on, for five steps at least
     * @param most    steps after which to end in any case
     */
    public static double[] run(Runnable step, double seconds, int most) {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end && times.size() < most || times.size() < LEAST_STEPS) {
            long start = System.nanoTime();
            step.run();
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /**
     * Runs until the median of a stretch is no longer better than those before it and Java's compilers are done, for half a minute at most. Small steps call so many
     * methods that the compilers have something to do for ten seconds and more; where all cores compute, that slows the steps down to half of their speed.
     *
     * @param seconds how long at least
     * @return the seconds that it took
     */
    public static double warmUp(Runnable step, double seconds) {
        double best = Double.POSITIVE_INFINITY;
        for (long start = System.nanoTime(); ; ) {
            double before = compiling();
            long from = System.nanoTime();
            double now = median(run(step, seconds / STRETCHES, Integer.MAX_VALUE));
            double took = (System.nanoTime() - from) / 1e9, elapsed = (System.nanoTime() - start) / 1e9;
            boolean steady = now > STEADY * best && compiling() - before < QUIET * took;
            if (elapsed >= seconds && steady || elapsed >= Math.max(seconds, LONGEST_WARMUP)) return elapsed;
            best = Math.min(best, now);
        }
    }

    /** Seconds that Java's compilers have worked so far, all together; 0 where this virtual machine does not count them. */
    private static double compiling() {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        return compilers != null && compilers.isCompilationTimeMonitoringSupported() ? compilers.getTotalCompilationTime() / 1e3 : 0;
    }

    /** The middle one, or the mean of the two in the middle. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
