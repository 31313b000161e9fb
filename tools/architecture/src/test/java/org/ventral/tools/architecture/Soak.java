package org.ventral.tools.architecture;

import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.ventral.nn.Module;
import org.ventral.nn.vision.LeNet5;
import org.ventral.optim.Adam;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** Many training steps of LeNet-5 on batches of 64, watching what stays on the heap and what the collector costs. */
final class Soak {
    private Soak() {}

    public static void main(String[] arguments) {
        int steps = Integer.parseInt(arguments[0]);
        Rng rng = Rng.of(1);
        Module model = LeNet5.builder().build(rng);
        Optimizer optimizer = Adam.builder().build(model.parameters());
        long settled = 0, start = 0, collected = 0;
        for (int step = 0; step < steps; step++) {
            if (step == steps / 10) {
                settled = live();
                start = System.nanoTime();
                collected = collectorMillis();
            }
            try (var _ = MemoryScope.open("step")) {
                Tensor x = Tensor.randn(rng, 64, 1, 32, 32), y = Tensor.uniform(rng, 0, 10, 64).cast(DType.INT64);
                optimizer.step(model.forward(x).crossEntropy(y).backward());
            }
        }
        double millis = (System.nanoTime() - start) / 1e6;
        long spent = collectorMillis() - collected;
        new PrintStream(System.out, true).printf(Locale.ROOT, "steps %d, ms a step %.3f, growth KB %d, collector share %.5f%n",
                steps, millis / (steps - steps / 10), (live() - settled) >> 10, spent / millis);
    }

    /** Bytes in use after a full collection. */
    private static long live() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static long collectorMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
    }
}
