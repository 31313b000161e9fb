package org.ventral.onnx.rewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import java.util.Map;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.FunctionDef;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.SparseTensorDef;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.AttributeProto.AttributeType;
import org.ventral.onnx.proto.FunctionProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.OperatorSetIdProto;
import org.ventral.onnx.proto.SparseTensorProto;
import org.ventral.onnx.proto.StringStringEntryProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.onnx.proto.TensorShapeProto;
import org.ventral.onnx.proto.TypeProto;
import org.ventral.onnx.proto.ValueInfoProto;

/** A model of records as the bytes of a file: the graph as it was read, with other values for some of its constants. */
public final class DefinitionWriter {
    private final Map<String, TensorDef> changed;

    private DefinitionWriter(Map<String, TensorDef> changed) {
        this.changed = changed;
    }

    /**
     * The bytes of a file. The same model gives the same bytes.
     *
     * @param changed values of initializers and of Constant nodes of the model's graph, by name, in place of those in the definition
     */
    public static byte[] bytes(ModelDef model, Map<String, TensorDef> changed) {
        long size = model.graph().initializers().stream().mapToLong(t -> t.raw().byteSize()).sum();
        if (size > Integer.MAX_VALUE - (1 << 20))
            throw new IllegalArgumentException("the model holds %d bytes of parameters, more than one file of this format takes".formatted(size));
        return new DefinitionWriter(changed).model(model).toByteArray();
    }

