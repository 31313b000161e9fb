package org.ventral.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.AdaptiveAveragePool;
import org.ventral.nn.layer.AveragePool;
import org.ventral.nn.layer.Conv1d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Conv3d;
import org.ventral.nn.layer.Dropout;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.MaxPool;
import org.ventral.nn.layer.Sequential;
import org.ventral.nn.loss.BinaryCrossEntropy;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.loss.Huber;
import org.ventral.nn.loss.Mse;
import org.ventral.nn.vision.LeNet5;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tensor.graph.TraceFunction;

/** Layers, losses and models written once and run in ONNX Runtime for several sizes of the batch and the sequence. */
class LayersTest {
    private static final Size BATCH = Size.named("batch");
    private static final Size TIME = Size.named("time");

    /** A function, its inputs, and what its parameters are called. */
    private record Subject(String name, TraceFunction function, Map<String, org.ventral.tensor.Parameter> parameters, List<SymbolicInput> inputs) {}

    private static Subject layer(String name, Module module, Size... shape) {
        module.eval();
        return new Subject(name, in -> List.of(module.forward(in.getFirst())), module.parameters(), List.of(SymbolicInput.of("x", DType.FLOAT32, shape)));
    }

    private static Size[] image(long... sizes) {
        Size[] shape = new Size[sizes.length + 1];
        shape[0] = BATCH;
        for (int i = 0; i < sizes.length; i++) shape[i + 1] = Size.of(sizes[i]);
        return shape;
    }

    private static List<Subject> subjects() {
        Rng rng = Rng.of(7);
        List<Subject> all = new ArrayList<>();
        all.add(layer("linear", Linear.of(5, 3, rng), image(5)));
        all.add(layer("linear over a sequence", Linear.of(5, 3, rng), BATCH, TIME, Size.of(5)));
        all.add(layer("conv1d", Conv1d.builder(2, 4, 3).padding(1).build(rng), image(2, 9)));
        all.add(layer("conv2d", Conv2d.builder(2, 4, 3).stride(2).groups(2).build(rng), image(2, 9, 8)));
        all.add(layer("conv2d of any height", Conv2d.of(2, 4, 3, rng), BATCH, Size.of(2), TIME.plus(Size.of(0)), Size.of(8)));
        all.add(layer("conv3d", Conv3d.of(1, 2, 2, rng), image(1, 4, 4, 5)));
        all.add(layer("max pooling", MaxPool.of(2), image(2, 9, 8)));
        all.add(layer("average pooling", AveragePool.of(2), image(2, 9, 8)));
        all.add(layer("average pooling rounded up", AveragePool.of(org.ventral.tensor.op.AveragePool.of(3, 3).stride(2).padding(1).ceil(true)), image(2, 8, 7)));
        all.add(layer("adaptive pooling", AdaptiveAveragePool.of(2, 2), image(3, 5, 6)));
        all.add(layer("dropout", Sequential.of(new Flatten(), Dropout.of(0.5, rng)), image(3, 5)));
        Map<String, Activation> activations = new LinkedHashMap<>();
        for (String name : List.of("relu", "tanh", "sigmoid", "gelu", "silu", "softplus")) activations.put(name, Activation.named(name));
        activations.put("leaky", Activation.leakyRelu(0.1));
        activations.put("elu", Activation.elu(0.7));
        activations.forEach((name, activation) -> all.add(layer(name, activation, BATCH, TIME)));
        all.add(layer("lenet5", LeNet5.builder().build(rng), image(1, 32, 32)));

        Size[] scores = {BATCH, Size.of(6)};
        SymbolicInput output = SymbolicInput.of("output", DType.FLOAT32, scores), target = SymbolicInput.of("target", DType.FLOAT32, scores);
        SymbolicInput classes = SymbolicInput.of("classes", DType.INT64, BATCH);
        all.add(new Subject("mse", in -> List.of(Mse.mean(in.get(0), in.get(1))), Map.of(), List.of(output, target)));
        all.add(new Subject("huber", in -> List.of(Huber.mean(in.get(0), in.get(1), 0.5)), Map.of(), List.of(output, target)));
        all.add(new Subject("binary cross-entropy", in -> List.of(BinaryCrossEntropy.mean(in.get(0), in.get(1).sigmoid())), Map.of(), List.of(output, target)));
        all.add(new Subject("cross-entropy", in -> List.of(CrossEntropy.mean(in.get(0), in.get(1))), Map.of(), List.of(output, classes)));
        all.add(new Subject("smoothed cross-entropy", in -> List.of(CrossEntropy.smoothed(0.1).of(in.get(0), in.get(1))), Map.of(), List.of(output, classes)));

        SymbolicInput sequence = SymbolicInput.of("x", DType.FLOAT32, BATCH, TIME, Size.of(6));
        all.add(new Subject("causal attention", in -> List.of(attention(in.getFirst())), Map.of(), List.of(sequence)));
        all.add(new Subject("positions", in -> List.of(in.getFirst().add(Tensor.arange(in.getFirst().size(1)).cast(DType.FLOAT32).unsqueeze(-1))), Map.of(), List.of(sequence)));
        all.add(new Subject("gradient of a convolution", in -> {
            Tensor x = in.getFirst().requiresGradient();
            Tensor loss = x.conv(Tensor.uniform(Rng.of(3), -1, 1, 4, 2, 3, 3), org.ventral.tensor.op.Conv.of(2).stride(2).padding(1)).square().mean();
            return List.of(loss.backward().of(x));
        }, Map.of(), List.of(SymbolicInput.of("x", DType.FLOAT32, image(2, 6, 5)))));
        return all;
    }

