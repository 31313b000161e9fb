package org.ventral.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.FunctionProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.OperatorSetIdProto;
import org.ventral.onnx.proto.SparseTensorProto;
import org.ventral.onnx.proto.StringStringEntryProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;

/** What a file may look like, and what it must not. */
class OnnxModelsTest {
    private static final OnnxValue X = OnnxValue.of(Tensor.of(1, 2, 3));

    private static float[] run(OnnxModel model, OnnxValue... inputs) {
        return model.run(List.of(inputs), Device.preferred()).getFirst().tensor().toFloats();
    }

    private static ModelBytes plus(TensorProto constant) {
        return ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").output("y", ElementType.FLOAT, "n").initializer(constant)
                .node("Add", List.of("x", "c"), List.of("y"));
    }

    // ------------------------------------------------------------------------------------------------ what is read

    @Test void readsTypedData() {
        TensorProto typed = TensorProto.newBuilder().setName("c").setDataType(1).addDims(3).addFloatData(10).addFloatData(20).addFloatData(30).build();
        assertThat(run(plus(typed).load(), X)).containsExactly(11, 22, 33);
    }

    @Test void readsEveryElementType() {
        for (ElementType type : ElementType.values()) {
            if (!type.isHeld()) continue;
            Tensor held = Tensor.of(0f, 1, 1, 0, 1).cast(type.holder());
            ModelBytes bytes = ModelBytes.opset(25).output("y", type, 5).initializer(ModelBytes.tensor("c", OnnxValue.of(type, held))).node("Identity", List.of("c"), List.of("y"));
            OnnxValue read = bytes.load().run(List.of(), Device.preferred()).getFirst();
            assertThat(read.type()).isEqualTo(type);
            float zero = type == ElementType.FLOAT8E8M0 ? 0x1p-127f : 0;        // a power of two is never zero
            assertThat(read.tensor().toFloats()).as(type.toString()).containsExactly(zero, 1, 1, zero, 1);
        }
    }

    @Test void readsConstantsInEveryForm() {
        AttributeProto number = AttributeProto.newBuilder().setName("value_float").setType(AttributeProto.AttributeType.FLOAT).setF(5).build();
        AttributeProto numbers = AttributeProto.newBuilder().setName("value_floats").setType(AttributeProto.AttributeType.FLOATS).addFloats(1).addFloats(2).addFloats(3).build();
        SparseTensorProto sparse = SparseTensorProto.newBuilder().addDims(3)
                .setValues(ModelBytes.tensor("", OnnxValue.of(Tensor.of(7f)))).setIndices(ModelBytes.tensor("", OnnxValue.of(Tensor.of(new long[] {1}, 1)))).build();
        AttributeProto scattered = AttributeProto.newBuilder().setName("sparse_value").setType(AttributeProto.AttributeType.SPARSE_TENSOR).setSparseTensor(sparse).build();
        AttributeProto dense = ModelBytes.tensor("value", ModelBytes.tensor("", OnnxValue.of(Tensor.of(4, 5, 6))));
        Map<AttributeProto, float[]> wanted = Map.of(number, new float[] {6, 7, 8}, numbers, new float[] {2, 4, 6}, scattered, new float[] {1, 9, 3}, dense, new float[] {5, 7, 9});
        wanted.forEach((attribute, sum) -> {
            OnnxModel model = ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").output("y", ElementType.FLOAT, "n")
                    .node("Constant", List.of(), List.of("c"), attribute).node("Add", List.of("x", "c"), List.of("y")).load();
            assertThat(run(model, X)).as(attribute.getName()).containsExactly(sum);
        });
    }

    @Test void anInitializerThatIsAnInputIsADefault() {
        OnnxModel model = plus(ModelBytes.tensor("c", OnnxValue.of(Tensor.of(10f)))).input("c", ElementType.FLOAT, 1).load();
        assertThat(model.inputs()).extracting(OnnxPort::name).containsExactly("x");
        assertThat(model.optionalInputs()).extracting(OnnxPort::name).containsExactly("c");
        assertThat(run(model, X)).containsExactly(11, 12, 13);
        assertThat(model.run(Map.of("x", X, "c", OnnxValue.of(Tensor.of(20f))), Device.preferred()).get("y").tensor().toFloats()).containsExactly(21, 22, 23);
    }

    @Test void innerGraphsSeeWhatIsAround() {
        OnnxModel model = SampleModels.conditional().load();
        assertThat(run(model, truth(true), X)).containsExactly(1, 2, 3);
        assertThat(run(model, truth(false), X)).containsExactly(3, 5, 7);
    }

    private static OnnxValue truth(boolean value) {
        return OnnxValue.of(Tensor.of(new boolean[] {value}, new long[0]));
    }

