package org.ventral.tensor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Reduction;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.MaxPool;

/** Every family of ops: a traced function gives the bits of the eager one, as it is, simplified and taken apart, and so do its gradients. */
class GraphOpsTest {
    private static final Tensor A = Tensor.randn(Rng.of(1), 3, 4), B = Tensor.randn(Rng.of(2), 3, 4), M = Tensor.randn(Rng.of(3), 4, 5);
    private static final Tensor IMAGES = Tensor.randn(Rng.of(4), 2, 3, 6, 6), INDICES = Tensor.of(new long[] {2, 0, 1}, 3);
    private static final Tensor SQUARE = spd();

    private static Tensor spd() {
        Tensor x = Tensor.randn(Rng.of(5), 3, 3);
        return x.matmul(x.t()).add(Tensor.eye(3));
    }

    private record Case(TraceFunction function, Tensor... inputs) {}

    private static Case on(java.util.function.Function<Tensor, Tensor> function, Tensor input) {
        return new Case(in -> List.of(function.apply(in.getFirst())), input);
    }

    private static Case both(java.util.function.BinaryOperator<Tensor> function, Tensor x, Tensor y) {
        return new Case(in -> List.of(function.apply(in.get(0), in.get(1))), x, y);
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("unary", on(x -> x.abs().add(0.5).sqrt().log().exp().tanh().sin().sigmoid().erf().floor().neg(), A));
        cases.put("binary", both((x, y) -> x.add(y).mul(y).sub(x).div(y.square().add(1)).maximum(y).atan2(x), A, B));
        cases.put("broadcast and promotion", both((x, y) -> x.add(y).mul(Tensor.arange(4)), A, B.slice(0, 0, 1)));
        cases.put("compare and where", both((x, y) -> x.gt(y).where(x, y.mul(2)), A, B));
        cases.put("logic", both((x, y) -> x.gt(0).and(y.le(0)).not(), A, B));
        cases.put("cast", on(x -> x.mul(10).cast(DType.INT32).add(1).cast(DType.FLOAT64), A));
        cases.put("reduce", new Case(in -> List.of(in.getFirst().sum(0), in.getFirst().max(1), in.getFirst().prod(), in.getFirst().mean(1), in.getFirst().variance(0)), A));
        cases.put("argmax and cumsum", new Case(in -> List.of(in.getFirst().argmax(1), in.getFirst().cumsum(1)), A));
        cases.put("matmul", both(Tensor::matmul, A, M));
        cases.put("einsum", both((x, y) -> Tensor.einsum("ij,kj->ik", x, y), A, B));
        cases.put("movement", on(x -> x.t().reshape(2, 6).unsqueeze(1).expand(2, 3, 6).permute(2, 0, 1).slice(0, 1, 6, 2).flip(1).unfold(0, 2, 1), A));
        cases.put("pad and fold", on(x -> x.pad(0.5, 1, 2, 0, 1).unfold(1, 3, 1, 1).fold(1, 7, 1, 1), A));
        cases.put("concat, split and roll", both((x, y) -> Tensor.concat(0, x, y.roll(1, 2)).split(0, 4).get(1), A, B));
        cases.put("select and gather", both((x, i) -> x.indexSelect(0, i).gather(1, i.unsqueeze(1)), A, INDICES));
        cases.put("index add and scatter", both((x, i) -> x.indexAdd(0, i, x).scatterAdd(1, i.unsqueeze(1), x.slice(1, 0, 1)).scatter(1, i.unsqueeze(1), x.slice(1, 1, 2)), A, INDICES));
        cases.put("sort and topk", new Case(in -> List.of(in.getFirst().sort(1).values(), in.getFirst().topk(2, 1).indices()), A));
        cases.put("cholesky and solve", new Case(in -> List.of(in.getFirst().cholesky(), in.getFirst().solve(in.getFirst())), SQUARE));
        cases.put("activations", on(x -> x.relu().add(x.leakyRelu(0.1)).add(x.elu(1)).add(x.gelu()).add(x.geluTanh()).add(x.silu()).add(x.softplus()), A));
        cases.put("softmax", on(x -> x.softmax(1).add(x.logSoftmax(0)), A));
        cases.put("linear", both((x, w) -> x.linear(w, w.sum(1)), A, B));
        cases.put("convolution", both((x, w) -> x.conv(w, Conv.of(2).padding(1)), IMAGES, Tensor.randn(Rng.of(7), 4, 3, 3, 3)));
        cases.put("transposed convolution", both((x, w) -> x.convTranspose(w, ConvTranspose.of(2).stride(2)), IMAGES, Tensor.randn(Rng.of(8), 3, 2, 2, 2)));
        cases.put("pooling", new Case(in -> List.of(in.getFirst().maxPoolWithPlaces(MaxPool.of(2, 2)).places(), in.getFirst().averagePool(3), in.getFirst().maxPool(2)), IMAGES));
        cases.put("adaptive pooling", on(x -> x.adaptiveAveragePool(1, 1).add(x.adaptiveMaxPool(4, 4).mean(2, 3).unsqueeze(-1).unsqueeze(-1)), IMAGES));
        cases.put("layer and rms norm", on(x -> x.layerNorm(Tensor.ones(4), Tensor.zeros(4), 1e-5).add(x.rmsNorm(Tensor.ones(4), 1e-5)), A));
        cases.put("batch norm", new Case(in -> {
            var result = in.getFirst().batchNorm(Tensor.ones(3), Tensor.full(0.5, 3), 1e-5);
            return List.of(result.values(), result.mean(), in.getFirst().batchNorm(Tensor.ones(3), Tensor.zeros(3), result.mean(), result.variance(), 1e-5));
        }, IMAGES));
        cases.put("cross-entropy", both((x, t) -> x.crossEntropy(t, CrossEntropy.plain().smoothedOverAll(0.1), Reduction.MEAN), A, INDICES));
        cases.put("other losses", both((x, y) -> x.mse(y).add(x.huber(y, 1, Reduction.SUM)).add(x.softCrossEntropy(y.softmax(1), Reduction.MEAN)), A, B));
        cases.put("one hot", on(i -> i.oneHot(4), INDICES));
        cases.put("triangles", on(x -> x.tril(0).add(x.triu(1).t()).trace().reshape(1), SQUARE));
        return cases;
    }

