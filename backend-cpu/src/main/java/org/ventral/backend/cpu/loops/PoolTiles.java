package org.ventral.backend.cpu.loops;

/** Innermost loops of max pooling where lanes are images or channels. All lengths are at least {@link #lanes()}. */
public interface PoolTiles {
    /** Elements of a vector. */
    int lanes();

    /** The largest of four runs of x, and the place of the first that is so large; NaN is larger than any. */
    void largest(float[] x, int at0, int at1, int at2, int at3, int place0, int place1, int place2, int place3, float[] y, int yAt, long[] places, int placesAt, int length);

    /** Replaces y and its place where x is larger; NaN is larger than any. */
    void raise(float[] x, int xAt, int place, float[] y, int yAt, long[] places, int placesAt, int length);

    /** Replaces y where x is larger; NaN is larger than any. */
    void raise(float[] x, int xAt, float[] y, int yAt, int length);

    /** {@code dx[at_k + j] = dy[dyAt + j]} where its place is {@code place_k}, else zero: windows that share nothing. */
    void spread(float[] dy, int dyAt, long[] places, int placesAt, int place0, int place1, int place2, int place3, float[] dx, int at0, int at1, int at2, int at3, int length);

}
