package org.ventral.tensor;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.op.Cholesky;
import org.ventral.tensor.op.Eigh;
import org.ventral.tensor.op.GradientContext;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.Qr;
import org.ventral.tensor.op.Solve;
import org.ventral.tensor.op.Svd;
import org.ventral.tensor.op.TriangularSolve;

/**
 * Gradients of matrix decompositions, after M. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
 * differentiation" (2008), and S. Walter and L. Lehmann for QR. Those of symmetric inputs are symmetric. Where eigenvalues or singular
 * values coincide, the vectors, and so their gradients, are not defined, and infinities appear.
 */
final class LinearAlgebraGradients {
    private LinearAlgebraGradients() {}

    static List<Tensor> gradient(LinearAlgebraOp op, GradientContext c) {
        return switch (op) {
            case Cholesky _ -> Collections.singletonList(cholesky(c.output(0), c.gradient()));
            case TriangularSolve solve -> triangularSolve(solve, c);
            case Solve _ -> {
                Tensor right = c.input(0).t().solve(c.gradient());
                yield Arrays.asList(right.matmul(c.output(0).t()).neg(), right);
            }
            case Qr _ -> Collections.singletonList(qr(c.input(0), c.output(0), c.output(1), c.gradient(0), c.gradient(1)));
            case Eigh _ -> Collections.singletonList(eigh(c.output(0), c.output(1), c.gradient(0), c.gradient(1)));
            case Svd _ -> Collections.singletonList(svd(c.output(0), c.output(1), c.output(2), c.gradient(0), c.gradient(1), c.gradient(2)));
        };
    }

    private static Tensor cholesky(Tensor l, Tensor g) {
        Tensor p = l.t().matmul(g).tril(0);
        p = p.sub(p.diagonal().diagonalMatrix().mul(0.5));
        Tensor left = Ops.apply(new TriangularSolve(true, true, false), l, p);                  // L⁻ᵀ P
        Tensor s = Ops.apply(new TriangularSolve(true, true, false), l, left.t().contiguous()).t();   // … L⁻¹
        return s.add(s.t()).mul(0.5);
    }

    private static List<Tensor> triangularSolve(TriangularSolve op, GradientContext c) {
        Tensor a = c.input(0), x = c.output(0);
        Tensor right = Ops.apply(new TriangularSolve(op.lower(), !op.transposed(), op.unitDiagonal()), a, c.gradient());
        Tensor full = (op.transposed() ? x.matmul(right.t()) : right.matmul(x.t())).neg();
        long diagonal = op.unitDiagonal() ? 1 : 0;
        return Arrays.asList(op.lower() ? full.tril(-diagonal) : full.triu(diagonal), right);
    }

    private static Tensor qr(Tensor a, Tensor q, Tensor r, Tensor gq, Tensor gr) {
        long m = a.size(-2), n = a.size(-1);
        if (m >= n) return tallQr(q, r, gq, gr);
        // A = [X | Y], R = [U | V]: X = Q U is a square QR, and V = Qᵀ Y.
        Tensor y = a.narrow(-1, m, n - m), gv = gr.narrow(-1, m, n - m);
        Tensor gx = tallQr(q, r.narrow(-1, 0, m), gq.add(y.matmul(gv.t())), gr.narrow(-1, 0, m));
        return Tensor.concat(-1, gx, q.matmul(gv));
    }

    private static Tensor tallQr(Tensor q, Tensor r, Tensor gq, Tensor gr) {
        Tensor m = r.matmul(gr.t()).sub(gq.t().matmul(q));
        Tensor symmetric = m.tril(0).add(m.tril(-1).t());
        Tensor right = gq.add(q.matmul(symmetric));
        return Ops.apply(new TriangularSolve(false, false, false), r, right.t().contiguous()).t();     // right · R⁻ᵀ
    }

    private static Tensor eigh(Tensor values, Tensor vectors, Tensor gValues, Tensor gVectors) {
        Tensor inner = vectors.t().matmul(gVectors).mul(gaps(values)).add(gValues.diagonalMatrix());
        Tensor full = vectors.matmul(inner).matmul(vectors.t());
        return full.add(full.t()).mul(0.5);
    }

    /** {@code 1 / (v_j − v_i)} off the diagonal, 0 on it. */
    private static Tensor gaps(Tensor values) {
        Tensor difference = values.unsqueeze(-2).sub(values.unsqueeze(-1));
        Tensor number = Tensor.arange(values.size(-1)).to(values.device());
        Tensor diagonal = number.unsqueeze(1).eq(number.unsqueeze(0));
        return difference.maskedFill(diagonal, 1).reciprocal().maskedFill(diagonal, 0);
    }

    private static Tensor svd(Tensor u, Tensor s, Tensor vt, Tensor gu, Tensor gs, Tensor gvt) {
        Tensor v = vt.t(), gv = gvt.t();
        Tensor f = gaps(s.square());
        Tensor j = u.t().matmul(gu).mul(f), k = v.t().matmul(gv).mul(f);
        Tensor row = s.unsqueeze(-2), column = s.unsqueeze(-1);
        Tensor inner = j.add(j.t()).mul(row).add(k.add(k.t()).mul(column)).add(gs.diagonalMatrix());
        Tensor result = u.matmul(inner).matmul(vt);
        Tensor scaledU = gu.div(row), scaledV = gv.div(row);
        Tensor besideU = scaledU.sub(u.matmul(u.t().matmul(scaledU))), besideV = scaledV.sub(v.matmul(v.t().matmul(scaledV)));
        return result.add(besideU.matmul(vt)).add(u.matmul(besideV.t()));
    }
}
