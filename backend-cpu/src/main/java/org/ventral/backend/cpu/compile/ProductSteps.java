package org.ventral.backend.cpu.compile;

import org.ventral.backend.cpu.kernel.Gemm;
import org.ventral.backend.cpu.kernel.Matrix;
import org.ventral.backend.cpu.kernel.Product;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;

/** Steps with matrix products. */
final class ProductSteps {
    /** Holds a block of a chain's first product; no kernel that a chain calls uses it. */
    private static final Scratch.Slot CHAIN = Scratch.Slot.E;

    private ProductSteps() {}

    /** The matrices of a tensor {@code [..., rows, columns]}: the first one, and where each begins. */
    record Matrices(Place place, Matrix first, int[] offsets, int rows, int columns) {
        /** All of them, one for each element of {@code batch}, to which leading axes are stretched. */
        static Matrices of(Place place, Shape batch) {
            Shape shape = place.layout().shape();
            int rows = Math.toIntExact(shape.size(-2)), columns = Math.toIntExact(shape.size(-1));
            Layout all = place.layout().expand(batch.concat(Shape.of(rows, columns)));
            return new Matrices(place, new Matrix(0, Math.toIntExact(all.stride(-2)), Math.toIntExact(all.stride(-1))), starts(all), rows, columns);
        }

        /** One matrix with all leading axes in its rows; {@code layout} is the place's as {@code [rows, columns]}. */
        static Matrices tall(Place place, Layout layout) {
            return new Matrices(place, new Matrix(0, Math.toIntExact(layout.stride(0)), Math.toIntExact(layout.stride(1))), new int[1],
                Math.toIntExact(layout.shape().size(0)), Math.toIntExact(layout.shape().size(1)));
        }

        Matrix in(Frame frame) {
            return first.shifted(place.at(frame));
        }

        private static int[] starts(Layout x) {
            int axes = x.shape().rank() - 2, filled = 1;
            int[] starts = new int[Math.toIntExact(x.shape().first(axes).elements())];
            for (int axis = axes - 1; axis >= 0; axis--) {          // from the innermost axis out, what is there is repeated at every step along the next one
                int size = Math.toIntExact(x.shape().size(axis));
                for (int i = size - 1; i >= 0; i--)
                    for (int j = 0; j < filled; j++) starts[i * filled + j] = Math.toIntExact(starts[j] + i * x.stride(axis));
                filled *= size;
            }
            return starts;
        }
    }

    /** A vector to add, or null. */
    private static Product biased(Product product, Place bias, Frame frame) {
        return bias == null ? product : product.biased(Product.Bias.PER_COLUMN, bias.at(frame));
    }

    private static float[] floats(Place bias, Frame frame) {
        return bias == null ? null : bias.floats(frame);
    }

    /** One tall matrix by a packed one; then, part by part, what follows. */
    static Step packed(Workers workers, Matrices a, Weight weight, int n, Place bias, Place c, RowCode then) {
        return frame -> {
            Product product = biased(Product.of(a.rows, n, a.columns, a.in(frame), Matrix.dense(0, n), Matrix.dense(c.at(frame), n)), bias, frame);
            Gemm.Finish finish = null;
            boolean whole = then != null && then.program().needsRows();
            if (then != null) {
                float[][] arrays = then.arrays(frame);
                int[] bases = then.bases(frame);
                finish = (row, rows, column, columns) -> then.program().run(arrays, bases, row, rows, column, columns);
            }
            Gemm.FLOATS.multiply(workers, product, a.place.floats(frame), weight.packed(), floats(bias, frame), c.floats(frame), whole, finish);
        };
    }

    /** Products of as many pairs as there are results; then what follows. */
    static Step all(Workers workers, Matrices a, Matrices b, Place bias, Matrices c, RowCode then) {
        return frame -> {
            Product product = biased(Product.of(c.rows, c.columns, a.columns, a.in(frame), b.in(frame), c.in(frame)), bias, frame);
            Gemm.FLOATS.multiplyAll(workers, product, a.place.floats(frame), a.offsets, b.place.floats(frame), b.offsets, floats(bias, frame), c.place.floats(frame), c.offsets);
            if (then != null) then.program().run(workers, then.arrays(frame), then.bases(frame));
        };
    }

    /**
     * Attention: for each pair of matrices the product {@code a · b}, what follows on its rows, and the product with {@code d}, all on one thread, so that the
     * scores never leave its cache.
     *
     * @param scores stands for the scores, which have no memory but scratch
     */
    static Step chain(Workers workers, Matrices a, Matrices b, Root scores, RowCode then, Matrices d, Matrices c) {
        int[] inScratch = then.operandsIn(scores);
        int m = a.rows, n = b.columns;
        return frame -> {
            Product first = Product.of(m, n, a.columns, a.in(frame), b.in(frame), Matrix.dense(0, n));
            Product second = Product.of(m, c.columns, n, Matrix.dense(0, n), d.in(frame), c.in(frame));
            float[][] arrays = then.arrays(frame);
            int[] bases = then.bases(frame);
            workers.forEach(c.offsets.length, task -> {
                float[] scratch = Scratch.floats(CHAIN, m * n);
                float[][] mine = arrays.clone();
                int[] from = bases.clone();
                for (int k : inScratch) {
                    mine[k] = scratch;
                    from[k] = -task * m * n;                    // rows are counted over all matrices
                }
                Gemm.FLOATS.multiply(Inline.WORKERS, first.shifted(a.offsets[task], b.offsets[task], 0), a.place.floats(frame), b.place.floats(frame), null, scratch);
                then.program().run(mine, from, task * m, m, 0, n);
                Gemm.FLOATS.multiply(Inline.WORKERS, second.shifted(0, d.offsets[task], c.offsets[task]), scratch, d.place.floats(frame), null, c.place.floats(frame));
            });
        };
    }

    private static final class Inline {
        static final Workers WORKERS = Workers.of(1);
    }
}
