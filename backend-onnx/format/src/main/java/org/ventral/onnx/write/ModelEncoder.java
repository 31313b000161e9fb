package org.ventral.onnx.write;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.OperatorSetIdProto;
import org.ventral.onnx.proto.StringStringEntryProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.onnx.proto.TensorShapeProto;
import org.ventral.onnx.proto.TypeProto;
import org.ventral.onnx.proto.ValueInfoProto;

/** Turns drafts into the bytes of the standard. */
final class ModelEncoder {
    /** Protocol buffers end at 2 GiB; what comes near goes into an external file, whatever the options say. */
    private static final long MOST_INSIDE = 1_900_000_000;

    private final Draft draft;
    private final OnnxExportOptions options;

    ModelEncoder(Draft draft, OnnxExportOptions options) {
        this.draft = draft;
        this.options = options;
    }

    /** The whole model in memory. */
    byte[] bytes() {
        if (inside() > MOST_INSIDE)
            throw new IllegalArgumentException("the model holds %d bytes of parameters, more than one array takes: write it to a file".formatted(inside()));
        return model(null).toByteArray();
    }

    /** Writes the model, and beside it what goes into an external file. What was there is replaced at once or not at all. */
    void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        long limit = limit();
        try (ExternalFile external = new ExternalFile(target)) {
            for (Map.Entry<String, Data> constant : draft.constants().entrySet())
                if (constant.getValue() instanceof Data.Weights(var tensor) && bytes(constant.getValue()) > limit) external.append(constant.getKey(), tensor);
            // The data first: a model never names data that is not there.
            external.finish();
            SafeFile.write(target, model(external)::writeTo);
            external.replaceOthers();
        }
    }

    private static long bytes(Data data) {
        return data.type().shape().elements() * data.type().dtype().bytes();
    }

    private long limit() {
        return inside() > MOST_INSIDE ? Math.min(options.externalAbove(), 1024) : options.externalAbove();
    }

    private long inside() {
        return draft.constants().values().stream().mapToLong(ModelEncoder::bytes).sum();
    }

    private ModelProto model(ExternalFile external) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(irVersion(options.opset()))
                .setProducerName(Metadata.PRODUCER)
                .setProducerVersion(Metadata.version())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(options.opset()))
                .setGraph(graph(draft, external));
        Metadata.of(options).forEach((name, value) -> model.addMetadataProps(entry(name, value)));
        return model.build();
    }

    /** The version of the file format that came with an opset. */
    private static int irVersion(int opset) {
        if (opset <= 14) return 7;
        if (opset <= 18) return 8;
        if (opset <= 20) return 9;
        return opset <= 22 ? 10 : 11;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static GraphProto graph(Draft draft, ExternalFile external) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName(draft.name());
        for (Draft.Port port : draft.inputs()) graph.addInput(port(port));
        for (Draft.Port port : draft.outputs()) graph.addOutput(port(port));
        draft.constants().forEach((name, data) -> graph.addInitializer(constant(name, data, external)));
        for (NodeDraft node : draft.nodes()) graph.addNode(node(node));
        return graph.build();
    }

    private static ValueInfoProto port(Draft.Port port) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String size : port.sizes()) {
            boolean number = Character.isDigit(size.charAt(0)) && size.chars().allMatch(Character::isDigit);
            shape.addDim(number ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(size)) : TensorShapeProto.Dimension.newBuilder().setDimParam(size));
        }
        return ValueInfoProto.newBuilder().setName(port.name())
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(ElementType.of(port.dtype()).code()).setShape(shape)))
                .build();
    }

    private static NodeProto node(NodeDraft node) {
        NodeProto.Builder proto = NodeProto.newBuilder().setOpType(node.op()).addAllInput(node.inputs()).addAllOutput(node.outputs())
                .setName((node.source().isEmpty() ? "" : node.source() + "/") + node.outputs().getFirst());
        node.attributes().forEach((name, value) -> proto.addAttribute(attribute(name, value)));
        return proto.build();
    }

    private static AttributeProto attribute(String name, Attribute value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        switch (value) {
            case Attribute.Whole(long number) -> proto.setType(AttributeProto.AttributeType.INT).setI(number);
            case Attribute.Real(float number) -> proto.setType(AttributeProto.AttributeType.FLOAT).setF(number);
            case Attribute.Text(String text) -> proto.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
            case Attribute.Reals(var numbers) -> proto.setType(AttributeProto.AttributeType.FLOATS).addAllFloats(numbers);
            case Attribute.Texts(var texts) -> proto.setType(AttributeProto.AttributeType.STRINGS).addAllStrings(texts.stream().map(ByteString::copyFromUtf8).toList());
            case Attribute.Wholes(var numbers) -> proto.setType(AttributeProto.AttributeType.INTS).addAllInts(numbers);
            case Attribute.Element(var dtype, double number) -> proto.setType(AttributeProto.AttributeType.TENSOR)
                    .setT(TensorProto.newBuilder().setDataType(ElementType.of(dtype).code()).addDims(1).setRawData(RawData.of(dtype, number)));
            case Attribute.Body(Draft body) -> proto.setType(AttributeProto.AttributeType.GRAPH).setG(graph(body, null));
        }
        return proto.build();
    }

    private static TensorProto constant(String name, Data data, ExternalFile external) {
        TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(ElementType.of(data.type().dtype()).code());
        for (long size : data.type().shape().toArray()) proto.addDims(size);
        if (external == null || !external.holds(name)) return proto.setRawData(RawData.of(data)).build();
        return proto.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", external.name()))
                .addExternalData(entry("offset", Long.toString(external.offset(name))))
                .addExternalData(entry("length", Long.toString(bytes(data))))
                .build();
    }
}
