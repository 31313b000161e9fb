package org.ventral.onnx.op;

import java.util.function.UnaryOperator;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * Complex numbers as two tensors, and their discrete Fourier transform along the last axis. Written with tensor ops, so it has a gradient.
 *
 * @param real      real parts, float64
 * @param imaginary imaginary parts, of the same shape, or null if all are 0
 */
record Complex(Tensor real, Tensor imaginary) {
    /** Up to this length the transform is one matrix product; beyond, it is cut into factors if there are any. */
    private static final int LARGEST_MATRIX = 64;

    /** Numbers {@code [..., 1]} or, with imaginary parts, {@code [..., 2]}. */
    static Complex of(Tensor parts) {
        return new Complex(parts.select(-1, 0), parts.size(-1) == 1 ? null : parts.select(-1, 1));
    }

    /** The parts side by side in a new last axis. */
    Tensor parts() {
        return Tensor.stack(-1, real, imaginary == null ? Tensor.zerosLike(real) : imaginary);
    }

    /**
     * {@code yₖ = Σⱼ xⱼ exp(−2πi jk / n)} along the last axis, or with the other sign and without division by n.
     *
     * <p>A length n = a · b is transformed by rows and columns (Cooley and Tukey, 1965): with j = b j₁ + j₂ and k = k₁ + a k₂ the exponent splits into a transform of
     * length a over j₁, a factor exp(−2πi j₂ k₁ / n), and a transform of length b over j₂.
     */
    Complex transformed(boolean inverse) {
        int n = Math.toIntExact(real.size(-1)), a = factor(n);
        if (a == n) return times(Roots.of(n, n, n, inverse, real));
        int b = n / a;
        Complex columns = map(x -> x.unflatten(-1, a, b).t()).times(Roots.of(a, a, a, inverse, real));             // [..., b, a]: j₂, k₁
        Complex turned = columns.scaled(Roots.of(b, a, n, inverse, real));
        return turned.map(Tensor::t).transformed(inverse).map(x -> x.t().flatten(-2, -1));                         // [..., k₂, k₁]
    }

    /** The largest divisor that makes one matrix; the length itself if that is small or has none. */
    private static int factor(int n) {
        if (n <= LARGEST_MATRIX) return n;
        for (int a = LARGEST_MATRIX; a > 1; a--) if (n % a == 0) return a;
        return n;
    }

    private Complex times(Roots roots) {
        Tensor x = real.matmul(roots.cosines), y = real.matmul(roots.sines);
        return imaginary == null ? new Complex(x, y) : new Complex(x.sub(imaginary.matmul(roots.sines)), y.add(imaginary.matmul(roots.cosines)));
    }

    private Complex scaled(Roots roots) {
        return new Complex(real.mul(roots.cosines).sub(imaginary.mul(roots.sines)), real.mul(roots.sines).add(imaginary.mul(roots.cosines)));
    }

    private Complex map(UnaryOperator<Tensor> move) {
        return new Complex(move.apply(real), imaginary == null ? null : move.apply(imaginary));
    }

    /** {@code exp(∓2πi jk / n)} for j below the rows and k below the columns. */
    private record Roots(Tensor cosines, Tensor sines) {
        static Roots of(int rows, int columns, int n, boolean inverse, Tensor like) {
            double[] cosines = new double[Math.multiplyExact(rows, columns)], sines = new double[cosines.length];
            for (int j = 0; j < rows; j++)
                for (int k = 0; k < columns; k++) {
                    double angle = 2 * Math.PI * ((long) j * k % n) / n;             // the reduced product keeps full precision
                    cosines[j * columns + k] = Math.cos(angle);
                    sines[j * columns + k] = inverse ? Math.sin(angle) : -Math.sin(angle);
                }
            return new Roots(Tensor.of(cosines, rows, columns).to(like.device()), Tensor.of(sines, rows, columns).to(like.device()));
        }
    }

    /** The numbers along the last axis cut off or filled up with zeros to a length. */
    Complex resized(long length) {
        return map(x -> {
            long n = x.size(-1);
            if (length == n) return x;
            Shape shape = x.shape();
            if (length < n) return x.narrow(-1, 0, length);
            return Tensor.concat(-1, x, Movement.zeros(x, shape.with(shape.rank() - 1, length - n)));
        });
    }

    /** The whole spectrum of n numbers of a real signal from its first half, {@code n / 2 + 1} numbers: the rest are conjugates of these. */
    Complex mirrored(long n) {
        Complex half = resized(n / 2 + 1);
        Tensor imaginary = half.imaginary == null ? Tensor.zerosLike(half.real) : half.imaginary;
        long rest = n - half.real.size(-1);
        if (rest == 0) return new Complex(half.real, imaginary);
        return new Complex(Tensor.concat(-1, half.real, half.real.narrow(-1, 1, rest).flip(-1)), Tensor.concat(-1, imaginary, imaginary.narrow(-1, 1, rest).flip(-1).neg()));
    }
}
