package org.ventral.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.BatchNorm2d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.Sequential;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.vision.LeNet5;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxWriter;
import org.ventral.optim.AdamW;
import org.ventral.optim.Momentum;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Sgd;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.spi.BackendOptions;

/** Forward pass, gradients and the optimizer's step, in one file, train in ONNX Runtime as they do here. */
class TrainingStepTest {
    private static final int STEPS = 20;
    private static final int BATCH = 8;

    /** Something to train: its parameters, and its loss on a batch. */
    private record Subject(Map<String, Parameter> parameters, BiFunction<Tensor, Tensor, Tensor> loss) {}

    private static Subject leNet5() {
        LeNet5 net = LeNet5.builder().build(Rng.of(5));
        return new Subject(net.parameters(), (x, y) -> CrossEntropy.mean(net.forward(x), y));
    }

    /** A Transformer block of two heads over 6 places of 8 features, and a classifier of each place. */
    private static Subject block() {
        Rng rng = Rng.of(6);
        Map<String, Parameter> p = new LinkedHashMap<>();
        for (String name : List.of("query", "key", "value", "out")) p.put(name, Parameter.of(Tensor.normal(rng, 0, 0.3, 8, 8)));
        p.put("up", Parameter.of(Tensor.normal(rng, 0, 0.3, 16, 8)));
        p.put("down", Parameter.of(Tensor.normal(rng, 0, 0.3, 8, 16)));
        p.put("classes", Parameter.of(Tensor.normal(rng, 0, 0.3, 5, 8)));
        for (String name : List.of("first", "second")) {
            p.put(name + ".scale", Parameter.of(Tensor.ones(8)));
            p.put(name + ".shift", Parameter.of(Tensor.zeros(8)));
        }
        return new Subject(p, (x, y) -> {
            Tensor normalized = norm(x, p, "first");
            Tensor q = heads(normalized, p.get("query")), k = heads(normalized, p.get("key")), v = heads(normalized, p.get("value"));
            Tensor scores = q.matmul(k.transpose(-2, -1)).mul(0.5).add(Tensor.full(-1e9, 6, 6).triu(1));
            Tensor mixed = scores.softmax(-1).matmul(v).permute(0, 2, 1, 3).reshape(x.shape());
            Tensor h = x.add(Ops.apply(new Linear(), mixed, p.get("out").value()));
            Tensor wide = Ops.apply(new Linear(), norm(h, p, "second"), p.get("up").value()).gelu();
            Tensor z = h.add(Ops.apply(new Linear(), wide, p.get("down").value()));
            return CrossEntropy.mean(Ops.apply(new Linear(), z, p.get("classes").value()).reshape(x.size(0) * 6, 5), y.flatten());
        });
    }

    private static Tensor norm(Tensor x, Map<String, Parameter> p, String name) {
        return Ops.apply(new LayerNorm(1, 1e-5), x, p.get(name + ".scale").value(), p.get(name + ".shift").value());
    }

    private static Tensor heads(Tensor x, Parameter w) {
        return Ops.apply(new Linear(), x, w.value()).reshape(x.size(0), 6, 2, 4).permute(0, 2, 1, 3);
    }

    private static List<Tensor> images() {
        return List.of(Tensor.normal(Rng.of(1), 0, 1, BATCH, 1, 32, 32), Tensor.arange(BATCH));
    }

    private static List<Tensor> sequences() {
        return List.of(Tensor.normal(Rng.of(1), 0, 1, BATCH, 6, 8), Tensor.arange(BATCH * 6).mod(5).reshape(BATCH, 6));
    }

    private static Optimizer momentum(Map<String, Parameter> parameters) {
        return Momentum.builder().rate(0.05).momentum(0.9).build(parameters);
    }

    private static Optimizer adamW(Map<String, Parameter> parameters) {
        return AdamW.builder().rate(1e-3).weightDecay(0.01).build(parameters);
    }

    @Test void leNet5WithMomentum() {
        agrees(TrainingStepTest::leNet5, images(), TrainingStepTest::momentum, 21);
    }

    @Test void leNet5WithAdamW() {
        agrees(TrainingStepTest::leNet5, images(), TrainingStepTest::adamW, 21);
    }

    @Test void leNet5InAnOldOpset() {
        agrees(TrainingStepTest::leNet5, images(), TrainingStepTest::momentum, 13);
    }

    @Test void transformerBlockWithAdamW() {
        agrees(TrainingStepTest::block, sequences(), TrainingStepTest::adamW, 21);
    }

    @Test void transformerBlockWithMomentum() {
        agrees(TrainingStepTest::block, sequences(), TrainingStepTest::momentum, 17);
    }