    /** One head for each pair of features. */
    private static Tensor attention(Tensor x) {
        long n = x.size(0), t = x.size(1);
        Tensor heads = x.reshape(n, t, 3, 2).permute(0, 2, 1, 3);
        Tensor places = Tensor.arange(t);
        Tensor future = places.unsqueeze(0).gt(places.unsqueeze(1));
        Tensor scores = heads.matmul(heads.permute(0, 1, 3, 2)).mul(1 / Math.sqrt(2)).maskedFill(future, Double.NEGATIVE_INFINITY);
        return scores.softmax(-1).matmul(heads).permute(0, 2, 1, 3).reshape(n, t, 6);
    }

    @TestFactory Stream<DynamicTest> oneFileServesAllSizes() {
        return subjects().stream().flatMap(subject -> IntStream.of(13, 17, 21).mapToObj(opset ->
                DynamicTest.dynamicTest(subject.name() + ", opset " + opset, () -> check(subject, opset))));
    }

    private static void check(Subject subject, int opset) {
        SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer().parameters(subject.parameters()), subject.function(), subject.inputs(),
                subject.name().contains("height") ? Map.of("time", List.of(7L, 11L, 13L)) : Map.of());
        byte[] bytes = OnnxWriter.bytes(graph, OnnxExportOptions.defaults().opset(opset));
        try (var model = OnnxRuntimeModel.of(bytes, OnnxRuntimeOptions.threads(1))) {
            for (Map<String, Long> sizes : List.of(Map.of("batch", 1L, "time", 9L), Map.of("batch", 4L, "time", 6L), Map.of("batch", 4L, "time", 6L))) {
                Map<String, Tensor> named = new LinkedHashMap<>();
                for (SymbolicInput input : subject.inputs()) named.put(input.name(), sample(input, sizes));
                List<Tensor> expected = subject.function().apply(List.copyOf(named.values()));
                List<Tensor> actual = List.copyOf(model.run(named).values());
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i).type()).isEqualTo(expected.get(i).type());
                    assertThat(worst(actual.get(i), expected.get(i))).as("largest error at %s", sizes).isLessThan(1e-5);
                }
            }
        }
    }

    private static Tensor sample(SymbolicInput input, Map<String, Long> sizes) {
        long[] shape = input.shape().stream().mapToLong(size -> size.at(sizes)).toArray();
        Tensor values = Tensor.uniform(Rng.of(11), -2, 2, shape);
        return input.dtype() == DType.INT64 ? values.abs().mul(2.9).cast(DType.INT64) : values;
    }

    static double worst(Tensor a, Tensor b) {
        double[] x = a.toDoubles(), y = b.toDoubles();
        double worst = 0;
        for (int i = 0; i < x.length; i++) worst = Math.max(worst, Double.compare(x[i], y[i]) == 0 ? 0 : Math.abs(x[i] - y[i]));
        return worst;
    }
}
