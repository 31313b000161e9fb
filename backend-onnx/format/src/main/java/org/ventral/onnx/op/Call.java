package org.ventral.onnx.op;

import java.util.List;
import java.util.Map;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** One call of an operator: the values that go in, the settings of the node, and where it runs. Safe for use by one thread. */
public final class Call {
    private final NodeDef node;
    private final int opset;
    private final List<OnnxValue> inputs;
    private final Map<String, Subgraph> graphs;
    private final Device device;
    private final Rng rng;

    /**
     * A call.
     *
     * @param node   what is called
     * @param opset  version of the operator's domain
     * @param inputs as many as the node names; those left out are absent
     * @param graphs the node's graphs by attribute name
     * @param device where tensors are made
     * @param rng    to draw from, the node's own
     */
    public Call(NodeDef node, int opset, List<OnnxValue> inputs, Map<String, Subgraph> graphs, Device device, Rng rng) {
        this.node = node;
        this.opset = opset;
        this.inputs = inputs;
        this.graphs = graphs;
        this.device = device;
        this.rng = rng;
    }

    // ------------------------------------------------------------------------------------------------ what is called

    /** Name of the operator. */
    public String op() {
        return node.op();
    }

    /** Domain of the operator; empty for ONNX's own. */
    public String domain() {
        return node.domain();
    }

    /** Version of that domain. */
    public int opset() {
        return opset;
    }

    /** Name of the node. */
    public String node() {
        return node.name();
    }

    /** Where tensors are made and ops run. */
    public Device device() {
        return device;
    }

    /** Random numbers of this node; the same in every run of a model that is loaded anew. */
    public Rng rng() {
        return rng;
    }

    // ------------------------------------------------------------------------------------------------ inputs and outputs

    /** Number of inputs that the node names, those left out included. */
    public int inputs() {
        return inputs.size();
    }

    /** Whether an input is given. */
    public boolean has(int i) {
        return i < inputs.size() && inputs.get(i).isPresent();
    }

    /** An input, absent if it is not given. */
    public OnnxValue value(int i) {
        return i < inputs.size() ? inputs.get(i) : OnnxValue.absent();
    }

    /** A tensor that is given. */
    public Tensor tensor(int i) {
        return switch (value(i)) {
            case OnnxValue.OfTensor(_, var tensor) -> tensor;
            case OnnxValue.Absent _ -> throw malformed("lacks input " + i);
            case OnnxValue other -> throw malformed("input %d must be a tensor of numbers, got %s".formatted(i, other));
        };
    }

    /** Element type of a tensor or of strings that are given. */
    public ElementType type(int i) {
        return switch (value(i)) {
            case OnnxValue.OfTensor(var type, _) -> type;
            case OnnxValue.OfStrings _ -> ElementType.STRING;
            case OnnxValue.Absent _ -> throw malformed("lacks input " + i);
            case OnnxValue other -> throw malformed("input %d must be a tensor, got %s".formatted(i, other));
        };
    }

    /** Strings that are given. */
    public OnnxValue.OfStrings strings(int i) {
        if (value(i) instanceof OnnxValue.OfStrings strings) return strings;
        throw malformed("input %d must be strings, got %s".formatted(i, value(i)));
    }

    /** A sequence that is given. */
    public List<OnnxValue> sequence(int i) {
        if (value(i) instanceof OnnxValue.OfSequence(var values)) return values;
        throw malformed("input %d must be a sequence, got %s".formatted(i, value(i)));
    }

    /** The numbers of an integer input, such as sizes or axes, on the host. */
    public long[] longs(int i) {
        if (!type(i).isInteger()) throw malformed("input %d must be of integers, got %s".formatted(i, value(i)));
        return tensor(i).toLongs();
    }

    /** The only number of an integer input. */
    public long single(int i) {
        long[] values = longs(i);
        if (values.length != 1) throw malformed("input %d must be one integer, got %s".formatted(i, value(i)));
        return values[0];
    }

    /** Whether an input of one truth value is true. */
    public boolean truth(int i) {
        Tensor tensor = tensor(i);
        if (type(i) != ElementType.BOOL || tensor.elements() != 1) throw malformed("input %d must be one bool, got %s".formatted(i, value(i)));
        return tensor.toBooleans()[0];
    }

    /** Number of outputs that the node names, unwanted ones included. */
    public int outputs() {
        return node.outputs().size();
    }

    /** Whether somebody wants an output. */
    public boolean wants(int i) {
        return i < node.outputs().size() && !node.outputs().get(i).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ attributes

    /** Whether an attribute is given. */
    public boolean hasAttribute(String name) {
        return node.attributes().containsKey(name);
    }

    /** An integer that must be given. */
    public long integer(String name) {
        if (!hasAttribute(name)) throw malformed("lacks attribute " + name);
        return integer(name, 0);
    }

    /** An integer. */
    public long integer(String name, long otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case AttributeDef.OfInteger(_, long value) -> value;
            default -> throw wrong(name, "an integer");
        };
    }

