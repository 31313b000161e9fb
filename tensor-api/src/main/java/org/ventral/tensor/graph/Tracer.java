package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.Device;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Storage;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.OpTracer;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.op.ViewOp;

/**
 * Records the ops of one function, or of a branch or body inside one.
 *
 * <p>A tensor is known by its {@link Slot}: detaching one or wanting its gradient makes another tensor of the same slot. What a slot holds
 * changes when an op updates it; the tracer keeps the value that it holds at the moment.
 */
final class Tracer implements OpTracer {
    private record Slot(Storage storage, Layout layout) {
        static Slot of(Tensor tensor) {
            return new Slot(tensor.storage(), tensor.layout());
        }
    }

    /** Where a slot is a view of another, and of which value it was made. */
    private record View(Op op, Slot base, Value seen) {}

    /** A tensor of the enclosing function that is used here; two that gradients reach differently are two. */
    private record Captured(Slot slot, Object tape) {}

    /** A branch or body, and the tensors of the enclosing function that it uses: its last inputs. */
    record Part(Graph graph, List<Tensor> captured, List<Object> keys) {}

    private final Tracer parent;
    private final Names names;
    private final boolean recordingConstants;
    private final Map<Slot, String> named = new HashMap<>();
    private final Map<Slot, Value> values = new HashMap<>();
    private final Map<Slot, View> views = new HashMap<>();
    private final Map<Slot, Graph.Constant> constants = new LinkedHashMap<>();
    private final Map<Slot, Value> inputs = new LinkedHashMap<>();
    private final Map<Captured, Value> captures = new LinkedHashMap<>();
    private final List<Tensor> captured = new ArrayList<>();
    private final Map<Slot, Value> updated = new LinkedHashMap<>();
    private final Set<Storage> updatedStorages = new HashSet<>();
    private final List<Graph.Node> nodes = new ArrayList<>();

    Tracer(Tracer parent, Map<String, Tensor> named, boolean recordingConstants) {
        this(parent, parent == null ? new Names() : parent.names, named, recordingConstants);
    }

    Tracer(Tracer parent, Names names, Map<String, Tensor> named, boolean recordingConstants) {
        this.parent = parent;
        this.names = names;
        this.recordingConstants = recordingConstants;
        named.forEach((name, tensor) -> {
            if (tensor.isSymbolic()) throw new IllegalArgumentException("tensor \"" + name + "\" has no values of its own: " + tensor);
            String before = this.named.putIfAbsent(Slot.of(tensor), name);
            if (before != null) throw new IllegalArgumentException("one tensor has two names, \"" + before + "\" and \"" + name + "\"");
        });
    }

    // ------------------------------------------------------------------------------------------------ whole functions

    /**
     * Runs a function on symbols.
     *
     * @param outputNames filled by the function, or empty
     */
    Graph trace(TraceFunction function, List<GraphInput> given, Device device, List<String> outputNames) {
        List<Tensor> symbols = new ArrayList<>();
        for (GraphInput input : given) symbols.add(input(names.exactly(input.name(), input.type()), device));
        List<Tensor> results = Tracing.with(this, () -> function.apply(symbols));
        return finish(results, outputNames);
    }

    /** Runs a branch or body of this function on symbols. It must not update anything from outside itself. */
    Part part(String name, TraceFunction function, List<TensorType> types, Device device) {
        Tracer inner = new Tracer(this, Map.of(), recordingConstants);
        List<Tensor> symbols = new ArrayList<>();
        for (TensorType type : types) symbols.add(inner.input(names.fresh(name + "_input", type), device));
        List<Tensor> results = Tracing.with(inner, () -> Tensor.noGrad(() -> function.apply(symbols)));
        return new Part(inner.finish(results, List.of()), inner.captured, List.copyOf(inner.captures.keySet()));
    }

    private Tensor input(Value value, Device device) {
        Tensor symbol = Tracing.symbol(value.type(), device, "input \"" + value.name() + "\"");
        values.put(Slot.of(symbol), value);
        inputs.put(Slot.of(symbol), value);
        return symbol;
    }

