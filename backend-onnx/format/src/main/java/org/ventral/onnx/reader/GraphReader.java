package org.ventral.onnx.reader;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ventral.onnx.OnnxFormatException;
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

/** From protobuf messages to records. */
final class GraphReader {
    private final TensorReader tensors;

    GraphReader(TensorReader tensors) {
        this.tensors = tensors;
    }

    ModelDef model(ModelProto model) {
        if (!model.hasGraph()) throw new OnnxFormatException("this is no ONNX model: it has no graph");
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : model.getMetadataPropsList()) metadata.put(entry.getKey(), entry.getValue());
        List<FunctionDef> functions = new ArrayList<>();
        for (FunctionProto function : model.getFunctionsList()) functions.add(function(function));
        return new ModelDef(model.getIrVersion(), model.getProducerName(), model.getProducerVersion(), model.getDomain(), model.getModelVersion(),
                model.getDocString(), metadata, opsets(model.getOpsetImportList(), "model"), functions, graph(model.getGraph()));
    }

    private static Map<String, Integer> opsets(List<OperatorSetIdProto> imports, String where) {
        Map<String, Integer> opsets = new LinkedHashMap<>();
        for (OperatorSetIdProto one : imports) {
            if (one.getVersion() < 1 || one.getVersion() > Integer.MAX_VALUE)
                throw new OnnxFormatException("%s: opset %d of domain \"%s\"".formatted(where, one.getVersion(), one.getDomain()));
            opsets.put(domain(one.getDomain()), (int) one.getVersion());
        }
        return opsets;
    }

    /** ONNX's own domain has two names. */
    private static String domain(String name) {
        return name.equals("ai.onnx") ? "" : name;
    }

    private FunctionDef function(FunctionProto function) {
        Map<String, AttributeDef> defaults = new LinkedHashMap<>();
        String where = "function \"" + function.getName() + "\"";
        for (AttributeProto attribute : function.getAttributeProtoList()) defaults.put(attribute.getName(), attribute(attribute, where));
        return new FunctionDef(domain(function.getDomain()), function.getName(), function.getOverload(), List.copyOf(function.getInputList()), List.copyOf(function.getOutputList()),
                List.copyOf(function.getAttributeList()), defaults, nodes(function.getNodeList()), opsets(function.getOpsetImportList(), where));
    }

    GraphDef graph(GraphProto graph) {
        List<TensorDef> initializers = new ArrayList<>(graph.getInitializerCount());
        for (TensorProto tensor : graph.getInitializerList()) initializers.add(tensors.read(tensor, "initializer"));
        List<SparseTensorDef> sparse = new ArrayList<>();
        for (SparseTensorProto tensor : graph.getSparseInitializerList()) sparse.add(tensors.read(tensor, "sparse initializer"));
        return new GraphDef(graph.getName(), nodes(graph.getNodeList()), initializers, sparse, ports(graph.getInputList()), ports(graph.getOutputList()), ports(graph.getValueInfoList()));
    }

    private List<NodeDef> nodes(List<NodeProto> protos) {
        List<NodeDef> nodes = new ArrayList<>(protos.size());
        Map<String, String> names = new HashMap<>();        // one string for each name, however often it stands in the file
        for (NodeProto proto : protos) {
            String name = proto.getName().isEmpty() ? proto.getOpType() + "_" + nodes.size() : proto.getName();
            Map<String, AttributeDef> attributes = new LinkedHashMap<>();
            String where = "node \"%s\" (%s)".formatted(name, proto.getOpType());
            for (AttributeProto attribute : proto.getAttributeList())
                if (attributes.put(attribute.getName(), attribute(attribute, where)) != null)
                    throw new OnnxFormatException("%s: attribute %s is there twice".formatted(where, attribute.getName()));
            nodes.add(new NodeDef(name, domain(proto.getDomain()), proto.getOpType(), proto.getOverload(), interned(proto.getInputList(), names), interned(proto.getOutputList(), names), attributes));
        }
        return nodes;
    }

    private static List<String> interned(List<String> list, Map<String, String> names) {
        return list.stream().map(n -> names.computeIfAbsent(n, k -> k)).toList();
    }

    private AttributeDef attribute(AttributeProto proto, String where) {
        String name = proto.getName();
        if (!proto.getRefAttrName().isEmpty()) return new AttributeDef.Reference(name, proto.getRefAttrName());
        String here = where + ", attribute " + name;
        return switch (kind(proto, here)) {
            case FLOAT -> new AttributeDef.OfNumber(name, proto.getF());
            case INT -> new AttributeDef.OfInteger(name, proto.getI());
            case STRING -> new AttributeDef.OfText(name, proto.getS().toString(StandardCharsets.UTF_8));
            case TENSOR -> new AttributeDef.OfTensor(name, tensors.read(proto.getT(), here));
            case SPARSE_TENSOR -> new AttributeDef.OfSparse(name, tensors.read(proto.getSparseTensor(), here));
            case GRAPH -> new AttributeDef.OfGraph(name, graph(proto.getG()));
            case FLOATS -> new AttributeDef.OfNumbers(name, proto.getFloatsList());
            case INTS -> new AttributeDef.OfIntegers(name, proto.getIntsList());
            case STRINGS -> new AttributeDef.OfTexts(name, proto.getStringsList().stream().map(s -> s.toString(StandardCharsets.UTF_8)).toList());
            case TYPE_PROTO -> new AttributeDef.OfType(name, type(proto.getTp(), here));
            case TENSORS, GRAPHS, SPARSE_TENSORS, TYPE_PROTOS -> new AttributeDef.OfOthers(name, proto.getType().name());
            case UNDEFINED -> throw new OnnxFormatException(here + " has no value");
        };
    }

    /** What the attribute is; the first versions of the format did not say it, so that it must be told from the field that is there. */
    private static AttributeProto.AttributeType kind(AttributeProto proto, String where) {
        if (proto.hasType() && proto.getType() != AttributeProto.AttributeType.UNDEFINED) return proto.getType();
        if (proto.hasF()) return AttributeProto.AttributeType.FLOAT;
        if (proto.hasI()) return AttributeProto.AttributeType.INT;
        if (proto.hasS()) return AttributeProto.AttributeType.STRING;
        if (proto.hasT()) return AttributeProto.AttributeType.TENSOR;
        if (proto.hasG()) return AttributeProto.AttributeType.GRAPH;
        if (proto.getFloatsCount() > 0) return AttributeProto.AttributeType.FLOATS;
        if (proto.getIntsCount() > 0) return AttributeProto.AttributeType.INTS;
        if (proto.getStringsCount() > 0) return AttributeProto.AttributeType.STRINGS;
        throw new OnnxFormatException(where + " has no value");
    }

    private static List<OnnxPort> ports(List<ValueInfoProto> infos) {
        List<OnnxPort> ports = new ArrayList<>(infos.size());
        for (ValueInfoProto info : infos) ports.add(new OnnxPort(info.getName(), type(info.getType(), "value \"" + info.getName() + "\"")));
        return ports;
    }

    private static OnnxType type(TypeProto type, String where) {
        return switch (type.getValueCase()) {
            case TENSOR_TYPE -> tensorType(type.getTensorType(), where);
            case SEQUENCE_TYPE -> new OnnxType.OfSequence(type(type.getSequenceType().getElemType(), where));
            case OPTIONAL_TYPE -> new OnnxType.OfOptional(type(type.getOptionalType().getElemType(), where));
            case MAP_TYPE -> new OnnxType.Other("map");
            case SPARSE_TENSOR_TYPE -> new OnnxType.Other("sparse tensor");
            case VALUE_NOT_SET -> new OnnxType.Other("");
        };
    }

    private static OnnxType tensorType(TypeProto.Tensor tensor, String where) {
        if (tensor.getElemType() == 0) return new OnnxType.Other("");
        Optional<List<OnnxType.Dimension>> dimensions = Optional.empty();
        if (tensor.hasShape()) {
            List<OnnxType.Dimension> sizes = new ArrayList<>();
            for (TensorShapeProto.Dimension size : tensor.getShape().getDimList()) sizes.add(dimension(size));
            dimensions = Optional.of(List.copyOf(sizes));
        }
        return new OnnxType.OfTensor(TensorReader.type(tensor.getElemType(), where), dimensions);
    }

    /** Some exporters write -1, or 0 for a batch, where they mean an open size; a size below 0 is open. */
    private static OnnxType.Dimension dimension(TensorShapeProto.Dimension size) {
        return size.hasDimValue() ? new OnnxType.Dimension(Math.max(size.getDimValue(), -1), "") : new OnnxType.Dimension(-1, size.getDimParam());
    }
}