    private ModelProto model(ModelDef model) {
        var proto = ModelProto.newBuilder().setIrVersion(model.irVersion()).setProducerName(model.producer()).setProducerVersion(model.producerVersion())
                .setDomain(model.domain()).setModelVersion(model.version()).setDocString(model.description()).setGraph(graph(model.graph(), changed));
        model.opsets().forEach((domain, version) -> proto.addOpsetImport(opset(domain, version)));
        model.metadata().forEach((key, value) -> proto.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        for (FunctionDef function : model.functions()) proto.addFunctions(function(function));
        return proto.build();
    }

    private static OperatorSetIdProto opset(String domain, int version) {
        return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
    }

    private FunctionProto function(FunctionDef function) {
        var proto = FunctionProto.newBuilder().setName(function.name()).setDomain(function.domain()).setOverload(function.overload())
                .addAllInput(function.inputs()).addAllOutput(function.outputs()).addAllAttribute(function.attributes());
        function.defaults().values().forEach(a -> proto.addAttributeProto(attribute(a)));
        for (NodeDef node : function.nodes()) proto.addNode(node(node, Map.of()));
        function.opsets().forEach((domain, version) -> proto.addOpsetImport(opset(domain, version)));
        return proto.build();
    }

    private GraphProto graph(GraphDef graph, Map<String, TensorDef> values) {
        var proto = GraphProto.newBuilder().setName(graph.name());
        for (NodeDef node : graph.nodes()) proto.addNode(node(node, values));
        for (TensorDef tensor : graph.initializers()) proto.addInitializer(tensor(values.getOrDefault(tensor.name(), tensor), tensor.name()));
        for (SparseTensorDef tensor : graph.sparse()) proto.addSparseInitializer(sparse(tensor));
        for (OnnxPort port : graph.inputs()) proto.addInput(port(port));
        for (OnnxPort port : graph.outputs()) proto.addOutput(port(port));
        for (OnnxPort port : graph.values()) proto.addValueInfo(port(port));
        return proto.build();
    }

    private NodeProto node(NodeDef node, Map<String, TensorDef> values) {
        var proto = NodeProto.newBuilder().setName(node.name()).setOpType(node.op()).addAllInput(node.inputs()).addAllOutput(node.outputs());
        if (!node.domain().isEmpty()) proto.setDomain(node.domain());
        if (!node.overload().isEmpty()) proto.setOverload(node.overload());
        TensorDef constant = node.op().equals("Constant") && !node.outputs().isEmpty() ? values.get(node.outputs().getFirst()) : null;
        for (AttributeDef attribute : node.attributes().values())
            proto.addAttribute(attribute(constant == null ? attribute : new AttributeDef.OfTensor(attribute.name(), constant)));
        return proto.build();
    }

    private AttributeProto attribute(AttributeDef attribute) {
        var proto = AttributeProto.newBuilder().setName(attribute.name());
        switch (attribute) {
            case AttributeDef.OfInteger(_, long value) -> proto.setType(AttributeType.INT).setI(value);
            case AttributeDef.OfNumber(_, float value) -> proto.setType(AttributeType.FLOAT).setF(value);
            case AttributeDef.OfText(_, var value) -> proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
            case AttributeDef.OfTensor(_, var value) -> proto.setType(AttributeType.TENSOR).setT(tensor(value, value.name()));
            case AttributeDef.OfSparse(_, var value) -> proto.setType(AttributeType.SPARSE_TENSOR).setSparseTensor(sparse(value));
            case AttributeDef.OfGraph(_, var value) -> proto.setType(AttributeType.GRAPH).setG(graph(value, Map.of()));
            case AttributeDef.OfType(_, var value) -> proto.setType(AttributeType.TYPE_PROTO).setTp(type(value));
            case AttributeDef.OfIntegers(_, var values) -> proto.setType(AttributeType.INTS).addAllInts(values);
            case AttributeDef.OfNumbers(_, var values) -> proto.setType(AttributeType.FLOATS).addAllFloats(values);
            case AttributeDef.OfTexts(_, var values) -> {
                proto.setType(AttributeType.STRINGS);
                for (String value : values) proto.addStrings(ByteString.copyFromUtf8(value));
            }
            case AttributeDef.OfOthers(var name, var kind) -> throw new IllegalArgumentException("attribute %s of kind %s cannot be written".formatted(name, kind));
            case AttributeDef.Reference(_, var to) -> proto.setRefAttrName(to);
        }
        return proto.build();
    }

    private static TensorProto tensor(TensorDef tensor, String name) {
        var proto = TensorProto.newBuilder().setDataType(tensor.type().code());
        if (!name.isEmpty()) proto.setName(name);
        for (long size : tensor.shape().toArray()) proto.addDims(size);
        if (tensor.type().bits() > 0) return proto.setRawData(UnsafeByteOperations.unsafeWrap(tensor.raw().asByteBuffer())).build();
        for (String value : tensor.strings()) proto.addStringData(ByteString.copyFromUtf8(value));
        return proto.build();
    }

    private static SparseTensorProto sparse(SparseTensorDef sparse) {
        var proto = SparseTensorProto.newBuilder().setValues(tensor(sparse.values(), sparse.values().name())).setIndices(tensor(sparse.indices(), sparse.indices().name()));
        for (long size : sparse.shape().toArray()) proto.addDims(size);
        return proto.build();
    }

    private static ValueInfoProto port(OnnxPort port) {
        return ValueInfoProto.newBuilder().setName(port.name()).setType(type(port.type())).build();
    }

    private static TypeProto type(OnnxType type) {
        return switch (type) {
            case OnnxType.OfTensor(var element, var sizes) -> {
                var tensor = TypeProto.Tensor.newBuilder().setElemType(element.code());
                sizes.ifPresent(dimensions -> tensor.setShape(shape(dimensions)));
                yield TypeProto.newBuilder().setTensorType(tensor).build();
            }
            case OnnxType.OfSequence(var element) -> TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder().setElemType(type(element))).build();
            case OnnxType.OfOptional(var element) -> TypeProto.newBuilder().setOptionalType(TypeProto.Optional.newBuilder().setElemType(type(element))).build();
            case OnnxType.Other _ -> TypeProto.getDefaultInstance();
        };
    }

    private static TensorShapeProto shape(List<OnnxType.Dimension> sizes) {
        var proto = TensorShapeProto.newBuilder();
        for (OnnxType.Dimension size : sizes) {
            var one = TensorShapeProto.Dimension.newBuilder();
            if (size.isFixed()) one.setDimValue(size.size());
            else if (!size.symbol().isEmpty()) one.setDimParam(size.symbol());
            proto.addDim(one);
        }
        return proto.build();
    }
}
