package org.ventral.onnx;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Consumer;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.AttributeProto.AttributeType;
import org.ventral.onnx.proto.FunctionProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.OperatorSetIdProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.onnx.proto.TensorShapeProto;
import org.ventral.onnx.proto.TypeProto;
import org.ventral.onnx.proto.ValueInfoProto;
import org.ventral.tensor.Tensor;

/** Makes small models for tests, as the bytes of files. */
final class ModelBytes {
    final ModelProto.Builder model = ModelProto.newBuilder();
    final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

    private ModelBytes() {}

    static ModelBytes opset(int version) {
        ModelBytes bytes = new ModelBytes();
        bytes.model.setIrVersion(8).setProducerName("test").addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version));
        return bytes;
    }

    ModelBytes input(String name, ElementType type, Object... sizes) {
        graph.addInput(port(name, type, sizes));
        return this;
    }

    ModelBytes output(String name, ElementType type, Object... sizes) {
        graph.addOutput(port(name, type, sizes));
        return this;
    }

    ModelBytes initializer(String name, Tensor value) {
        graph.addInitializer(tensor(name, OnnxValue.of(value)));
        return this;
    }

    ModelBytes initializer(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    ModelBytes node(String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(call(op, inputs, outputs, attributes));
        return this;
    }

    ModelBytes node(NodeProto node) {
        graph.addNode(node);
        return this;
    }

    ModelBytes function(FunctionProto function) {
        model.addFunctions(function);
        return this;
    }

    ModelBytes with(Consumer<ModelBytes> change) {
        change.accept(this);
        return this;
    }

    byte[] bytes() {
        return model.setGraph(graph).build().toByteArray();
    }

    OnnxModel load() {
        return OnnxModels.read(bytes());
    }

    static NodeProto call(String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addAllOutput(outputs).addAllAttribute(List.of(attributes)).build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto integers(String name, long... values) {
        var proto = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) proto.addInts(value);
        return proto.build();
    }

    static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.TENSOR).setT(value).build();
    }

    static AttributeProto graph(String name, GraphProto value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(value).build();
    }

    static TensorProto tensor(String name, OnnxValue value) {
        TensorDef raw = TensorCodec.encode(name, value);
        var proto = TensorProto.newBuilder().setName(name).setDataType(raw.type().code()).setRawData(ByteString.copyFrom(raw.raw().asByteBuffer()));
        for (long size : raw.shape().toArray()) proto.addDims(size);
        return proto.build();
    }

    /** A size is a number, or a name for an open one. */
    static ValueInfoProto port(String name, ElementType type, Object... sizes) {
        var shape = TensorShapeProto.newBuilder();
        for (Object size : sizes) {
            var dimension = TensorShapeProto.Dimension.newBuilder();
            if (size instanceof Number number) dimension.setDimValue(number.longValue());
            else dimension.setDimParam(size.toString());
            shape.addDim(dimension);
        }
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.code()).setShape(shape))).build();
    }
}
