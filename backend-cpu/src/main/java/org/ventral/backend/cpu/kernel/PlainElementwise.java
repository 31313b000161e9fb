package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.Functions;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * Elementwise functions whose loops are plain Java with any strides: everything on float64, int32, int64 and bool, and comparison and choice on every type.
 * Arrays are {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]}, or {@code byte[]} for bool.
 */
public final class PlainElementwise {
    private PlainElementwise() {}

    /**
     * y = f(x).
     *
     * @throws IllegalArgumentException if the function is not defined on the type
     */
    public static void unary(Workers workers, UnaryKind kind, int[] shape, View<?> x, View<?> y) {
        Nest nest = Nest.of(shape, y.strides(), x.strides());
        int ys = nest.innerStride(0), xs = nest.innerStride(1);
        Nest.Run run = switch (x.array()) {
            case double[] from -> doubles(kind, from, xs, (double[]) y.array(), ys);
            case int[] from -> {
                int[] to = (int[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = (int) Functions.apply(kind, (long) from[at[1] + i * xs]); };
            }
            case long[] from -> {
                long[] to = (long[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = Functions.apply(kind, from[at[1] + i * xs]); };
            }
            case byte[] from when kind == UnaryKind.NOT -> {
                byte[] to = (byte[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = (byte) (from[at[1] + i * xs] ^ 1); };
            }
            default -> throw new IllegalArgumentException(kind + " is not defined on " + x.array().getClass().getComponentType());
        };
        nest.forEach(workers, run, y.offset(), x.offset());
    }

    /**
     * y = f(a, b).
     *
     * @throws IllegalArgumentException if the function is not defined on the type
     * @throws ArithmeticException if an integer is divided by zero
     */
    public static void binary(Workers workers, BinaryKind kind, int[] shape, View<?> a, View<?> b, View<?> y) {
        Nest nest = Nest.of(shape, y.strides(), a.strides(), b.strides());
        int ys = nest.innerStride(0), as = nest.innerStride(1), bs = nest.innerStride(2);
        Nest.Run run = switch (a.array()) {
            case double[] left -> doubles(kind, left, as, (double[]) b.array(), bs, (double[]) y.array(), ys);
            case int[] left -> {
                int[] right = (int[]) b.array(), to = (int[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = (int) Functions.apply(kind, (long) left[at[1] + i * as], right[at[2] + i * bs]); };
            }
            case long[] left -> {
                long[] right = (long[]) b.array(), to = (long[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = Functions.apply(kind, left[at[1] + i * as], right[at[2] + i * bs]); };
            }
            case byte[] left -> {
                byte[] right = (byte[]) b.array(), to = (byte[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = Functions.apply(kind, left[at[1] + i * as], right[at[2] + i * bs]); };
            }
            default -> throw new IllegalArgumentException(kind + " is not defined on " + a.array().getClass().getComponentType());
        };
        nest.forEach(workers, run, y.offset(), a.offset(), b.offset());
    }

    /** Functions that are one instruction each have loops of their own where elements lie side by side, so that the compiler makes vectors of them. */
    private static Nest.Run doubles(UnaryKind kind, double[] x, int xs, double[] y, int ys) {
        if (ys == 1 && xs == 1) {
            switch (kind) {
                case NEG: return (at, n) -> { for (int i = 0, yo = at[0], xo = at[1]; i < n; i++) y[yo + i] = -x[xo + i]; };
                case ABS: return (at, n) -> { for (int i = 0, yo = at[0], xo = at[1]; i < n; i++) y[yo + i] = Math.abs(x[xo + i]); };
                case SQRT: return (at, n) -> { for (int i = 0, yo = at[0], xo = at[1]; i < n; i++) y[yo + i] = Math.sqrt(x[xo + i]); };
                default: break;
            }
        }
        return (at, n) -> { for (int i = 0; i < n; i++) y[at[0] + i * ys] = Functions.apply(kind, x[at[1] + i * xs]); };
    }

    /** The four rules of arithmetic have loops of their own, which the compiler can unroll, and make vectors of where elements lie side by side. */
    private static Nest.Run doubles(BinaryKind kind, double[] a, int as, double[] b, int bs, double[] y, int ys) {
        if (ys == 1 && as == 1 && bs == 1) {
            switch (kind) {
                case ADD: return (at, n) -> { for (int i = 0, yo = at[0], ao = at[1], bo = at[2]; i < n; i++) y[yo + i] = a[ao + i] + b[bo + i]; };
                case SUB: return (at, n) -> { for (int i = 0, yo = at[0], ao = at[1], bo = at[2]; i < n; i++) y[yo + i] = a[ao + i] - b[bo + i]; };
                case MUL: return (at, n) -> { for (int i = 0, yo = at[0], ao = at[1], bo = at[2]; i < n; i++) y[yo + i] = a[ao + i] * b[bo + i]; };
                case DIV: return (at, n) -> { for (int i = 0, yo = at[0], ao = at[1], bo = at[2]; i < n; i++) y[yo + i] = a[ao + i] / b[bo + i]; };
                default: break;
            }
        }
        if (ys == 1 && as == 1 && bs == 0) {                         // the right operand is one number
            switch (kind) {
                case ADD: return (at, n) -> { double right = b[at[2]]; for (int i = 0, yo = at[0], ao = at[1]; i < n; i++) y[yo + i] = a[ao + i] + right; };
                case SUB: return (at, n) -> { double right = b[at[2]]; for (int i = 0, yo = at[0], ao = at[1]; i < n; i++) y[yo + i] = a[ao + i] - right; };
                case MUL: return (at, n) -> { double right = b[at[2]]; for (int i = 0, yo = at[0], ao = at[1]; i < n; i++) y[yo + i] = a[ao + i] * right; };
                case DIV: return (at, n) -> { double right = b[at[2]]; for (int i = 0, yo = at[0], ao = at[1]; i < n; i++) y[yo + i] = a[ao + i] / right; };
                default: break;
            }
        }
        return switch (kind) {
            case ADD -> (at, n) -> { for (int i = 0; i < n; i++) y[at[0] + i * ys] = a[at[1] + i * as] + b[at[2] + i * bs]; };
            case SUB -> (at, n) -> { for (int i = 0; i < n; i++) y[at[0] + i * ys] = a[at[1] + i * as] - b[at[2] + i * bs]; };
            case MUL -> (at, n) -> { for (int i = 0; i < n; i++) y[at[0] + i * ys] = a[at[1] + i * as] * b[at[2] + i * bs]; };
            case DIV -> (at, n) -> { for (int i = 0; i < n; i++) y[at[0] + i * ys] = a[at[1] + i * as] / b[at[2] + i * bs]; };
            default -> (at, n) -> { for (int i = 0; i < n; i++) y[at[0] + i * ys] = Functions.apply(kind, a[at[1] + i * as], b[at[2] + i * bs]); };
        };
    }

    /** y = 1 where the comparison holds, else 0. */
    public static void compare(Workers workers, CompareKind kind, int[] shape, View<?> a, View<?> b, View<byte[]> y) {
        Nest nest = Nest.of(shape, y.strides(), a.strides(), b.strides());
        int ys = nest.innerStride(0), as = nest.innerStride(1), bs = nest.innerStride(2);
        byte[] to = y.array();
        Nest.Run run = switch (a.array()) {
            case float[] left -> {
                float[] right = (float[]) b.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = holds(kind, left[at[1] + i * as], right[at[2] + i * bs]); };
            }
            case double[] left -> {
                double[] right = (double[]) b.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = holds(kind, left[at[1] + i * as], right[at[2] + i * bs]); };
            }
            case int[] left -> {
                int[] right = (int[]) b.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = holds(kind, (long) left[at[1] + i * as], (long) right[at[2] + i * bs]); };
            }
            case long[] left -> {
                long[] right = (long[]) b.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = holds(kind, left[at[1] + i * as], right[at[2] + i * bs]); };
            }
            case byte[] left -> {
                byte[] right = (byte[]) b.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = holds(kind, (long) left[at[1] + i * as], (long) right[at[2] + i * bs]); };
            }
            default -> throw new IllegalArgumentException(kind + " is not defined on " + a.array().getClass().getComponentType());
        };
        nest.forEach(workers, run, y.offset(), a.offset(), b.offset());
    }

    private static byte holds(CompareKind kind, double a, double b) {
        return (byte) (switch (kind) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        } ? 1 : 0);
    }

