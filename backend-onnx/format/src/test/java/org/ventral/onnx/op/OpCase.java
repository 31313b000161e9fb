package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;

/**
 * One operator on some values, and what it must give: on the reference backend and on the fast one.
 *
 * {@snippet :
 * OpCase.of("Clip", 13).in(vector(FLOAT, -2, 0.5, 7)).in(scalar(FLOAT, 0)).out(vector(FLOAT, 0, 0.5, 7)).check();
 * }
 */
final class OpCase {
    private static final List<String> DEVICES = List.of("reference", "cpu");
    private static final double RELATIVE = 1e-5, ABSOLUTE = 1e-7, STEP = 1e-5, GRADIENT = 1e-6;

    private final String op;
    private final String domain;
    private final int opset;
    private final Map<String, AttributeDef> attributes = new LinkedHashMap<>();
    private final Map<String, Subgraph> graphs = new LinkedHashMap<>();
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxValue> expected = new ArrayList<>();
    private String note = "";

    private OpCase(String domain, String op, int opset) {
        this.domain = domain;
        this.op = op;
        this.opset = opset;
    }

    static OpCase of(String op, int opset) {
        return new OpCase("", op, opset);
    }

    static OpCase of(String domain, String op, int opset) {
        return new OpCase(domain, op, opset);
    }

    // ------------------------------------------------------------------------------------------------ the node

    OpCase with(String name, long value) {
        return put(name, new AttributeDef.OfInteger(name, value));
    }

    OpCase with(String name, float value) {
        return put(name, new AttributeDef.OfNumber(name, value));
    }

    OpCase with(String name, String value) {
        return put(name, new AttributeDef.OfText(name, value));
    }

    OpCase withAll(String name, Long... values) {
        return put(name, new AttributeDef.OfIntegers(name, List.of(values)));
    }

    OpCase withNumbers(String name, Float... values) {
        return put(name, new AttributeDef.OfNumbers(name, List.of(values)));
    }

    OpCase withTexts(String name, String... values) {
        return put(name, new AttributeDef.OfTexts(name, List.of(values)));
    }

    /** A graph that is run as said, and declared as said; either may be null. */
    OpCase withGraph(String name, GraphDef declared, Subgraph graph) {
        if (declared != null) put(name, new AttributeDef.OfGraph(name, declared));
        graphs.put(name, graph);
        return this;
    }

    private OpCase put(String name, AttributeDef attribute) {
        attributes.put(name, attribute);
        return this;
    }

    OpCase in(OnnxValue... values) {
        inputs.addAll(List.of(values));
        return this;
    }

    /** What must come out; an absent value is an output that is not wanted. */
    OpCase out(OnnxValue... values) {
        expected.addAll(List.of(values));
        return this;
    }

    OpCase note(String text) {
        note = text;
        return this;
    }

    // ------------------------------------------------------------------------------------------------ values

    static OnnxValue tensor(ElementType type, Shape shape, double... values) {
        Tensor tensor = Tensor.uninitialized(new TensorType(type.holder(), shape), Device.named("reference"));
        tensor.write(values);
        return OnnxValue.of(type, tensor);
    }

    static OnnxValue vector(ElementType type, double... values) {
        return tensor(type, Shape.of(values.length), values);
    }

    static OnnxValue scalar(ElementType type, double value) {
        return tensor(type, Shape.scalar(), value);
    }

    /** A matrix by its rows, which are written one after another. */
    static OnnxValue matrix(ElementType type, int columns, double... values) {
        return tensor(type, Shape.of(values.length / columns, columns), values);
    }

    /** Integers that a double cannot hold; those of uint64 by their bits. */
    static OnnxValue whole(ElementType type, long... values) {
        Tensor tensor = Tensor.uninitialized(new TensorType(type.holder(), Shape.of(values.length)), Device.named("reference"));
        tensor.write(values);
        return OnnxValue.of(type, tensor);
    }

    static OnnxValue strings(String... values) {
        return OnnxValue.strings(List.of(values), values.length);
    }

    // ------------------------------------------------------------------------------------------------ running

    List<OnnxValue> run(Device device) {
        List<OnnxValue> moved = inputs.stream().map(v -> v.to(device)).toList();
        return run(device, moved);
    }

