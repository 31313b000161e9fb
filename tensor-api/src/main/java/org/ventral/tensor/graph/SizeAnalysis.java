package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph.Value;

/** How the numbers in traces of one function, at different sizes, follow the sizes. */
final class SizeAnalysis {
    /** Constants with elements that are sizes have at most so many. */
    private static final int FEW = 16;

    private final SamplePoints points;
    private final Map<Integer, List<Size>> shapes = new HashMap<>();
    private final Map<Integer, Map<String, Size>> options = new HashMap<>();
    private final Map<Value, SymbolicConstant> constants = new LinkedHashMap<>();

    SizeAnalysis(SamplePoints points, List<Graph> traces) {
        this.points = points;
        List<Skeleton> skeletons = traces.stream().map(Skeleton::new).toList();
        Skeleton first = skeletons.getFirst();
        for (Skeleton other : skeletons) requireSame(traces, first, other);
        for (int i = 0; i < first.places.size(); i++) {
            int at = i;
            Skeleton.Place place = first.places.get(i);
            List<Long> numbers = skeletons.stream().map(s -> s.numbers.get(at)).toList();
            Size size = points.fit(numbers);
            if (size == null)
                throw new IllegalStateException("%s of %s is %s for sizes %s: no sum of products of sizes".formatted(
                        place.option().isEmpty() ? "a size" : "option " + place.option(), place.value().name(), numbers, points.all()));
            if (place.option().isEmpty()) shapes.computeIfAbsent(place.value().id(), _ -> new ArrayList<>()).add(size);
            else if (!size.isNumber()) options.computeIfAbsent(place.value().id(), _ -> new LinkedHashMap<>()).put(place.option(), size);
        }
        for (int i = 0; i < first.constants.size(); i++) {
            int at = i;
            constant(first.constants.get(i), skeletons.stream().map(s -> s.constants.get(at).tensor()).toList());
        }
    }

    private void requireSame(List<Graph> traces, Skeleton first, Skeleton other) {
        if (first.structure.equals(other.structure)) return;
        Graph a = traces.getFirst();
        Graph b = traces.stream().filter(trace -> new Skeleton(trace).structure.equals(other.structure)).findFirst().orElseThrow();
        int i = 0;
        int common = Math.min(a.nodes().size(), b.nodes().size());
        while (i < common && a.nodes().get(i).name().equals(b.nodes().get(i).name())) i++;
        String difference = i == common ? "they have %d and %d nodes".formatted(a.nodes().size(), b.nodes().size())
                : "node %d is %s in one and %s in the other".formatted(i, GraphText.header(a.nodes().get(i)), GraphText.header(b.nodes().get(i)));
        throw new IllegalStateException("the function is not the same for sizes %s and %s: %s".formatted(points.all().getFirst(), points.all().get(traces.indexOf(b)), difference));
    }

    private void constant(Graph.Constant constant, List<Tensor> tensors) {
        boolean shaped = !shape(constant.value()).stream().allMatch(Size::isNumber);
        if (constant.parameter()) {
            if (shaped) throw new IllegalStateException("%s is another tensor for other sizes".formatted(constant.value()));
            return;
        }
        List<double[]> values = tensors.stream().map(Tensor::toDoubles).toList();
        if (!shaped && values.stream().allMatch(v -> Arrays.equals(v, values.getFirst()))) return;
        SymbolicConstant found = describe(shaped, values);
        if (found == null)
            throw new IllegalStateException("a constant %s depends on sizes in a way that is not known; compute it from an input, from Tensor.arange or from Tensor.full".formatted(
                    tensors.stream().map(t -> t.type().toString()).collect(Collectors.joining(", "))));
        constants.put(constant.value(), found);
    }

    private SymbolicConstant describe(boolean shaped, List<double[]> values) {
        if (values.stream().allMatch(SizeAnalysis::isUniform)) {
            double one = values.getFirst().length == 0 ? 0 : values.getFirst()[0];
            if (values.stream().allMatch(v -> v.length == 0 || v[0] == one)) return new SymbolicConstant.Filled(one);
            Size size = element(values, 0);
            return size == null ? null : new SymbolicConstant.Sized(size);
        }
        double[] first = values.getFirst();
        if (shaped) {
            double step = first.length > 1 ? first[1] - first[0] : 1;
            boolean whole = first[0] == Math.rint(first[0]) && step == Math.rint(step);
            return whole && values.stream().allMatch(v -> isRange(v, first[0], step)) ? new SymbolicConstant.Range((long) first[0], (long) step) : null;
        }
        if (first.length > FEW) return null;
        List<Size> elements = new ArrayList<>();
        for (int i = 0; i < first.length; i++) {
            Size size = element(values, i);
            if (size == null) return null;
            elements.add(size);
        }
        return new SymbolicConstant.Elements(List.copyOf(elements));
    }

    /** One element as a size, null if it is none. */
    private Size element(List<double[]> values, int index) {
        for (double[] v : values) if (v.length <= index || v[index] != Math.rint(v[index])) return null;
        return points.fit(values.stream().map(v -> (long) v[index]).toList());
    }

    private static boolean isUniform(double[] values) {
        for (double value : values) if (value != values[0]) return false;
        return true;
    }

    private static boolean isRange(double[] values, double start, double step) {
        for (int i = 0; i < values.length; i++) if (values[i] != start + i * step) return false;
        return true;
    }

    List<Size> shape(Value value) {
        return shapes.getOrDefault(value.id(), List.of());
    }

    Map<String, Size> options(Graph.OpNode node) {
        return options.getOrDefault(node.outputs().getFirst().id(), Map.of());
    }

    Map<Value, SymbolicConstant> constants() {
        return constants;
    }

    Map<String, List<Long>> samples() {
        return points.samples();
    }

    /** Whether a value's shape, or its elements if it is a constant, depend on sizes. */
    boolean varies(Value value) {
        return constants.containsKey(value) || !shape(value).stream().allMatch(Size::isNumber);
    }
}
