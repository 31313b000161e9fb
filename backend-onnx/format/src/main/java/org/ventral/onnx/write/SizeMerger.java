package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * Makes one draft for all sizes out of the drafts of one program at several: these have the same nodes, and where a number in them differs,
 * it is computed from the shapes of the inputs. The target of a reshape mostly needs no computing: it may say "as in the input" and "the
 * rest".
 *
 * <p>Constants are compared where they are used, as two that are equal for one choice of sizes may differ for another.
 */
final class SizeMerger {
    private final List<String> names;
    private final Map<String, List<Long>> samples;
    private final List<Draft> drafts;
    private final Names fresh = new Names();
    private final Map<String, Data> constants = new LinkedHashMap<>();
    /** Constants of the first draft that were taken over, by what they are in all drafts. */
    private final Map<List<String>, String> taken = new HashMap<>();
    private final SizeNodes sizes;

    private SizeMerger(Map<String, List<Long>> samples, Map<String, SizeNodes.Place> places, List<Draft> drafts) {
        this.names = List.copyOf(new TreeMap<>(samples).keySet());
        this.samples = samples;
        this.drafts = drafts;
        Draft first = drafts.getFirst();
        first.inputs().forEach(port -> fresh.claim(port.name()));
        first.shapes().keySet().forEach(fresh::claim);
        first.outputs().forEach(port -> fresh.claim(port.name()));
        this.sizes = new SizeNodes(places, fresh, constants);
    }

    /**
     * One draft for all sizes.
     *
     * @param samples three values of each size
     * @param places where the inputs show each size
     * @param at the draft for given sizes
     */
    static Draft merge(Map<String, List<Long>> samples, Map<String, SizeNodes.Place> places, Function<Map<String, Long>, Draft> at) {
        List<String> names = List.copyOf(new TreeMap<>(samples).keySet());
        List<Draft> drafts = new ArrayList<>();
        for (int corner = 0; corner <= 1 << names.size(); corner++) {
            Map<String, Long> point = new HashMap<>();
            for (int i = 0; i < names.size(); i++)
                point.put(names.get(i), samples.get(names.get(i)).get(corner == 1 << names.size() ? 2 : corner >> i & 1));
            drafts.add(at.apply(point));
        }
        return names.isEmpty() ? drafts.getFirst() : new SizeMerger(samples, places, drafts).merged();
    }

    private Draft merged() {
        List<NodeDraft> nodes = nodes(drafts);
        List<NodeDraft> all = new ArrayList<>(sizes.nodes());
        all.addAll(nodes);
        Draft first = drafts.getFirst();
        return new Draft(first.name(), ports(drafts, Draft::inputs), ports(drafts, Draft::outputs), all, constants, first.shapes());
    }

    // ------------------------------------------------------------------------------------------------ nodes

