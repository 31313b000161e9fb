package org.ventral.backend.cpu.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.tensor.Device;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.CompiledGraph;

/** Plans of networks with convolutions: the interpreter's bits without folding, and its results but for rounding with it. */
class ConvolutionPlanTest {
    private static final Device ONE = Device.create("cpu", BackendOptions.threads(1)), TWO = Device.create("cpu", BackendOptions.threads(2));
    private static final long[] IMAGES = {3, 3, 37, 33};

    private static Tensor weights(int seed, double scale, long... shape) {
        return Tensor.randn(Rng.of(seed), shape).mul(scale);
    }

    private static Tensor normalized(Tensor x, int seed) {
        long channels = x.size(1);
        Tensor scale = weights(seed, 0.3, channels).add(1), shift = weights(seed + 1, 0.3, channels), mean = weights(seed + 2, 0.3, channels), variance = weights(seed + 3, 0.5, channels).square().add(0.5);
        return Ops.apply(new BatchNormInference(1e-5), x, scale, shift, mean, variance);
    }

    private static Tensor conv(Tensor x, int seed, long channels, long size, long stride) {
        return x.conv(weights(seed, 1.5 / (size * Math.sqrt(x.size(1))), channels, x.size(1), size, size), Conv.of(2).padding(size / 2).stride(stride));
    }

    /** A small residual network: every kind of step, and values that several steps need. */
    private static List<Tensor> network(Tensor image) {
        Tensor x = normalized(conv(image, 1, 16, 7, 2), 10).relu().maxPool(MaxPool.of(3, 3).stride(2).padding(1));
        Tensor branch = normalized(conv(normalized(conv(x, 2, 16, 1, 1), 20).relu(), 3, 16, 3, 1), 30).relu();
        Tensor sum = normalized(conv(branch, 4, 32, 1, 1), 40).add(normalized(conv(x, 5, 32, 1, 1), 50)).relu();
        Tensor wide = conv(sum, 6, 48, 3, 1).add(weights(7, 0.2, 48, 1, 1)).relu().add(conv(sum, 8, 48, 3, 1));
        Tensor few = conv(wide, 9, 5, 3, 2);
        Tensor mean = Ops.apply(AveragePool.of(wide.size(2), wide.size(3)), wide).reshape(IMAGES[0], 48);
        return List.of(mean.matmul(weights(11, 0.2, 48, 10)), few, sum.mul(2), wide);
    }

    private static Graph graph() {
        return Graph.trace(in -> network(in.getFirst()), List.of(GraphInput.of("x", IMAGES)));
    }

    private static CompiledGraph plan(Device device, Graph graph, String folding) {
        String before = System.getProperty("ventral.fold");
        System.setProperty("ventral.fold", folding);
        try {
            return assertInstanceOf(Plan.class, device.backend().compile(graph));
        } finally {
            if (before == null) System.clearProperty("ventral.fold");
            else System.setProperty("ventral.fold", before);
        }
    }

    /** @param tolerance as a part of the largest number */
    private static void close(List<Tensor> expected, List<Tensor> found, float tolerance) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).type(), found.get(i).type());
            float[] values = expected.get(i).toFloats();
            float most = 0;
            for (float value : values) most = Math.max(most, Math.abs(value));
            assertArrayEquals(values, found.get(i).toFloats(), tolerance * most, "output " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void plansComputeWhatTheInterpreterDoes(String folding) {
        Graph graph = graph();
        for (Device device : List.of(ONE, TWO)) {
            CompiledGraph plan = plan(device, graph, folding);
            for (int run = 0; run < 3; run++) {
                Tensor x = Tensor.randn(Rng.of(run), IMAGES).to(device);
                close(graph.run(x), plan.run(List.of(x)), folding.equals("off") ? 0 : 3e-5f);
            }
        }
    }

    @Test
    void foldedPlansHaveTheSameBitsOnAnyNumberOfThreads() {
        Graph graph = graph();
        Tensor x = Tensor.randn(Rng.of(3), IMAGES);
        close(plan(ONE, graph, "on").run(List.of(x.to(ONE))), plan(TWO, graph, "on").run(List.of(x.to(TWO))), 0);
    }

    @Test
    void runsMayOverlap() throws Exception {
        CompiledGraph plan = plan(TWO, graph(), "on");
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < 12; i++) inputs.add(Tensor.randn(Rng.of(i), IMAGES).to(TWO));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Tensor>>> results = inputs.stream().map(x -> threads.submit(() -> plan.run(List.of(x)))).toList();
            for (int i = 0; i < results.size(); i++) close(plan.run(List.of(inputs.get(i))), results.get(i).get(), 0);
        }
    }

    @Test
    void changedWeightsCount() {
        Parameter weight = Parameter.of(weights(1, 0.2, 16, 8, 3, 3)), bias = Parameter.of(weights(2, 0.2, 16));
        Graph graph = Graph.trace(in -> List.of(in.getFirst().conv(weight.value(), bias.value(), Conv.of(2)).relu()), List.of(GraphInput.of("x", 2, 8, 9, 9)));
        CompiledGraph plan = plan(ONE, graph, "on");
        Tensor x = Tensor.randn(Rng.of(3), 2, 8, 9, 9).to(ONE);
        Tensor.noGrad(() -> plan.run(List.of(x)));
        weight.assign(weights(4, 0.2, 16, 8, 3, 3));
        bias.assign(weights(5, 0.2, 16));
        close(Tensor.noGrad(() -> graph.run(x)), Tensor.noGrad(() -> plan.run(List.of(x))), 1e-5f);
    }

    @Test
    void inputsMayBeViews() {
        Graph graph = graph();
        Tensor x = Tensor.randn(Rng.of(1), 33, 3, 3, 37).permute(1, 2, 3, 0).to(ONE);
        close(graph.run(x), plan(ONE, graph, "off").run(List.of(x)), 0);
    }
}
