package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.ControlFlow;
import org.ventral.tensor.op.Cholesky;
import org.ventral.tensor.op.Eigh;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.Qr;
import org.ventral.tensor.op.Solve;
import org.ventral.tensor.op.Svd;
import org.ventral.tensor.op.TriangularSolve;

/**
 * Decompositions of matrices in terms of other ops, as the standard has none of its own: column by column where the columns are few
 * nodes each, in a loop where they are many. Leading axes are batches of matrices.
 */
final class AlgebraPrograms {
    /** Jacobi's method converges quadratically; single and double precision are there long before. */
    private static final int SWEEPS = 12;

    private AlgebraPrograms() {}

    static List<Tensor> run(LinearAlgebraOp op, List<Tensor> in) {
        Tensor a = in.getFirst();
        return switch (op) {
            case Cholesky _ -> List.of(cholesky(a));
            case TriangularSolve(boolean lower, boolean transposed, boolean unit) -> List.of(substitute(transposed ? turned(a) : a, in.get(1), lower != transposed, unit));
            case Solve _ -> List.of(eliminate(a, in.get(1)));
            case Qr _ -> reflect(a);
            case Eigh _ -> rotate(a);
            case Svd _ -> singular(a);
        };
    }

    private static int size(Tensor a, int axis) {
        return Math.toIntExact(a.size(axis));
    }

    private static Tensor turned(Tensor a) {
        return a.transpose(-2, -1);
    }

    private static Tensor row(Tensor a, int i) {
        return a.narrow(-2, i, 1);
    }

    private static Tensor column(Tensor a, int j) {
        return a.narrow(-1, j, 1);
    }

    private static Tensor total(Tensor a, int axis) {
        return a.sum(Axes.of(a.shape().axis(axis)), true);
    }

    /** Zeros put in front of a column. */
    private static Tensor lowered(Tensor column, int count) {
        if (count == 0) return column;
        long[] counts = new long[2 * column.rank()];
        counts[2 * (column.rank() - 2)] = count;
        return column.pad(0, counts);
    }

    private static Tensor like(Tensor constant, Tensor a) {
        return constant.to(a.device()).cast(a.dtype());
    }

    /** −1 for negative numbers, else 1. */
    private static Tensor sign(Tensor x) {
        return x.lt(0).cast(x.dtype()).mul(-2).add(1);
    }

    /** Each column of the factor takes its part off what remains. */
    private static Tensor cholesky(Tensor a) {
        int n = size(a, -1);
        List<Tensor> columns = new ArrayList<>();
        Tensor rest = a;
        for (int j = 0; j < n; j++) {
            Tensor column = column(rest, j).narrow(-2, j, n - j);
            Tensor factor = lowered(column.div(row(column, 0).sqrt()), j);
            columns.add(factor);
            if (j + 1 < n) rest = rest.sub(factor.matmul(turned(factor)));
        }
        return Tensor.concat(-1, columns);
    }

    private static Tensor substitute(Tensor a, Tensor b, boolean lower, boolean unit) {
        int n = size(a, -1);
        Tensor[] rows = new Tensor[n];
        for (int step = 0; step < n; step++) {
            int i = lower ? step : n - 1 - step;
            Tensor known = row(b, i);
            if (step > 0) {
                List<Tensor> done = lower ? Arrays.asList(rows).subList(0, i) : Arrays.asList(rows).subList(i + 1, n);
                Tensor factors = row(a, i).narrow(-1, lower ? 0 : i + 1, step);
                known = known.sub(factors.matmul(Tensor.concat(-2, done)));
            }
            rows[i] = unit ? known : known.div(column(row(a, i), i));
        }
        return Tensor.concat(-2, List.of(rows));
    }

    /** Gauss and Jordan: in each column the largest remaining element is brought to the diagonal, and the others are made zeros. */
    private static Tensor eliminate(Tensor a, Tensor b) {
        int n = size(a, -1);
        Tensor work = Tensor.concat(-1, a, b), places = Tensor.arange(n).to(a.device()).unsqueeze(-1);
        for (int j = 0; j < n; j++) {
            Tensor largest = column(work, j).narrow(-2, j, n - j).abs().argmax(-2).add(j).unsqueeze(-1);
            Tensor pivot = places.eq(largest), here = places.eq(j);
            Tensor chosen = total(work.mul(pivot.cast(a.dtype())), -2);
            work = here.where(chosen, pivot.where(row(work, j), work));
            Tensor normalized = row(work, j).div(column(row(work, j), j));
            Tensor others = column(work, j).mul(here.not().cast(a.dtype()));
            work = here.where(normalized, work.sub(others.matmul(normalized)));
        }
        return work.narrow(-1, n, b.size(-1));
    }

