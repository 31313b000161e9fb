package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.GradientContext;

/**
 * Control flow under a trace: branches and bodies are traced by themselves, and what they use from outside becomes their last inputs.
 *
 * <p>Gradients: that of a choice is a choice. A repetition through which gradients are wanted is written out step by step if the number of steps
 * is known; otherwise the backward pass refuses.
 */
final class TracedControlFlow {
    private TracedControlFlow() {}

    // ------------------------------------------------------------------------------------------------ if

    static List<Tensor> when(Tracer tracer, Tensor condition, TraceFunction then, TraceFunction otherwise) {
        Device device = condition.device();
        Tracer.Part a = tracer.part("then", then, List.of(), device), b = tracer.part("else", otherwise, List.of(), device);
        List<TensorType> types = GraphChecks.types(a.graph().outputs()), others = GraphChecks.types(b.graph().outputs());
        if (!types.equals(others)) throw new ShapeException("when: one branch answers %s, the other %s", types, others);
        Map<Object, Tensor> captured = new LinkedHashMap<>();
        for (Tracer.Part part : List.of(a, b))
            for (int i = 0; i < part.keys().size(); i++) captured.put(part.keys().get(i), part.captured().get(i));
        List<Object> keys = List.copyOf(captured.keySet());
        List<Tensor> used = List.copyOf(captured.values());
        Graph first = widened(tracer, a, keys, used), second = widened(tracer, b, keys, used);
        List<Value> inputs = new ArrayList<>(List.of(tracer.value(condition)));
        for (Tensor tensor : used) inputs.add(tracer.value(tensor));
        Graph.IfNode node = new Graph.IfNode(inputs, first, second, outputs(tracer, "if", types));
        return Tracing.tie("If", used, tracer.append(node, device), c -> gradient(condition, first, second, c));
    }

