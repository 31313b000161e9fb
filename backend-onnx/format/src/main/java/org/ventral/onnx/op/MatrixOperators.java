package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Gemm, MatMul, Einsum and Det. */
final class MatrixOperators {
    private MatrixOperators() {}

    static void register(Registry registry) {
        registry.add("MatMul", 1, Elementwise.binary(Tensor::matmul));
        registry.add("Gemm", 1, MatrixOperators::gemm);
        registry.add("Einsum", 12, MatrixOperators::einsum);
        registry.add("Det", 11, MatrixOperators::determinant);
    }

    /** {@code α A B + β C} for matrices A and B, either transposed on demand, and a C that broadcasts. */
    private static List<OnnxValue> gemm(Call call) {
        Tensor a = call.tensor(0), b = call.tensor(1);
        if (a.rank() != 2 || b.rank() != 2) throw call.malformed("takes two matrices, got %s and %s".formatted(a.shape(), b.shape()));
        boolean flipped = call.integer("transA", 0) != 0, rows = call.integer("transB", 0) != 0;
        float alpha = call.number("alpha", 1), beta = call.number("beta", 1);
        Tensor left = flipped ? a.t() : a, c = call.has(2) && beta != 0 ? call.tensor(2) : null;
        long outputs = b.size(rows ? 0 : 1);
        // The form of a fully connected layer, for which backends have one kernel.
        if (rows && alpha == 1 && beta == 1 && c != null && c.shape().equals(Shape.of(outputs)) && c.dtype().isFloating())
            return Elementwise.result(call, left.linear(b, c));
        Tensor product = scaled(left.matmul(rows ? b.t() : b), alpha);
        if (c == null) return Elementwise.result(call, product);
        Tensor sum = product.add(scaled(c, beta));
        if (!sum.shape().equals(product.shape())) throw call.malformed("%s does not broadcast to %s".formatted(c.shape(), product.shape()));
        return Elementwise.result(call, sum);
    }

    /** Integers times a real number are cut off to integers. */
    private static Tensor scaled(Tensor x, float factor) {
        return factor == 1 ? x : Elementwise.viaReal(y -> y.mul(factor)).apply(x);
    }

    private static List<OnnxValue> einsum(Call call) {
        if (!call.hasAttribute("equation")) throw call.malformed("lacks attribute equation");
        Tensor[] operands = new Tensor[call.inputs()];
        for (int i = 0; i < operands.length; i++) operands[i] = call.tensor(i);
        return Elementwise.result(call, Tensor.einsum(call.text("equation", ""), operands));
    }

    private static List<OnnxValue> determinant(Call call) {
        Tensor x = call.tensor(0);
        if (x.rank() < 2 || x.size(-1) != x.size(-2)) throw call.malformed("takes square matrices, got %s".formatted(x.shape()));
        return Elementwise.result(call, determinant(x));
    }

    /**
     * The determinant by elimination with the largest pivot of each column: {@code [..., n, n] → [...]}. One step for each row, written with tensor ops, so
     * that it has a gradient, even where a matrix is singular.
     */
    static Tensor determinant(Tensor x) {
        int n = Math.toIntExact(x.size(-1)), batch = x.rank() - 2;
        Shape batches = x.shape().first(batch);
        Tensor result = Elementwise.constant(x, 1).expand(batches);
        if (batches.isEmpty()) return result;
        Tensor left = x.reshape(batches.elements(), n, n);
        Tensor product = Elementwise.constant(x, 1).expand(batches.elements());
        for (int size = n; size > 0; size--) {
            Tensor place = left.detach().select(2, 0).abs().argmax(1);                                    // the row of the pivot, [batch]
            Tensor index = place.reshape(-1, 1, 1);
            Tensor row = left.gather(1, index.expand(batches.elements(), 1, size)), pivot = row.select(2, 0).squeeze(1);
            Tensor sign = place.eq(0).where(Elementwise.constant(x, 1), Elementwise.constant(x, -1));
            product = product.mul(pivot).mul(sign);
            if (size == 1) break;
            Tensor moved = Tensor.arange(size).to(x.device()).reshape(1, size, 1).eq(index);              // where the first row goes
            Tensor rest = moved.where(left.narrow(1, 0, 1), left).narrow(1, 1, size - 1);
            Tensor divisor = pivot.maskedFill(pivot.detach().eq(0), 1).reshape(-1, 1, 1);                 // a column of zeros needs no elimination
            left = rest.narrow(2, 1, size - 1).sub(rest.narrow(2, 0, 1).div(divisor).mul(row.narrow(2, 1, size - 1)));
        }
        return product.reshape(batches);
    }
}
