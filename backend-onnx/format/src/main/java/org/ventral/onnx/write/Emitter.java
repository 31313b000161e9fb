package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ventral.onnx.ElementType;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Builds a graph node by node, in the words of one opset. Names are given in the order of the calls, so that the same calls make the same
 * graph; the bodies of branches and loops have emitters of their own, which share names and constants with the one around them.
 */
final class Emitter {
    /** Beyond every size: "up to the end" as the bound of a slice. */
    static final long END = Long.MAX_VALUE;

    private final int opset;
    private final Emitter outer;
    private final Names names;
    private final Map<String, Data> constants;
    private final Map<Data, Ref> shared;
    private final Map<String, Shape> shapes;
    private final List<NodeDraft> nodes = new ArrayList<>();
    private final Set<String> made = new HashSet<>();
    private String source = "";

    Emitter(int opset) {
        this(opset, null);
    }

    private Emitter(int opset, Emitter outer) {
        this.opset = opset;
        this.outer = outer;
        this.names = outer == null ? new Names() : outer.names;
        this.constants = outer == null ? new LinkedHashMap<>() : outer.constants;
        this.shared = outer == null ? new HashMap<>() : outer.shared;
        this.shapes = outer == null ? new HashMap<>() : outer.shapes;
    }

    int opset() {
        return opset;
    }

    /** An emitter for a body inside this graph. */
    Emitter inner() {
        Emitter inner = new Emitter(opset, this);
        inner.source = source;
        return inner;
    }

    /** Which op of ours the nodes to come are for. */
    void source(String op) {
        source = op;
    }

    String source() {
        return source;
    }

    Names names() {
        return names;
    }

    /** The graph so far. Constants are held by the outermost graph. */
    Draft draft(String name, List<Draft.Port> inputs, List<Draft.Port> outputs) {
        return new Draft(name, inputs, outputs, nodes, outer == null ? constants : Map.of(), shapes);
    }

    // ------------------------------------------------------------------------------------------------ nodes

    /** A node of one output. */
    Node node(String op, Ref... inputs) {
        return new Node(op, Arrays.asList(inputs));
    }

    Node node(String op, List<Ref> inputs) {
        return new Node(op, inputs);
    }

    /** A node in the making: attributes, then outputs. */
    final class Node {
        private final String op;
        private final List<Ref> inputs;
        private final SortedMap<String, Attribute> attributes = new TreeMap<>();

        private Node(String op, List<Ref> inputs) {
            this.op = op;
            this.inputs = inputs;
        }

        Node with(String name, long value) {
            attributes.put(name, new Attribute.Whole(value));
            return this;
        }

        Node with(String name, float value) {
            attributes.put(name, new Attribute.Real(value));
            return this;
        }

        Node with(String name, String value) {
            attributes.put(name, new Attribute.Text(value));
            return this;
        }

        Node with(String name, List<Long> values) {
            attributes.put(name, new Attribute.Wholes(values));
            return this;
        }

        Node with(String name, Attribute value) {
            attributes.put(name, value);
            return this;
        }

        Ref to(TensorType type) {
            return to(List.of(type)).getFirst();
        }

        List<Ref> to(List<TensorType> types) {
            return to(types, java.util.Collections.nCopies(types.size(), null));
        }

        /** Outputs with names of their own, where not null. */
        List<Ref> to(List<TensorType> types, List<String> wanted) {
            List<Ref> outputs = new ArrayList<>();
            for (int i = 0; i < types.size(); i++)
                outputs.add(new Ref(wanted.get(i) != null ? wanted.get(i) : names.next(op), types.get(i)));
            List<String> from = new ArrayList<>();
            for (Ref input : inputs) from.add(input == null ? "" : input.name());
            while (!from.isEmpty() && from.getLast().isEmpty()) from.removeLast();
            for (Ref output : outputs) {
                made.add(output.name());
                shapes.put(output.name(), output.shape());
            }
            nodes.add(new NodeDraft(op, from, outputs.stream().map(Ref::name).toList(), attributes, source));
            return outputs;
        }
    }

    /** Whether a node of this graph, not of one around it, makes the value of this name. */
    boolean makes(String name) {
        return made.contains(name);
    }

    // ------------------------------------------------------------------------------------------------ constants

    /** A tensor that the program has no name for. Single numbers are shared. */
    Ref constant(Tensor tensor) {
        boolean whole = tensor.dtype() == DType.INT64 && tensor.rank() <= 1 && tensor.elements() <= 64;
        if (whole) return constant("constant", new Data.Whole(tensor.toLongs(), tensor.rank() == 0));
        if (tensor.rank() == 0 && tensor.dtype().isArithmetic()) return number(tensor.dtype(), tensor.item());
        return weights(names.next("constant"), tensor);
    }

