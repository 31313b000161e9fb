package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ventral.onnx.ElementType;
import org.ventral.tensor.DType;

/** The nodes at the beginning of a graph that compute, from the shapes of the inputs, what depends on sizes. Each number is computed once. */
final class SizeNodes {
    /** Where a size is seen: an axis of an input. */
    record Place(String input, int axis) {}

    private final Map<String, Place> places;
    private final Names names;
    private final Map<String, Data> constants;
    private final List<NodeDraft> nodes = new ArrayList<>();
    private final Map<String, String> made = new HashMap<>();

    SizeNodes(Map<String, Place> places, Names names, Map<String, Data> constants) {
        this.places = new LinkedHashMap<>(places);
        this.names = names;
        this.constants = constants;
    }

    List<NodeDraft> nodes() {
        return nodes;
    }

    private String node(String key, String op, SortedMap<String, Attribute> attributes, String... inputs) {
        return made.computeIfAbsent(key, _ -> {
            String output = names.next("size_" + op);
            nodes.add(new NodeDraft(op, Arrays.asList(inputs), List.of(output), attributes, "sizes"));
            return output;
        });
    }

    private String node(String op, String... inputs) {
        return node(op + Arrays.toString(inputs), op, new TreeMap<>(), inputs);
    }

    private String node(String op, String attribute, long value, String... inputs) {
        return node(op + value + Arrays.toString(inputs), op, new TreeMap<>(Map.of(attribute, new Attribute.Whole(value))), inputs);
    }

    String constant(Data data) {
        return made.computeIfAbsent(data.toString() + (data instanceof Data.Whole(long[] values, _) ? Arrays.toString(values) : ""), _ -> {
            String name = names.next("size_constant");
            constants.put(name, data);
            return name;
        });
    }

    private String whole(long... values) {
        return constant(new Data.Whole(values, false));
    }

    /** A formula's value as a vector of one int64. */
    String vector(SizeFormula formula) {
        String sum = null;
        for (int index = 0; index < formula.factors().size(); index++) {
            long factor = formula.factors().get(index);
            if (factor == 0) continue;
            String term = null;
            for (String name : formula.product(index)) {
                Place place = places.get(name);
                String size = node("Gather", "axis", 0, node("Shape", place.input()), whole(place.axis()));
                term = term == null ? size : node("Mul", term, size);
            }
            if (term == null) term = whole(factor);
            else if (factor != 1) term = node("Mul", term, whole(factor));
            sum = sum == null ? term : node("Add", sum, term);
        }
        if (sum == null) return whole(0);
        return formula.divisor() == 1 ? sum : node("Div", sum, whole(formula.divisor()));
    }

    /** A formula's value as an int64 without axes. */
    String scalar(SizeFormula formula) {
        return node("Squeeze", vector(formula), whole(0));
    }

    /** Several values as one vector. */
    String vector(List<SizeFormula> formulas) {
        if (formulas.size() == 1) return vector(formulas.getFirst());
        return node("Concat", "axis", 0, formulas.stream().map(this::vector).toArray(String[]::new));
    }

    String cast(String value, DType to) {
        return to == DType.INT64 ? value : node("Cast", "to", ElementType.of(to).code(), value);
    }

    String reciprocal(String value) {
        return node("Reciprocal", value);
    }

    String expand(String value, List<SizeFormula> shape) {
        return node("Expand", value, vector(shape));
    }

    String reshape(String value, List<SizeFormula> shape) {
        return node("Reshape", value, vector(shape));
    }

    /** {@code start, start + step, …}, int64. */
    String range(long start, long step, SizeFormula count) {
        String first = constant(new Data.Whole(new long[] {start}, true)), by = constant(new Data.Whole(new long[] {step}, true));
        return node("Range", first, node("Add", node("Mul", scalar(count), by), first), by);
    }
}
