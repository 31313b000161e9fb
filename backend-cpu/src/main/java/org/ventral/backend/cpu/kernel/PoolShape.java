package org.ventral.backend.cpu.kernel;

/** Sizes of a pooling: {@code x [N, C, D, H, W]} to {@code y [N, C, OD, OH, OW]}. Absent axes are {@link PoolAxis#UNIT}. */
public record PoolShape(int n, int c, PoolAxis d, PoolAxis h, PoolAxis w) {
    public PoolShape {
        Math.toIntExact((long) n * c * d.in() * h.in() * w.in());
        Math.toIntExact((long) n * c * d.out() * h.out() * w.out());
    }

    /** Elements of one input plane. */
    public int inPlane() {
        return d.in() * h.in() * w.in();
    }

    /** Elements of one output plane. */
    public int outPlane() {
        return d.out() * h.out() * w.out();
    }
}