    /** A branch that takes all that either branch uses. */
    private static Graph widened(Tracer tracer, Tracer.Part part, List<Object> keys, List<Tensor> used) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int own = part.keys().indexOf(keys.get(i));
            inputs.add(own >= 0 ? part.graph().inputs().get(own) : tracer.names().fresh("unused", used.get(i).type()));
        }
        return new Graph(inputs, part.graph().constants(), part.graph().nodes(), part.graph().outputs(), List.of());
    }

    private static List<Tensor> gradient(Tensor condition, Graph then, Graph otherwise, GradientContext c) {
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < c.inputs().size(); i++) if (c.needs(i)) wanted.add(i);
        List<Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < then.outputs().size(); i++) seeds.add(c.arrived(i) ? c.gradient(i) : null);
        List<Tensor> found = ControlFlow.when(condition, () -> gradient(then, c, wanted, seeds), () -> gradient(otherwise, c, wanted, seeds));
        Tensor[] gradients = new Tensor[c.inputs().size()];
        for (int i = 0; i < wanted.size(); i++) gradients[wanted.get(i)] = found.get(i);
        return Arrays.asList(gradients);
    }

    /** Gradients of what a branch uses: the branch again, on leaves. */
    private static List<Tensor> gradient(Graph branch, GradientContext c, List<Integer> wanted, List<Tensor> seeds) {
        return Tracing.differentiating(() -> {
            List<Tensor> leaves = new ArrayList<>();
            for (int i = 0; i < c.inputs().size(); i++) leaves.add(wanted.contains(i) ? c.input(i).detach().requiresGradient() : c.input(i).detach());
            List<Tensor> results = branch.run(leaves), targets = wanted.stream().map(leaves::get).toList();
            List<Tensor> found = Tensor.noGrad(() -> Tracing.gradients(results, seeds, targets)), gradients = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) gradients.add(found.get(i) != null ? found.get(i) : Tensor.zerosLike(targets.get(i).detach()));
            return gradients;
        });
    }

    // ------------------------------------------------------------------------------------------------ loop

    static List<Tensor> loop(Tracer tracer, Tensor trips, Tensor condition, List<Tensor> initial, ControlFlow.LoopBody body) {
        Device device = trips.device();
        TensorType flag = new TensorType(DType.BOOL, Shape.scalar());
        List<TensorType> types = new ArrayList<>(List.of(trips.type(), flag));
        for (Tensor tensor : initial) types.add(tensor.type());
        boolean[] endless = {false};
        Tracer.Part part = tracer.part("loop", given -> {
            ControlFlow.LoopStep step = body.step(given.getFirst(), given.subList(2, given.size()));
            ControlFlow.requireTypes("loop", initial, step.state());
            endless[0] = step.condition() == null;
            List<Tensor> answered = new ArrayList<>();
            answered.add(endless[0] ? Tensor.full(flag, 1, device) : step.condition());
            answered.addAll(step.state());
            return answered;
        }, types, device);
        ControlFlow.requireBool("loop", condition);
        List<Tensor> operands = new ArrayList<>(initial);
        operands.addAll(part.captured());
        boolean differentiable = isTracked(operands);
        if (differentiable && endless[0] && !tracer.wants(null, List.of(trips, condition)))
            return ControlFlow.repeat(trips, condition, initial, (number, state) -> {
                List<Tensor> given = new ArrayList<>(List.of(number, condition));
                given.addAll(state);
                given.addAll(part.captured());
                List<Tensor> answered = part.graph().run(given);
                return new ControlFlow.LoopStep(null, answered.subList(1, answered.size()));
            });
        List<Value> inputs = new ArrayList<>(List.of(tracer.value(trips), tracer.value(condition)));
        for (Tensor tensor : operands) inputs.add(tracer.value(tensor));
        List<TensorType> stateTypes = initial.stream().map(Tensor::type).toList();
        Graph.LoopNode node = new Graph.LoopNode(inputs, initial.size(), part.graph(), outputs(tracer, "loop", stateTypes));
        return Tracing.tie("Loop", operands, tracer.append(node, device), _ -> {
            throw new UnsupportedOperationException("loop: a traced loop whose number of repetitions depends on data has no gradient; "
                    + "give it a number that is known and no condition, or differentiate it without tracing");
        });
    }

    // ------------------------------------------------------------------------------------------------ scan

    static List<Tensor> scan(Tracer tracer, List<Tensor> initial, List<Tensor> sequences, int axis, ControlFlow.ScanBody body) {
        Device device = sequences.getFirst().device();
        int states = initial.size(), end = states + sequences.size();
        List<TensorType> types = new ArrayList<>();
        for (Tensor tensor : initial) types.add(tensor.type());
        for (Tensor tensor : sequences) types.add(tensor.type().with(tensor.shape().without(axis)));
        Tracer.Part part = tracer.part("scan", given -> {
            ControlFlow.ScanStep step = body.step(given.subList(0, states), given.subList(states, end));
            ControlFlow.requireTypes("scan", initial, step.state());
            List<Tensor> answered = new ArrayList<>(step.state());
            answered.addAll(step.outputs());
            return answered;
        }, types, device);
        List<Tensor> operands = new ArrayList<>(initial);
        operands.addAll(sequences);
        operands.addAll(part.captured());
        long steps = sequences.getFirst().size(axis);
        List<TensorType> results = new ArrayList<>(types.subList(0, states));
        for (Value output : part.graph().outputs().subList(states, part.graph().outputs().size()))
            results.add(output.type().with(output.type().shape().insert(axis, steps)));
        Graph.ScanNode node = new Graph.ScanNode(operands.stream().map(tracer::value).toList(), states, sequences.size(), axis, part.graph(), outputs(tracer, "scan", results));
        return isTracked(operands) ? ControlFlowRuns.run(node, operands) : tracer.append(node, device);
    }

    // ------------------------------------------------------------------------------------------------ all

    private static boolean isTracked(List<Tensor> operands) {
        return Tracing.isDifferentiating() && operands.stream().anyMatch(Tensor::isTracked);
    }

    private static List<Value> outputs(Tracer tracer, String stem, List<TensorType> types) {
        return types.stream().map(type -> tracer.names().fresh(stem, type)).toList();
    }
}
