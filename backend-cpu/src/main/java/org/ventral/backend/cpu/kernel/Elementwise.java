package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.J;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.K;

import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * Elementwise functions of float32 operands with any strides: broadcasting is stride 0.
 *
 * <p>The loops are those of {@link Nest}. Where the innermost one is contiguous, or an operand is a single number along it, a loop of {@link Spans} runs
 * straight over the arrays; other operands go through strips of {@value Strips#LENGTH} floats (scratch slots I, J, K).
 */
public final class Elementwise {
    private static final Spans SPANS = Loops.spans();
    private static final ActivationSpans ACTIVATIONS = Loops.activations();

    private Elementwise() {}

    /** A contiguous loop with one operand. */
    @FunctionalInterface
    private interface Map {
        void run(float[] x, int xo, float[] y, int yo, int n);
    }

    /** A contiguous loop with two operands, of which one may be a single number. */
    private interface Zip {
        void run(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

        /** Whether the forms with a single number exist; else that number is repeated in a strip. */
        default boolean takesNumbers() {
            return false;
        }

        default void right(float[] a, int ao, float b, float[] y, int yo, int n) {
            throw new UnsupportedOperationException();
        }

        default void left(float a, float[] b, int bo, float[] y, int yo, int n) {
            throw new UnsupportedOperationException();
        }
    }

    private record Arithmetic(BinaryKind kind) implements Zip {
        @Override
        public void run(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
            SPANS.binary(kind, a, ao, b, bo, y, yo, n);
        }

        @Override
        public boolean takesNumbers() {
            return true;
        }

        @Override
        public void right(float[] a, int ao, float b, float[] y, int yo, int n) {
            SPANS.binary(kind, a, ao, b, y, yo, n);
        }

        @Override
        public void left(float a, float[] b, int bo, float[] y, int yo, int n) {
            SPANS.binary(kind, a, b, bo, y, yo, n);
        }
    }

    /** y = f(x). */
    public static void unary(Workers workers, UnaryKind kind, int[] shape, View<float[]> x, View<float[]> y) {
        map(workers, shape, x, y, (a, ao, b, bo, n) -> SPANS.unary(kind, a, ao, b, bo, n));
    }

    /** y = f(a, b). */
    public static void binary(Workers workers, BinaryKind kind, int[] shape, View<float[]> a, View<float[]> b, View<float[]> y) {
        zip(workers, shape, a, b, y, new Arithmetic(kind));
    }

    /** y = f(x) for an activation function; alpha is read by leaky ReLU and ELU. */
    public static void activate(Workers workers, ActivationFunction kind, float alpha, int[] shape, View<float[]> x, View<float[]> y) {
        map(workers, shape, x, y, (a, ao, b, bo, n) -> ACTIVATIONS.forward(kind, alpha, a, ao, b, bo, n));
    }

    /** dx = g · f′ for an activation function, where {@code v} is its output if {@link ActivationFunction#fromOutput()}, else its input. */
    public static void activateGradient(Workers workers, ActivationFunction kind, float alpha, int[] shape, View<float[]> v, View<float[]> g, View<float[]> dx) {
        zip(workers, shape, v, g, dx, (a, ao, b, bo, y, yo, n) -> ACTIVATIONS.backward(kind, alpha, a, ao, b, bo, y, yo, n));
    }

    private static void map(Workers workers, int[] shape, View<float[]> x, View<float[]> y, Map map) {
        Nest nest = Nest.of(shape, y.strides(), x.strides());
        int ys = nest.innerStride(0), xs = nest.innerStride(1);
        float[] from = x.array(), to = y.array();
        if (xs == 1 && ys == 1) nest.forEach(workers, (at, n) -> map.run(from, at[1], to, at[0], n), y.offset(), x.offset());
        else nest.forEach(workers, (at, n) -> mapStrips(map, from, at[1], xs, to, at[0], ys, n), y.offset(), x.offset());
    }

    private static void mapStrips(Map map, float[] x, int xo, int xs, float[] y, int yo, int ys, int n) {
        float[] in = Scratch.floats(I, Strips.LENGTH), out = Scratch.floats(K, Strips.LENGTH);
        for (int i = 0; i < n; i += Strips.LENGTH) {
            int m = Math.min(Strips.LENGTH, n - i);
            Strips.gather(x, xo + i * xs, xs, in, m);
            map.run(in, 0, out, 0, m);
            Strips.scatter(out, y, yo + i * ys, ys, m);
        }
    }

    private static void zip(Workers workers, int[] shape, View<float[]> a, View<float[]> b, View<float[]> y, Zip zip) {
        Nest nest = Nest.of(shape, y.strides(), a.strides(), b.strides());
        int ys = nest.innerStride(0), as = nest.innerStride(1), bs = nest.innerStride(2);
        float[] left = a.array(), right = b.array(), to = y.array();
        Nest.Run run;
        if (ys == 1 && as == 1 && bs == 1) run = (at, n) -> zip.run(left, at[1], right, at[2], to, at[0], n);
        else if (ys == 1 && as == 1 && bs == 0 && zip.takesNumbers()) run = (at, n) -> zip.right(left, at[1], right[at[2]], to, at[0], n);
        else if (ys == 1 && as == 0 && bs == 1 && zip.takesNumbers()) run = (at, n) -> zip.left(left[at[1]], right, at[2], to, at[0], n);
        else run = (at, n) -> zipStrips(zip, left, at[1], as, right, at[2], bs, to, at[0], ys, n);
        nest.forEach(workers, run, y.offset(), a.offset(), b.offset());
    }

    private static void zipStrips(Zip zip, float[] a, int ao, int as, float[] b, int bo, int bs, float[] y, int yo, int ys, int n) {
        float[] left = Scratch.floats(I, Strips.LENGTH), right = Scratch.floats(J, Strips.LENGTH), out = Scratch.floats(K, Strips.LENGTH);
        for (int i = 0; i < n; i += Strips.LENGTH) {
            int m = Math.min(Strips.LENGTH, n - i);
            Strips.gather(a, ao + i * as, as, left, m);
            Strips.gather(b, bo + i * bs, bs, right, m);
            zip.run(left, 0, right, 0, out, 0, m);
            Strips.scatter(out, y, yo + i * ys, ys, m);
        }
    }
}
