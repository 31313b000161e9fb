package org.ventral.tools.cli.bench;

import java.util.List;
import java.util.Map;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Lstm;
import org.ventral.nn.layer.Sequential;
import org.ventral.nn.vision.LeNet5;
import org.ventral.nn.vision.ResNet;
import org.ventral.optim.Adam;
import org.ventral.optim.Momentum;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.spi.CompiledGraph;

/** Whole training steps through the public API (forward, loss, backward, update), and runs of compiled models. */
final class ModelWorkloads {
    private ModelWorkloads() {}

    static Workload lenet5() {
        Rng rng = Rng.of(1);
        LeNet5 model = LeNet5.builder().build(rng);
        Optimizer optimizer = Momentum.builder().rate(0.01).momentum(0.9).build(model.parameters());
        Tensor x = Tensor.randn(rng, 64, 1, 32, 32);
        Tensor y = Tensor.uniform(rng, 0, 10, 64).cast(DType.INT64);
        Runnable step = () -> {
            try (var _ = MemoryScope.open("step")) {
                optimizer.step(model.forward(x).crossEntropy(y).backward());
            }
        };
        return new Workload(step, Map.of("params", (double) model.parameterCount()));
    }

    static Workload resnet18() {
        Rng rng = Rng.of(1);
        ResNet model = ResNet.small(18).build(rng);
        Optimizer optimizer = Momentum.builder().rate(0.1).momentum(0.9).build(model.parameters());
        Tensor x = Tensor.randn(rng, 32, 3, 32, 32);
        Tensor y = Tensor.uniform(rng, 0, 10, 32).cast(DType.INT64);
        Runnable step = () -> {
            try (var _ = MemoryScope.open("step")) {
                optimizer.step(model.forward(x).crossEntropy(y).backward());
            }
        };
        return new Workload(step, Map.of("params", (double) model.parameterCount()));
    }

    /** Two layers of an LSTM and a linear head over 128 characters, 32 sequences of 64 steps. */
    static Workload lstm2() {
        Rng rng = Rng.of(1);
        Lstm lstm = Lstm.builder(128, 256).layers(2).batchFirst(true).build(rng.split("lstm"));
        Linear head = Linear.of(256, 128, rng.split("head"));
        Sequential model = Sequential.of(lstm, head);
        Optimizer optimizer = Adam.builder().rate(1e-3).build(model.parameters());
        Tensor x = Tensor.randn(rng, 32, 64, 128);
        Tensor y = Tensor.uniform(rng, 0, 128, 32 * 64).cast(DType.INT64);
        Runnable step = () -> {
            try (var _ = MemoryScope.open("step")) {
                optimizer.step(model.forward(x).reshape(32 * 64, 128).crossEntropy(y).backward());
            }
        };
        return new Workload(step, Map.of("params", (double) model.parameterCount()));
    }

    static Workload resnet50() {
        Rng rng = Rng.of(1);
        ResNet model = ResNet.large(50).build(rng);
        Tensor x = Tensor.randn(rng, 1, 3, 224, 224);
        model.eval();
        CompiledGraph compiled = Tensor.noGrad(() -> {
            Graph graph = Graph.trace(in -> List.of(model.forward(in.getFirst())), List.of(new GraphInput("x", x.type())));
            return x.device().backend().compile(graph);
        });
        Runnable step = () -> {
            try (var _ = MemoryScope.open("run")) {
                Tensor.noGrad(() -> compiled.run(List.of(x)));
            }
        };
        return new Workload(step, Map.of("gflop", 8.2));
    }
}
