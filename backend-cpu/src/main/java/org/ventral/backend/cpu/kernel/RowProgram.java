package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.J;

import java.util.Arrays;
import java.util.List;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * Several float32 operations in one pass over memory: all of them on a few rows, which stay in the first-level cache, then all of them on the next.
 *
 * <p>The operations work on a matrix of {@code rows} times {@code width} elements, and on one number for each row. They read and write <em>operands</em>,
 * which are outside, and <em>registers</em>, of which only the rows at hand exist. Both are numbered: operands from 0, registers after them. The loops are
 * those that the operations have on their own, so the results have the same bits.
 *
 * <p>Scratch slots: I, J.
 */
public final class RowProgram {
    private static final Spans SPANS = Loops.spans();
    private static final ActivationSpans ACTIVATIONS = Loops.activations();
    /** Elements of a register. */
    static final int BLOCK = 2048;

    /** One operation; arguments are numbers of operands or registers. */
    public sealed interface Step {
        /** Where the result goes. */
        int to();

        /** {@code to = f(x)}. */
        record Unary(UnaryKind kind, int x, int to) implements Step {}

        /** {@code to = f(a, b)}; a number is repeated along its row. */
        record Binary(BinaryKind kind, int a, int b, int to) implements Step {}

        /** {@code to = f(x)}. */
        record Activate(ActivationFunction function, float alpha, int x, int to) implements Step {}

        /** One number from each row. */
        record Reduce(ReduceKind kind, int x, int to) implements Step {}

        /** Softmax of each row, or its logarithm. */
        record Softmax(boolean log, int x, int to) implements Step {}

        /** Layer normalization of each row. */
        record Normalize(double epsilon, int x, int scale, int shift, int to) implements Step {}

        /** {@code to = x}, whole rows of either. */
        record Copy(int x, int to) implements Step {}

        /** The numbers of a register written to an operand. */
        record Store(int x, int to) implements Step {}

        /** Whether a result depends on other elements of its row. */
        default boolean needsRows() {
            return this instanceof Reduce || this instanceof Softmax || this instanceof Normalize;
        }
    }

    /**
     * How an operand lies in its array.
     *
     * @param sizes loops over the rows, the innermost last; their product is the number of rows
     * @param strides step of each loop
     * @param inner step along a row: 1, or 0 for one number
     */
    public record Operand(int[] sizes, int[] strides, int inner) {
        int offset(int row) {
            int offset = 0;
            for (int loop = sizes.length - 1, rest = row; loop >= 0; loop--) {
                offset += rest % sizes[loop] * strides[loop];
                rest /= sizes[loop];
            }
            return offset;
        }

        boolean isUniform() {
            if (inner != 0) return false;
            for (int i = 0; i < sizes.length; i++) if (strides[i] != 0 && sizes[i] > 1) return false;
            return true;
        }

        boolean isDense(int width) {
            if (inner != 1) return false;
            int expected = width;
            for (int i = sizes.length - 1; i >= 0; i--) {
                if (sizes[i] != 1 && strides[i] != expected) return false;
                expected *= sizes[i];
            }
            return true;
        }
    }

    private final int rows, width;
    private final Operand[] operands;
    private final boolean[] dense, uniform;
    private final Action[] actions;
    /** For each register its place among those of its kind; places are used again. */
    private final int[] places;
    /** Which registers hold one number a row. */
    private final boolean[] numbers;
    private final int rowPlaces, numberPlaces;
    private final boolean needsRows;

