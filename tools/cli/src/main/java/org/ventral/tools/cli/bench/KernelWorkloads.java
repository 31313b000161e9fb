package org.ventral.tools.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.Conv;

/** Single ops through the public API, each step in a scope, so that its result's memory is used again. */
final class KernelWorkloads {
    private static final Rng RNG = Rng.of(1);

    private KernelWorkloads() {}

    private static Workload timed(Runnable step, Map<String, Double> figures) {
        return new Workload(() -> {
            try (var _ = MemoryScope.open("bench")) {
                step.run();
            }
        }, figures);
    }

    static Workload gemm(int n, boolean transposeA, boolean transposeB) {
        Tensor a = Tensor.randn(RNG, n, n), b = Tensor.randn(RNG, n, n);
        Tensor left = transposeA ? a.t() : a, right = transposeB ? b.t() : b;
        return timed(() -> left.matmul(right), Map.of("gflop", 2.0 * n * n * n / 1e9));
    }

    static Workload conv(boolean backward) {
        Tensor x = Tensor.randn(RNG, 32, 64, 32, 32), w = Tensor.randn(RNG, 64, 64, 3, 3), g = Tensor.randn(RNG, 32, 64, 32, 32);
        Conv form = Conv.of(2).padding(1);
        double gflop = 2.0 * 32 * 64 * 64 * 9 * 32 * 32 / 1e9;
        if (!backward) return timed(() -> x.conv(w, form), Map.of("gflop", gflop));
        Tensor tx = x.requiresGradient(), tw = w.requiresGradient();
        return timed(() -> tx.conv(tw, form).backward(g), Map.of("gflop", 3 * gflop));
    }

    static Workload elementwise(UnaryOperator<Tensor> function) {
        Tensor x = Tensor.randn(RNG, 4096, 1024);
        return timed(() -> function.apply(x), Map.of("gb", 2.0 * x.elements() * 4 / 1e9));
    }

    static Workload layerNorm() {
        Tensor x = Tensor.randn(RNG, 4096, 1024), scale = Tensor.ones(1024), shift = Tensor.zeros(1024);
        return timed(() -> x.layerNorm(scale, shift, 1e-5), Map.of("gb", 2.0 * x.elements() * 4 / 1e9));
    }

    static Workload adamw() {
        int count = 10;
        List<Tensor> operands = new ArrayList<>();
        for (int i = 0; i < count; i++) operands.add(Tensor.randn(RNG, 1000, 1000));
        for (int i = 0; i < 2 * count; i++) operands.add(Tensor.zeros(1000, 1000));
        for (int i = 0; i < count; i++) operands.add(Tensor.randn(RNG, 1000, 1000));
        long[] step = {0};
        return timed(() -> Ops.applyAll(new AdamUpdate(count, 1e-3, 0.9, 0.999, 1e-8, 0.01, true, false, ++step[0]), operands),
                Map.of("gb", 7 * 1e7 * 4 / 1e9));
    }
}
