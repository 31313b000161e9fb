package org.ventral.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.DType;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.ControlFlow;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;

class OnnxRuntimeModelTest {
    private static final OnnxRuntimeOptions ONE = OnnxRuntimeOptions.threads(1);

    @TempDir Path folder;

    private static SymbolicGraph affine(Parameter w) {
        return SymbolicGraph.trace(Graph.tracer().parameters(Map.of("w", w)), in -> List.of(in.getFirst().matmul(w.value()).relu()),
                List.of(SymbolicInput.of("x", DType.FLOAT32, Size.named("batch"), Size.of(3))));
    }

    private static Parameter weight() {
        return Parameter.of(Tensor.uniform(Rng.of(4), -1, 1, 3, 2));
    }

    @Test void tellsPortsAndMetadata() {
        byte[] bytes = OnnxWriter.bytes(affine(weight()), OnnxExportOptions.defaults().license("MIT").provenance("seed", "4"));
        try (var model = OnnxRuntimeModel.of(bytes, ONE)) {
            assertThat(model.inputs()).hasToString("[x: float [batch, 3]]");
            assertThat(model.outputs().getFirst().toString()).endsWith("float [batch, 2]");
            assertThat(model.metadata()).containsEntry("license", "MIT").containsEntry("provenance.seed", "4");
        }
    }

    @Test void runsAnyBatchFromSeveralThreads() throws Exception {
        Parameter w = weight();
        try (var model = OnnxRuntimeModel.of(OnnxWriter.bytes(affine(w), OnnxExportOptions.defaults()), ONE); var pool = Executors.newFixedThreadPool(4)) {
            List<Future<Double>> errors = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Tensor x = Tensor.uniform(Rng.of(i), -1, 1, 1 + i % 5, 3);
                errors.add(pool.submit(() -> LayersTest.worst(model.run(Map.of("x", x)).values().iterator().next(), x.matmul(w.value()).relu())));
            }
            for (Future<Double> error : errors) assertThat(error.get()).isLessThan(1e-6);
        }
    }

    @Test void namesInputsThatAreMissingOrUnknown() {
        try (var model = OnnxRuntimeModel.of(OnnxWriter.bytes(affine(weight()), OnnxExportOptions.defaults()), ONE)) {
            assertThatThrownBy(() -> model.run(Map.of())).hasMessageContaining("\"x\" is missing");
            assertThatThrownBy(() -> model.run(Map.of("x", Tensor.zeros(1, 3), "y", Tensor.zeros(1)))).hasMessageContaining("no input \"y\"");
            assertThatThrownBy(() -> model.run(Map.of("x", Tensor.zeros(1, 4)))).isInstanceOf(OnnxRuntimeException.class).hasMessageContaining("float32[1, 4]");
            assertThatThrownBy(() -> model.run(Map.of("x", Tensor.zeros(1, 3).cast(DType.FLOAT64)))).isInstanceOf(OnnxRuntimeException.class);
            assertThat(model.run(Map.of("x", Tensor.zeros(1, 3)))).hasSize(1);
        }
    }

    @Test void refusesWhatIsNoModel() throws Exception {
        Path file = Files.writeString(folder.resolve("text.onnx"), "this is no model");
        assertThatThrownBy(() -> OnnxRuntimeModel.open(file, ONE)).isInstanceOf(OnnxRuntimeException.class).hasMessageContaining("text.onnx");
        assertThatThrownBy(() -> OnnxRuntimeModel.open(folder.resolve("none.onnx"), ONE)).isInstanceOf(OnnxRuntimeException.class);
    }

    @Test void readsParametersFromTheFileBesideTheModel() throws Exception {
        Parameter w = Parameter.of(Tensor.uniform(Rng.of(4), -1, 1, 40, 50)), small = Parameter.of(Tensor.ones(50));
        Graph graph = Graph.tracer().parameters(Map.of("w", w, "small", small)).trace(
                in -> List.of(in.getFirst().matmul(w.value()).add(small.value())), List.of(GraphInput.of("x", 2, 40)));
        Path file = folder.resolve("large.onnx");
        OnnxWriter.write(graph, file, OnnxExportOptions.defaults().externalAbove(1000));
        assertThat(Files.size(file)).isLessThan(2000);
        Tensor x = Tensor.uniform(Rng.of(5), -1, 1, 2, 40);
        try (var model = OnnxRuntimeModel.open(file, ONE)) {
            assertThat(LayersTest.worst(model.run(Map.of("x", x)).values().iterator().next(), x.matmul(w.value()).add(1))).isLessThan(1e-5);
        }
        assertThat(Files.list(folder).filter(p -> !p.equals(file)).toList()).singleElement().satisfies(data -> assertThat(data).hasSize(40 * 50 * 4));
    }

    @Test void carriesValuesOfOtherTypes() {
        Graph graph = Graph.trace(in -> List.of(in.getFirst().cast(DType.FLOAT32).mul(2).cast(DType.UINT8)), List.of(GraphInput.of("x", DType.UINT8, 3)));
        try (var model = OnnxRuntimeModel.of(OnnxWriter.bytes(graph, OnnxExportOptions.defaults()), ONE)) {
            OnnxValue x = OnnxValue.of(ElementType.UINT8, Tensor.of(new int[] {1, 100, 127}, 3));
            OnnxValue y = model.runValues(Map.of("x", x)).values().iterator().next();
            assertThat(y.type()).isEqualTo(ElementType.UINT8);
            assertThat(((OnnxValue.OfTensor) y).tensor().toInts()).containsExactly(2, 200, 254);
        }
    }

    @Test void runsControlFlow() {
        Graph graph = Graph.trace(in -> {
            Tensor x = in.get(0), sign = ControlFlow.when(x.sum().gt(0), () -> List.of(x), () -> List.of(x.neg())).getFirst();
            Tensor grown = ControlFlow.loop(in.get(1), null, List.of(sign), (number, state) ->
                    new ControlFlow.LoopStep(state.getFirst().sum().lt(50), List.of(state.getFirst().mul(2).add(number.cast(DType.FLOAT32))))).getFirst();
            List<Tensor> summed = ControlFlow.scan(List.of(Tensor.zeros(2)), List.of(grown), 0, (state, slices) -> {
                Tensor total = state.getFirst().add(slices.getFirst());
                return new ControlFlow.ScanStep(List.of(total), List.of(total, slices.getFirst().mul(x.narrow(0, 0, 1).squeeze(0))));
            });
            return summed;
        }, List.of(GraphInput.of("x", 3, 2), GraphInput.of("times", DType.INT64)));
        try (var model = OnnxRuntimeModel.of(OnnxWriter.bytes(graph, OnnxExportOptions.defaults()), ONE)) {
            for (double sign : new double[] {1, -1}) {
                Tensor x = Tensor.uniform(Rng.of(2), 0, 1, 3, 2).mul(sign), times = Tensor.of(new long[] {6}, new long[0]);
                List<Tensor> expected = graph.run(x, times), actual = List.copyOf(model.run(Map.of("x", x, "times", times)).values());
                for (int i = 0; i < expected.size(); i++) assertThat(LayersTest.worst(expected.get(i), actual.get(i))).isLessThan(1e-4);
            }
        }
    }
}
