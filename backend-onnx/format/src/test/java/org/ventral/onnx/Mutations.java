package org.ventral.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.FunctionProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.StringStringEntryProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.tensor.Rng;

/** Damages models, by their bytes and by their structure, in ways that a seed decides. */
final class Mutations {
    private static final List<String> PLACES = List.of("../outside.bin", "/etc/hostname", "a/../../outside.bin", "link.bin", "linked/outside.bin", ".", "", "missing.bin",
            "C:\\outside.bin", "..\\outside.bin", "\0", "inside.bin", "x".repeat(5000));
    private static final List<String> NUMBERS = List.of("0", "-1", "1", "9223372036854775807", "9223372036854775808", "99999999999", "1e3", "");

    private final Rng rng;

    Mutations(Rng rng) {
        this.rng = rng;
    }

    byte[] mutate(byte[] model) {
        byte[] damaged = rng.nextInt(3) == 0 ? structure(model) : model.clone();
        int kind = rng.nextInt(7);
        return switch (damaged.length < 8 ? 6 : kind) {
            case 0 -> flipped(damaged);
            case 1 -> Arrays.copyOf(damaged, rng.nextInt(damaged.length));
            case 2 -> bombed(damaged);
            case 3 -> overwritten(damaged);
            case 4 -> moved(damaged);
            case 5 -> structure(damaged);
            default -> damaged;
        };
    }

    private byte[] flipped(byte[] bytes) {
        int flips = 1 + rng.nextInt(8);
        for (int i = 0; i < flips; i++) bytes[rng.nextInt(bytes.length)] ^= (byte) (1 << rng.nextInt(8));
        return bytes;
    }

    /** A length or count that says far more than is there. */
    private byte[] bombed(byte[] bytes) {
        int at = rng.nextInt(bytes.length), length = 1 + rng.nextInt(9);
        for (int i = at; i < Math.min(at + length, bytes.length); i++) bytes[i] = (byte) (i == at + length - 1 ? 0x01 : 0xFF);
        return bytes;
    }

    private byte[] overwritten(byte[] bytes) {
        int from = rng.nextInt(bytes.length), to = rng.nextInt(bytes.length), length = Math.min(1 + rng.nextInt(32), bytes.length - Math.max(from, to));
        System.arraycopy(bytes.clone(), from, bytes, to, length);
        return bytes;
    }

    private byte[] moved(byte[] bytes) {
        int at = rng.nextInt(bytes.length), cut = Math.min(rng.nextInt(16), bytes.length - at);
        byte[] shorter = new byte[bytes.length - cut];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + cut, shorter, at, bytes.length - at - cut);
        return shorter;
    }

    private byte[] structure(byte[] bytes) {
        ModelProto.Builder model;
        try {
            model = ModelProto.parseFrom(bytes).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            return bytes;
        }
        GraphProto.Builder graph = model.getGraphBuilder();
        if (graph.getNodeCount() == 0) return bytes;
        int at = rng.nextInt(graph.getNodeCount());
        NodeProto.Builder node = graph.getNodeBuilder(at);
        switch (rng.nextInt(10)) {
            case 0 -> node.addInput(graph.getNode(graph.getNodeCount() - 1).getOutputCount() == 0 ? "y" : graph.getNode(graph.getNodeCount() - 1).getOutput(0));
            case 1 -> graph.addNode(at, node.build());
            case 2 -> model.setGraph(nested(graph.build(), 1 + rng.nextInt(60)));
            case 3 -> graph.addInitializer(external());
            case 4 -> sized(graph);
            case 5 -> recursive(model, node);
            case 6 -> exponential(model, node);
            case 7 -> node.setOpType("Unknown" + rng.nextInt(100));
            case 8 -> graph.addInitializer(TensorProto.newBuilder().setName("t").setDataType(rng.nextInt(40) - 5).addDims(rng.nextLong()).setRawData(ByteString.copyFrom(new byte[rng.nextInt(9)])));
            default -> model.clearOpsetImport();
        }
        return model.build().toByteArray();
    }

    private static GraphProto nested(GraphProto graph, int depth) {
        GraphProto inner = graph;
        for (int i = 0; i < depth; i++) {
            NodeProto node = NodeProto.newBuilder().setOpType("If").addInput("c").addOutput("y" + i)
                    .addAttribute(AttributeProto.newBuilder().setName("then_branch").setType(AttributeProto.AttributeType.GRAPH).setG(inner)).build();
            inner = graph.toBuilder().clearNode().addNode(node).build();
        }
        return inner;
    }

    private TensorProto external() {
        return TensorProto.newBuilder().setName("external").setDataType(1).addDims(1L << rng.nextInt(40)).setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", PLACES.get(rng.nextInt(PLACES.size())))).addExternalData(entry("offset", NUMBERS.get(rng.nextInt(NUMBERS.size()))))
                .addExternalData(entry("length", NUMBERS.get(rng.nextInt(NUMBERS.size())))).build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private void sized(GraphProto.Builder graph) {
        if (graph.getInitializerCount() == 0) return;
        TensorProto.Builder tensor = graph.getInitializerBuilder(rng.nextInt(graph.getInitializerCount()));
        tensor.addDims(rng.nextInt(2) == 0 ? rng.nextLong() : 1L << rng.nextInt(63));
        if (rng.nextInt(2) == 0) tensor.clearRawData();
    }

    private static void recursive(ModelProto.Builder model, NodeProto.Builder node) {
        NodeProto call = NodeProto.newBuilder().setOpType("Self").setDomain("own").addInput("a").addOutput("b").build();
        model.addFunctions(FunctionProto.newBuilder().setName("Self").setDomain("own").addInput("a").addOutput("b").addNode(call));
        node.setOpType("Self").setDomain("own");
    }

    /** Functions that each call the next twice. */
    private static void exponential(ModelProto.Builder model, NodeProto.Builder node) {
        for (int i = 0; i < 40; i++) {
            String next = i == 39 ? "Relu" : "F" + (i + 1), domain = i == 39 ? "" : "own";
            model.addFunctions(FunctionProto.newBuilder().setName("F" + i).setDomain("own").addInput("a").addOutput("c")
                    .addNode(NodeProto.newBuilder().setOpType(next).setDomain(domain).addInput("a").addOutput("b"))
                    .addNode(NodeProto.newBuilder().setOpType(next).setDomain(domain).addInput("b").addOutput("c")));
        }
        node.setOpType("F0").setDomain("own");
        while (node.getInputCount() > 1) node.clearInput().addInput("a");
    }
}