    private List<OnnxValue> run(Device device, List<OnnxValue> values) {
        List<String> in = IntStream.range(0, values.size()).mapToObj(i -> values.get(i).isPresent() ? "x" + i : "").toList();
        List<String> out = expected.isEmpty() ? List.of("y") : IntStream.range(0, expected.size()).mapToObj(i -> expected.get(i).isPresent() ? "y" + i : "").toList();
        NodeDef node = new NodeDef("test", domain, op, "", in, out, Collections.unmodifiableMap(attributes));
        Operator operator = Registry.standard().find(domain, op, opset).orElseThrow(() -> new AssertionError(op + " is not there in opset " + opset));
        return operator.run(new Call(node, opset, values, graphs, device, Rng.of(7)));
    }

    /** Runs it on every device and compares. */
    void check() {
        for (String name : DEVICES) {
            List<OnnxValue> got = run(Device.named(name));
            assertTrue(got.size() >= expected.size(), () -> this + ": " + got.size() + " outputs");
            for (int i = 0; i < expected.size(); i++)
                if (expected.get(i).isPresent()) compare(this + " on " + name + ", output " + i, expected.get(i), got.get(i));
        }
    }

    /** Traces it with an input that has a type but no values, runs the graph on them, and compares with what it gives at once. */
    void checkTrace(int input) {
        Device device = Device.named("reference");
        OnnxValue traced = inputs.get(input);
        Graph graph = Graph.tracer().on(device).trace(in -> {
            List<OnnxValue> values = new ArrayList<>(inputs.stream().map(v -> v.to(device)).toList());
            values.set(input, OnnxValue.of(traced.type(), in.getFirst()));
            return run(device, values).stream().filter(OnnxValue::isPresent).map(OnnxValue::tensor).toList();
        }, List.of(new GraphInput("x", traced.tensor().type())));
        List<Tensor> got = graph.run(List.of(traced.tensor().to(device)));
        List<OnnxValue> want = run(device).stream().filter(OnnxValue::isPresent).toList();
        for (int i = 0; i < want.size(); i++) compare(this + " traced, output " + i, want.get(i), OnnxValue.of(want.get(i).type(), got.get(i)));
    }

    private static void compare(String where, OnnxValue expected, OnnxValue got) {
        assertEquals(expected.type(), got.type(), where);
        assertEquals(expected.shape(), got.shape(), where);
        if (expected instanceof OnnxValue.OfStrings) {
            assertEquals(expected, got, where);
        } else if (expected.type().isFloating()) {
            double[] want = expected.tensor().toDoubles(), have = got.tensor().toDoubles();
            for (int i = 0; i < want.length; i++) {
                boolean close = Double.compare(want[i], have[i]) == 0 || want[i] == have[i] || Math.abs(want[i] - have[i]) <= ABSOLUTE + RELATIVE * Math.abs(want[i]);
                assertTrue(close, where + ": expected " + Arrays.toString(want) + ", got " + Arrays.toString(have));
            }
        } else {
            assertEquals(Arrays.toString(expected.tensor().toLongs()), Arrays.toString(got.tensor().toLongs()), where);
        }
    }

    /** Compares the gradient of a weighted sum of output 0 with respect to an input, of type double, with finite differences. */
    void checkGradient(int input) {
        for (String name : DEVICES) {
            Device device = Device.named(name);
            Tensor x = inputs.get(input).tensor().to(device).copy().requiresGradient();
            Tensor y = weighted(device, input, x);
            double[] got = y.backward().of(x).toDoubles(), point = x.toDoubles();
            for (int i = 0; i < point.length; i++) {
                double slope = (weighted(device, input, shifted(x, i, STEP)).item() - weighted(device, input, shifted(x, i, -STEP)).item()) / (2 * STEP);
                assertEquals(slope, got[i], GRADIENT * Math.max(1, Math.abs(slope)), this + " on " + name + ": gradient of input " + input + " at " + i);
            }
        }
    }

    private Tensor weighted(Device device, int input, Tensor x) {
        List<OnnxValue> moved = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) moved.add(i == input ? OnnxValue.of(ElementType.DOUBLE, x) : inputs.get(i).to(device));
        Tensor y = run(device, moved).getFirst().tensor();
        double[] weights = new double[(int) y.elements()];
        for (int i = 0; i < weights.length; i++) weights[i] = 1 + 0.3 * i;
        return y.mul(Tensor.of(weights, y.shape().toArray()).to(device)).sum();
    }

    private static Tensor shifted(Tensor x, int place, double by) {
        double[] values = x.toDoubles();
        values[place] += by;
        return Tensor.of(values, x.shape().toArray()).to(x.device());
    }

    @Override public String toString() {
        return "%s %d %s %s%s".formatted(op, opset, attributes.values(), inputs, note.isEmpty() ? "" : " (" + note + ")");
    }
}
