package org.ventral.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.optim.Sgd;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;

/** A model that was read, as one of our own. */
class OnnxModelTest {
    private final OnnxModel model = SampleModels.classifier().load();
    private final Tensor images = Tensor.normal(Rng.of(3), 0, 1, 8, 1, 6, 6);
    private final Tensor classes = Tensor.of(new long[] {0, 1, 2, 0, 1, 2, 0, 1}, 8);

    @Test void listsWeightsAndNothingElse() {
        assertThat(model.parameters().keySet()).containsExactly("conv.weight", "conv.bias", "bn.scale", "bn.shift", "fc.weight", "fc.bias");
    }

    @Test void weightsMayBeConstantNodesAndBeMoved() {
        OnnxModel matrix = ModelBytes.opset(13).input("x", ElementType.FLOAT, "n", 4).output("y", ElementType.FLOAT, "n", 2)
                .node("Constant", List.of(), List.of("w"), ModelBytes.tensor("value", ModelBytes.tensor("", OnnxValue.of(Tensor.ones(2, 2, 2)))))
                .initializer("shape", Tensor.of(new long[] {4, 2}, 2)).node("Reshape", List.of("w", "shape"), List.of("v"))
                .node("MatMul", List.of("x", "v"), List.of("y")).load();
        assertThat(matrix.parameters().keySet()).containsExactly("w");
    }

    @Test void learns() {
        var optimizer = Sgd.builder().rate(0.1).build(model.parameters());
        double before = loss(model).item();
        for (int i = 0; i < 30; i++) {
            try (var _ = MemoryScope.open()) {
                optimizer.step(loss(model).backward());
            }
        }
        assertThat(loss(model).item()).isLessThan(before * 0.8);
    }

    private Tensor loss(OnnxModel of) {
        return of.forward(images).crossEntropy(classes);
    }

    @Test void frozenParametersStay() {
        assertThat(model.freeze("conv.*")).isEqualTo(2);
        float[] conv = model.parameters().get("conv.weight").value().toFloats(), fc = model.parameters().get("fc.weight").value().toFloats();
        Sgd.builder().rate(0.1).build(model.parameters()).step(loss(model).backward());
        assertThat(model.parameters().get("conv.weight").value().toFloats()).containsExactly(conv);
        assertThat(model.parameters().get("fc.weight").value().toFloats()).isNotEqualTo(fc);
        assertThat(model.unfreeze("*")).isEqualTo(6);
        assertThat(model.freeze("conv")).isZero();
    }