    /** Householder's reflections, with LAPACK's signs. */
    private static List<Tensor> reflect(Tensor a) {
        int m = size(a, -2), n = size(a, -1), k = Math.min(m, n);
        Tensor r = a, q = like(Tensor.eye(m), a);
        for (int j = 0; j < Math.min(k, m - 1); j++) {
            Tensor x = column(r, j).narrow(-2, j, m - j), first = row(x, 0);
            Tensor tail = total(x.narrow(-2, 1, m - j - 1).square(), -2), norm = tail.add(first.square()).sqrt();
            Tensor v = lowered(Tensor.concat(-2, first.add(sign(first).mul(norm)), x.narrow(-2, 1, m - j - 1)), j);
            Tensor idle = tail.eq(0);
            v = v.mul(idle.not().cast(a.dtype()));
            Tensor length = total(v.square(), -2);
            Tensor scale = length.add(idle.cast(a.dtype())).reciprocal().mul(2);
            r = r.sub(v.matmul(turned(v).matmul(r)).mul(scale));
            q = q.sub(q.matmul(v).matmul(turned(v)).mul(scale));
        }
        return List.of(q.narrow(-1, 0, k), r.narrow(-2, 0, k).triu(0));
    }

    // ------------------------------------------------------------------------------------------------ Jacobi's rotations

    /** What a rotation of two columns looks at: their squares and their product in the matrix that is to become diagonal. */
    @FunctionalInterface private interface Products {
        List<Tensor> of(Tensor work, Tensor first, Tensor second);
    }

    /**
     * Turns pairs of columns, one after the other, until all products of two are zero.
     *
     * @param symmetric whether rows are turned, too
     * @return the turned matrix, and the product of the rotations {@code [..., n, n]}
     */
    private static List<Tensor> jacobi(Tensor a, boolean symmetric, Products products) {
        int n = size(a, -1), pairs = n * (n - 1) / 2;
        Tensor one = like(Tensor.eye(n), a), start = one.expand(a.shape().first(a.rank() - 2).concat(one.shape())).contiguous();
        if (pairs == 0) return List.of(a, start);
        float[] first = new float[pairs * n], second = new float[pairs * n];
        int pair = 0;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++, pair++) first[pair * n + p] = second[pair * n + q] = 1;
        Tensor firsts = like(Tensor.of(first, pairs, n, 1), a), seconds = like(Tensor.of(second, pairs, n, 1), a);
        return ControlFlow.loop((long) SWEEPS * pairs, null, List.of(a, start), (number, state) -> {
            Tensor index = number.mod(Tensor.of(new long[] {pairs}, new long[0]).to(a.device()));
            Tensor p = firsts.indexSelect(0, index), q = seconds.indexSelect(0, index);
            Tensor turn = rotation(products.of(state.getFirst(), p, q), one, p, q);
            Tensor work = state.getFirst().matmul(turn);
            return new ControlFlow.LoopStep(null, List.of(symmetric ? turned(turn).matmul(work) : work, state.get(1).matmul(turn)));
        });
    }

    /** The rotation that makes the product of two columns zero; none where it is. */
    private static Tensor rotation(List<Tensor> products, Tensor one, Tensor p, Tensor q) {
        Tensor pp = products.get(0), qq = products.get(1), pq = products.get(2);
        Tensor idle = pq.eq(0).cast(pq.dtype());
        Tensor cot = qq.sub(pp).div(pq.mul(2).add(idle));
        Tensor tan = sign(cot).div(cot.abs().add(cot.square().add(1).sqrt())).mul(idle.mul(-1).add(1));
        Tensor cos = tan.square().add(1).rsqrt(), sin = tan.mul(cos);
        Tensor same = p.matmul(turned(p)).add(q.matmul(turned(q))), crossed = p.matmul(turned(q)).sub(q.matmul(turned(p)));
        return one.add(same.mul(cos.sub(1))).add(crossed.mul(sin));
    }

    private static List<Tensor> rotate(Tensor a) {
        Tensor symmetric = a.triu(0).add(turned(a.triu(1)));
        List<Tensor> turned = jacobi(symmetric, true, (work, p, q) -> {
            Tensor ofP = work.matmul(p), ofQ = work.matmul(q);
            return List.of(turned(p).matmul(ofP), turned(q).matmul(ofQ), turned(p).matmul(ofQ));
        });
        Tensor values = turned.get(0).mul(like(Tensor.eye(size(a, -1)), a)).sum(-1);
        return List.of(values.sort(-1).values(), ordered(turned.get(1), values.sort(-1).indices()));
    }

    /** One-sided: the columns of A are turned until they are orthogonal; their lengths are the singular values. */
    private static List<Tensor> singular(Tensor a) {
        if (size(a, -2) < size(a, -1)) {
            List<Tensor> of = singular(turned(a));
            return List.of(turned(of.get(2)), of.get(1), turned(of.get(0)));
        }
        List<Tensor> turned = jacobi(a, false, (work, p, q) -> {
            Tensor ofP = work.matmul(p), ofQ = work.matmul(q);
            return List.of(total(ofP.square(), -2), total(ofQ.square(), -2), total(ofP.mul(ofQ), -2));
        });
        Tensor lengths = turned.get(0).square().sum(-2).sqrt();
        Tensor order = lengths.sort(-1, true).indices(), values = lengths.sort(-1, true).values();
        Tensor u = ordered(turned.get(0), order), divisors = values.add(values.eq(0).cast(a.dtype())).unsqueeze(-2);
        return List.of(u.div(divisors), values, turned(ordered(turned.get(1), order)));
    }

    private static Tensor ordered(Tensor columns, Tensor order) {
        return columns.gather(-1, order.unsqueeze(-2).expand(columns.shape()));
    }
}
