package org.ventral.backend.cpu.parallel;

/**
 * Reusable working memory of one thread: packed panels, edge tiles, partial sums.
 *
 * <p>A fresh Java array is cleared and touches new pages, which costs more than most kernels spend in it; so each thread keeps one array per
 * {@link Slot} and element type and only ever grows it. Contents are <em>not</em> cleared, and the array may be longer than asked for.
 *
 * <p>An array belongs to the calling thread until that thread asks for the same slot again. A kernel therefore documents the slots that it uses, and
 * a kernel that calls another keeps out of the callee's slots. A caller may lend its array to the workers of a {@link Workers#forEach} call, because
 * the call returns only when they are done with it.
 */
public final class Scratch {
    /** Names of independent arrays. {@code Gemm} uses A to D, {@code Transpose} uses none; M is for the innermost loops. */
    public enum Slot { A, B, C, D, E, F, G, H, I, J, K, L, M }

    private static final int SLOTS = Slot.values().length;
    private static final int SMALLEST = 1024;
    private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

    private final float[][] floats = new float[SLOTS][];
    private final double[][] doubles = new double[SLOTS][];

    private Scratch() {}

    /** Returns this thread's {@code float} array of the slot, at least {@code length} long, with arbitrary contents. */
    public static float[] floats(Slot slot, int length) {
        float[][] arrays = OWN.get().floats;
        float[] array = arrays[slot.ordinal()];
        return array != null && array.length >= length ? array : (arrays[slot.ordinal()] = new float[grown(length)]);
    }

    /** Returns this thread's {@code double} array of the slot, at least {@code length} long, with arbitrary contents. */
    public static double[] doubles(Slot slot, int length) {
        double[][] arrays = OWN.get().doubles;
        double[] array = arrays[slot.ordinal()];
        return array != null && array.length >= length ? array : (arrays[slot.ordinal()] = new double[grown(length)]);
    }

    /** A quarter more than asked for, so that slowly growing requests settle. */
    private static int grown(int length) {
        return (int) Math.min(Integer.MAX_VALUE - 16, Math.max(SMALLEST, length + (length >> 2) & ~15L));
    }
}