    @Test void gradientsAreThoseOfDifferences() {
        Tensor bias = model.parameters().get("conv.bias").value();
        float[] gradient = loss(model).backward().of(bias).toFloats();
        float[] values = bias.toFloats();
        float step = 2e-3f;      // small, so that hardly a unit crosses its bend
        for (int i = 0; i < values.length; i++) {
            double[] around = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = values.clone();
                moved[i] += side == 0 ? -step : step;
                model.parameters().get("conv.bias").assign(Tensor.of(moved));
                around[side] = loss(model).item();
            }
            assertThat((double) gradient[i]).isCloseTo((around[1] - around[0]) / (2 * step), within(2e-3));
        }
    }

    @Test void takesAnotherHead() throws IOException {
        OnnxModel other = model.replaceHead(5, Rng.of(1));
        assertThat(other.outputs()).hasToString("[scores: float [batch, 5]]");
        Tensor scores = other.run(images);
        assertThat(scores.shape().toArray()).containsExactly(8, 5);
        assertThat(scores.max().item()).isPositive();         // scores, no longer logarithms of probabilities
        assertThat(other.parameters().get("conv.weight")).isSameAs(model.parameters().get("conv.weight"));
        assertThat(other.parameters()).doesNotContainKeys("fc.weight", "fc.bias").containsKeys("Gemm_5.weight", "Gemm_5.bias");
        assertThat(OnnxModels.read(other.bytes()).run(images).toFloats()).containsExactly(scores.toFloats());
    }

    @Test void findsAHeadOfTwoNodesWithAMovedWeight() {
        OnnxModel old = ModelBytes.opset(13).input("x", ElementType.FLOAT, "n", 4).output("y", ElementType.FLOAT, "n", 2)
                .initializer("w", Tensor.ones(2, 2, 2)).initializer("shape", Tensor.of(new long[] {4, 2}, 2)).initializer("b", Tensor.zeros(1, 2))
                .node("Reshape", List.of("w", "shape"), List.of("v")).node("MatMul", List.of("x", "v"), List.of("p")).node("Add", List.of("b", "p"), List.of("s"))
                .node("Softmax", List.of("s"), List.of("y")).load();
        OnnxModel other = old.replaceHead(3, Rng.of(1));
        assertThat(other.run(Tensor.ones(5, 4)).shape().toArray()).containsExactly(5, 3);
        assertThat(other.nodes()).extracting(OnnxNode::op).containsExactly("MatMul", "Add", "Identity");
        assertThat(other.parameters()).hasSize(2);
    }

    @Test void dropsWhatIsOfTheOldClasses() {
        OnnxModel old = ModelBytes.opset(15).input("x", ElementType.FLOAT, "n", 4).output("y", ElementType.FLOAT, "n", 2)
                .initializer("w", Tensor.ones(4, 2)).initializer("two", Tensor.ones(2)).node("Gemm", List.of("x", "w"), List.of("p"))
                .node("BatchNormalization", List.of("p", "two", "two", "two", "two"), List.of("q")).node("LogSoftmax", List.of("q"), List.of("y")).load();
        OnnxModel other = old.replaceHead(3, Rng.of(1));
        assertThat(other.run(Tensor.ones(5, 4)).shape().toArray()).containsExactly(5, 3);
        assertThat(other.parameters().keySet()).containsExactly("Gemm_0.weight");
    }

    @Test void aModelForOneSampleTakesMany() {
        OnnxModel one = ModelBytes.opset(17).input("x", ElementType.FLOAT, 1, 2).output("y", ElementType.FLOAT, 1, 2).node("Relu", List.of("x"), List.of("y")).load();
        assertThatThrownBy(() -> one.run(Tensor.zeros(3, 2))).isInstanceOf(IllegalArgumentException.class);
        OnnxModel many = one.openBatch();
        assertThat(many.outputs()).hasToString("[y: float [batch, 2]]");
        assertThat(many.run(Tensor.zeros(3, 2)).shape().toArray()).containsExactly(3, 2);
    }

    @Test void saysWhereThereIsNoHead() {
        assertThatThrownBy(() -> SampleModels.conditional().load().replaceHead(3, Rng.of(1))).isInstanceOf(OnnxUnsupportedException.class).hasMessageContaining("(If)");
    }

    @Test void isSavedWithWhatItLearned(@TempDir Path folder) throws IOException {
        Sgd.builder().rate(0.1).build(model.parameters()).step(loss(model).backward());
        Path file = folder.resolve("tuned.onnx");
        model.save(file);
        assertThat(OnnxModels.load(file).run(images).toFloats()).containsExactly(model.run(images).toFloats());
        assertThat(OnnxModels.load(file).bytes()).isEqualTo(model.bytes());
    }

    @Test void isSavedWithWhereItComesFrom(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tuned.onnx");
        model.save(file, OnnxExportOptions.defaults().license("MIT").provenance("data", "bars"));
        OnnxModel again = OnnxModels.load(file);
        assertThat(again.producer()).startsWith("ventral");
        assertThat(again.metadata()).containsAllEntriesOf(model.metadata()).containsEntry("license", "MIT").containsEntry("provenance.data", "bars");
        assertThat(again.run(images).toFloats()).containsExactly(model.run(images).toFloats());
    }

    @Test void isTraced() {
        Graph graph = Graph.tracer().parameters(model.parameters()).trace(model.asTraceFunction(), List.of(GraphInput.of("image", 8, 1, 6, 6)));
        assertThat(graph.run(List.of(images)).getFirst().toFloats()).containsExactly(model.run(images).toFloats());
        assertThat(graph.constants().stream().filter(Graph.Constant::parameter).map(c -> c.value().name())).containsExactlyInAnyOrderElementsOf(model.parameters().keySet());
    }

    @Test void manyThreadsRunItAtOnce() throws Exception {
        float[] wanted = model.run(images).toFloats();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<float[]>> runs = new ArrayList<>();
            for (int i = 0; i < 64; i++) runs.add(() -> model.run(images).toFloats());
            for (Future<float[]> run : threads.invokeAll(runs)) assertThat(run.get()).containsExactly(wanted);
        }
    }

    @Test void isWatched() {
        List<String> seen = new ArrayList<>();
        model.run(List.of(OnnxValue.of(images)), Device.preferred(), (node, _, outputs) -> seen.add(node.op() + outputs.getFirst().shape()));
        assertThat(seen).containsExactly("Conv[8, 4, 4, 4]", "BatchNormalization[8, 4, 4, 4]", "Relu[8, 4, 4, 4]", "Mul[8, 4, 4, 4]", "Flatten[8, 64]", "Gemm[8, 3]", "LogSoftmax[8, 3]");
    }
}
