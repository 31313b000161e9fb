package org.ventral.tensor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.DType;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.Expand;
import org.ventral.tensor.op.Reshape;

class SymbolicGraphTest {
    private static final Size BATCH = Size.named("batch"), SEQUENCE = Size.named("sequence");

    private static SymbolicGraph trace(TraceFunction function, SymbolicInput... inputs) {
        return SymbolicGraph.trace(Graph.tracer(), function, List.of(inputs));
    }

    private static List<Size> output(SymbolicGraph graph) {
        return graph.shape(graph.graph().outputs().getFirst());
    }

    private static Graph.OpNode node(SymbolicGraph graph, Class<?> op) {
        return graph.graph().nodes().stream().map(Graph.OpNode.class::cast).filter(n -> op.isInstance(n.op())).findFirst().orElseThrow();
    }

    @Test void sizesFollowTheBatch() {
        Parameter weight = Parameter.of(Tensor.ones(10, 12));
        SymbolicGraph graph = trace(in -> List.of(in.getFirst().flatten(1, 2).linear(weight.value())), SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(3), Size.of(4)));
        assertThat(output(graph)).containsExactly(BATCH, Size.of(10));
        assertThat(graph.options(node(graph, Reshape.class))).containsExactly(Map.entry("shape[0]", BATCH));
        assertThat(graph.constants()).isEmpty();
        assertThat(graph.toString()).contains("x: float32[batch, 3, 4]").contains("float32[batch, 10]");
        assertThat(graph.run(List.of(Tensor.ones(17, 3, 4))).getFirst().toFloats()).hasSize(170).containsOnly(12);
    }

    /** A small transformer's parts: embeddings of tokens and places, causal attention, a mean. */
    private static TraceFunction attention(Parameter tokens, Parameter places) {
        return in -> {
            Tensor ids = in.getFirst();
            long n = ids.size(0), t = ids.size(1);
            Tensor x = tokens.value().indexSelect(0, ids).add(places.value().indexSelect(0, Tensor.arange(t)));
            Tensor heads = x.reshape(n, t, 2, 4).permute(0, 2, 1, 3).reshape(n * 2, t, 4);
            Tensor positions = Tensor.arange(t);
            Tensor future = positions.unsqueeze(0).gt(positions.unsqueeze(1));
            Tensor scores = heads.matmul(heads.t()).maskedFill(future, -1e9).softmax(-1);
            Tensor y = scores.matmul(heads).reshape(n, 2, t, 4).permute(0, 2, 1, 3).reshape(n, t, 8);
            return List.of(y.mean(1), y.slice(1, 1, t), y.sum().div(n * t));
        };
    }

    @Test void sizesFollowBatchAndSequence() {
        Parameter tokens = Parameter.of(Tensor.randn(Rng.of(1), 20, 8)), places = Parameter.of(Tensor.randn(Rng.of(2), 32, 8));
        TraceFunction function = attention(tokens, places);
        SymbolicGraph graph = trace(function, SymbolicInput.of("ids", DType.INT64, BATCH, SEQUENCE));
        List<Graph.Value> outputs = graph.graph().outputs();
        assertThat(graph.shape(outputs.get(0))).containsExactly(BATCH, Size.of(8));
        assertThat(graph.shape(outputs.get(1))).containsExactly(BATCH, SEQUENCE.plus(Size.of(-1)), Size.of(8));
        assertThat(graph.shape(outputs.get(2))).isEmpty();
        assertThat(graph.toString()).contains("2·batch").contains("sequence - 1");
        assertThat(graph.constants().values()).contains(new SymbolicConstant.Range(0, 1), new SymbolicConstant.Sized(SEQUENCE), new SymbolicConstant.Sized(BATCH.times(SEQUENCE)));
        long[] ids = new long[3 * 6];
        for (int i = 0; i < ids.length; i++) ids[i] = i * 7 % 20;
        Tensor given = Tensor.of(ids, 3, 6);
        GraphOpsTest.assertSame(graph.run(List.of(given)), function.apply(List.of(given)));
        assertThat(graph.at(Map.of("batch", 3L, "sequence", 6L))).isSameAs(graph.at(Map.of("sequence", 6L, "batch", 3L)));
    }

    @Test void compositesCanBeTakenApart() {
        Parameter weight = Parameter.of(Tensor.randn(Rng.of(1), 5, 3));
        SymbolicGraph graph = trace(in -> List.of(in.getFirst().linear(weight.value()).softmax(-1)), SymbolicInput.of("x", DType.FLOAT32, BATCH, SEQUENCE, Size.of(3)));
        SymbolicGraph parts = graph.decomposed(_ -> true);
        assertThat(output(parts)).containsExactly(BATCH, SEQUENCE, Size.of(5));
        assertThat(parts.options(node(parts, Reshape.class))).containsExactly(Map.entry("shape[0]", BATCH.times(SEQUENCE)));
        assertThat(parts.graph().nodes()).noneMatch(n -> n.name().equals("Linear"));
    }

    @Test void aConstantOfASizeIsKnown() {
        SymbolicGraph graph = trace(in -> List.of(Tensor.concat(1, in.getFirst(), Tensor.full(0.5, in.getFirst().size(0), 1))), SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(2)));
        assertThat(graph.constants().values()).containsExactly(new SymbolicConstant.Filled(0.5));
        assertThat(output(graph)).containsExactly(BATCH, Size.of(3));
    }

    @Test void expansionsKeepTheirOption() {
        Parameter token = Parameter.of(Tensor.ones(1, 1, 4));
        SymbolicGraph graph = trace(in -> List.of(Tensor.concat(1, token.value().expand(in.getFirst().size(0), 1, 4), in.getFirst())),
                SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(9), Size.of(4)));
        assertThat(graph.options(node(graph, Expand.class))).containsExactly(Map.entry("shape[0]", BATCH));
    }

    @Test void aStrideDividesASize() {
        Tensor kernel = Tensor.ones(1, 1, 2, 2);
        TraceFunction function = in -> List.of(in.getFirst().conv(kernel, Conv.of(2).stride(2)));
        List<SymbolicInput> inputs = List.of(SymbolicInput.of("x", DType.FLOAT32, Size.of(1), Size.of(1), Size.named("height"), Size.of(8)));
        SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer(), function, inputs, Map.of("height", List.of(8L, 16L, 22L)));
        assertThat(output(graph).get(2)).hasToString("height/2");
        assertThatThrownBy(() -> SymbolicGraph.trace(Graph.tracer(), function, inputs)).isInstanceOf(IllegalStateException.class).hasMessageContaining("conv");
    }

    @Test void gradientsFollowSizesToo() {
        Parameter weight = Parameter.of(Tensor.randn(Rng.of(1), 4, 3));
        TraceFunction function = in -> List.of(in.get(0).linear(weight.value()).crossEntropy(in.get(1)).backward().of(weight));
        SymbolicGraph graph = trace(function, SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(3)), SymbolicInput.of("classes", DType.INT64, BATCH));
        assertThat(output(graph)).containsExactly(Size.of(4), Size.of(3));
        List<Tensor> given = List.of(Tensor.randn(Rng.of(2), 6, 3), Tensor.zeros(new TensorType(DType.INT64, Shape.of(6)), weight.value().device()));
        GraphOpsTest.assertSame(graph.run(given), function.apply(given));
    }

    @Test void choicesMayHaveSizes() {
        SymbolicGraph graph = trace(in -> {
            Tensor x = in.getFirst();
            return ControlFlow.when(x.sum().gt(0), () -> List.of(x.reshape(x.size(0) * 2)), () -> List.of(Tensor.zeros(x.size(0) * 2)));
        }, SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(2)));
        assertThat(output(graph)).containsExactly(BATCH.times(Size.of(2)));
        assertThat(graph.run(List.of(Tensor.ones(4, 2))).getFirst().toFloats()).hasSize(8).containsOnly(1);
    }

    @Test void whatIsFixedIsFolded() {
        SymbolicGraph graph = trace(in -> List.of(in.getFirst().add(Tensor.arange(3).mul(2).cast(DType.FLOAT32))), SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(3)));
        assertThat(graph.graph().nodes()).hasSize(1);
    }

    // ------------------------------------------------------------------------------------------------ errors

    @Test void functionsThatChooseBySizeAreRefused() {
        assertThatThrownBy(() -> trace(in -> List.of(in.getFirst().size(0) > 2 ? in.getFirst().exp() : in.getFirst().neg()), SymbolicInput.of("x", DType.FLOAT32, BATCH)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("not the same for sizes").hasMessageContaining("EXP").hasMessageContaining("NEG");
    }

    @Test void numbersThatDoNotFollowAreRefused() {
        assertThatThrownBy(() -> trace(in -> List.of(in.getFirst().unsqueeze(0).expand(in.getFirst().size(0) * in.getFirst().size(0), in.getFirst().size(0))),
                SymbolicInput.of("x", DType.FLOAT32, BATCH))).isInstanceOf(IllegalStateException.class).hasMessageContaining("no sum of products");
    }

    @Test void constantsThatDoNotFollowAreRefused() {
        assertThatThrownBy(() -> trace(in -> List.of(in.getFirst().mul(Tensor.randn(Rng.of(1), in.getFirst().size(0)))), SymbolicInput.of("x", DType.FLOAT32, BATCH)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("depends on sizes");
    }

    @Test void inputsThatDoNotFitAreNamed() {
        SymbolicGraph graph = trace(in -> List.of(in.get(0).add(in.get(1))), SymbolicInput.of("x", DType.FLOAT32, BATCH, Size.of(3)), SymbolicInput.of("y", DType.FLOAT32, BATCH, Size.of(3)));
        assertThatThrownBy(() -> graph.run(List.of(Tensor.ones(2, 3), Tensor.ones(4, 3)))).isInstanceOf(ShapeException.class).hasMessageContaining("\"y\"").hasMessageContaining("batch=2");
        assertThatThrownBy(() -> graph.run(List.of(Tensor.ones(2, 4), Tensor.ones(2, 4)))).isInstanceOf(ShapeException.class).hasMessageContaining("\"x\"");
    }

    @Test void sizesCompute() {
        Size size = BATCH.plus(Size.of(2)).times(BATCH.plus(SEQUENCE));
        assertThat(size.at(Map.of("batch", 3L, "sequence", 4L))).isEqualTo(35);
        assertThat(size.names()).containsExactly("batch", "sequence");
        assertThat(BATCH.times(Size.of(0))).isEqualTo(Size.of(0)).hasToString("0");
        assertThat(BATCH.plus(Size.of(-1))).hasToString("batch - 1");
        assertThatThrownBy(() -> BATCH.at(Map.of())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("batch");
    }
}
