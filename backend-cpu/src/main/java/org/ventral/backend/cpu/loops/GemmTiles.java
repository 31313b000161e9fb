package org.ventral.backend.cpu.loops;

import org.ventral.backend.cpu.parallel.Scratch;

/**
 * The innermost loops of matrix multiplication for one element type. {@link Gemm} cuts a product into calls of these.
 *
 * <p>Every element of a result is one chain of multiply-adds along the depth, whatever its place in a tile, so results do not depend on how a product was cut.
 *
 * @param <T> the array type: {@code float[]} or {@code double[]}
 */
public interface GemmTiles<T> {
    /** Distance between copied rows of A: room for a block of the depth, and no power of two, so that neighbours fall into different sets of a cache. */
    int ROW = 520;
    /** Panels that are packed in one sweep. */
    int SWEEP = 4;

    /** Distance between the steps of the depth in packed rows of A: at least as many elements as the tallest tile has rows, a power of two so that it costs no multiplication. */
    int step();

    /** Rows of a register tile that reads A where it lies. */
    int rows();

    /** Tiles that read packed rows of A; the tallest has at most {@link #step()}. */
    Heights packed();

    /** Tiles that read copied rows of A. */
    Heights copied();

    /** Columns of a register tile, and of a packed panel of B. */
    int columns();

    /**
     * Elements in front of packed panels. Arrays begin 16 bytes behind the address of their object; where objects lie at multiples of a cache line, as with
     * {@code -XX:ObjectAlignmentInBytes=64}, no vector of a panel then crosses from one line to the next, which counts as two loads. That is worth a tenth while another thread shares the core.
     */
    int lead();

    /** This thread's scratch array of the slot. */
    T scratch(Scratch.Slot slot, int length);

    /** An array of its own. */
    T allocate(int length);

    /**
     * Computes one register tile: {@code C[i, j] = Σ_p A[i, p] · B[p, j]}, or adds that to C.
     *
     * <p>B is packed: {@code B[p, j] = b[b0 + p * columns() + j]}. With fewer than {@link #rows()} rows of A the last one is read again in place of the missing
     * ones, so that the caller must pass a C that has room for a whole tile and ignore the rest.
     *
     * @param depth      length of the sums, at least 1
     * @param rows       rows of A that exist, at least 1
     * @param aRow       distance between rows of A
     * @param aDepth     distance between neighbours in a row of A
     * @param cRow       distance between rows of C, whose columns are contiguous
     * @param accumulate whether C is added to
     */
    void tile(int depth, int rows, T a, int a0, int aRow, int aDepth, T b, int b0, T c, int c0, int cRow, boolean accumulate);

    /**
     * The same with packed rows, as many as one of the tiles {@link #packed()} has: {@code A[i, p] = a[a0 + p * step() + i]}. Needs fewer instructions for a multiply-add, and keeps both
     * units busy even while another thread shares the core.
     */
    void packedTile(int depth, int rows, T a, int a0, T b, int b0, T c, int c0, int cRow, boolean accumulate);

    /**
     * The same with copied rows, as many as one of the tiles {@link #copied()} has: {@code A[i, p] = a[a0 + i * ROW + p]}. Contiguous rows of A need no more than a copy then.
     *
     * @param depth at most {@link #ROW}
     */
    void copiedTile(int depth, int rows, T a, int a0, T b, int b0, T c, int c0, int cRow, boolean accumulate);

    /** Packs {@code columns} (at most {@link #columns()}) columns of B to {@code panel[p0 + p * columns() + j]}; missing columns become zeros. */
    void pack(int depth, int columns, T b, int b0, int bRow, int bColumn, T panel, int p0);

    /** Packs {@link #SWEEP} whole panels, one behind the other, of a B with contiguous rows: in one sweep, as a visit to each row costs more than what is read there. */
    void packFour(int depth, T b, int b0, int bRow, T panels, int p0);

    /**
     * Packs rows of A for {@link #packedTile}, in groups as high as the tallest tile: row i of group g goes to {@code packed[p0 + (g * depth + p) * step() + i]}. Rows
     * missing from the last group become zeros.
     *
     * @param there rows of A that may be read, at least {@code rows}
     */
    void packRows(int depth, int rows, int there, T a, int a0, int aRow, int aDepth, T packed, int p0);

    /** Copies or adds the upper left {@code rows × columns} part of a dense tile, {@link #columns()} wide, to C. */
    void merge(int rows, int columns, T tile, T c, int c0, int cRow, int cColumn, boolean accumulate);

    /** Sets a part of C to its bias, or adds the bias to it; a null bias stands for zeros. The bias of element (i, j) is {@code bias[bias0 + i * biasRow + j * biasColumn]}. */
    void bias(int rows, int columns, T bias, int bias0, int biasRow, int biasColumn, T c, int c0, int cRow, int cColumn, boolean accumulate);

    /** Dot products with contiguous rows: {@code y[y0 + j] = Σ_p x[x0 + p] · b[b0 + j * bColumn + p]} for {@code columns} values of j. */
    void dots(int depth, int columns, T x, int x0, T b, int b0, int bColumn, T y, int y0);

    /** A weighted sum of contiguous rows: {@code y[y0 + j] = Σ_p x[x0 + p] · b[b0 + p * bRow + j]} for {@code columns} values of j. */
    void weighted(int depth, int columns, T x, int x0, T b, int b0, int bRow, T y, int y0);

    /** Copies {@code length} elements that lie {@code stride} apart to contiguous ones. */
    void gather(int length, T from, int f0, int stride, T to, int t0);

    /** Copies, or adds, a contiguous row to one of C. */
    void scatter(int length, T from, int f0, T c, int c0, int cColumn, boolean accumulate);
}