    private static byte holds(CompareKind kind, long a, long b) {
        return (byte) (switch (kind) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        } ? 1 : 0);
    }

    /** y = a where the condition is not 0, else b. */
    public static void where(Workers workers, int[] shape, View<byte[]> condition, View<?> a, View<?> b, View<?> y) {
        Nest nest = Nest.of(shape, y.strides(), condition.strides(), a.strides(), b.strides());
        int ys = nest.innerStride(0), cs = nest.innerStride(1), as = nest.innerStride(2), bs = nest.innerStride(3);
        byte[] c = condition.array();
        Nest.Run run = switch (a.array()) {
            case float[] left -> {
                float[] right = (float[]) b.array(), to = (float[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = c[at[1] + i * cs] != 0 ? left[at[2] + i * as] : right[at[3] + i * bs]; };
            }
            case double[] left -> {
                double[] right = (double[]) b.array(), to = (double[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = c[at[1] + i * cs] != 0 ? left[at[2] + i * as] : right[at[3] + i * bs]; };
            }
            case int[] left -> {
                int[] right = (int[]) b.array(), to = (int[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = c[at[1] + i * cs] != 0 ? left[at[2] + i * as] : right[at[3] + i * bs]; };
            }
            case long[] left -> {
                long[] right = (long[]) b.array(), to = (long[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = c[at[1] + i * cs] != 0 ? left[at[2] + i * as] : right[at[3] + i * bs]; };
            }
            case byte[] left -> {
                byte[] right = (byte[]) b.array(), to = (byte[]) y.array();
                yield (at, n) -> { for (int i = 0; i < n; i++) to[at[0] + i * ys] = c[at[1] + i * cs] != 0 ? left[at[2] + i * as] : right[at[3] + i * bs]; };
            }
            default -> throw new IllegalArgumentException("Where is not defined on " + a.array().getClass().getComponentType());
        };
        nest.forEach(workers, run, y.offset(), condition.offset(), a.offset(), b.offset());
    }
}