    private static void agrees(Supplier<Subject> subjects, List<Tensor> batch, Function<Map<String, Parameter>, Optimizer> optimizers, int opset) {
        Subject ours = subjects.get();
        Optimizer optimizer = optimizers.apply(ours.parameters());
        List<Double> expected = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            Tensor loss = ours.loss().apply(batch.get(0), batch.get(1));
            optimizer.step(loss.backward());
            expected.add(loss.item());
        }
        List<Double> actual = trainedThere(trace(subjects.get(), batch, optimizers), batch, OnnxExportOptions.defaults().opset(opset));
        for (int step = 0; step < STEPS; step++) assertThat(actual.get(step)).as("loss of step %d", step + 1).isCloseTo(expected.get(step), within(1e-4));
        assertThat(actual.getLast()).isLessThan(actual.getFirst());
    }

    /** The losses of a training whose state goes out of ONNX Runtime and in again at each step. */
    private static List<Double> trainedThere(Graph graph, List<Tensor> batch, OnnxExportOptions options) {
        List<Double> losses = new ArrayList<>();
        byte[] bytes = OnnxWriter.bytes(graph, options.parametersAsInputs(true).stepInput("step"));
        try (var model = OnnxRuntimeModel.of(bytes, OnnxRuntimeOptions.threads(1))) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            for (Graph.Constant constant : graph.constants()) if (constant.parameter()) state.put(constant.value().name(), constant.tensor().detach());
            for (int step = 1; step <= STEPS; step++) {
                Map<String, Tensor> fed = new LinkedHashMap<>(state);
                fed.put("x", batch.get(0));
                fed.put("y", batch.get(1));
                fed.put("step", Tensor.of(new long[] {step}, new long[0]));
                Map<String, Tensor> out = model.run(fed);
                losses.add(out.get("loss").item());
                for (Graph.Update update : graph.updates()) state.put(update.target().name(), out.get(update.updated().name()));
            }
        }
        return losses;
    }

    private static Graph trace(Subject subject, List<Tensor> batch, Function<Map<String, Parameter>, Optimizer> optimizers) {
        Optimizer optimizer = optimizers.apply(subject.parameters());
        return Graph.tracer().parameters(subject.parameters()).traceNamed(in -> {
            Tensor loss = subject.loss().apply(in.get(0), in.get(1));
            optimizer.step(loss.backward());
            return Map.of("loss", loss);
        }, List.of(new GraphInput("x", batch.get(0).type()), new GraphInput("y", batch.get(1).type())));
    }

    /** Forward, gradients, running averages and update for any batch, though the correction of the variance depends on its size. */
    @Test void oneFileTrainsBatchNormWithAnyBatch() {
        Sequential net = Sequential.of(Conv2d.of(1, 3, 3, Rng.of(2)), BatchNorm2d.of(3), Activation.relu(), new Flatten(), org.ventral.nn.layer.Linear.of(3 * 4 * 4, 5, Rng.of(3)));
        Optimizer optimizer = Sgd.builder().rate(0.05).build(net.parameters());
        Map<String, Tensor> running = new LinkedHashMap<>();
        net.buffers().forEach((name, buffer) -> running.put(name, buffer.value()));
        SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer().parameters(net.parameters()).tensors(running).outputs("loss"), in -> {
            Tensor loss = CrossEntropy.mean(net.forward(in.get(0)), in.get(1));
            optimizer.step(loss.backward());
            return List.of(loss);
        }, List.of(SymbolicInput.of("x", DType.FLOAT32, RoundTrip.batchOf(1, 6, 6)), SymbolicInput.of("y", DType.INT64, RoundTrip.BATCH)));
        byte[] bytes = OnnxWriter.bytes(graph, OnnxExportOptions.defaults().parametersAsInputs(true).stepInput("step"));
        try (var model = OnnxRuntimeModel.of(bytes, OnnxRuntimeOptions.threads(1))) {
            for (long batch : new long[] {4, 9}) {
                Tensor x = Tensor.normal(Rng.of(batch), 0, 1, batch, 1, 6, 6), y = Tensor.arange(batch).mod(5);
                Map<String, Tensor> fed = new LinkedHashMap<>(Map.of("x", x, "y", y, "step", Tensor.of(new long[] {1}, new long[0])));
                for (Graph.Constant constant : graph.graph().constants()) if (constant.parameter()) fed.put(constant.value().name(), constant.tensor().detach());
                fed.keySet().retainAll(model.inputs().stream().map(OnnxPort::name).toList());
                Map<String, Tensor> there = model.run(fed);
                List<Tensor> here = graph.run(List.of(x, y));
                assertThat(there.get("loss").item()).isCloseTo(here.getFirst().item(), within(1e-5));
                assertThat(there).hasSize(1 + graph.graph().updates().size());
                double scale = (double) batch * 16 / (batch * 16 - 1);
                Tensor first = net.children().values().iterator().next().forward(x), mean = first.mean(Axes.of(0, 2, 3), true);
                Tensor variance = first.sub(mean).square().mean(Axes.of(0, 2, 3), false).mul(0.1 * scale).add(0.9);
                assertThat(there.values().stream().anyMatch(out -> out.shape().equals(variance.shape()) && LayersTest.worst(out, variance) < 1e-5)).as("the running variance of a batch of %d", batch).isTrue();
            }
        }
    }

    /** The backend writes the new parameters back. */
    @Test void aCompiledStepTrains() {
        Subject subject = leNet5();
        Graph graph = trace(subject, images(), TrainingStepTest::momentum);
        Device device = Device.create("onnx", BackendOptions.threads(1));
        var compiled = device.backend().compile(graph);
        assertThat(compiled).isInstanceOf(OnnxCompiledGraph.class);
        List<Tensor> inputs = images().stream().map(t -> t.to(device)).toList();
        double first = compiled.step(inputs).getFirst().item(), last = first;
        for (int step = 0; step < 10; step++) last = compiled.step(inputs).getFirst().item();
        assertThat(last).isLessThan(first);
        assertThat(compiled.run(inputs).getFirst().item()).isCloseTo(subject.loss().apply(images().get(0), images().get(1)).item(), within(1e-4));
    }
}