    @Test void functionsTakeAttributesAndTheirDefaults() {
        assertThat(run(SampleModels.withFunction().load(), X)).containsExactly(3, 4, 5);
        AttributeProto shift = AttributeProto.newBuilder().setName("shift").setType(AttributeProto.AttributeType.FLOAT).setF(10).build();
        assertThat(run(SampleModels.withFunction(shift).load(), X)).containsExactly(11, 12, 13);
    }

    @Test void saysWhatTheModelIs() {
        OnnxModel model = SampleModels.classifier().with(m -> m.model.addMetadataProps(StringStringEntryProto.newBuilder().setKey("licence").setValue("MIT"))).load();
        assertThat(model.inputs()).hasToString("[image: float [batch, 1, 6, 6]]");
        assertThat(model.opsets()).containsEntry("", 17);
        assertThat(model.metadata()).containsEntry("licence", "MIT");
        assertThat(model.nodes()).extracting(OnnxNode::op).containsExactly("Conv", "BatchNormalization", "Relu", "Mul", "Flatten", "Gemm", "LogSoftmax");
    }

    // ------------------------------------------------------------------------------------------------ what is refused

    @Test void reportsAllThatIsNotSupported(@TempDir Path folder) throws IOException {
        GraphProto inner = GraphProto.newBuilder().setName("inner").addNode(NodeProto.newBuilder().setName("deep").setOpType("Strange").addInput("x").addOutput("z"))
                .addOutput(ModelBytes.port("z", ElementType.FLOAT, "n")).build();
        byte[] bytes = ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").input("c", ElementType.BOOL).output("y", ElementType.FLOAT, "n")
                .node(NodeProto.newBuilder().setName("one").setOpType("Strange").addInput("x").addOutput("a").build())
                .node(NodeProto.newBuilder().setName("two").setOpType("Odd").setDomain("com.example").addInput("a").addOutput("b").build())
                .node("If", List.of("c"), List.of("y"), ModelBytes.graph("then_branch", inner), ModelBytes.graph("else_branch", inner)).bytes();
        Path file = Files.write(folder.resolve("m.onnx"), bytes);
        OnnxReport report = OnnxModels.check(file);
        assertThat(report.isSupported()).isFalse();
        assertThat(report.unsupported()).containsExactly(new OnnxReport.Unsupported("", "Strange", 17, List.of("one", "deep", "deep")),
                new OnnxReport.Unsupported("com.example", "Odd", 1, List.of("two")));
        assertThat(report.operators()).containsEntry("Strange", 3);
        assertThatThrownBy(() -> OnnxModels.load(file)).isInstanceOf(OnnxUnsupportedException.class).hasMessageContaining("Strange").hasMessageContaining("com.example.Odd");
    }

    @Test void namesTheByteWhereAFileBreaks() {
        byte[] bytes = SampleModels.classifier().bytes();
        assertThatThrownBy(() -> OnnxModels.read(java.util.Arrays.copyOf(bytes, bytes.length - 40))).isInstanceOf(OnnxFormatException.class).hasMessageContaining("byte ");
        assertThatThrownBy(() -> OnnxModels.read("no model at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII))).isInstanceOf(OnnxFormatException.class).hasMessageContaining("byte ");
        assertThatThrownBy(() -> OnnxModels.read(new byte[0])).isInstanceOf(OnnxFormatException.class).hasMessageContaining("no graph");
    }

    @Test void refusesCyclesAndNamesThatAreMadeTwice() {
        ModelBytes cycle = ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").output("a", ElementType.FLOAT, "n")
                .node("Add", List.of("x", "b"), List.of("a")).node("Neg", List.of("a"), List.of("b"));
        assertThatThrownBy(cycle::load).isInstanceOf(OnnxFormatException.class).hasMessage("node \"Add_0\" (Add): nothing before it makes its input \"b\"");
        ModelBytes twice = ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").output("y", ElementType.FLOAT, "n")
                .node("Neg", List.of("x"), List.of("y")).node("Abs", List.of("x"), List.of("y"));
        assertThatThrownBy(twice::load).isInstanceOf(OnnxFormatException.class).hasMessageContaining("\"y\" is made twice");
        TensorProto constant = ModelBytes.tensor("c", X);
        assertThatThrownBy(plus(constant).initializer(constant)::load).isInstanceOf(OnnxFormatException.class).hasMessageContaining("there twice");
    }

    @Test void refusesFunctionsThatCallThemselves() {
        NodeProto call = NodeProto.newBuilder().setOpType("F").setDomain("own").addInput("a").addOutput("b").build();
        ModelBytes model = ModelBytes.opset(17).input("a", ElementType.FLOAT, "n").output("b", ElementType.FLOAT, "n").node(call)
                .function(FunctionProto.newBuilder().setName("F").setDomain("own").addInput("a").addOutput("b").addNode(call).build());
        assertThatThrownBy(model::load).isInstanceOf(OnnxFormatException.class).hasMessageContaining("calls itself");
    }

    @Test void refusesDeepNesting() {
        GraphProto inner = GraphProto.newBuilder().setName("g").build();
        for (int i = 0; i < 200; i++) inner = GraphProto.newBuilder().addNode(ModelBytes.call("If", List.of("c"), List.of(), ModelBytes.graph("then_branch", inner))).build();
        ModelBytes model = ModelBytes.opset(17);
        model.graph.mergeFrom(inner);
        assertThatThrownBy(model::load).isInstanceOf(OnnxFormatException.class).hasMessageContaining("nested deeper");
    }

    @ParameterizedTest @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1, 5})
    void refusesSizesThatTheDataDoesNotHave(long size) {
        TensorProto tensor = TensorProto.newBuilder().setName("c").setDataType(1).addDims(size).setRawData(ByteString.copyFrom(new byte[12])).build();
        assertThatThrownBy(plus(tensor)::load).isInstanceOf(OnnxFormatException.class).hasMessageContaining("initializer \"c\"");
        TensorProto typed = TensorProto.newBuilder().setName("c").setDataType(1).addDims(size).addFloatData(1).build();
        assertThatThrownBy(plus(typed)::load).isInstanceOf(OnnxFormatException.class).hasMessageContaining("initializer \"c\"");
    }

