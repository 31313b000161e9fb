package org.ventral.tools.cli.bench;

import java.util.Map;
import org.ventral.nn.vision.LeNet5;
import org.ventral.optim.Momentum;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** Whole training steps through the public API: forward, loss, backward, update. */
final class ModelWorkloads {
    private ModelWorkloads() {}

    static Workload lenet5() {
        Rng rng = Rng.of(1);
        LeNet5 model = LeNet5.builder().build(rng);
        Optimizer optimizer = Momentum.builder().rate(0.01).momentum(0.9).build(model.parameters());
        Tensor x = Tensor.randn(rng, 64, 1, 32, 32);
        Tensor y = Tensor.uniform(rng, 0, 10, 64).cast(org.ventral.tensor.DType.INT64);
        Runnable step = () -> {
            try (var _ = MemoryScope.open("step")) {
                optimizer.step(model.forward(x).crossEntropy(y).backward());
            }
        };
        return new Workload(step, Map.of("params", (double) model.parameterCount()));
    }
}
