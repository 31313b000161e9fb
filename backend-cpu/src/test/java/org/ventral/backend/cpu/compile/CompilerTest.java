package org.ventral.backend.cpu.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.TraceFunction;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.CompiledGraph;

/** Plans compute the bits of the interpreter, whatever was fused, in whatever memory, on any number of threads. */
class CompilerTest {
    private static final Device ONE = Device.create("cpu", BackendOptions.threads(1)), TWO = Device.create("cpu", BackendOptions.threads(2));

    /** A function of one input, with the shape of that input. */
    private record Sample(TraceFunction function, long... shape) {}

    /** What there is to fuse, and what there is not. */
    enum Case {
        CHAIN(in -> List.of(in.getFirst().mul(2).add(1).exp().neg().square()), 3, 5, 7),
        LONG_CHAIN(in -> List.of(in.getFirst().mul(2).tanh().sub(0.25).abs()), 300, 411),
        ONE_ROW(in -> List.of(in.getFirst().mul(2).sigmoid()), 70_001),
        BROADCAST(in -> List.of(in.getFirst().add(weights(1, 4, 1)).mul(weights(2, 5)).sub(weights(3, 6, 1, 1))), 6, 4, 5),
        CHANNELS(in -> List.of(in.getFirst().mul(weights(1, 3, 1, 1)).relu()), 2, 3, 9, 11),
        TRANSPOSED(in -> List.of(in.getFirst().permute(1, 0).add(weights(1, 6)).mul(3)), 6, 9),
        SCALARS(in -> List.of(in.getFirst().mul(2).add(1)), 1),
        SQUARE_SUM(in -> List.of(in.getFirst().sub(in.getFirst().mean(Axes.of(1), true)).square().sum(Axes.of(1), true).sqrt()), 40, 33),
        NORMALIZED(in -> List.of(normalized(in.getFirst())), 30, 385),
        FEW_LONG_ROWS(in -> List.of(normalized(in.getFirst())), 2, 40_000),
        LAYER_NORM(in -> List.of(in.getFirst().add(in.getFirst()).layerNorm(weights(1, 50), weights(2, 50), 1e-5).gelu()), 8, 50),
        SOFTMAX(in -> List.of(in.getFirst().mul(0.3).reshape(24, 10).softmax(1).reshape(4, 6, 10).mul(2)), 4, 6, 10),
        LOG_SOFTMAX(in -> List.of(in.getFirst().mul(0.3).logSoftmax(1)), 24, 10),
        PRODUCT(in -> List.of(in.getFirst().matmul(weights(1, 40, 50)).add(weights(2, 50)).gelu()), 3, 17, 40),
        DEEP_PRODUCT(in -> List.of(in.getFirst().matmul(weights(1, 700, 70)).add(weights(2, 70)).add(in.getFirst().slice(1, 0, 70))), 300, 700),
        WIDE_PRODUCT(in -> List.of(in.getFirst().matmul(weights(1, 20, 700)).relu()), 300, 20),
        SKINNY_PRODUCT(in -> List.of(in.getFirst().matmul(weights(1, 40, 50)).add(weights(2, 50)).relu()), 3, 40),
        ONE_COLUMN(in -> List.of(in.getFirst().matmul(weights(1, 40, 1)).add(weights(2, 1)).relu()), 30, 40),
        PRODUCT_AND_NORM(in -> List.of(normalized(in.getFirst().linear(weights(1, 64, 40), weights(2, 64)).add(weights(3, 64)))), 130, 40),
        ATTENTION(in -> List.of(attention(in.getFirst())), 2, 19, 24),
        SHARED(in -> {
            Tensor h = in.getFirst().mul(2).add(1);
            return List.of(h.matmul(weights(1, 20, 20)).add(h).exp().add(h.sum(Axes.of(1), true)), h);
        }, 10, 20),
        CONVOLUTION(in -> List.of(in.getFirst().conv(weights(1, 5, 3, 3, 3), weights(2, 5), Conv.of(2).padding(1)).relu().reshape(2, 5 * 64).matmul(weights(3, 320, 7))), 2, 3, 8, 8),
        INDICES(in -> List.of(weights(1, 9, 4).indexSelect(0, in.getFirst().gt(0).cast(DType.INT64)).mul(2)), 5),
        OUTPUTS(in -> List.of(in.getFirst(), in.getFirst().permute(1, 0), in.getFirst().mul(2), in.getFirst().mul(2).permute(1, 0), weights(1, 3)), 4, 6);

        final Sample sample;

        Case(TraceFunction function, long... shape) {
            this.sample = new Sample(function, shape);
        }
    }

    private static Tensor weights(int seed, long... shape) {
        return Tensor.randn(Rng.of(seed), shape).mul(0.2);
    }

    private static Tensor normalized(Tensor x) {
        Tensor centred = x.sub(x.mean(Axes.of(1), true));
        return centred.div(centred.square().mean(Axes.of(1), true).add(1e-5).sqrt()).mul(1.5).add(weights(9, x.size(1)));
    }