    private Graph finish(List<Tensor> results, List<String> outputNames) {
        List<Value> outputs = new ArrayList<>();
        for (Tensor result : results) outputs.add(value(result));
        if (!outputNames.isEmpty() && outputNames.size() != outputs.size())
            throw new IllegalArgumentException("the function answers %d tensors, there are %d names for them: %s".formatted(outputs.size(), outputNames.size(), outputNames));
        Map<Value, Value> renamed = new HashMap<>();
        for (int i = 0; i < outputNames.size(); i++) outputs.set(i, nameOutput(outputs.get(i), outputNames.get(i), renamed));
        List<Graph.Update> updates = new ArrayList<>();
        for (var entry : updated.entrySet()) updates.add(new Graph.Update(entry.getValue(), current(entry.getKey())));
        for (Graph.Update update : updates) outputs.add(update.updated());
        List<Value> allInputs = new ArrayList<>(inputs.values());
        allInputs.addAll(captures.values());
        return new Renaming(renamed).graph(allInputs, List.copyOf(constants.values()), nodes, outputs, updates);
    }

    /** The value under a name that was asked for: itself renamed, or a copy where it has a name that must stay. */
    private Value nameOutput(Value value, String name, Map<Value, Value> renamed) {
        if (value.name().equals(name)) return value;
        Value output = names.exactly(name, value.type());
        boolean made = nodes.stream().anyMatch(node -> node.outputs().contains(value));
        if (made && renamed.putIfAbsent(value, output) == null) return value;
        nodes.add(new Graph.OpNode(new Copy(), List.of(value), List.of(output)));
        return output;
    }

    // ------------------------------------------------------------------------------------------------ ops

    @Override public boolean wants(Op op, List<Tensor> operands) {
        for (Tensor operand : operands) if (changes(operand)) return true;
        return false;
    }

    /** Whether what a tensor holds can differ from run to run. */
    private boolean changes(Tensor tensor) {
        if (tensor.isSymbolic() || Tracing.isParameter(tensor)) return true;
        Slot slot = Slot.of(tensor);
        for (Tracer tracer = this; tracer != null; tracer = tracer.parent)
            if (tracer.named.containsKey(slot) || tracer.updatedStorages.contains(slot.storage)) return true;
        return false;
    }

    @Override public List<Tensor> record(Op op, List<Tensor> operands, List<TensorType> types, Device device) {
        List<Value> outputs = append(op, operands, types);
        List<Tensor> symbols = new ArrayList<>();
        for (Value output : outputs) symbols.add(bind(output, device, op.name()));
        if (op instanceof ViewOp) {
            Slot base = Slot.of(operands.getFirst());
            views.put(Slot.of(symbols.getFirst()), new View(op, base, nodes.getLast().inputs().getFirst()));
        }
        return symbols;
    }

    /** A symbol for a value of this function. */
    private Tensor bind(Value value, Device device, String origin) {
        Tensor symbol = Tracing.symbol(value.type(), device, origin);
        values.put(Slot.of(symbol), value);
        return symbol;
    }

    private List<Value> append(Op op, List<Tensor> operands, List<TensorType> types) {
        List<Value> arguments = new ArrayList<>();
        for (Tensor operand : operands) arguments.add(value(operand));
        List<Value> outputs = new ArrayList<>();
        for (TensorType type : types) outputs.add(names.fresh(op.name(), type));
        nodes.add(new Graph.OpNode(op, arguments, outputs));
        return outputs;
    }

    /** Adds a node with graphs inside it, and answers symbols of its outputs. */
    List<Tensor> append(Graph.Node node, Device device) {
        nodes.add(node);
        return node.outputs().stream().map(output -> bind(output, device, node.name())).toList();
    }

    Names names() {
        return names;
    }

    @Override public void ran(Op op, List<Tensor> operands, List<Tensor> results) {
        if (!recordingConstants) return;
        List<Value> outputs = append(op, operands, results.stream().map(Tensor::type).toList());
        for (int i = 0; i < outputs.size(); i++) values.put(Slot.of(results.get(i)), outputs.get(i));
    }

