package org.ventral.tensor.graph;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ventral.tensor.Shape;
import org.ventral.tensor.graph.Graph.Value;

/**
 * A graph laid out flat: what must be the same in all traces of a function, and the numbers that may follow sizes. Equal places in two
 * skeletons of one structure are the same thing.
 */
final class Skeleton {
    /**
     * Where a number is.
     *
     * @param value the value whose shape it is in, or the first output of the node whose op it is in; of the graph laid out
     * @param option path inside the op, as {@code shape[0]}; empty for an axis of the value
     */
    record Place(Value value, String option) {}

    final List<Object> structure = new ArrayList<>();
    final List<Place> places = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    final List<Graph.Constant> constants = new ArrayList<>();
    private final Map<Integer, Integer> ordinals = new HashMap<>();

    Skeleton(Graph graph) {
        add(graph);
    }

    private void add(Graph graph) {
        structure.add("graph");
        for (Value input : graph.inputs()) declare(input);
        for (Graph.Constant constant : graph.constants()) {
            constants.add(constant);
            structure.add(constant.parameter() ? constant.tensor().storage() : "constant");
            declare(constant.value());
        }
        for (Graph.Node node : graph.nodes()) {
            structure.add(node.name());
            use(node.inputs());
            Value key = node.outputs().isEmpty() ? null : node.outputs().getFirst();
            switch (node) {
                case Graph.OpNode(var op, _, _) -> option(key, "", op);
                case Graph.IfNode _ -> { }
                case Graph.LoopNode n -> structure.add(n.states());
                case Graph.ScanNode n -> structure.add(List.of(n.states(), n.sequences(), n.axis()));
            }
            for (Graph part : Graphs.parts(node)) add(part);
            for (Value output : node.outputs()) declare(output);
        }
        use(graph.outputs());
        for (Graph.Update update : graph.updates()) use(List.of(update.target(), update.updated()));
    }

    private void use(List<Value> values) {
        for (Value value : values) structure.add(ordinals.get(value.id()));
    }

    private void declare(Value value) {
        ordinals.put(value.id(), ordinals.size());
        structure.add(value.type().dtype());
        shape(value, "", value.type().shape());
    }

    private void shape(Value value, String path, Shape shape) {
        structure.add(shape.rank());
        for (int i = 0; i < shape.rank(); i++) number(value, path.isEmpty() ? "" : path + "[" + i + "]", shape.size(i));
    }

    private void number(Value value, String path, long number) {
        places.add(new Place(value, path));
        numbers.add(number);
    }

    private void option(Value value, String path, Object option) {
        switch (option) {
            case Long number -> number(value, path, number);
            case Integer number -> number(value, path, number);
            case Shape shape -> shape(value, path, shape);
            case List<?> list -> {
                structure.add(list.size());
                for (int i = 0; i < list.size(); i++) option(value, path + "[" + i + "]", list.get(i));
            }
            case Record fields -> record(value, path, fields);
            case null, default -> structure.add(String.valueOf(option));
        }
    }

    private void record(Value value, String path, Record fields) {
        structure.add(fields.getClass());
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
            try {
                option(value, path.isEmpty() ? component.getName() : path + "." + component.getName(), component.getAccessor().invoke(fields));
            } catch (ReflectiveOperationException closed) {
                structure.add(fields);                          // an op of a package that is not open to us: it must be the same as a whole
                return;
            }
        }
    }
}
