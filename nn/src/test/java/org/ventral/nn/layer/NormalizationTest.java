package org.ventral.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ventral.nn.Buffer;
import org.ventral.nn.Module;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;

class NormalizationTest {
    private static final Map<String, Supplier<Module>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("batch1d", () -> BatchNorm1d.of(5));
        LAYERS.put("batch1d-length", () -> BatchNorm1d.builder(3).momentum(0.25).build());
        LAYERS.put("batch2d", () -> BatchNorm2d.of(3));
        LAYERS.put("batch2d-epsilon", () -> BatchNorm2d.builder(2).epsilon(0.1).momentum(0.9).build());
        LAYERS.put("batch2d-cumulative", () -> BatchNorm2d.builder(2).cumulativeAverage().build());
        LAYERS.put("batch2d-plain", () -> BatchNorm2d.builder(3).affine(false).build());
        LAYERS.put("batch2d-untracked", () -> BatchNorm2d.builder(3).trackRunningStatistics(false).build());
        LAYERS.put("batch3d", () -> BatchNorm3d.of(2));
        LAYERS.put("layer", () -> LayerNorm.of(6));
        LAYERS.put("layer-sequence", () -> LayerNorm.builder(5).epsilon(0.01).build());
        LAYERS.put("layer-axes", () -> LayerNorm.of(3, 4));
        LAYERS.put("layer-image", () -> LayerNorm.of(2, 3, 4));
        LAYERS.put("layer-unbiased", () -> LayerNorm.builder(7).bias(false).build());
        LAYERS.put("layer-plain", () -> LayerNorm.builder(2, 3).affine(false).build());
        LAYERS.put("group", () -> GroupNorm.of(2, 6));
        LAYERS.put("group-one", () -> GroupNorm.of(1, 4, 0.02, true));
        LAYERS.put("group-each", () -> GroupNorm.of(3, 3));
        LAYERS.put("group-flat", () -> GroupNorm.of(3, 9));
        LAYERS.put("group-plain", () -> GroupNorm.of(2, 4, 1e-5, false));
        LAYERS.put("instance1d", () -> InstanceNorm1d.of(3));
        LAYERS.put("instance1d-affine", () -> InstanceNorm1d.builder(3).affine(true).build());
        LAYERS.put("instance2d", () -> InstanceNorm2d.builder(2).epsilon(0.05).affine(true).build());
        LAYERS.put("instance2d-tracked", () -> InstanceNorm2d.builder(2).momentum(0.3).affine(true).trackRunningStatistics(true).build());
        LAYERS.put("instance3d-tracked", () -> InstanceNorm3d.builder(2).trackRunningStatistics(true).build());
        LAYERS.put("rms", () -> RmsNorm.of(6));
        LAYERS.put("rms-axes", () -> RmsNorm.of(Shape.of(3, 4), 0.01, true));
        LAYERS.put("rms-plain", () -> RmsNorm.of(Shape.of(5), 1e-6, false));
    }

    @TestFactory Stream<DynamicTest> computesWhatPyTorchDoes() {
        Map<String, Fixture> fixtures = Fixture.all("norms.safetensors");
        assertThat(fixtures.keySet()).isEqualTo(LAYERS.keySet());
        return fixtures.values().stream().map(f -> DynamicTest.dynamicTest(f.name(), () -> f.check(LAYERS.get(f.name()).get())));
    }

    @Test void standardizesEachChannelOfABatch() {
        Tensor y = BatchNorm2d.of(3).forward(Tensor.normal(Rng.of(1), 5, 3, 8, 3, 4, 4));
        for (double mean : y.mean(0, 2, 3).toDoubles()) assertThat(mean).isCloseTo(0, within(1e-5));
        for (double variance : y.variance(Axes.of(0, 2, 3), 0, false).toDoubles()) assertThat(variance).isCloseTo(1, within(1e-4));
    }

    @Test void evaluationDoesNotDependOnTheBatch() {
        var layer = BatchNorm1d.of(2);
        layer.forward(Tensor.randn(Rng.of(1), 6, 2));
        layer.eval();
        Tensor x = Tensor.randn(Rng.of(2), 4, 2), y = layer.forward(x);
        assertThat(layer.forward(x.slice(0, 1, 2)).toFloats()).isEqualTo(y.slice(0, 1, 2).toFloats());
        Tensor mean = layer.buffers().get("running_mean").value().copy();
        layer.forward(x);
        assertThat(layer.buffers().get("running_mean").value().toFloats()).isEqualTo(mean.toFloats());
    }

    @Test void aTracedTrainingStepMovesTheAveragesAsTheEagerOneDoes() {
        for (boolean cumulative : new boolean[] {false, true}) {
            Supplier<BatchNorm2d> make = () -> cumulative ? BatchNorm2d.builder(3).cumulativeAverage().build() : BatchNorm2d.of(3);
            BatchNorm2d eager = make.get(), traced = make.get();
            Graph graph = Graph.trace(in -> List.of(traced.forward(in.getFirst()).detach()), List.of(GraphInput.of("x", 4, 3, 2, 2)));
            assertThat(graph.updates()).hasSize(3);
            assertThat(traced.buffers().get("running_mean").value().toFloats()).as("tracing changes nothing").containsOnly(0);
            for (int i = 0; i < 3; i++) {
                Tensor x = Tensor.randn(Rng.of(i), 4, 3, 2, 2);
                assertThat(graph.step(List.of(x)).getFirst().toFloats()).isEqualTo(eager.forward(x).toFloats());
                for (var buffer : eager.buffers().entrySet()) {
                    Buffer other = traced.buffers().get(buffer.getKey());
                    assertThat(other.value().toDoubles()).as(buffer.getKey()).isEqualTo(buffer.getValue().value().toDoubles());
                }
            }
            assertThat(traced.buffers().get("num_batches_tracked").value().item()).isEqualTo(3);
        }
    }

    @Test void aTracedEvaluationUpdatesNothing() {
        var layer = BatchNorm2d.of(3);
        layer.eval();
        Graph graph = Graph.tracer().parameters(layer.parameters()).trace(in -> List.of(layer.forward(in.getFirst()).detach()), List.of(GraphInput.of("x", 4, 3, 2, 2)));
        assertThat(graph.updates()).isEmpty();
        assertThat(graph.nodes()).hasSize(1);
    }

    @Test void aTracedEvaluationFollowsTheBatch() {
        Size batch = Size.named("batch");
        for (Module layer : List.of(BatchNorm2d.of(4), GroupNorm.of(2, 4), InstanceNorm2d.of(4), LayerNorm.of(3, 2), RmsNorm.of(2))) {
            layer.eval();
            SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer().parameters(layer.parameters()), in -> List.of(layer.forward(in.getFirst()).detach()),
                    List.of(SymbolicInput.of("x", DType.FLOAT32, batch, Size.of(4), Size.of(3), Size.of(2))));
            Tensor x = Tensor.randn(Rng.of(1), 7, 4, 3, 2);
            assertThat(graph.run(List.of(x)).getFirst().toFloats()).as(layer.toString()).isEqualTo(layer.forward(x).toFloats());
        }
    }

    @Test void gradientsAreSlopes() {
        Tensor x = Tensor.randn(Rng.of(4), 2, 4, 3);
        Fixture.assertSlopes(in -> GroupNorm.of(2, 4, 0.01, false).forward(in.getFirst()), x);
        Fixture.assertSlopes(in -> InstanceNorm1d.of(4).forward(in.getFirst()), x);
        Fixture.assertSlopes(in -> BatchNorm1d.builder(4).affine(false).build().forward(in.getFirst()), x);
        Fixture.assertSlopes(in -> LayerNorm.builder(4, 3).affine(false).build().forward(in.getFirst()), x);
        Fixture.assertSlopes(in -> RmsNorm.of(Shape.of(3), 0.01, false).forward(in.getFirst()), x);
    }

    @Test void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> BatchNorm2d.of(3).forward(Tensor.zeros(2, 4, 5, 5))).isInstanceOf(ShapeException.class)
                .hasMessage("BatchNorm2d: input [2, 4, 5, 5] has 4 channels, the layer expects 3");
        assertThatThrownBy(() -> BatchNorm2d.of(3).forward(Tensor.zeros(2, 3))).hasMessage("BatchNorm2d: input must have rank 4, [N, 3, …], got [2, 3]");
        assertThatThrownBy(() -> BatchNorm1d.of(3).forward(Tensor.zeros(1, 3))).hasMessageContaining("has one value for each channel");
        assertThatThrownBy(() -> InstanceNorm1d.of(3).forward(Tensor.zeros(5, 3, 1))).hasMessageContaining("has one value for each channel of a sample");
        assertThatThrownBy(() -> GroupNorm.of(4, 6)).hasMessage("GroupNorm: 6 channels cannot be cut into 4 groups");
        assertThatThrownBy(() -> LayerNorm.of(3, 4).forward(Tensor.zeros(2, 4))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> LayerNorm.of()).hasMessageContaining("at least one axis");
        assertThatThrownBy(() -> BatchNorm1d.builder(2).momentum(1.5)).hasMessage("BatchNorm: the momentum must be from 0 to 1, got 1.5");
        assertThatThrownBy(() -> RmsNorm.of(Shape.of(2), -1, true)).hasMessageContaining("epsilon");
    }

    @Test void sayWhatTheyAre() {
        assertThat(BatchNorm2d.builder(8).momentum(0.2).affine(false).build()).hasToString("BatchNorm2d(8, momentum 0.2, not affine)");
        assertThat(LayerNorm.builder(3, 4).bias(false).build()).hasToString("LayerNorm(3×4, no bias)");
        assertThat(GroupNorm.of(2, 4)).hasToString("GroupNorm(2, 4)");
        assertThat(InstanceNorm2d.builder(3).affine(true).build()).hasToString("InstanceNorm2d(3, affine)");
    }
}
