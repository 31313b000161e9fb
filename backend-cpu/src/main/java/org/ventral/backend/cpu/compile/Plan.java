package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.spi.CompiledGraph;

/**
 * A graph as a sequence of steps on planned memory. Runs may overlap: each takes a {@link Frame} of its own, which the next one uses again.
 *
 * <p>Where gradients are recorded, a function is being traced, or parameters are updated, the graph is interpreted instead.
 */
final class Plan implements CompiledGraph {
    private final Graph graph;
    private final CompiledGraph interpreted;
    private final List<Step> steps;
    private final List<Root> roots;
    private final List<TensorType> buffers;
    private final List<Place> results;
    private final List<Root> constants, outputs;
    private final List<Tensor> constantTensors;
    private final ConcurrentLinkedQueue<Frame> frames = new ConcurrentLinkedQueue<>();

    Plan(Graph graph, Graph planned, List<Step> steps, List<Root> roots, List<TensorType> buffers, List<Place> results) {
        this.graph = graph;
        this.interpreted = graph.interpreted();
        this.steps = steps;
        this.roots = roots;
        this.buffers = buffers;
        this.results = results;
        this.constants = roots.stream().filter(root -> root.kind == Root.Kind.CONSTANT).toList();
        this.outputs = roots.stream().filter(root -> root.kind == Root.Kind.OUTPUT).toList();
        this.constantTensors = planned.constants().stream().map(constant -> constant.tensor().detach()).toList();
    }

    @Override public Graph graph() {
        return graph;
    }

    @Override public List<Tensor> run(List<Tensor> inputs) {
        boolean tracked = Tracing.isDifferentiating() && (inputs.stream().anyMatch(Tensor::isTracked) || graph.constants().stream().anyMatch(c -> c.tensor().isTracked()));
        if (tracked || Tracing.current() != null || !matches(inputs)) return interpreted.run(inputs);
        Device device = inputs.isEmpty() ? constantTensors.isEmpty() ? Device.preferred() : constantTensors.getFirst().device() : inputs.getFirst().device();
        Frame frame = frame(device);
        List<Tensor> answers = Tensor.noGrad(() -> {
            try (var scope = MemoryScope.open("compiled graph")) {
                return scope.keep(run(frame, inputs, scope));
            }
        });
        frames.offer(frame);                                    // one that threw is left to the collector
        return answers;
    }

    @Override public List<Tensor> step(List<Tensor> inputs) {
        return graph.updates().isEmpty() ? run(inputs) : interpreted.step(inputs);
    }

    /** Whether inputs are what was planned for; if not, the interpreter says what is wrong. */
    private boolean matches(List<Tensor> inputs) {
        if (inputs.size() != graph.inputs().size()) return false;
        for (int i = 0; i < inputs.size(); i++)
            if (!inputs.get(i).type().equals(graph.inputs().get(i).type()) || inputs.get(i).device() != inputs.getFirst().device()) return false;
        return true;
    }

    private Frame frame(Device device) {
        Frame used = frames.poll();
        if (used != null && used.device() == device) return used;
        Frame frame = new Frame(roots, buffers, device);
        for (int i = 0; i < constants.size(); i++) frame.put(constants.get(i), constantTensors.get(i).to(device));
        return frame;
    }

    private List<Tensor> run(Frame frame, List<Tensor> inputs, MemoryScope scope) {
        frame.begin(scope);
        for (int i = 0; i < inputs.size(); i++) frame.put(roots.get(i), inputs.get(i).detach());
        for (Root output : outputs) frame.put(output, Tensor.uninitialized(output.type, frame.device()));
        for (Step step : steps) step.run(frame);
        List<Tensor> answers = new ArrayList<>(results.size());
        for (Place result : results) {
            Tensor tensor = frame.tensor(result);
            answers.add(result.root().kind == Root.Kind.BUFFER ? tensor.copy() : tensor);
        }
        frame.end();
        return answers;
    }
}
