package org.ventral.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.onnx.proto.ValueInfoProto;
import org.ventral.tensor.DType;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tensor.graph.TraceFunction;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.RmsNorm;

/** What files say; that they compute the right thing is tested where there is something that runs them. */
class OnnxWriterTest {
    private static final OnnxExportOptions DEFAULTS = OnnxExportOptions.defaults();
    private final Parameter weight = Parameter.of(Tensor.uniform(Rng.of(1), -1, 1, 4, 3));
    private final Parameter bias = Parameter.of(Tensor.zeros(4));

    @TempDir Path folder;

    private Graph layer() {
        return Graph.tracer().parameters(Map.of("fc.weight", weight, "fc.bias", bias)).traceNamed(
                in -> Map.of("scores", in.getFirst().linear(weight.value(), bias.value()).relu()), List.of(GraphInput.of("image", 2, 3)));
    }

    private static ModelProto written(Graph graph, OnnxExportOptions options) throws Exception {
        return ModelProto.parseFrom(OnnxWriter.bytes(graph, options));
    }

    private static List<String> operators(TraceFunction function, OnnxExportOptions options, long... shape) throws Exception {
        return written(Graph.trace(function, List.of(GraphInput.of("x", shape))), options).getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    private static List<String> sizes(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList().stream().map(d -> d.hasDimValue() ? Long.toString(d.getDimValue()) : d.getDimParam()).toList();
    }

    @Test void inputsOutputsAndParametersKeepTheirNames() throws Exception {
        var graph = written(layer(), DEFAULTS).getGraph();
        assertThat(graph.getInputList()).extracting(ValueInfoProto::getName).containsExactly("image");
        assertThat(graph.getOutputList()).extracting(ValueInfoProto::getName).containsExactly("scores");
        assertThat(graph.getInitializerList()).extracting(TensorProto::getName).containsExactlyInAnyOrder("fc.weight", "fc.bias");
        assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).containsExactly("Gemm", "Relu");
    }

    @Test void parametersMayBeInputs() throws Exception {
        var graph = written(layer(), DEFAULTS.parametersAsInputs(true)).getGraph();
        assertThat(graph.getInputList()).extracting(ValueInfoProto::getName).startsWith("image").hasSize(3).contains("fc.weight", "fc.bias");
        assertThat(graph.getInitializerList()).isEmpty();
    }

    @ParameterizedTest @CsvSource({"13, 7", "15, 8", "18, 8", "19, 9", "21, 10", "23, 11"})
    void eachOpsetHasItsFileFormat(int opset, int version) throws Exception {
        ModelProto model = written(layer(), DEFAULTS.opset(opset));
        assertThat(model.getIrVersion()).isEqualTo(version);
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(opset);
        assertThat(model.getProducerName()).isEqualTo("ventral");
    }

    @Test void refusesOpsetsThatItDoesNotKnow() {
        assertThatThrownBy(() -> DEFAULTS.opset(12)).hasMessageContaining("13 to 23").hasMessageContaining("12");
        assertThatThrownBy(() -> DEFAULTS.opset(24)).hasMessageContaining("24");
    }

    @Test void metadataSaysLicenceAndProvenance() throws Exception {
        ModelProto model = written(layer(), DEFAULTS.license("Apache-2.0").provenance("seed", "1").provenance("data", "digits"));
        assertThat(model.getMetadataPropsList()).extracting(p -> p.getKey() + "=" + p.getValue())
                .containsExactly("license=Apache-2.0", "provenance.data=digits", "provenance.seed=1");
    }

    @Test void theSameGraphGivesTheSameBytes() {
        assertThat(OnnxWriter.bytes(layer(), DEFAULTS)).isEqualTo(OnnxWriter.bytes(layer(), DEFAULTS));
    }

    @Test void compositesHaveTheNameThatTheOpsetHasForThem() throws Exception {
        TraceFunction layerNorm = in -> List.of(Ops.apply(new LayerNorm(1, 1e-5), in.getFirst(), Tensor.ones(8), Tensor.zeros(8)));
        assertThat(operators(layerNorm, DEFAULTS.opset(17), 2, 8)).containsExactly("LayerNormalization");
        assertThat(operators(layerNorm, DEFAULTS.opset(16), 2, 8)).contains("ReduceSum").doesNotContain("LayerNormalization");
        assertThat(operators(layerNorm, DEFAULTS.decomposed(true), 2, 8)).contains("ReduceSum").doesNotContain("LayerNormalization");
        TraceFunction rmsNorm = in -> List.of(Ops.apply(new RmsNorm(1, 1e-5), in.getFirst(), Tensor.ones(8)));
        assertThat(operators(rmsNorm, DEFAULTS.opset(23), 2, 8)).containsExactly("RMSNormalization");
        assertThat(operators(rmsNorm, DEFAULTS, 2, 8)).doesNotContain("RMSNormalization");
        assertThat(operators(in -> List.of(in.getFirst().gelu()), DEFAULTS.opset(20), 3)).containsExactly("Gelu");
        assertThat(operators(in -> List.of(in.getFirst().gelu()), DEFAULTS.opset(19), 3)).contains("Erf");
    }