    // ------------------------------------------------------------------------------------------------ updates

    @Override public void update(UpdateOp op, List<Tensor> operands, List<TensorType> types) {
        List<Value> outputs = append(op, operands, types);
        for (int i = 0; i < op.donated(); i++) assign(op.name(), operands.get(i), outputs.get(i));
    }

    @Override public boolean wants(Tensor target, Tensor source) {
        return true;
    }

    @Override public void overwrite(Tensor target, Tensor source) {
        value(target);                                          // makes a constant of it, if it is not known yet
        assign("overwrite", target, value(source));
    }

    private void assign(String by, Tensor target, Value now) {
        Slot slot = Slot.of(target);
        Layout layout = slot.layout;
        if (views.containsKey(slot) || !layout.isContiguous() || layout.offset() != 0 || layout.shape().elements() != slot.storage.length())
            throw new IllegalStateException("%s: a view of another tensor, %s, is updated; a trace can only follow updates of whole tensors".formatted(by, target.type()));
        if (!values.containsKey(slot))
            throw new IllegalStateException("%s: a %s tensor from outside is updated inside a branch or loop; answer the new value instead".formatted(by, target.type()));
        Graph.Constant constant = constants.get(slot);
        if (constant != null || inputs.containsKey(slot)) {
            updated.putIfAbsent(slot, constant != null ? constant.value() : inputs.get(slot));
            updatedStorages.add(slot.storage);
        }
        if (constant != null && !constant.parameter()) constants.put(slot, new Graph.Constant(constant.value(), constant.tensor(), true));
        values.put(slot, now);
    }

    // ------------------------------------------------------------------------------------------------ values

    /** What a tensor holds at this point of the function. */
    Value value(Tensor tensor) {
        Slot slot = Slot.of(tensor);
        if (values.containsKey(slot)) {
            Graph.Constant constant = constants.get(slot);
            if (constant != null && tensor.isTracked() && !constant.tensor().isTracked())
                constants.put(slot, new Graph.Constant(constant.value(), tensor, constant.parameter()));
            return current(slot);
        }
        if (parent != null && changes(tensor)) return capture(tensor, slot);
        if (tensor.isSymbolic())
            throw new IllegalStateException("a tensor of another trace was used: " + tensor + "; symbols end with the function that they were made for");
        return constant(tensor, slot);
    }

    private Value current(Slot slot) {
        Value value = values.get(slot);
        View view = views.get(slot);
        if (view == null || !values.containsKey(view.base)) return value;
        Value base = current(view.base);
        if (base.equals(view.seen)) return value;
        // What this is a view of has been updated since: it shows the new values.
        Value again = names.fresh(view.op.name(), value.type());
        nodes.add(new Graph.OpNode(view.op, List.of(base), List.of(again)));
        values.put(slot, again);
        views.put(slot, new View(view.op, view.base, base));
        return again;
    }

    private Value capture(Tensor tensor, Slot slot) {
        Captured key = new Captured(slot, Tracing.tape(tensor));
        Value inner = captures.get(key);
        if (inner != null) return inner;
        Value outer = parent.value(tensor);
        inner = names.fresh(outer.name() + "_inside", outer.type());
        captures.put(key, inner);
        captured.add(tensor);
        return inner;
    }

    private Value constant(Tensor tensor, Slot slot) {
        tensor.storage().array();                               // throws if its scope has ended
        if (updatedStorages.contains(slot.storage))
            throw new IllegalStateException("a view, made before the trace, of a %s tensor that the function has updated is used; make the view inside".formatted(tensor.type()));
        Tracing.retain(tensor);
        String name = named.get(slot);
        boolean parameter = name != null || Tracing.isParameter(tensor);
        Value value = name != null ? names.exactly(name, tensor.type()) : names.fresh(parameter ? "parameter" : "constant", tensor.type());
        constants.put(slot, new Graph.Constant(value, tensor, parameter));
        values.put(slot, value);
        return value;
    }
}
