package org.ventral.backend.cpu.loops;

/**
 * Innermost loops of the float32 convolutions. A register tile has a few rows (channels) and two vectors of columns (pixels or images).
 *
 * <p>Tap t of column j reads {@code x[xAt + offsets[t] + j]}. This one form serves every kernel size, stride, dilation and padding, in both storage orders. Row r
 * starts at {@code start[startAt + r]}, or with {@code accumulate} at what y holds, and goes to {@code y[yAt + r · yStep + j]}.
 */
public interface ConvTiles {
    /** Elements of a vector. */
    int lanes();

    /** Distance between taps in a panel of several rows. */
    int STEP = 8;

    /** Tiles for {@link #rows}; one that hangs over the edge stores no more rows than there are. */
    Heights heights();

    /**
     * A tile: {@code y[r][j] = start[r] + Σ_t w[wAt + STEP · t + r] · x[t][j]} for {@code from ≤ t < to}; of a single row the weights lie side by side.
     *
     * @param rows as {@link #heights()} cuts them
     */
    void rows(int rows, float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate);

    /**
     * Outer products: {@code sum[at + r · step + j] += Σ_i a[aAt[first + r] + i] · b[bAt + 2 · lanes · i + j]} for six rows r, {@code 0 ≤ i < length} and
     * {@code 0 ≤ j < 2 · lanes}.
     */
    void outer6(float[] a, int[] aAt, int first, int shift, float[] b, int bAt, int length, float[] sum, int at, int step);

    /**
     * Ten or twenty dot products at once: lane sums of {@code a[a_i + j] · b[b_k + j]} over {@code 0 ≤ j < length} are added to
     * {@code sum[at + (5 i + k) · lanes + lane]} for i of {@code rows} and k of 5, where {@code a_i = aAt[aFirst + i] + aShift} and {@code b_k = bAt[bFirst + k] + bShift}.
     *
     * @param rows 2, or {@link #dotRows()}
     */
    void dots(int rows, float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at);

    /** What follows a product, on rows of two vectors: adds a bias for each column, and replaces negative results by zeros. */
    void finish(int rows, float[] y, int yAt, int yRow, float[] bias, int biasAt, boolean relu);

    /** The same for one row of whole vectors, to which another array is added as well. */
    void finishRow(int length, float[] y, int yAt, float[] bias, int biasAt, float[] addend, int addendAt, boolean relu);

    /** Most rows of dot products that are done at once: 2 or 4. */
    int dotRows();
}