    /** A tensor under a name. */
    Ref weights(String name, Tensor tensor) {
        constants.put(name, new Data.Weights(tensor));
        return new Ref(name, tensor.type());
    }

    /** A number without axes. */
    Ref number(DType dtype, double value) {
        return constant("number", new Data.Number(dtype, value));
    }

    /** A vector of int64. */
    Ref wholes(long... values) {
        return constant("sizes", new Data.Whole(values.clone(), false));
    }

    Ref wholes(List<? extends Number> values) {
        return wholes(values.stream().mapToLong(Number::longValue).toArray());
    }

    /** An int64 without axes. */
    Ref whole(long value) {
        return constant("index", new Data.Whole(new long[] {value}, true));
    }

    private Ref constant(String stem, Data data) {
        return shared.computeIfAbsent(data, d -> {
            String name = names.next(stem);
            constants.put(name, d);
            return new Ref(name, d.type());
        });
    }

    // ------------------------------------------------------------------------------------------------ much used nodes

    Ref unary(String op, Ref x) {
        return node(op, x).to(x.type());
    }

    Ref binary(String op, Ref a, Ref b) {
        return node(op, a, b).to(a.type().with(Shape.broadcast(a.shape(), b.shape())));
    }

    Ref binary(String op, Ref a, double b) {
        return binary(op, a, number(a.dtype(), b));
    }

    Ref compare(String op, Ref a, Ref b) {
        return node(op, a, b).to(new TensorType(DType.BOOL, Shape.broadcast(a.shape(), b.shape())));
    }

    Ref compare(String op, Ref a, double b) {
        return compare(op, a, number(a.dtype(), b));
    }

    Ref where(Ref condition, Ref a, Ref b) {
        Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(a.shape(), b.shape()));
        if (a.dtype() != DType.BOOL) return node("Where", condition, a, b).to(a.type().with(shape));
        return binary("Or", binary("And", condition, a), binary("And", unary("Not", condition), b));
    }

    Ref cast(Ref x, DType to) {
        return x.dtype() == to ? x : node("Cast", x).with("to", ElementType.of(to).code()).to(x.type().as(to));
    }

    /** The same elements under another shape. */
    Ref reshape(Ref x, Shape shape) {
        if (x.shape().equals(shape)) return x;
        // A zero in the target means "as it was" to the standard; an empty tensor is made afresh instead.
        if (shape.isEmpty()) return filled(shape, x.dtype(), 0);
        return node("Reshape", x, wholes(shape.toArray())).to(x.type().with(shape));
    }

    /** One value everywhere. */
    Ref filled(Shape shape, DType dtype, double value) {
        return node("ConstantOfShape", wholes(shape.toArray())).with("value", new Attribute.Element(dtype, value)).to(new TensorType(dtype, shape));
    }

    Ref permute(Ref x, int... order) {
        boolean identity = true;
        long[] sizes = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            identity &= order[i] == i;
            sizes[i] = x.size(order[i]);
        }
        if (identity) return x;
        return node("Transpose", x).with("perm", Arrays.stream(order).mapToObj(i -> (long) i).toList()).to(x.type().with(Shape.of(sizes)));
    }

    Ref expand(Ref x, Shape shape) {
        return x.shape().equals(shape) ? x : node("Expand", x, wholes(shape.toArray())).to(x.type().with(shape));
    }

    Ref unsqueeze(Ref x, int axis) {
        return node("Unsqueeze", x, wholes(axis)).to(x.type().with(x.shape().insert(axis, 1)));
    }

    Ref squeeze(Ref x, int axis) {
        return node("Squeeze", x, wholes(axis)).to(x.type().with(x.shape().without(axis)));
    }

    /** {@code length} elements along an axis, every {@code step}-th from {@code start}. */
    Ref slice(Ref x, int axis, long start, long length, long step) {
        if (start == 0 && step == 1 && length == x.size(axis)) return x;
        long end = start + length * step;
        if (step > 0 && end >= x.size(axis)) end = END;
        if (step < 0 && end < 0) end = Long.MIN_VALUE;
        // "All from the end backwards" names no size.
        if (step < 0 && start == x.size(axis) - 1) start = END;
        if (length == 0) start = end = 0;
        return node("Slice", x, wholes(start), wholes(end), wholes(axis), wholes(step)).to(x.type().with(x.shape().with(axis, length)));
    }

    Ref sum(Ref x, List<Integer> axes, boolean keep) {
        if (axes.isEmpty()) return x;
        return node("ReduceSum", x, wholes(axes)).with("keepdims", keep ? 1 : 0).to(x.type().with(reduced(x.shape(), axes, keep)));
    }

    static Shape reduced(Shape shape, List<Integer> axes, boolean keep) {
        Shape result = shape;
        for (int i = axes.size() - 1; i >= 0; i--) result = keep ? result.with(axes.get(i), 1) : result.without(axes.get(i));
        return result;
    }
}