    @Test void whatNobodyNeedsIsLeftOut() throws Exception {
        TraceFunction pooled = in -> List.of(Ops.applyAll(MaxPool.of(2, 2), in.getFirst()).getFirst());
        var graph = written(Graph.trace(pooled, List.of(GraphInput.of("x", 1, 1, 4, 4))), DEFAULTS).getGraph();
        assertThat(graph.getNodeList()).hasSize(1);
        assertThat(graph.getNode(0).getOutputCount()).isEqualTo(1);
    }

    @Test void freeSizesAreNamedAndReshapesNeedNoArithmetic() throws Exception {
        Size batch = Size.named("batch"), time = Size.named("time");
        SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer(), in -> {
            Tensor x = in.getFirst();
            return List.of(x.reshape(x.size(0), x.size(1), 2, 3).permute(0, 2, 1, 3), x.reshape(x.size(0) * x.size(1), 6));
        }, List.of(SymbolicInput.of("x", DType.FLOAT32, batch, time, Size.of(6))));
        var written = ModelProto.parseFrom(OnnxWriter.bytes(graph, DEFAULTS)).getGraph();
        assertThat(sizes(written.getInput(0))).containsExactly("batch", "time", "6");
        assertThat(sizes(written.getOutput(0))).containsExactly("batch", "2", "time", "3");
        assertThat(sizes(written.getOutput(1))).containsExactly("batch*time", "6");
        assertThat(written.getNodeList()).extracting(NodeProto::getOpType).containsExactlyInAnyOrder("Reshape", "Transpose", "Reshape");
    }

    @Test void narrowPortsCanBeWidened() throws Exception {
        Graph graph = Graph.trace(in -> List.of(in.getFirst().cast(DType.FLOAT32).mul(2).cast(DType.UINT8)), List.of(GraphInput.of("x", DType.UINT8, 3)));
        OnnxWriter.Widened widened = OnnxWriter.widened(OnnxWriter.bytes(graph, DEFAULTS), type -> type == ElementType.UINT8);
        var inner = ModelProto.parseFrom(widened.model()).getGraph();
        assertThat(inner.getInput(0).getName()).isEqualTo("x");
        assertThat(inner.getInput(0).getType().getTensorType().getElemType()).isEqualTo(ElementType.INT32.code());
        assertThat(inner.getOutput(0).getType().getTensorType().getElemType()).isEqualTo(ElementType.INT32.code());
        assertThat(inner.getNodeList().getFirst().getOpType()).isEqualTo("Cast");
        assertThat(widened.types()).containsEntry("x", ElementType.UINT8).hasSize(2);
    }

    @Test void largeParametersGoBesideTheModel() throws Exception {
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(layer(), file, DEFAULTS.externalAbove(16));
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        TensorProto large = model.getGraph().getInitializerList().stream().filter(t -> t.getName().equals("fc.weight")).findFirst().orElseThrow();
        assertThat(large.getDataLocation()).isEqualTo(TensorProto.DataLocation.EXTERNAL);
        String data = dataFiles().getFirst();
        assertThat(data).matches("model\\.onnx\\.[0-9a-f]{16}\\.data");
        assertThat(large.getExternalDataList()).extracting(e -> e.getKey() + "=" + e.getValue()).containsExactly("location=" + data, "offset=0", "length=48");
        assertThat(folder.resolve(data)).hasSize(48);
        TensorProto small = model.getGraph().getInitializerList().stream().filter(t -> t.getName().equals("fc.bias")).findFirst().orElseThrow();
        assertThat(small.getRawData().size()).isEqualTo(16);
    }

    private List<String> dataFiles() throws Exception {
        try (var names = Files.list(folder)) {
            return names.map(p -> p.getFileName().toString()).filter(name -> name.endsWith(".data")).toList();
        }
    }

    /** Between the two files' replacements, the old model must find its own numbers. */
    @Test void otherNumbersGoIntoAnotherFile() throws Exception {
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(layer(), file, DEFAULTS.externalAbove(16));
        String before = dataFiles().getFirst();
        OnnxWriter.write(layer(), file, DEFAULTS.externalAbove(16));
        assertThat(dataFiles()).containsExactly(before);
        OnnxWriter.write(layer(), file, DEFAULTS.externalAbove(8));
        assertThat(dataFiles()).hasSize(1).doesNotContain(before);
        assertThat(OnnxModels.load(file).parameters()).hasSize(2);
    }

    @Test void aFailedExportLeavesWhatWasThere() throws Exception {
        Path file = Files.createDirectory(folder.resolve("model.onnx"));
        Files.createFile(file.resolve("in-the-way"));
        assertThatThrownBy(() -> OnnxWriter.write(layer(), file, DEFAULTS.externalAbove(0))).isInstanceOf(java.io.IOException.class);
        assertThat(file.resolve("in-the-way")).exists();
        try (var names = Files.list(folder)) {
            assertThat(names.map(p -> p.getFileName().toString())).containsExactly("model.onnx");
        }
    }
}