    @Test void inputsAreHeldAgainstTheirTypes() {
        OnnxModel model = SampleModels.classifier().load();
        assertThatThrownBy(() -> model.run(Tensor.zeros(2, 1, 5, 6))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input image: float [batch, 1, 6, 6], got float [2, 1, 5, 6]");
        assertThatThrownBy(() -> model.run(Map.of("picture", X), Device.preferred())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("picture");
    }

    @Test void errorsNameTheNode() {
        OnnxModel model = ModelBytes.opset(17).input("x", ElementType.FLOAT, "a", "b").input("y", ElementType.FLOAT, "c", "d").output("z", ElementType.FLOAT, "a", "d")
                .node(NodeProto.newBuilder().setName("product").setOpType("MatMul").addInput("x").addInput("y").addOutput("z").build()).load();
        assertThatThrownBy(() -> model.run(List.of(OnnxValue.of(Tensor.zeros(2, 3)), OnnxValue.of(Tensor.zeros(4, 5))), Device.preferred()))
                .isInstanceOf(OnnxFormatException.class).hasMessageContaining("node \"product\" (MatMul), opset 17").hasMessageContaining("[2, 3]");
    }

    @Test void checkNamesSettingsThatNoOperatorHas(@TempDir Path folder) throws Exception {
        var text = org.ventral.onnx.proto.AttributeProto.newBuilder().setName("mode").setType(org.ventral.onnx.proto.AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8("spiral")).build();
        Path file = Files.write(folder.resolve("m.onnx"), ModelBytes.opset(17).input("x", ElementType.FLOAT, 1, 4, 2, 2).output("y", ElementType.FLOAT, 1, 1, 4, 4)
                .node("DepthToSpace", List.of("x"), List.of("y"), ModelBytes.integer("blocksize", 2), text).bytes());
        assertThat(OnnxModels.check(file).settings()).singleElement().asString().contains("DepthToSpace").endsWith("with mode spiral");
        assertThatThrownBy(() -> OnnxModels.load(file)).isInstanceOf(OnnxUnsupportedException.class).hasMessageContaining("mode spiral");
    }

    @Test void checkSeesFunctionsAsTheyAreCalled(@TempDir Path folder) throws Exception {
        AttributeProto reference = AttributeProto.newBuilder().setName("mode").setRefAttrName("how").setType(AttributeProto.AttributeType.STRING).build();
        FunctionProto function = FunctionProto.newBuilder().setName("Unfold").setDomain("own").addInput("a").addOutput("b").addAttribute("how").addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(ModelBytes.call("DepthToSpace", List.of("a"), List.of("b"), ModelBytes.integer("blocksize", 2), reference)).build();
        NodeProto call = NodeProto.newBuilder().setOpType("Unfold").setDomain("own").addInput("x").addOutput("y").build();
        AttributeProto.Builder how = AttributeProto.newBuilder().setName("how").setType(AttributeProto.AttributeType.STRING);
        ModelBytes model = ModelBytes.opset(17).input("x", ElementType.FLOAT, 1, 4, 2, 2).output("y", ElementType.FLOAT, 1, 1, 4, 4).function(function)
                .with(m -> m.model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1)))
                .node(call.toBuilder().addAttribute(how.setS(ByteString.copyFromUtf8("CRD"))).build());
        assertThat(OnnxModels.check(Files.write(folder.resolve("good.onnx"), model.bytes())).isSupported()).isTrue();
        model.node(call.toBuilder().clearOutput().addOutput("z").addAttribute(how.setS(ByteString.copyFromUtf8("spiral"))).build());
        Path file = Files.write(folder.resolve("bad.onnx"), model.bytes());
        assertThat(OnnxModels.check(file).settings()).singleElement().asString().endsWith("with mode spiral");
        assertThatThrownBy(() -> OnnxModels.load(file)).isInstanceOf(OnnxUnsupportedException.class).hasMessageContaining("mode spiral");
    }

