package org.ventral.tools.architecture;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.UnaryKind;

/** Runs every kernel often enough for Java's first compiler to have tried all of them. */
final class ExerciseKernels {
    private static final int TIMES = 250;

    private ExerciseKernels() {}

    public static void main(String[] arguments) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            List<Runnable> work = new ArrayList<>();
            elementwise(work, dtype);
            products(work, dtype);
            convolutions(work, dtype);
            rows(work, dtype);
            updates(work, dtype);
            for (Runnable one : work)
                for (int i = 0; i < TIMES; i++) {
                    try (var _ = MemoryScope.open("exercise")) {
                        one.run();
                    }
                }
        }
    }

    private static Tensor random(DType dtype, long... shape) {
        return Tensor.uniform(Rng.of(shape.length), 0.1, 0.9, shape).cast(dtype);
    }

    private static void elementwise(List<Runnable> work, DType dtype) {
        Tensor x = random(dtype, 9, 35), row = random(dtype, 35), column = random(dtype, 9, 1);
        for (UnaryKind kind : UnaryKind.values()) if (kind != UnaryKind.NOT) work.add(() -> Ops.apply(new Unary(kind), x));
        for (BinaryKind kind : BinaryKind.values())
            if (!kind.logical())
                for (Tensor other : List.of(x, row, column, x.t().copy().t())) work.add(() -> Ops.apply(new Binary(kind), x, other));
        work.add(() -> x.gt(row).where(x, column));
        work.add(() -> x.t().copy());
        work.add(() -> x.cast(dtype == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32));
        for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            work.add(() -> x.sum(a));
            work.add(() -> x.max(a));
            work.add(() -> x.prod(a));
            work.add(() -> x.cumsum(a));
            work.add(() -> x.argmax(a));
            work.add(() -> x.sort(a));
        }
        work.add(() -> x.variance(Axes.ALL, 1, false));
        Tensor leaf = x.requiresGradient();
        work.add(() -> leaf.tanh().add(leaf.sigmoid()).add(leaf.relu()).add(leaf.gelu()).add(leaf.geluTanh()).add(leaf.silu()).add(leaf.softplus()).add(leaf.elu(1)).add(leaf.leakyRelu(0.1)).sum().backward());
    }

    private static void products(List<Runnable> work, DType dtype) {
        for (int[] size : new int[][] {{33, 65, 50}, {1, 70, 40}, {40, 70, 1}, {6, 5, 4}}) {
            Tensor a = random(dtype, size[0], size[1]), b = random(dtype, size[1], size[2]);
            work.add(() -> a.matmul(b));
            work.add(() -> a.t().copy().t().matmul(b));
            work.add(() -> a.matmul(b.t().copy().t()));
        }
        Tensor a = random(dtype, 4, 9, 17), b = random(dtype, 4, 17, 8);
        work.add(() -> a.matmul(b));
    }

    private static void convolutions(List<Runnable> work, DType dtype) {
        record Case(Conv form, long[] x, long[] w) {}
        for (Case c : List.of(
                new Case(Conv.of(2), new long[] {17, 1, 8, 8}, new long[] {6, 1, 5, 5}),
                new Case(Conv.of(2), new long[] {16, 6, 6, 6}, new long[] {8, 6, 3, 3}),
                new Case(Conv.of(2).padding(1), new long[] {2, 16, 16, 16}, new long[] {16, 16, 3, 3}),
                new Case(Conv.of(2).stride(2).padding(1), new long[] {2, 16, 9, 9}, new long[] {16, 16, 3, 3}),
                new Case(Conv.of(2), new long[] {2, 16, 8, 8}, new long[] {16, 16, 1, 1}))) {
            Tensor x = random(dtype, c.x).requiresGradient(), w = random(dtype, c.w).requiresGradient();
            work.add(() -> x.conv(w, c.form).square().sum().backward());
        }
        for (Tensor image : List.of(random(dtype, 3, 4, 8, 8), random(dtype, 4, 8, 8, 17).permute(3, 0, 1, 2))) {
            Tensor leaf = image.requiresGradient();
            work.add(() -> leaf.maxPool(MaxPool.of(2, 2)).sum().backward());
            work.add(() -> leaf.averagePool(AveragePool.of(2, 2)).sum().backward());
        }
    }

    private static void rows(List<Runnable> work, DType dtype) {
        Tensor x = random(dtype, 12, 35).requiresGradient(), scale = random(dtype, 35).requiresGradient(), shift = random(dtype, 35);
        Tensor classes = Tensor.arange(12);
        work.add(() -> x.softmax(-1).square().sum().backward());
        work.add(() -> x.softmax(0).square().sum().backward());
        work.add(() -> x.logSoftmax(-1).square().sum().backward());
        work.add(() -> x.crossEntropy(classes).backward());
        work.add(() -> x.layerNorm(scale, shift, 1e-5).square().sum().backward());
        work.add(() -> x.rmsNorm(scale, 1e-5).square().sum().backward());
        work.add(() -> x.batchNorm(scale, shift, 1e-5).values().square().sum().backward());
        work.add(() -> x.indexSelect(0, classes).sum().backward());
    }

    private static void updates(List<Runnable> work, DType dtype) {
        Tensor p = random(dtype, 99), m = random(dtype, 99), v = random(dtype, 99), g = random(dtype, 99);
        work.add(() -> Ops.applyAll(new SgdUpdate(1, 1e-9, 0), p, g));
        work.add(() -> Ops.applyAll(new MomentumUpdate(1, 1e-9, 0.9, 0, 0, false, true), p, m, g));
        work.add(() -> Ops.applyAll(new AdamUpdate(1, 1e-9, 0.9, 0.999, 1e-8, 0, true, false, 9), p, m, v, g));
    }
}