    private List<NodeDraft> nodes(List<Draft> bodies) {
        List<NodeDraft> first = bodies.getFirst().nodes();
        List<NodeDraft> merged = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            List<NodeDraft> all = new ArrayList<>();
            for (Draft body : bodies) {
                if (body.nodes().size() != first.size() || !body.nodes().get(i).op().equals(first.get(i).op())) throw differs(first.get(i), "other operators come of it");
                all.add(body.nodes().get(i));
            }
            merged.add(node(all));
        }
        return merged;
    }

    private NodeDraft node(List<NodeDraft> all) {
        NodeDraft first = all.getFirst();
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < first.inputs().size(); i++) {
            int at = i;
            inputs.add(input(all, i, all.stream().map(node -> node.inputs().size() > at ? node.inputs().get(at) : "").toList()));
        }
        SortedMap<String, Attribute> attributes = new TreeMap<>();
        first.attributes().forEach((name, value) -> {
            List<Attribute> values = all.stream().map(node -> node.attributes().get(name)).toList();
            if (value instanceof Attribute.Body) attributes.put(name, new Attribute.Body(body(values.stream().map(v -> ((Attribute.Body) v).graph()).toList())));
            else if (values.stream().allMatch(value::equals)) attributes.put(name, value);
            else throw differs(first, "its attribute " + name + " is " + value + " or " + values.getLast());
        });
        return new NodeDraft(first.op(), inputs, first.outputs(), attributes, first.source());
    }

    private Draft body(List<Draft> bodies) {
        Draft first = bodies.getFirst();
        return new Draft(first.name(), ports(bodies, Draft::inputs), ports(bodies, Draft::outputs), nodes(bodies), Map.of(), first.shapes());
    }

    private OnnxUnsupportedException differs(NodeDraft node, String how) {
        return new OnnxUnsupportedException("%s cannot be written for free sizes %s: %s, as sizes are chosen; fix one of the sizes, or trace with other samples".formatted(node.source(), names, how));
    }

    private List<Draft.Port> ports(List<Draft> bodies, Function<Draft, List<Draft.Port>> which) {
        List<Draft.Port> merged = new ArrayList<>();
        List<Draft.Port> first = which.apply(bodies.getFirst());
        for (int p = 0; p < first.size(); p++) {
            List<String> text = new ArrayList<>();
            for (int axis = 0; axis < first.get(p).sizes().size(); axis++) {
                long[] values = new long[bodies.size()];
                for (int d = 0; d < values.length; d++) values[d] = Long.parseLong(which.apply(bodies.get(d)).get(p).sizes().get(axis));
                String name = first.get(p).name() + "_" + axis;
                text.add(same(values) ? Long.toString(values[0]) : fit(values) instanceof SizeFormula formula ? formula.toString() : name);
            }
            merged.add(new Draft.Port(first.get(p).name(), first.get(p).dtype(), text));
        }
        return merged;
    }

    // ------------------------------------------------------------------------------------------------ constants

    /** The name that an input of a node has in the merged draft, after its names in all drafts. */
    private String input(List<NodeDraft> nodes, int index, List<String> given) {
        List<Data> data = new ArrayList<>();
        for (int d = 0; d < drafts.size(); d++) data.add(drafts.get(d).constants().get(given.get(d)));
        if (data.stream().allMatch(Objects::isNull)) {
            if (given.stream().distinct().count() > 1) throw differs(nodes.getFirst(), "its input is " + given.getFirst() + " or " + given.getLast());
            return given.getFirst();
        }
        if (data.contains(null)) throw differs(nodes.getFirst(), "an input of it is a constant or not");
        if (same(data)) return keep(given, data.getFirst());
        boolean reshape = nodes.getFirst().op().equals("Reshape") && index == 1;
        if (reshape && data.stream().allMatch(Data.Whole.class::isInstance)) {
            Data.Whole target = target(nodes, data.stream().map(d -> ((Data.Whole) d).values()).toList());
            if (target != null) return sizes.constant(target);
        }
        String computed = computed(data);
        if (computed == null)
            throw differs(nodes.getFirst(), "its constant \"%s\" is %s or %s in a way that is no sum of products of sizes".formatted(given.getFirst(), data.getFirst().type(), data.getLast().type()));
        return computed;
    }

    private String keep(List<String> given, Data data) {
        return taken.computeIfAbsent(given, _ -> {
            String name = fresh.claim(given.getFirst());
            constants.put(name, data);
            return name;
        });
    }

    private static boolean same(List<Data> data) {
        Data first = data.getFirst();
        for (Data other : data)
            if (!(first instanceof Data.Weights(Tensor a) && other instanceof Data.Weights(Tensor b) ? same(a, b) : first.equals(other))) return false;
        return true;
    }

    private static boolean same(Tensor a, Tensor b) {
        return a.type().equals(b.type()) && (a.storage() == b.storage() && a.layout().equals(b.layout()) || Arrays.equals(a.toDoubles(), b.toDoubles()));
    }

    private static boolean same(long[] values) {
        return Arrays.stream(values).distinct().count() == 1;
    }

    /** A formula for these values in the drafts, or null. */
    private SizeFormula fit(long[] values) {
        return SizeFormula.fit(names, samples, values).orElse(null);
    }

    /** The target of a reshape in which 0 stands for the input's size and one −1 for the rest, or null if that does not suffice. */
    private Data.Whole target(List<NodeDraft> nodes, List<long[]> targets) {
        long[] target = targets.getFirst().clone();
        int rest = -1;
        for (int i = 0; i < target.length; i++) {
            int axis = i;
            if (same(targets.stream().mapToLong(t -> t[axis]).toArray())) continue;
            boolean kept = true;
            for (int d = 0; d < drafts.size() && kept; d++) {
                Shape from = shape(drafts.get(d), nodes.get(d).inputs().getFirst());
                kept = from != null && axis < from.rank() && from.size(axis) == targets.get(d)[axis];
            }
            if (kept) target[i] = 0;
            else if (rest < 0) target[rest = i] = -1;
            else return null;
        }
        return new Data.Whole(target, false);
    }

    private static Shape shape(Draft draft, String value) {
        if (draft.shapes().containsKey(value)) return draft.shapes().get(value);
        if (draft.constants().containsKey(value)) return draft.constants().get(value).type().shape();
        for (Draft.Port port : draft.inputs()) if (port.name().equals(value)) return Shape.of(port.sizes().stream().map(Long::parseLong).toList());
        return null;
    }

    /** A value that follows from sizes, or null. */
    private String computed(List<Data> data) {
        List<Shape> shapes = data.stream().map(d -> d.type().shape()).toList();
        DType dtype = data.getFirst().type().dtype();
        int rank = shapes.getFirst().rank();
        if (data.stream().anyMatch(d -> d.type().dtype() != dtype || d.type().shape().rank() != rank)) return null;
        List<double[]> values = data.stream().map(SizeMerger::values).toList();
        if (values.stream().anyMatch(v -> v.length == 0)) return null;

        if (values.stream().allMatch(SizeMerger::uniform)) {
            String number = number(dtype, values.stream().mapToDouble(v -> v[0]).toArray());
            List<SizeFormula> shape = formulas(shapes);
            return number == null || shape == null ? null : rank == 0 ? number : sizes.expand(number, shape);
        }
        if (same(shapes.stream().mapToLong(Shape::elements).toArray()) && same(shapes.stream().mapToLong(Shape::hashCode).toArray()) && !dtype.isFloating()) {
            List<SizeFormula> elements = new ArrayList<>();
            for (int i = 0; i < values.getFirst().length; i++) {
                int at = i;
                elements.add(fit(values.stream().mapToLong(v -> (long) v[at]).toArray()));
            }
            if (elements.contains(null) || elements.size() > 64) return null;
            String vector = sizes.cast(sizes.vector(elements), dtype);
            return rank == 1 ? vector : sizes.reshape(vector, formulas(shapes));
        }
        return rank == 1 ? range(dtype, values) : null;
    }

    private static double[] values(Data data) {
        return switch (data) {
            case Data.Weights(Tensor tensor) -> tensor.toDoubles();
            case Data.Number(_, double value) -> new double[] {value};
            case Data.Whole(long[] values, _) -> Arrays.stream(values).asDoubleStream().toArray();
        };
    }

    private static boolean uniform(double[] values) {
        for (double value : values) if (Double.compare(value, values[0]) != 0) return false;
        return true;
    }

    private List<SizeFormula> formulas(List<Shape> shapes) {
        List<SizeFormula> formulas = new ArrayList<>();
        for (int axis = 0; axis < shapes.getFirst().rank(); axis++) {
            int at = axis;
            formulas.add(fit(shapes.stream().mapToLong(shape -> shape.size(at)).toArray()));
        }
        return formulas.contains(null) ? null : formulas;
    }

    /** A number without axes: the same everywhere, a size, or one over a size. */
    private String number(DType dtype, double[] values) {
        if (Arrays.stream(values).distinct().count() == 1) return sizes.constant(new Data.Number(dtype, values[0]));
        if (Arrays.stream(values).allMatch(v -> v == Math.rint(v) && Math.abs(v) < 1L << 53)) {
            SizeFormula formula = fit(Arrays.stream(values).mapToLong(v -> (long) v).toArray());
            return formula == null ? null : sizes.cast(sizes.scalar(formula), dtype);
        }
        if (!dtype.isFloating() || Arrays.stream(values).anyMatch(v -> v == 0)) return null;
        long[] inverse = Arrays.stream(values).mapToLong(v -> Math.round(1 / v)).toArray();
        for (int i = 0; i < values.length; i++)
            if (inverse[i] == 0 || (dtype == DType.FLOAT32 ? (float) (1.0 / inverse[i]) != (float) values[i] : 1.0 / inverse[i] != values[i])) return null;
        SizeFormula formula = fit(inverse);
        return formula == null ? null : sizes.reciprocal(sizes.cast(sizes.scalar(formula), dtype));
    }

    /** Equally spaced whole numbers, from the same one in the same steps, or null. */
    private String range(DType dtype, List<double[]> all) {
        double[] longest = all.getFirst();
        for (double[] values : all) if (values.length > longest.length) longest = values;
        double start = longest[0], step = longest[1] - longest[0];
        if (start != Math.rint(start) || step != Math.rint(step) || step == 0) return null;
        for (double[] values : all) for (int i = 0; i < values.length; i++) if (values[i] != start + i * step) return null;
        SizeFormula count = fit(all.stream().mapToLong(values -> values.length).toArray());
        return count == null ? null : sizes.cast(sizes.range((long) start, (long) step, count), dtype);
    }
}