    /**
     * A program.
     *
     * @param places for each register its place; registers of a kind may share one if their uses do not overlap
     * @param numbers for each register whether it holds one number a row
     */
    public RowProgram(int rows, int width, List<Operand> operands, List<Step> steps, int[] places, boolean[] numbers) {
        this.rows = rows;
        this.width = width;
        this.operands = operands.toArray(Operand[]::new);
        this.actions = steps.stream().map(this::action).toArray(Action[]::new);
        this.places = places.clone();
        this.numbers = numbers.clone();
        this.dense = new boolean[this.operands.length];
        this.uniform = new boolean[this.operands.length];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = this.operands[i].isDense(width);
            uniform[i] = this.operands[i].isUniform();
        }
        int rowCount = 0, numberCount = 0;
        for (int i = 0; i < places.length; i++) {
            if (numbers[i]) numberCount = Math.max(numberCount, places[i] + 1);
            else rowCount = Math.max(rowCount, places[i] + 1);
        }
        this.rowPlaces = rowCount;
        this.numberPlaces = numberCount;
        this.needsRows = steps.stream().anyMatch(Step::needsRows);
    }

    /** A step as code, chosen once. */
    @FunctionalInterface
    private interface Action {
        void run(Block block);
    }

    private Action action(Step step) {
        return switch (step) {
            case Step.Unary(var kind, int x, int to) -> block -> block.unary(kind, x, to);
            case Step.Binary(var kind, int a, int b, int to) -> block -> block.binary(kind, a, b, to);
            case Step.Activate(var function, float alpha, int x, int to) -> block -> block.activate(function, alpha, x, to);
            case Step.Reduce(var kind, int x, int to) -> block -> block.reduce(kind, x, to);
            case Step.Softmax(boolean log, int x, int to) -> block -> block.softmax(log, x, to);
            case Step.Normalize(double epsilon, int x, int scale, int shift, int to) -> {
                var norm = new LayerNorms(true, 1, width, epsilon);
                yield block -> block.normalize(norm, x, scale, shift, to);
            }
            case Step.Copy(int x, int to) -> block -> block.copy(x, to);
            case Step.Store(int x, int to) -> block -> block.store(x, to);
        };
    }

    /** Whether parts of a row are not enough. */
    public boolean needsRows() {
        return needsRows;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** Elements in a row. */
    public int width() {
        return width;
    }

    /** Runs over everything. {@code arrays} and {@code bases} have the array of each operand and the place of its first element. */
    public void run(Workers workers, float[][] arrays, int[] bases) {
        if (rows == 0 || width == 0) return;
        if ((long) rows * width <= Nest.ALONE) {
            run(arrays, bases, 0, rows, 0, width);
            return;
        }
        int columns = needsRows ? width : Math.min(width, Nest.TILE), across = Math.ceilDiv(width, columns);
        int high = Math.max(1, Nest.TILE / columns);
        workers.forEach(Math.ceilDiv(rows, high) * across, tile -> {
            int row = tile / across * high, column = tile % across * columns;
            run(arrays, bases, row, Math.min(high, rows - row), column, Math.min(columns, width - column));
        });
    }

    /** Runs over a part, on this thread. If the program {@linkplain #needsRows needs rows}, the part must have whole ones. */
    public void run(float[][] arrays, int[] bases, int row, int count, int column, int columns) {
        int wide = needsRows ? columns : Math.min(columns, BLOCK), high = Math.clamp(BLOCK / wide, 1, count);
        Block block = new Block(arrays, bases, high, wide);
        for (int r = row, end = row + count; r < end; r += high)
            for (int c = column, last = column + columns; c < last; c += wide) block.run(r, Math.min(high, end - r), c, Math.min(wide, last - c));
    }

    /** The rows at hand. */
    private final class Block {
        private final float[][] arrays;
        private final int[] bases;
        private final int[][] offsets;
        private final int high, area;
        private final float[] registers, singles;
        private int count, columns;

        Block(float[][] arrays, int[] bases, int high, int wide) {
            this.arrays = arrays;
            this.bases = bases;
            this.high = high;
            this.area = high * wide;
            this.offsets = new int[operands.length][high];
            this.registers = Scratch.floats(I, Math.max(1, rowPlaces * area));
            this.singles = Scratch.floats(J, (numberPlaces + 2) * high);
        }

        void run(int row, int rowCount, int column, int columnCount) {
            count = rowCount;
            columns = columnCount;
            for (int k = 0; k < offsets.length; k++) {
                int[] places = offsets[k];
                Operand operand = operands[k];
                int base = bases[k] + operand.inner * column;
                if (uniform[k]) places[0] = base;
                else if (dense[k]) for (int i = 0; i < count; i++) places[i] = base + (row + i) * width;
                else for (int i = 0; i < count; i++) places[i] = base + operand.offset(row + i);
            }
            for (Action action : actions) action.run(this);
        }

        private void unary(UnaryKind kind, int x, int to) {
            float[] from = source(x, to), result = target(to);
            int times = times(x, to), n = length(times, to);
            for (int i = 0; i < times; i++) SPANS.unary(kind, from, from(x, to, i), result, to(to, i), n);
        }

        private void activate(ActivationFunction function, float alpha, int x, int to) {
            float[] from = source(x, to), result = target(to);
            int times = times(x, to), n = length(times, to);
            for (int i = 0; i < times; i++) ACTIVATIONS.forward(function, alpha, from, from(x, to, i), result, to(to, i), n);
        }

        /** How often a loop runs: once over all rows at hand if they follow one another, or for numbers; else once a row. */
        private int times(int x, int to) {
            return isSingle(to) || flat(x) && flat(to) ? 1 : count;
        }

        private int length(int times, int to) {
            return isSingle(to) ? count : times == 1 ? count * columns : columns;
        }

        private float[] source(int x, int to) {
            return isSingle(to) ? singles : array(x);
        }

        private int from(int x, int to, int i) {
            return isSingle(to) ? strip(x, 0) : at(x, i);
        }

        private float[] target(int to) {
            return isSingle(to) ? singles : array(to);
        }

        private int to(int to, int i) {
            return isSingle(to) ? single(to) : at(to, i);
        }

        private void reduce(ReduceKind kind, int x, int to) {
            for (int i = 0; i < count; i++) singles[single(to) + i] = (float) SPANS.reduce(kind, array(x), at(x, i), columns);
        }

        private void softmax(boolean log, int x, int to) {
            for (int i = 0; i < count; i++) Softmaxes.row(log, array(x), at(x, i), array(to), at(to, i), columns);
        }

        private void normalize(LayerNorms norm, int x, int scale, int shift, int to) {
            for (int i = 0; i < count; i++) norm.row(array(x), at(x, i), array(scale), at(scale, i), array(shift), at(shift, i), array(to), at(to, i));
        }

        private void copy(int x, int to) {
            for (int i = 0; i < count; i++) System.arraycopy(array(x), at(x, i), array(to), at(to, i), columns);
        }

        private void store(int x, int to) {
            for (int i = 0; i < count; i++) arrays[to][at(to, i)] = singles[single(x) + i];
        }

        private void binary(BinaryKind kind, int a, int b, int to) {
            boolean single = isSingle(to), left = !single && isNumber(a), right = !single && isNumber(b);
            if (left && right) {
                for (int i = 0; i < count; i++) Arrays.fill(array(to), at(to, i), at(to, i) + columns, number(a, i));
                numberRight(kind, to, b, to);
            } else if (right) numberRight(kind, a, b, to);
            else if (left) numberLeft(kind, a, b, to);
            else {
                float[] x = single ? singles : array(a), y = single ? singles : array(b), result = target(to);
                int times = single || flat(a) && flat(b) && flat(to) ? 1 : count, n = length(times, to);
                for (int i = 0; i < times; i++) SPANS.binary(kind, x, single ? strip(a, 0) : at(a, i), y, single ? strip(b, 1) : at(b, i), result, to(to, i), n);
            }
        }

        private void numberRight(BinaryKind kind, int a, int b, int to) {
            int times = isUniform(b) && flat(a) && flat(to) ? 1 : count, n = length(times, to);
            for (int i = 0; i < times; i++) SPANS.binary(kind, array(a), at(a, i), number(b, i), array(to), at(to, i), n);
        }

        private void numberLeft(BinaryKind kind, int a, int b, int to) {
            int times = isUniform(a) && flat(b) && flat(to) ? 1 : count, n = length(times, to);
            for (int i = 0; i < times; i++) SPANS.binary(kind, number(a, i), array(b), at(b, i), array(to), at(to, i), n);
        }

        // -------------------------------------------------------------------------------- places

        private boolean isOperand(int x) {
            return x < operands.length;
        }

        /** Whether it is a register of numbers. */
        private boolean isSingle(int x) {
            return !isOperand(x) && numbers[x - operands.length];
        }

        private boolean isNumber(int x) {
            return isOperand(x) ? operands[x].inner == 0 : numbers[x - operands.length];
        }

        private boolean isUniform(int x) {
            return isOperand(x) && uniform[x];
        }

        /** Whether the rows at hand follow one another. */
        private boolean flat(int x) {
            return isOperand(x) ? dense[x] && (columns == width || count == 1) : !numbers[x - operands.length];
        }

        private float[] array(int x) {
            return isOperand(x) ? arrays[x] : registers;
        }

        private int at(int x, int i) {
            return isOperand(x) ? offsets[x][uniform[x] ? 0 : i] : places[x - operands.length] * area + i * columns;
        }

        private float number(int x, int i) {
            return isOperand(x) ? arrays[x][at(x, i)] : singles[single(x) + i];
        }

        /** Where a register of numbers begins. */
        private int single(int x) {
            return (places[x - operands.length] + 2) * high;
        }

        /** Numbers of each row side by side: where they are, or in one of two further strips. */
        private int strip(int x, int which) {
            if (!isOperand(x)) return single(x);
            for (int i = 0; i < count; i++) singles[which * high + i] = number(x, i);
            return which * high;
        }
    }
}
