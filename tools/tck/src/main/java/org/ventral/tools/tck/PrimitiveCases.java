package org.ventral.tools.tck;

import static org.ventral.tools.tck.Input.bools;
import static org.ventral.tools.tck.Input.between;
import static org.ventral.tools.tck.Input.indices;
import static org.ventral.tools.tck.Input.numbers;
import static org.ventral.tools.tck.Input.ties;
import static org.ventral.tools.tck.OpCase.floating;
import static org.ventral.tools.tck.OpCase.numeric;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.Cholesky;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.Concat;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.Eigh;
import org.ventral.tensor.op.Expand;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Gather;
import org.ventral.tensor.op.IndexAdd;
import org.ventral.tensor.op.IndexSelect;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.Pad;
import org.ventral.tensor.op.Permute;
import org.ventral.tensor.op.Qr;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.Reshape;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.ScanKind;
import org.ventral.tensor.op.Scatter;
import org.ventral.tensor.op.ScatterAdd;
import org.ventral.tensor.op.Slice;
import org.ventral.tensor.op.Solve;
import org.ventral.tensor.op.Sort;
import org.ventral.tensor.op.Svd;
import org.ventral.tensor.op.TriangularSolve;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.UnaryKind;
import org.ventral.tensor.op.Unfold;
import org.ventral.tensor.op.Where;

