package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Storage;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.spi.CompiledGraph;

/**
 * Runs a graph node by node. Where gradients are not wanted, a value's memory goes back to the pool after the node that needs it last.
 */
final class Interpreter implements CompiledGraph {
    private final Graph graph;
    /** For each node, the values that nothing after it needs. */
    private final List<List<Value>> ending;

    Interpreter(Graph graph) {
        this.graph = graph;
        this.ending = lifetimes(graph);
    }

    private static List<List<Value>> lifetimes(Graph graph) {
        Set<Integer> needed = new HashSet<>();
        for (Value output : graph.outputs()) needed.add(output.id());
        List<List<Value>> ending = new ArrayList<>();
        for (Graph.Node node : graph.nodes().reversed()) {
            List<Value> last = new ArrayList<>();
            for (Value output : node.outputs()) if (needed.add(output.id())) last.add(output);
            for (Value input : node.inputs()) if (needed.add(input.id())) last.add(input);
            ending.add(last);
        }
        return ending.reversed();
    }

    @Override public Graph graph() {
        return graph;
    }

    @Override public List<Tensor> run(List<Tensor> inputs) {
        Device device = check(inputs);
        boolean tracked = inputs.stream().anyMatch(Tensor::isTracked) || graph.constants().stream().anyMatch(c -> c.tensor().isTracked());
        boolean differentiate = graph.updates().isEmpty() && tracked && Tracing.isDifferentiating();
        if (differentiate || Tracing.current() != null) return new Run(inputs, device, false, null).outputs();
        return inScope(inputs, device, false);
    }

    @Override public List<Tensor> step(List<Tensor> inputs) {
        Device device = check(inputs);
        List<Tensor> outputs = Tracing.current() != null ? new Run(inputs, device, true, null).outputs() : inScope(inputs, device, true);
        return outputs.subList(0, graph.results().size());
    }

    private List<Tensor> inScope(List<Tensor> inputs, Device device, boolean overwrite) {
        return Tensor.noGrad(() -> {
            try (var scope = MemoryScope.open("graph")) {
                return scope.keep(new Run(inputs, device, overwrite, scope).outputs());
            }
        });
    }

    private Device check(List<Tensor> inputs) {
        List<Value> expected = graph.inputs();
        if (inputs.size() != expected.size())
            throw new ShapeException("graph: takes %d inputs %s, got %d", expected.size(), expected, inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            TensorType type = expected.get(i).type();
            if (!inputs.get(i).type().equals(type))
                throw new ShapeException("graph: input \"%s\" is %s, got %s; a graph is for the types that it was traced with", expected.get(i).name(), type, inputs.get(i).type());
            if (inputs.get(i).device() != inputs.getFirst().device())
                throw new IllegalArgumentException("graph: inputs are on different devices, %s and %s".formatted(inputs.getFirst().device(), inputs.get(i).device()));
        }
        return !inputs.isEmpty() ? inputs.getFirst().device() : graph.constants().isEmpty() ? Device.preferred() : graph.constants().getFirst().tensor().device();
    }

    /** One run: what each value is, and how many values share each storage. */
    private final class Run {
        private final Device device;
        /** Whether targets of updates are overwritten. */
        private final boolean overwrite;
        /** What temporaries belong to; null if they must stay for gradients. */
        private final MemoryScope scope;
        private final Map<Integer, Tensor> tensors = new HashMap<>();
        private final Map<Storage, Integer> uses = new IdentityHashMap<>();
        /** Tensors that may be written into: targets of updates, and copies made for updates. */
        private final Set<Storage> writable = new HashSet<>();

        Run(List<Tensor> inputs, Device device, boolean overwrite, MemoryScope scope) {
            this.device = device;
            this.overwrite = overwrite;
            this.scope = scope;
            for (int i = 0; i < inputs.size(); i++) put(graph.inputs().get(i), inputs.get(i));
            for (Graph.Constant constant : graph.constants()) put(constant.value(), constant.tensor().to(device));
            if (overwrite) for (Graph.Update update : graph.updates()) writable.add(tensors.get(update.target().id()).storage());
        }

        private void put(Value value, Tensor tensor) {
            tensors.put(value.id(), tensor);
            uses.merge(tensor.storage(), 1, Integer::sum);
        }

        private Tensor get(Value value) {
            return tensors.get(value.id());
        }

        private List<Tensor> all(List<Value> values) {
            List<Tensor> all = new ArrayList<>(values.size());
            for (Value value : values) all.add(get(value));
            return all;
        }

        List<Tensor> outputs() {
            List<Tensor> targets = all(graph.updates().stream().map(Graph.Update::target).toList());
            for (int i = 0; i < graph.nodes().size(); i++) {
                Graph.Node node = graph.nodes().get(i);
                List<Tensor> results = run(node, ending.get(i));
                for (int k = 0; k < results.size(); k++) put(node.outputs().get(k), results.get(k));
                if (scope != null) for (Value value : ending.get(i)) end(value);
            }
            List<Tensor> outputs = all(graph.outputs());
            if (overwrite) writeBack(targets, outputs.subList(graph.results().size(), outputs.size()));
            return outputs;
        }

        private void end(Value value) {
            Tensor tensor = tensors.remove(value.id());
            if (uses.merge(tensor.storage(), -1, Integer::sum) > 0) return;
            uses.remove(tensor.storage());
            scope.release(tensor);                              // leaves inputs, constants and anything else from outside
        }

        private List<Tensor> run(Graph.Node node, List<Value> last) {
            List<Tensor> inputs = all(node.inputs());
            return switch (node) {
                case Graph.OpNode(UpdateOp op, var values, _) -> Ops.applyAll(op, donate(op, values, inputs, last));
                case Graph.OpNode(var op, _, _) -> Ops.applyAll(op, inputs);
                case Graph.IfNode n -> ControlFlowRuns.run(n, inputs);
                case Graph.LoopNode n -> ControlFlowRuns.run(n, inputs);
                case Graph.ScanNode n -> ControlFlowRuns.run(n, inputs);
            };
        }

        /** The inputs of an update, copied where they may not be written into, or are needed later. */
        private List<Tensor> donate(UpdateOp op, List<Value> values, List<Tensor> inputs, List<Value> last) {
            List<Tensor> donated = new ArrayList<>(inputs);
            for (int i = 0; i < op.donated(); i++) {
                Tensor tensor = inputs.get(i);
                boolean inPlace = writable.contains(tensor.storage()) && last.contains(values.get(i)) && uses.get(tensor.storage()) == 1;
                if (inPlace) continue;
                Tensor copy = tensor.detach().copy();
                writable.add(copy.storage());
                donated.set(i, copy);
            }
            return donated;
        }

        private void writeBack(List<Tensor> targets, List<Tensor> updated) {
            Set<Storage> overwritten = new HashSet<>();
            for (Tensor target : targets) overwritten.add(target.storage());
            List<Tensor> sources = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                Tensor source = updated.get(i);
                boolean inPlace = source.storage() == targets.get(i).storage();
                // The new value of one may be the old value of another: it is saved before anything is written.
                sources.add(inPlace ? null : overwritten.contains(source.storage()) ? source.copy() : source);
            }
            for (int i = 0; i < targets.size(); i++) if (sources.get(i) != null) Tracing.overwrite(targets.get(i), sources.get(i));
        }
    }
}