    /** Two heads of twelve. */
    private static Tensor attention(Tensor x) {
        long n = x.size(0), t = x.size(1);
        Tensor q = heads(x.matmul(weights(1, 24, 24)).add(weights(2, 24))), k = heads(x.matmul(weights(3, 24, 24))), v = heads(x.matmul(weights(4, 24, 24)));
        Tensor scores = q.matmul(k.permute(0, 1, 3, 2)).div(3.5).add(weights(5, n, 1, 1, t));
        return scores.softmax(3).matmul(v).permute(0, 2, 1, 3).reshape(n, t, 24).matmul(weights(6, 24, 24)).add(x);
    }

    private static Tensor heads(Tensor x) {
        return x.reshape(x.size(0), x.size(1), 2, 12).permute(0, 2, 1, 3);
    }

    private static Graph graph(Sample sample) {
        return Graph.trace(sample.function, List.of(GraphInput.of("x", sample.shape)));
    }

    private static void same(List<Tensor> expected, List<Tensor> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).type(), found.get(i).type());
            assertArrayEquals(expected.get(i).toFloats(), found.get(i).toFloats(), "output " + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void plansComputeWhatTheInterpreterDoes(Case which) {
        Graph graph = graph(which.sample);
        for (Device device : List.of(ONE, TWO)) {
            CompiledGraph plan = device.backend().compile(graph);
            assertInstanceOf(Plan.class, plan);
            for (int run = 0; run < 3; run++) {                   // what the run before left behind must not matter
                Tensor x = Tensor.randn(Rng.of(run), which.sample.shape).to(device);
                same(graph.run(x), plan.run(List.of(x)));
            }
        }
    }

    @Test
    void inputsMayBeViews() {
        Graph graph = graph(Case.PRODUCT.sample);
        Tensor x = Tensor.randn(Rng.of(1), 40, 17, 3).permute(2, 1, 0).to(ONE);
        same(graph.run(x), ONE.backend().compile(graph).run(List.of(x)));
    }

    @Test
    void earlierResultsStay() {
        Graph graph = graph(Case.OUTPUTS.sample);
        CompiledGraph plan = ONE.backend().compile(graph);
        Tensor x = Tensor.randn(Rng.of(1), 4, 6).to(ONE), other = Tensor.randn(Rng.of(2), 4, 6).to(ONE);
        List<Tensor> first = plan.run(List.of(x));
        plan.run(List.of(other));
        same(graph.run(x), first);
    }

    @Test
    void runsMayOverlap() throws Exception {
        Graph graph = graph(Case.ATTENTION.sample);
        CompiledGraph plan = TWO.backend().compile(graph);
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < 40; i++) inputs.add(Tensor.randn(Rng.of(i), 2, 19, 24).to(TWO));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Tensor>>> results = inputs.stream().map(x -> threads.submit(() -> plan.run(List.of(x)))).toList();
            for (int i = 0; i < results.size(); i++) same(graph.run(inputs.get(i)), results.get(i).get());
        }
    }

    @Test
    void changedParametersCount() {
        Parameter weight = Parameter.of(weights(1, 30, 20)), bias = Parameter.of(weights(2, 20));
        Graph graph = Graph.trace(in -> List.of(in.getFirst().matmul(weight.value()).add(bias.value())), List.of(GraphInput.of("x", 8, 30)));
        CompiledGraph plan = ONE.backend().compile(graph);
        Tensor x = Tensor.randn(Rng.of(3), 8, 30).to(ONE);
        List<Tensor> before = Tensor.noGrad(() -> plan.run(List.of(x)));
        weight.assign(weights(4, 30, 20));
        bias.assign(weights(5, 20));
        List<Tensor> after = Tensor.noGrad(() -> plan.run(List.of(x)));
        same(Tensor.noGrad(() -> graph.run(x)), after);
        assertNotEquals(before.getFirst().at(0, 0), after.getFirst().at(0, 0));
    }

    @Test
    void resultsCanBeDifferentiated() {
        Graph graph = graph(Case.PRODUCT.sample);
        Tensor x = Tensor.randn(Rng.of(1), 3, 17, 40).to(ONE).requiresGradient();
        Tensor y = ONE.backend().compile(graph).run(List.of(x)).getFirst();
        assertEquals(x.shape(), y.sum().backward().of(x).shape());
    }

    @Test
    void wrongInputsAreNamed() {
        CompiledGraph plan = ONE.backend().compile(graph(Case.CHAIN.sample));
        var error = assertThrows(ShapeException.class, () -> plan.run(List.of(Tensor.ones(3, 5, 8).to(ONE))));
        assertEquals("graph: input \"x\" is float32[3, 5, 7], got float32[3, 5, 8]; a graph is for the types that it was traced with", error.getMessage());
    }
}