/** Cases of every primitive: usual, empty, of size 1, broadcast, and large enough for the fast paths of a kernel. */
final class PrimitiveCases {
    private PrimitiveCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        unary(cases);
        binary(cases);
        reductions(cases);
        products(cases);
        indexing(cases);
        movement(cases);
        algebra(cases);
        return cases;
    }

    private static void unary(List<OpCase> cases) {
        for (UnaryKind kind : UnaryKind.values()) {
            Unary op = new Unary(kind);
            if (kind == UnaryKind.NOT) {
                cases.add(new OpCase(op, List.of(bools(3, 5)), OpCase.BOOL, false, 0));
                continue;
            }
            double low = -3, high = 3;
            switch (kind) {
                case LOG, LOG2, SQRT, RSQRT, RECIPROCAL -> { low = 0.1; high = 40; }
                case LOG1P -> low = -0.9;
                case ASIN, ACOS, ATANH -> { low = -0.95; high = 0.95; }
                case ACOSH -> { low = 1.05; high = 9; }
                case TAN -> { low = -1.4; high = 1.4; }
                default -> { }
            }
            for (long[] shape : new long[][] {{4, 37}, {}, {0, 3}, {1}}) {
                OpCase one = kind.floating() ? floating(op, between(low, high, shape)) : numeric(op, between(low, high, shape));
                cases.add(one.tolerance(4e-7));
            }
            cases.add((kind.floating() ? floating(op, between(low, high, 300, 301)) : numeric(op, between(low, high, 300, 301))).tolerance(4e-7).withoutGradient());
        }
        for (DType to : DType.values()) {
            cases.add(numeric(new Cast(to), between(0, 20, 3, 7)).withoutGradient());
            cases.add(new OpCase(new Cast(to), List.of(bools(3, 7)), OpCase.BOOL, false, 0));
        }
        cases.add(floating(new Cast(DType.FLOAT64), numbers(3, 7)));
        cases.add(numeric(new Copy(), numbers(3, 5, 7)));
    }

    private static void binary(List<OpCase> cases) {
        for (BinaryKind kind : BinaryKind.values()) {
            Binary op = new Binary(kind);
            if (kind.logical()) {
                cases.add(new OpCase(op, List.of(bools(4, 5), bools(5)), OpCase.BOOL, false, 0));
                continue;
            }
            double low = switch (kind) {
                case POW, DIV, MOD -> 0.4;
                default -> -3;
            };
            boolean real = kind == BinaryKind.ATAN2;
            long[][][] shapes = {{{4, 37}, {4, 37}}, {{4, 37}, {37}}, {{4, 37}, {}}, {{3, 1, 5}, {4, 1}}, {{}, {2, 3}}, {{2, 0}, {1}}, {{1}, {1}}};
            for (long[][] pair : shapes) {
                OpCase one = real ? floating(op, between(low, 3, pair[0]), between(low, 3, pair[1])) : numeric(op, between(low, 3, pair[0]), between(low, 3, pair[1]));
                if (kind == BinaryKind.POW || kind == BinaryKind.DIV || kind == BinaryKind.MOD) one = one.dtypes(OpCase.FLOATING);
                cases.add(one.tolerance(1e-6));
            }
            cases.add((real ? floating(op, between(low, 3, 200, 401), between(low, 3, 200, 1)) : numeric(op, between(low, 3, 200, 401), between(low, 3, 200, 1)))
                    .dtypes(OpCase.FLOATING).tolerance(1e-6).withoutGradient());
            if (!real) cases.add(numeric(op, between(1, 3, 5, 3), between(1, 2, 3)).dtypes(EnumSet.of(DType.INT32, DType.INT64)).withoutGradient());
        }
        for (CompareKind kind : CompareKind.values()) {
            cases.add(numeric(new Compare(kind), ties(4, 37), ties(37)).withoutGradient());
            cases.add(numeric(new Compare(kind), ties(3, 1), ties(1, 200)).withoutGradient());
        }
        cases.add(new OpCase(new Compare(CompareKind.EQ), List.of(bools(3, 4), bools(4)), OpCase.BOOL, false, 0));
        cases.add(new OpCase(new Compare(CompareKind.NE), List.of(bools(3, 4), bools(4)), OpCase.BOOL, false, 0));
        cases.add(numeric(new Where(), bools(4, 5), numbers(4, 5), numbers(4, 5)));
        cases.add(numeric(new Where(), bools(4, 1), numbers(5), numbers()));
    }

    private static void reductions(List<OpCase> cases) {
        for (ReduceKind kind : ReduceKind.values()) {
            boolean ordering = kind == ReduceKind.MAX || kind == ReduceKind.MIN;
            double low = kind == ReduceKind.PROD ? 0.7 : -2, high = kind == ReduceKind.PROD ? 1.4 : 2;
            for (boolean keep : new boolean[] {false, true})
                for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(2), List.of(0, 2), List.of(1, 2), List.of(0, 1, 2), List.<Integer>of()))
                    cases.add(numeric(new Reduce(kind, axes, keep), between(low, high, 3, 4, 5)).dtypes(kind == ReduceKind.PROD ? OpCase.FLOATING : OpCase.NUMERIC));
            cases.add(numeric(new Reduce(kind, List.of(1), false), ties(6, 9)).withoutGradient());
            if (!ordering) cases.add(numeric(new Reduce(kind, List.of(1), false), numbers(3, 0, 2)));
            else cases.add(new OpCase(new Reduce(kind, List.of(1), false), List.of(bools(4, 6)), OpCase.BOOL, false, 0));
            if (kind != ReduceKind.PROD) {
                cases.add(floating(new Reduce(kind, List.of(1), false), numbers(70, 1003)).withoutGradient());
                cases.add(floating(new Reduce(kind, List.of(0), false), numbers(1003, 70)).withoutGradient());
                cases.add(floating(new Reduce(kind, List.of(0, 2, 3), false), numbers(9, 8, 17, 13)).withoutGradient());
            }
        }
        for (boolean largest : new boolean[] {false, true})
            for (int axis = 0; axis < 3; axis++) {
                cases.add(numeric(new ArgReduce(largest, axis, axis == 1), numbers(3, 4, 5)).withoutGradient());
                cases.add(numeric(new ArgReduce(largest, axis, false), ties(3, 40, 5)).withoutGradient());
            }
        for (ScanKind kind : ScanKind.values())
            for (boolean reverse : new boolean[] {false, true})
                for (boolean exclusive : kind == ScanKind.SUM || kind == ScanKind.PROD ? new boolean[] {false, true} : new boolean[] {false})
                    for (int axis = 0; axis < 2; axis++) {
                        OpCase one = numeric(new Scan(kind, axis, reverse, exclusive), numbers(4, 5, 2));
                        cases.add(kind == ScanKind.PROD ? one.dtypes(OpCase.FLOATING) : one);
                    }
        cases.add(floating(new Scan(ScanKind.SUM, 1, false, false), between(0, 1, 20, 500)).withoutGradient().tolerance(1e-5));
        for (boolean descending : new boolean[] {false, true}) {
            cases.add(numeric(new Sort(1, descending), numbers(3, 9, 2)).dtypes(OpCase.FLOATING));
            cases.add(numeric(new Sort(0, descending), ties(30, 3)).withoutGradient());
            cases.add(numeric(new Sort(1, descending), numbers(3, 0)));
        }
    }

    private static void products(List<OpCase> cases) {
        long[][][] shapes = {{{3, 4}, {4, 5}}, {{1, 4}, {4, 1}}, {{2, 3, 4}, {2, 4, 5}}, {{2, 3, 4}, {4, 5}}, {{3, 4}, {2, 4, 5}}, {{2, 1, 3, 4}, {5, 4, 2}}, {{3, 0}, {0, 2}}, {{0, 3}, {3, 2}}};
        for (long[][] pair : shapes) cases.add(numeric(new MatMul(), numbers(pair[0]), numbers(pair[1])));
        long[][][] large = {{{67, 129}, {129, 83}}, {{1, 300}, {300, 400}}, {{400, 300}, {300, 1}}, {{128, 128}, {128, 128}}, {{4, 33, 40}, {4, 40, 65}}, {{300, 600}, {600, 310}}};
        for (long[][] pair : large) cases.add(floating(new MatMul(), numbers(pair[0]), numbers(pair[1])).withoutGradient());
        cases.add(numeric(new MatMul(), numbers(17, 19), numbers(19, 23)).dtypes(EnumSet.of(DType.INT32, DType.INT64)).withoutGradient());
    }

    private static void indexing(List<OpCase> cases) {
        cases.add(numeric(new IndexSelect(0), numbers(6, 5), indices(6, 4)));
        cases.add(numeric(new IndexSelect(1), numbers(3, 6, 2), indices(6, 2, 5)));
        cases.add(numeric(new IndexSelect(0), numbers(6, 3), indices(6)));
        cases.add(numeric(new IndexSelect(0), numbers(6, 3), indices(6, 0)));
        cases.add(floating(new IndexSelect(0), numbers(200, 64), indices(200, 40, 10)).withoutGradient());
        cases.add(numeric(new IndexAdd(0, 6), indices(6, 9), numbers(9, 5)));
        cases.add(numeric(new IndexAdd(1, 6), indices(6, 2, 5), numbers(3, 2, 5, 2)));
        cases.add(floating(new IndexAdd(0, 50), indices(50, 400), numbers(400, 64)).withoutGradient());
        cases.add(numeric(new Gather(1), numbers(4, 5, 2), indices(5, 3, 7, 2)));
        cases.add(numeric(new Gather(0), numbers(4, 5), indices(4, 2, 5)));
        cases.add(numeric(new ScatterAdd(1, Shape.of(4, 5, 2)), indices(5, 3, 7, 2), numbers(3, 7, 2)));
        cases.add(numeric(new ScatterAdd(0, Shape.of(4, 5)), indices(4, 6, 5), numbers(6, 5)));
        cases.add(numeric(new Scatter(1), numbers(4, 5, 2), indices(5, 3, 4, 2), numbers(3, 4, 2)));
        cases.add(numeric(new Scatter(0), numbers(4, 5), indices(4, 9, 5), numbers(9, 5)));
    }

    private static void movement(List<OpCase> cases) {
        cases.add(numeric(new Concat(0), numbers(2, 3), numbers(4, 3), numbers(1, 3)));
        cases.add(numeric(new Concat(1), numbers(2, 3, 2), numbers(2, 0, 2), numbers(2, 5, 2)));
        cases.add(new OpCase(new Concat(0), List.of(bools(3), bools(2)), OpCase.BOOL, false, 0));
        cases.add(numeric(pad(new long[] {1, 2}, new long[] {0, 3}, new long[] {0, 0}, 1.5), numbers(3, 4)).dtypes(OpCase.FLOATING));
        cases.add(numeric(pad(new long[] {-1, 2}, new long[] {2, -1}, new long[] {1, 2}, 0), numbers(3, 4)));
        cases.add(numeric(pad(new long[] {1, 1}, new long[] {1, 1}, new long[] {0, 0}, 3), numbers(0, 4)));
        cases.add(numeric(pad(new long[] {0, 0, 2, 2}, new long[] {0, 0, 2, 2}, new long[] {0, 0, 0, 0}, 0), numbers(2, 3, 9, 10)));
        cases.add(numeric(new Fold(1, 9, 2, 1), numbers(2, 4, 3, 3)));
        cases.add(numeric(new Fold(0, 12, 1, 3), numbers(4, 3)));
        cases.add(numeric(new Unfold(1, 3, 2, 1), numbers(2, 9, 3)));
        cases.add(numeric(new Unfold(0, 3, 1, 3), numbers(12)));
        cases.add(numeric(new Reshape(Shape.of(5, 2, 6)), numbers(3, 4, 5)));
        cases.add(numeric(new Reshape(Shape.of(0, 7)), numbers(3, 0)));
        cases.add(numeric(new Permute(List.of(2, 0, 1)), numbers(3, 4, 5)));
        cases.add(numeric(new Expand(Shape.of(2, 3, 4)), numbers(3, 1)));
        cases.add(numeric(new Slice(1, 4, 2, -2), numbers(2, 5)));
        cases.add(numeric(new Slice(0, 1, 2, 1), numbers(4, 3)));
        cases.add(numeric(new Slice(0, 0, 0, 1), numbers(4, 3)));
    }

    private static Pad pad(long[] before, long[] after, long[] between, double value) {
        return new Pad(list(before), list(after), list(between), value);
    }

    private static List<Long> list(long[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    private static void algebra(List<OpCase> cases) {
        // Their gradients are checked through functions that make admissible matrices: see BackendTck.
        cases.add(floating(new TriangularSolve(true, false, false), between(1, 2, 2, 3, 3), numbers(2, 3, 4)).tolerance(1e-5));
        cases.add(floating(new TriangularSolve(false, true, true), between(1, 2, 3, 3), numbers(3, 2)).tolerance(1e-5));
        cases.add(floating(new Solve(), numbers(2, 4, 4), numbers(2, 4, 3)).tolerance(1e-4));
        cases.add(floating(new Qr(), numbers(2, 5, 3)).tolerance(1e-5));
        cases.add(floating(new Qr(), numbers(3, 5)).tolerance(1e-5));
        cases.add(floating(new Eigh(), numbers(4, 4)).withoutGradient().tolerance(1e-5));
        cases.add(floating(new Svd(), numbers(5, 3)).withoutGradient().tolerance(1e-5));
        cases.add(floating(new Cholesky(), between(1, 4, 2, 3, 1, 1)));
    }
}