    private static List<GraphInput> declared(List<Tensor> inputs) {
        List<GraphInput> declared = new ArrayList<>();
        for (Tensor input : inputs) declared.add(new GraphInput("in" + declared.size(), input.type()));
        return declared;
    }

    static void assertSame(List<Tensor> found, List<Tensor> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).type()).isEqualTo(expected.get(i).type());
            assertThat(found.get(i).toDoubles()).containsExactly(expected.get(i).toDoubles());
        }
    }

    @TestFactory Stream<DynamicTest> tracedGivesTheSameBits() {
        return cases().entrySet().stream().map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
            List<Tensor> inputs = List.of(c.getValue().inputs());
            List<Tensor> expected = c.getValue().function().apply(inputs);
            Graph graph = Graph.trace(c.getValue().function(), declared(inputs));
            assertThat(graph.constants()).noneMatch(Graph.Constant::parameter);
            assertSame(graph.run(inputs), expected);
            assertSame(graph.simplified().run(inputs), expected);
            assertSame(Device.reference().backend().compile(graph).run(inputs), expected);
            assertThat(graph.toString()).contains("return ").contains("in0");
        }));
    }

    @TestFactory Stream<DynamicTest> takenApartItIsTheSame() {
        return cases().entrySet().stream().map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
            List<Tensor> inputs = List.of(c.getValue().inputs());
            List<Tensor> expected = c.getValue().function().apply(inputs);
            Graph graph = Graph.trace(c.getValue().function(), declared(inputs)).decomposed(_ -> true);
            assertThat(graph.nodes()).allMatch(n -> n instanceof Graph.OpNode(var op, _, _) && op instanceof org.ventral.tensor.op.PrimitiveOp);
            List<Tensor> found = graph.run(inputs);
            for (int i = 0; i < found.size(); i++) assertThat(found.get(i).toDoubles()).containsExactly(expected.get(i).toDoubles(), within(1e-5));
        }));
    }

    @TestFactory Stream<DynamicTest> gradientsThroughTracesAreTheSame() {
        return cases().entrySet().stream().filter(c -> !List.of("logic", "one hot", "cast").contains(c.getKey())).map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
            TraceFunction gradients = in -> {
                List<Tensor> leaves = in.stream().map(x -> x.dtype().isFloating() ? x.requiresGradient() : x).toList();
                Tensor loss = Tensor.scalar(0);
                for (Tensor y : c.getValue().function().apply(leaves)) if (y.isTracked()) loss = loss.add(y.square().sum());
                var found = loss.backward();
                return leaves.stream().filter(Tensor::isTracked).map(found::of).toList();
            };
            List<Tensor> inputs = List.of(c.getValue().inputs());
            List<Tensor> expected = gradients.apply(inputs);
            Graph graph = Graph.trace(gradients, declared(inputs));
            assertSame(graph.run(inputs), expected);
            assertSame(graph.simplified().run(inputs), expected);
        }));
    }
}