    /** Integers; those of {@code otherwise} if there is no such attribute. */
    public long[] integers(String name, long... otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case AttributeDef.OfIntegers(_, var values) -> values.stream().mapToLong(Long::longValue).toArray();
            default -> throw wrong(name, "integers");
        };
    }

    /** A float. */
    public float number(String name, float otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case AttributeDef.OfNumber(_, float value) -> value;
            default -> throw wrong(name, "a float");
        };
    }

    /** Floats; none if there is no such attribute. */
    public float[] numbers(String name) {
        return switch (node.attributes().get(name)) {
            case null -> new float[0];
            case AttributeDef.OfNumbers(_, var values) -> {
                float[] array = new float[values.size()];
                for (int i = 0; i < array.length; i++) array[i] = values.get(i);
                yield array;
            }
            default -> throw wrong(name, "floats");
        };
    }

    /**
     * Text.
     *
     * @throws OnnxUnsupportedException if the attribute is one of {@link Choices} and this is none of its words
     */
    public String text(String name, String otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case AttributeDef.OfText(_, var value) -> {
                if (Choices.refuses(node, opset, name, value)) throw unsupported(name + " " + value);
                yield value;
            }
            default -> throw wrong(name, "text");
        };
    }

    /** Texts; none if there is no such attribute. */
    public String[] texts(String name) {
        return switch (node.attributes().get(name)) {
            case null -> new String[0];
            case AttributeDef.OfTexts(_, var values) -> values.toArray(String[]::new);
            default -> throw wrong(name, "texts");
        };
    }

    /** A tensor that must be given, on the device. */
    public OnnxValue constant(String name) {
        return switch (node.attributes().get(name)) {
            case AttributeDef.OfTensor(_, var tensor) -> TensorCodec.decode(tensor, device);
            case AttributeDef.OfSparse(_, var tensor) -> TensorCodec.decode(tensor, device);
            case null -> throw malformed("lacks attribute " + name);
            default -> throw wrong(name, "a tensor");
        };
    }

    /** The type that an attribute names, such as the element type of an optional without content. */
    public org.ventral.onnx.OnnxType typeAttribute(String name) {
        if (node.attributes().get(name) instanceof AttributeDef.OfType(_, var type)) return type;
        throw hasAttribute(name) ? wrong(name, "a type") : malformed("lacks attribute " + name);
    }

    /** A graph that must be given. */
    public Subgraph graph(String name) {
        Subgraph graph = graphs.get(name);
        if (graph == null) throw hasAttribute(name) ? wrong(name, "a graph") : malformed("lacks attribute " + name);
        return graph;
    }

    /** What a graph that must be given declares an output of it to be. */
    public OnnxType outputType(String name, int output) {
        if (node.attributes().get(name) instanceof AttributeDef.OfGraph(_, var graph)) return graph.outputs().get(output).type();
        throw hasAttribute(name) ? wrong(name, "a graph") : malformed("lacks attribute " + name);
    }

    // ------------------------------------------------------------------------------------------------ results

    /** A value of a type from a tensor of its holder; numbers that the type does not have are rounded or wrapped. */
    public OnnxValue result(ElementType type, Tensor tensor) {
        return Fit.of(type, tensor);
    }

    /** Float32 numbers, row-major, on the device. */
    public OnnxValue host(float[] values, long... shape) {
        return OnnxValue.of(ElementType.FLOAT, Tensor.of(values, shape).to(device));
    }

    /** Float64 numbers, row-major, on the device. */
    public OnnxValue host(double[] values, long... shape) {
        return OnnxValue.of(ElementType.DOUBLE, Tensor.of(values, shape).to(device));
    }

    /** Int64 numbers, row-major, on the device. */
    public OnnxValue host(long[] values, long... shape) {
        return OnnxValue.of(ElementType.INT64, Tensor.of(values, shape).to(device));
    }

    /** Truth values, row-major, on the device. */
    public OnnxValue host(boolean[] values, long... shape) {
        return OnnxValue.of(ElementType.BOOL, Tensor.of(values, shape).to(device));
    }

    // ------------------------------------------------------------------------------------------------ errors

    /** To throw where what the node asks for is allowed but not supported. */
    public OnnxUnsupportedException unsupported(String what) {
        return new OnnxUnsupportedException("%s, opset %d: %s is not supported".formatted(node, opset, what));
    }

    /** To throw where the node is wrong. */
    public OnnxFormatException malformed(String what) {
        return new OnnxFormatException("%s, opset %d: %s".formatted(node, opset, what));
    }

    private OnnxFormatException wrong(String name, String expected) {
        return malformed("attribute %s must be %s".formatted(name, expected));
    }

    @Override public String toString() {
        return node.toString();
    }
}
