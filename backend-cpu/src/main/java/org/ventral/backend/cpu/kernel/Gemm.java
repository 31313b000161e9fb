package org.ventral.backend.cpu.kernel;

import java.util.Objects;
import org.ventral.backend.cpu.kernel.Product.Bias;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Matrix multiplication in single and double precision: blocking, packing and threading around the register tiles of {@link GemmTiles}.
 *
 * <p>There are three ways through, chosen by the shape alone:
 * <ul>
 *   <li><b>skinny</b>, up to {@value #SKINNY} rows: dot products or weighted sums, which read B once at the speed of memory;
 *   <li><b>direct</b>, up to a few panels of columns, too few to pay for packing A: a task packs one panel of B after the other for itself and reads A where it lies.
 *       Nothing is shared, so threads meet once, at the end;
 *   <li><b>packed</b>, all others (van de Geijn and Goto's scheme, as in BLIS): a thread packs some columns of B and keeps them while it packs one group of rows of A after the other.
 *       Contiguous rows of A are no more than copied, to where they lie at a constant distance. What is packed is not shared between threads: what another core has just written comes
 *       so slowly that two threads would be little faster than one.
 * </ul>
 * The depth is cut by shape, and a sum along it is never split between threads: the result has the same bits for any number of threads, however rows and columns are shared out.
 *
 * <p>Uses scratch slots A to D of every thread that takes part.
 *
 * @param <T> the array type
 */
public final class Gemm<T> {
    /** Single precision, with the fastest tiles that this virtual machine can run. */
    public static final Gemm<float[]> FLOATS = new Gemm<>(Loops.floatProducts(), Loops.broadProducts());
    /** Double precision, likewise. */
    public static final Gemm<double[]> DOUBLES = new Gemm<>(Loops.doubleProducts());

    private static final int SKINNY = 4;
    /** Longest stretch of a sum that is done in registers: so deep, the rows of A of a tile stay in a first-level cache, and panels of B stream from the second. */
    static final int DEPTH = 512;
    /** Most rows and columns of a task in the packed scheme: what it has packed of B, and its part of A and of the result, stay in a second-level cache. */
    private static final int TASK_ROWS = 96, TASK_COLUMNS = 512;
    /** Fewest rows and columns of a task, so that packing them is small beside the products. */
    private static final int FEWEST_ROWS = 24, FEWEST_COLUMNS = 128;
    /** Tasks that a product is cut into if it is large enough: several for each of a few threads. */
    private static final int TASKS = 16;
    private static final int PACK_TASK_PANELS = GemmTiles.SWEEP;
    /** Products with so many times as many columns as a broad panel lose little where the last one is half empty. */
    private static final int MANY_PANELS = 10;
    /** Rows of A that are so few that a block of them stays in a second-level cache, and the tasks of such a product: few, so that what follows on a part has long rows. */
    private static final int FEW_ROWS = 256, FEW_ROWS_TASKS = 8;
    /** Panels of columns from which on packing A pays. */
    private static final int PACKED_PANELS = 3;
    /** Products that are large enough to keep all threads busy one after the other. */
    private static final long LARGE_WORK = 20_000_000;
    /** Multiply-adds that are worth a task of their own, about five microseconds. */
    private static final long TASK_WORK = 250_000;
    /** Products below this many multiply-adds stay on the calling thread. */
    private static final long PARALLEL_WORK = 400_000;
    /** Elements of B that a skinny task reads. */
    private static final int SKINNY_TASK_ELEMENTS = 1 << 16;
    /** Elements of B below which a skinny product, which does little more than read them, stays on the calling thread. */
    private static final int SKINNY_PARALLEL_ELEMENTS = 1 << 17;

    private final GemmTiles<T> tiles;
    private final Gemm<T> broad;    // for products with many columns; null if there is none

    /** A multiplication over given tiles; {@link #FLOATS} and {@link #DOUBLES} have the right ones. */
    public Gemm(GemmTiles<T> tiles) {
        this(tiles, null);
    }

    private Gemm(GemmTiles<T> tiles, GemmTiles<T> broad) {
        this.tiles = tiles;
        this.broad = broad == null ? null : new Gemm<>(broad);
    }

    /** The multiplication whose tiles suit so many columns. Both give the same bits. */
    private Gemm<T> of(int n) {
        return broad != null && broad.fits(n) ? broad : this;
    }

    private boolean fits(int n) {
        int width = tiles.columns(), last = n % width;
        return n >= PACKED_PANELS * width && (last == 0 || last > width / 2 || n >= MANY_PANELS * width);
    }

    /**
     * Computes one product. C must not overlap A, B or the bias.
     *
     * @param bias the vector to add, or null if {@code product.bias()} is {@code NONE}
     */
    public void multiply(Workers workers, Product product, T a, T b, T bias, T c) {
        if (product.bias() != Bias.NONE) Objects.requireNonNull(bias, "Gemm: the product has a bias, but its array is null");
        if (isBetterTransposed(product)) of(product.m()).run(workers, new Operands<>(product.transposed(), b, a, bias, c));
        else of(product.n()).run(workers, new Operands<>(product, a, b, bias, c));
    }

    /**
     * Computes as many products of one shape as there are offsets: number i takes its matrices {@code aOffsets[i]}, {@code bOffsets[i]} and {@code cOffsets[i]}
     * elements further on. Offsets of A and B may repeat (broadcasting); results must not overlap. All share the bias.
     */
    public void multiplyAll(Workers workers, Product product, T a, int[] aOffsets, T b, int[] bOffsets, T bias, T c, int[] cOffsets) {
        int batch = cOffsets.length;
        if (aOffsets.length != batch || bOffsets.length != batch)
            throw new IllegalArgumentException("Gemm: " + aOffsets.length + " offsets for A, " + bOffsets.length + " for B and " + batch + " for C");
        if (batch < 4 || product.work() > LARGE_WORK) {
            for (int i = 0; i < batch; i++) multiply(workers, product.shifted(aOffsets[i], bOffsets[i], cOffsets[i]), a, b, bias, c);
            return;
        }
        int perTask = Math.clamp(TASK_WORK / Math.max(1, product.work()), 1, batch);
        eachOf(workers, product.work() * batch, ceilDiv(batch, perTask), task -> {
            for (int i = task * perTask, end = Math.min(batch, i + perTask); i < end; i++)
                multiply(Inline.WORKERS, product.shifted(aOffsets[i], bOffsets[i], cOffsets[i]), a, b, bias, c);
        });
    }

    /**
     * Packs a matrix that many products will have on the right. It must not change while they use what is packed.
     *
     * @param b {@code k × n}
     */
    public PackedMatrix<T> pack(Workers workers, int k, int n, T array, Matrix b) {
        return of(n).packAll(workers, k, n, array, b);
    }

    private PackedMatrix<T> packAll(Workers workers, int k, int n, T array, Matrix b) {
        int width = tiles.columns(), panels = ceilDiv(n, width);
        Extent all = new Extent(0, n, 0, k, depthOfBlocks(Math.max(1, k)));
        T packed = tiles.allocate(tiles.lead() + Math.multiplyExact(panels * width, k));
        if (k > 0) pack(workers, new Operands<>(Product.of(0, n, k, b, b, b), null, array, null, null), all, panels, packed);
        return new PackedMatrix<>(k, n, array, b, packed);
    }

    /** What is done with a part of a result as soon as it is there, on the thread that has it in its cache. */
    @FunctionalInterface
    public interface Finish {
        /** Works on {@code rows × columns} elements of the result from (row, column) on. */
        void run(int row, int rows, int column, int columns);
    }

    /**
     * Computes {@code C = A · B (+ bias)} for a packed B, with the bits of {@link #multiply}. C must have contiguous rows and not overlap A, B or the bias.
     *
     * @param product describes A, C and the bias; its B is not read
     * @param wholeRows whether {@code finish} needs all columns of its rows at once
     * @param finish called once for each part of the result, which together cover it; null if there is nothing more to do
     */
    public void multiply(Workers workers, Product product, T a, PackedMatrix<T> b, T bias, T c, boolean wholeRows, Finish finish) {
        of(b.n()).byPacked(workers, product, a, b, bias, c, wholeRows, finish);
    }

    private void byPacked(Workers workers, Product product, T a, PackedMatrix<T> b, T bias, T c, boolean wholeRows, Finish finish) {
        Product p = new Product(product.m(), b.n(), b.k(), product.a(), b.source(), product.c(), product.accumulate(), product.bias(), product.biasOffset());
        Operands<T> o = new Operands<>(p, a, b.array(), bias, c);
        if (p.m() == 0 || p.n() == 0) return;
        if (p.k() == 0 || isSkinny(p) || isBetterTransposed(p)) {
            multiply(workers, p, a, b.array(), bias, c);
            if (finish != null) finish.run(0, p.m(), 0, p.n());
            return;
        }
        int width = tiles.columns(), panels = ceilDiv(p.n(), width);
        Extent all = new Extent(0, p.n(), 0, p.k(), depthOfBlocks(p.k()));
        if (p.m() <= FEW_ROWS) {
            few(workers, o, all, b.panels(), wholeRows, finish);
            return;
        }
        boolean oneColumn = wholeRows || panels * width <= TASK_COLUMNS;
        Cut free = Cut.ofPacked(p, tiles), cut = oneColumn ? Cut.of(p.m(), ceilDiv(p.m(), Math.min(free.rows, rowsAlone(p))), tiles, panels, 1) : free;
        int rowTasks = cut.rowTasks;
        eachOf(workers, p.work(), cut.tasks, task -> {
            int i = task % rowTasks * cut.rows, first = task / rowTasks * cut.panels;
            var part = new Part(i, Math.min(cut.rows, p.m() - i), first, Math.min(panels, first + cut.panels));
            inPlace(o, all, part, b.panels());
            if (finish != null) finish.run(i, part.rows, first * width, Math.min(part.end * width, p.n()) - first * width);
        });
    }

    /** For few rows: each thread packs all of A for itself, and each task takes some columns, so that a panel of B comes from memory once. */
    private void few(Workers workers, Operands<T> o, Extent e, T packedB, boolean wholeRows, Finish finish) {
        Product p = o.p;
        int m = p.m(), width = tiles.columns(), panels = ceilDiv(p.n(), width), room = roomForRows(p, m, e.block);
        int perTask = ceilDiv(panels, Math.clamp(p.work() / TASK_WORK, 1, FEW_ROWS_TASKS));
        helpers(workers, p.work()).forEach(ceilDiv(panels, perTask), () -> {
            T packedA = tiles.scratch(Slot.C, room * e.blocks());
            for (int block = 0; block < e.blocks(); block++) packRows(o, 0, m, block * e.block, e.depthOf(block), packedA, room * block);
            return task -> {
                var part = new Part(0, m, task * perTask, Math.min(panels, (task + 1) * perTask));
                int j = part.first * width, columns = Math.min(part.end * width, p.n()) - j;
                boolean add = begin(o, 0, m, j, columns);
                for (int block = 0; block < e.blocks(); block++, add = true) columnByColumn(o, e, part, block, packedA, room * block, packedB, add);
                if (finish != null && !wholeRows) finish.run(0, m, j, columns);
            };
        });
        if (finish != null && wholeRows) eachOf(workers, p.work(), ceilDiv(m, FEWEST_ROWS), task -> finish.run(task * FEWEST_ROWS, Math.min(FEWEST_ROWS, m - task * FEWEST_ROWS), 0, p.n()));
    }

    private void columnByColumn(Operands<T> o, Extent e, Part part, int block, T packedA, int fromA, T packedB, boolean add) {
        for (int q = part.first; q < part.end; q++)
            for (int i = 0, rows; i < part.rows; i += rows) {
                rows = nextRows(o.p, part.rows - i);
                tile(o, e, part, block, q, i, rows, packedA, fromA, packedB, add);
            }
    }

    /** Rows of a task that has all columns: as many as there are tasks to make, but no fewer than pay. */
    private int rowsAlone(Product p) {
        int wanted = Math.clamp(p.work() / TASK_WORK, 1, TASKS), height = tiles.packed().tallest();
        return Math.max(ceilDiv(FEWEST_ROWS, height), ceilDiv(ceilDiv(p.m(), wanted), height)) * height;
    }

    /** A product with its arrays. */
    private record Operands<T>(Product p, T a, T b, T bias, T c) {}

    private static final class Inline {
        static final Workers WORKERS = Workers.of(1);
    }

    private void run(Workers workers, Operands<T> x) {
        Product p = x.p;
        if (p.m() == 0 || p.n() == 0) return;
        if (p.k() == 0) begin(x, 0, p.m(), 0, p.n());
        else if (isSkinny(p)) skinny(workers, x);
        else if (ceilDiv(p.n(), tiles.columns()) < PACKED_PANELS) direct(workers, x);
        else packed(workers, x);
    }

    // ------------------------------------------------------------------ choices

    /** Tiles write along contiguous rows of C; and a matrix times a vector is a skinny product transposed. */
    private static boolean isBetterTransposed(Product p) {
        return p.n() == 1 ? p.m() > 1 : p.m() > 1 && p.c().column() != 1 && p.c().row() == 1;
    }

    /** With so few rows, packing B would cost more than all multiplications. */
    private static boolean isSkinny(Product p) {
        return p.m() <= SKINNY && (p.b().row() == 1 || p.b().column() == 1);
    }

    private static void eachOf(Workers workers, long work, int tasks, Workers.TileTask task) {
        helpers(workers, work).forEach(tasks, task);
    }

    private static Workers helpers(Workers workers, long work) {
        return work < PARALLEL_WORK ? Inline.WORKERS : workers;
    }

    /** K is cut evenly, so that no block is a mere remainder. */
    static int depthOfBlocks(int k) {
        return Math.min(k, (ceilDiv(k, ceilDiv(k, DEPTH)) + 7) & ~7);
    }

    private static int ceilDiv(int a, int b) {
        return Math.ceilDiv(a, b);
    }

    // ------------------------------------------------------------------ the three ways

    private void skinny(Workers workers, Operands<T> o) {
        Product p = o.p;
        int k = p.k(), n = p.n(), m = p.m();
        boolean dots = p.b().row() == 1, inPlace = p.a().column() == 1;
        T x = inPlace ? o.a : tiles.scratch(Slot.A, m * k);
        if (!inPlace) for (int i = 0; i < m; i++) tiles.gather(k, o.a, p.a().at(i, 0), p.a().column(), x, i * k);
        int width = dots ? Math.clamp(SKINNY_TASK_ELEMENTS / k & ~7, 8, 4096) : Math.clamp(SKINNY_TASK_ELEMENTS / k & ~63, 1024, 4096);  // weighted sums walk along rows of B, which should be long
        (p.work() / m < SKINNY_PARALLEL_ELEMENTS ? Inline.WORKERS : workers).forEach(ceilDiv(n, width), task -> {
            int j0 = task * width, columns = Math.min(width, n - j0);
            T y = tiles.scratch(Slot.D, columns);
            for (int i = 0; i < m; i++) {
                int at = inPlace ? p.a().at(i, 0) : i * k;
                if (dots) tiles.dots(k, columns, x, at, o.b, p.b().at(0, j0), p.b().column(), y, 0);
                else tiles.weighted(k, columns, x, at, o.b, p.b().at(0, j0), p.b().row(), y, 0);
                boolean add = begin(o, i, 1, j0, columns);
                tiles.scatter(columns, y, 0, o.c, p.c().at(i, j0), p.c().column(), add);
            }
        });
    }

    private void direct(Workers workers, Operands<T> o) {
        Product p = o.p;
        int k = p.k(), width = tiles.columns(), panels = ceilDiv(p.n(), width), depth = depthOfBlocks(k);
        int wanted = Math.clamp(p.work() / TASK_WORK, 1, TASKS);
        int panelsPerTask = Math.max(1, panels / wanted);
        int panelTasks = ceilDiv(panels, panelsPerTask);
        int rowTasks = Math.clamp(p.m() / TASK_ROWS, 1, ceilDiv(wanted, panelTasks));
        int rowsPerTask = ceilDiv(ceilDiv(p.m(), tiles.rows()), rowTasks) * tiles.rows();
        eachOf(workers, p.work(), panelTasks * ceilDiv(p.m(), rowsPerTask), task -> {
            int i0 = task / panelTasks * rowsPerTask, rows = Math.min(rowsPerTask, p.m() - i0);
            int first = task % panelTasks * panelsPerTask;
            T panel = tiles.scratch(Slot.B, tiles.lead() + depth * width);
            for (int q = first, end = Math.min(panels, first + panelsPerTask); q < end; q++) {
                int j0 = q * width, columns = Math.min(width, p.n() - j0);
                boolean add = begin(o, i0, rows, j0, columns);
                for (int p0 = 0; p0 < k; p0 += depth, add = true) {
                    int deep = Math.min(depth, k - p0);
                    tiles.pack(deep, columns, o.b, p.b().at(p0, j0), p.b().row(), p.b().column(), panel, tiles.lead());
                    column(o, i0, rows, j0, columns, deep, o.a, p.a().at(i0, p0), p.a().row(), p.a().column(), panel, tiles.lead(), add);
                }
            }
        });
    }

    private void packed(Workers workers, Operands<T> o) {
        Product p = o.p;
        Workers helpers = helpers(workers, p.work());
        int block = depthOfBlocks(p.k());
        Cut cut = Cut.of(p, tiles, helpers.threads());
        for (int from = 0; from < p.k(); from += block) {
            int first = from, depth = Math.min(block, p.k() - from);
            helpers.forEach(cut.tasks(), () -> new PackedTask(o, cut, first, depth));
        }
    }

    /** A thread's share of a block of the depth. Tasks with the same columns follow each other, so that these are rarely packed anew. */
    private final class PackedTask implements Workers.TileTask {
        private final Operands<T> o;
        private final Cut cut;
        private final int from, depth;
        private int group = -1;
        private Extent columns;
        private T packedB;

        PackedTask(Operands<T> o, Cut cut, int from, int depth) {
            this.o = o;
            this.cut = cut;
            this.from = from;
            this.depth = depth;
        }

        @Override
        public void run(int task) {
            if (task / cut.rowTasks != group) pack(task / cut.rowTasks);
            int i = task % cut.rowTasks * cut.rows;
            var part = new Part(i, Math.min(cut.rows, o.p.m() - i), 0, ceilDiv(columns.columns, tiles.columns()));
            if (o.p.c().column() == 1) inPlace(o, columns, part, packedB);
            else throughScratch(o, columns, part, packedB);
        }

        private void pack(int number) {
            group = number;
            int width = tiles.columns(), j = group * cut.panels * width;
            columns = new Extent(j, Math.min(cut.panels * width, o.p.n() - j), from, depth, depth);
            int panels = ceilDiv(columns.columns, width);
            packedB = tiles.scratch(Slot.B, tiles.lead() + panels * width * depth);
            for (int q = 0; q < panels; q += GemmTiles.SWEEP) packPanels(o, columns, 0, q, Math.min(panels, q + GemmTiles.SWEEP), packedB);
        }
    }

    /** A part of B: columns from j, and rows from p, which is a stretch of the sums, done in blocks of {@code block}. */
    private record Extent(int j, int columns, int p, int depth, int block) {
        int blocks() {
            return ceilDiv(depth, block);
        }

        int depthOf(int number) {
            return Math.min(block, depth - number * block);
        }

        /** Where a panel lies in what is packed. */
        int panel(int number, int panel, GemmTiles<?> tiles) {
            int width = tiles.columns();
            return tiles.lead() + number * ceilDiv(columns, width) * width * block + panel * width * depthOf(number);
        }
    }

    /** How rows and columns of a product are cut into tasks. How many of them there are may depend on the threads: it does not show in the result. */
    private record Cut(int rows, int panels, int rowTasks, int tasks) {
        /** For threads that pack columns for themselves: at best each has its own. */
        static Cut of(Product p, GemmTiles<?> tiles, int threads) {
            int width = tiles.columns(), all = ceilDiv(p.n(), width), least = ceilDiv(all * width, TASK_COLUMNS);
            int panels = ceilDiv(all, Math.clamp(threads, least, Math.max(least, all * width / FEWEST_COLUMNS))), groups = ceilDiv(all, panels);
            int wanted = ceilDiv(Math.clamp(p.work() / TASK_WORK, 1, TASKS), groups);
            return of(p.m(), Math.max(ceilDiv(p.m(), TASK_ROWS), Math.min(wanted, p.m() / FEWEST_ROWS)), tiles, panels, groups);
        }

        /** For columns that are packed already. */
        static Cut ofPacked(Product p, GemmTiles<?> tiles) {
            int width = tiles.columns(), all = ceilDiv(p.n(), width), least = ceilDiv(all, Math.max(1, TASK_COLUMNS / width)), wanted = Math.clamp(p.work() / TASK_WORK, 1, TASKS);
            int rowTasks = Math.max(1, Math.max(ceilDiv(p.m(), TASK_ROWS), Math.min(ceilDiv(wanted, least), p.m() / FEWEST_ROWS)));
            int panels = ceilDiv(all, Math.clamp(Math.round((float) wanted / rowTasks), least, all));       // each packs its rows of A anew
            return of(p.m(), rowTasks, tiles, panels, ceilDiv(all, panels));
        }

        private static Cut of(int m, int rowTasks, GemmTiles<?> tiles, int panels, int groups) {
            int height = tiles.packed().tallest(), rows = ceilDiv(ceilDiv(m, Math.max(1, rowTasks)), height) * height;
            return new Cut(rows, panels, ceilDiv(m, rows), ceilDiv(m, rows) * groups);
        }
    }

    /** A task's part of the result: rows from i, and panels of columns. */
    private record Part(int i, int rows, int first, int end) {}

    /** Multiplies right into C, block after block of the depth; only tiles that hang over an edge make a detour. */
    private void inPlace(Operands<T> o, Extent e, Part part, T packedB) {
        int width = tiles.columns(), first = part.first * width;
        boolean add = e.p > 0 || begin(o, part.i, part.rows, e.j + first, Math.min(part.end * width, e.columns) - first);
        for (int block = 0; block < e.blocks(); block++, add = true) {
            T packedA = tiles.scratch(Slot.C, roomForRows(o.p, part.rows, e.depthOf(block)));
            packRows(o, part.i, part.rows, e.p + block * e.block, e.depthOf(block), packedA, 0);
            for (int i = 0, rows; i < part.rows; i += rows) {
                rows = nextRows(o.p, part.rows - i);
                for (int q = part.first; q < part.end; q++) tile(o, e, part, block, q, i, rows, packedA, 0, packedB, add);
            }
        }
    }

    /** Rows of the next tile, where so many are left; where they are packed, it may be more than that. */
    private int nextRows(Product p, int left) {
        return areCopied(p) ? tiles.copied().next(left) : tiles.packed().tallest();
    }

    /** One register tile: {@code rows} rows from {@code i} on by panel {@code q}. */
    private void tile(Operands<T> o, Extent e, Part part, int block, int q, int i, int rows, T a, int fromA, T b, boolean add) {
        Matrix c = o.p.c();
        int width = tiles.columns(), depth = e.depthOf(block), j = e.j + q * width, columns = Math.min(width, e.columns - q * width), there = Math.min(rows, part.rows - i);
        int a0 = fromA + roomForRows(o.p, i, depth), b0 = e.panel(block, q, tiles), to = c.at(part.i + i, j);
        if (columns == width && there == rows && (!areCopied(o.p) || tiles.copied().has(rows))) {
            tile(o.p, depth, rows, a, a0, b, b0, o.c, to, c.row(), add);
        } else {
            T edge = tiles.scratch(Slot.D, Math.max(rows, tiles.rows()) * width);
            tile(o.p, depth, rows, a, a0, b, b0, edge, 0, width, false);
            tiles.merge(there, columns, edge, o.c, to, c.row(), 1, add);
        }
    }

    private void tile(Product p, int depth, int rows, T a, int a0, T b, int b0, T c, int c0, int cRow, boolean add) {
        if (!areCopied(p)) tiles.packedTile(depth, rows, a, a0, b, b0, c, c0, cRow, add);
        else if (tiles.copied().has(rows)) tiles.copiedTile(depth, rows, a, a0, b, b0, c, c0, cRow, add);
        else tiles.tile(depth, rows, a, a0, GemmTiles.ROW, 1, b, b0, c, c0, cRow, add);
    }

    /** The same for a C whose rows are not contiguous: through scratch memory, which has room for whole tiles. */
    private void throughScratch(Operands<T> o, Extent e, Part part, T packedB) {
        int width = tiles.columns(), height = tiles.packed().tallest(), row = (part.end - part.first) * width, j = part.first * width;
        int columns = Math.min(part.end * width, e.columns) - j;
        T result = tiles.scratch(Slot.D, ceilDiv(part.rows, height) * height * row);
        for (int block = 0; block < e.blocks(); block++) {
            int depth = e.depthOf(block);
            T packedA = tiles.scratch(Slot.C, roomForSteps(part.rows, depth));
            packSteps(o, part.i, part.rows, e.p + block * e.block, depth, packedA, 0);
            for (int q = part.first; q < part.end; q++)
                for (int i = 0, a = 0; i < part.rows; i += height, a += depth * tiles.step())
                    tiles.packedTile(depth, height, packedA, a, packedB, e.panel(block, q, tiles), result, i * row + (q - part.first) * width, row, block > 0);
        }
        boolean add = e.p > 0 || begin(o, part.i, part.rows, e.j + j, columns);
        for (int r = 0; r < part.rows; r++) tiles.scatter(columns, result, r * row, o.c, o.p.c().at(part.i + r, e.j + j), o.p.c().column(), add);
    }

    /** Whether rows of A are copied for the tiles; where they are not contiguous, they are packed step by step. */
    private static boolean areCopied(Product p) {
        return p.a().column() == 1;
    }

    /** Room for so many rows of a block, and where the row behind them stands. */
    private int roomForRows(Product p, int rows, int depth) {
        return areCopied(p) ? rows * GemmTiles.ROW : roomForSteps(rows, depth);
    }

    private int roomForSteps(int rows, int depth) {
        return ceilDiv(rows, tiles.packed().tallest()) * depth * tiles.step();
    }

    private void packRows(Operands<T> o, int i, int rows, int p, int depth, T packed, int to) {
        if (areCopied(o.p))
            for (int r = 0; r < rows; r++) tiles.gather(depth, o.a, o.p.a().at(i + r, p), 1, packed, to + r * GemmTiles.ROW);
        else packSteps(o, i, rows, p, depth, packed, to);
    }

    private void packSteps(Operands<T> o, int i, int rows, int p, int depth, T packed, int to) {
        Matrix a = o.p.a();
        tiles.packRows(depth, rows, o.p.m() - i, o.a, a.at(i, p), a.row(), a.column(), packed, to);
    }

    private void pack(Workers workers, Operands<T> o, Extent e, int panels, T packed) {
        int tasks = ceilDiv(panels, PACK_TASK_PANELS);
        workers.forEach(tasks * e.blocks(), task -> {
            int first = task % tasks * PACK_TASK_PANELS;
            packPanels(o, e, task / tasks, first, Math.min(panels, first + PACK_TASK_PANELS), packed);
        });
    }

    private void packPanels(Operands<T> o, Extent e, int block, int first, int end, T packed) {
        Matrix b = o.p.b();
        int width = tiles.columns(), depth = e.depthOf(block), p = e.p + block * e.block;
        if (end - first == GemmTiles.SWEEP && end * width <= e.columns && b.column() == 1) {
            tiles.packFour(depth, o.b, b.at(p, e.j + first * width), b.row(), packed, e.panel(block, first, tiles));
            return;
        }
        for (int q = first; q < end; q++)
            tiles.pack(depth, Math.min(width, e.columns - q * width), o.b, b.at(p, e.j + q * width), b.row(), b.column(), packed, e.panel(block, q, tiles));
    }

    /** Multiplies rows of A by one packed panel of B. Tiles that hang over an edge of C, or a C without contiguous rows, go through a tile of their own. */
    private void column(Operands<T> o, int i0, int rows, int j0, int columns, int depth, T a, int a0, int aRow, int aDepth, T b, int b0, boolean accumulate) {
        Matrix c = o.p.c();
        int height = tiles.rows(), width = tiles.columns();
        boolean whole = columns == width && c.column() == 1;
        for (int i = 0; i < rows; i += height) {
            int high = Math.min(height, rows - i);
            if (whole && high == height) {
                tiles.tile(depth, high, a, a0 + i * aRow, aRow, aDepth, b, b0, o.c, c.at(i0 + i, j0), c.row(), accumulate);
            } else {
                T edge = tiles.scratch(Slot.C, height * width);
                tiles.tile(depth, high, a, a0 + i * aRow, aRow, aDepth, b, b0, edge, 0, width, false);
                tiles.merge(high, columns, edge, o.c, c.at(i0 + i, j0), c.row(), c.column(), accumulate);
            }
        }
    }

    /** Prepares a part of C that is about to be computed, and says whether products must be added to it: after a bias, or where the caller accumulates. */
    private boolean begin(Operands<T> o, int i0, int rows, int j0, int columns) {
        Product p = o.p;
        if (p.bias() == Bias.NONE && p.k() > 0) return p.accumulate();
        boolean perRow = p.bias() == Bias.PER_ROW;
        tiles.bias(rows, columns, p.bias() == Bias.NONE ? null : o.bias, p.biasOffset() + (perRow ? i0 : j0), perRow ? 1 : 0, perRow ? 0 : 1,
            o.c, p.c().at(i0, j0), p.c().row(), p.c().column(), p.accumulate());
        return true;
    }
}