    @Test void checkNamesConstantsThatCannotBeHeld(@TempDir Path folder) throws Exception {
        TensorProto complex = TensorProto.newBuilder().setName("c").setDataType(ElementType.COMPLEX64.code()).addDims(1).setRawData(ByteString.copyFrom(new byte[8])).build();
        FunctionProto function = FunctionProto.newBuilder().setName("F").setDomain("own").addInput("a").addOutput("b").addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(ModelBytes.call("Constant", List.of(), List.of("k"), ModelBytes.tensor("value", complex))).addNode(ModelBytes.call("Identity", List.of("a"), List.of("b"))).build();
        ModelBytes model = ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").output("y", ElementType.FLOAT, "n").function(function)
                .initializer(complex)
                .node(NodeProto.newBuilder().setOpType("F").setDomain("own").addInput("x").addOutput("y").build());
        Path file = Files.write(folder.resolve("m.onnx"), model.bytes());
        assertThat(OnnxModels.check(file).tensors()).hasSize(2).allMatch(line -> line.endsWith("of element type complex64"))
                .anyMatch(line -> line.startsWith("initializer \"c\"")).anyMatch(line -> line.contains("(Constant), attribute value"));
        assertThatThrownBy(() -> OnnxModels.load(file)).isInstanceOf(OnnxUnsupportedException.class).hasMessageContaining("complex64");
    }

    // ------------------------------------------------------------------------------------------------ external data

    private static byte[] external(String location, String offset, String length) {
        TensorProto tensor = TensorProto.newBuilder().setName("c").setDataType(1).addDims(3).setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location)).addExternalData(entry("offset", offset)).addExternalData(entry("length", length)).build();
        return plus(tensor).bytes();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Test void mapsExternalData(@TempDir Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("model/weights"));
        Files.write(folder.resolve("w.bin"), ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putFloat(-1).putFloat(10).putFloat(20).putFloat(30).array());
        Path file = Files.write(root.resolve("model/m.onnx"), external("weights/w.bin", "4", "12"));
        assertThat(run(OnnxModels.load(file), X)).containsExactly(11, 22, 33);
    }

    @ParameterizedTest @ValueSource(strings = {"../secret.bin", "weights/../../secret.bin", "link.bin", "linked/secret.bin", "..\\secret.bin", "C:/secret.bin", ".", "", "missing.bin"})
    void readsNothingOutsideTheFolder(String location, @TempDir Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("model"));
        Files.createDirectories(folder.resolve("weights"));
        Path secret = Files.write(root.resolve("secret.bin"), new byte[64]);
        Files.createSymbolicLink(folder.resolve("link.bin"), secret);
        Files.createSymbolicLink(folder.resolve("linked"), root);
        Path file = Files.write(folder.resolve("m.onnx"), external(location, "0", "12"));
        assertThatThrownBy(() -> OnnxModels.load(file)).isInstanceOf(OnnxFormatException.class).hasMessageContaining("initializer \"c\"");
        Path absolute = Files.write(folder.resolve("m.onnx"), external(secret.toString(), "0", "12"));
        assertThatThrownBy(() -> OnnxModels.load(absolute)).isInstanceOf(OnnxFormatException.class).hasMessageContaining("relative");
    }

    @ParameterizedTest @ValueSource(strings = {"8", "9223372036854775807", "-4", "x", "99999999999999999999"})
    void readsNothingBehindTheEndOfAFile(String offset, @TempDir Path folder) throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[16]);
        Path file = Files.write(folder.resolve("m.onnx"), external("w.bin", offset, "12"));
        assertThatThrownBy(() -> OnnxModels.load(file)).isInstanceOf(OnnxFormatException.class).hasMessageContaining("initializer \"c\"");
    }

    @Test void bytesAloneHaveNoFolder() {
        assertThatThrownBy(() -> OnnxModels.read(external("w.bin", "0", "12"))).isInstanceOf(OnnxFormatException.class).hasMessageContaining("not in a folder");
    }
}
