package org.ventral.onnx.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.op.Call;
import org.ventral.onnx.op.Subgraph;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.SymbolicTensorException;

/**
 * A graph as a list of steps over numbered slots. Immutable: every run has a frame of its own, so any number of threads may run it.
 *
 * <p>A frame begins with the inputs, the constants and what is captured from the graph around; each step reads slots, writes slots, and
 * clears those that nobody will read again, so that their memory can be had for others.
 */
public final class Program {
    private final String name;
    private final int slots;
    private final int[] inputs;
    private final int[] outputs;
    private final int[] captured;
    private final List<Constant> constants;
    private final List<Step> steps;

    /**
     * A value that every frame begins with.
     *
     * @param slot  where
     * @param name  of the initializer, or of the output of the Constant node
     * @param value asked for at each run, as training may have changed it
     */
    public record Constant(int slot, String name, Supplier<OnnxValue> value) {}

    Program(String name, int slots, int[] inputs, int[] outputs, int[] captured, List<Constant> constants, List<Step> steps) {
        this.name = name;
        this.slots = slots;
        this.inputs = inputs;
        this.outputs = outputs;
        this.captured = captured;
        this.constants = List.copyOf(constants);
        this.steps = List.copyOf(steps);
    }

    /** Number of inputs. */
    public int inputs() {
        return inputs.length;
    }

    /** Number of outputs. */
    public int outputs() {
        return outputs.length;
    }

    /** What every run begins with. */
    public List<Constant> constants() {
        return constants;
    }

    int[] captured() {
        return captured;
    }

    /** Runs it. An input that is absent keeps the value of the initializer of its name, if there is one. */
    public List<OnnxValue> run(List<OnnxValue> values, Run run) {
        return run(values, List.of(), run);
    }

    private List<OnnxValue> run(List<OnnxValue> values, List<OnnxValue> around, Run run) {
        if (values.size() != inputs.length)
            throw new OnnxFormatException("graph \"%s\" has %d inputs, %d values were given".formatted(name, inputs.length, values.size()));
        Frame frame = new Frame(slots, run.scope());
        for (Constant constant : constants) frame.put(constant.slot, constant.value.get().to(run.device()));
        for (int i = 0; i < captured.length; i++) frame.give(captured[i], around.get(i));
        for (int i = 0; i < inputs.length; i++) if (values.get(i).isPresent()) frame.give(inputs[i], values.get(i));
        for (int i = 0; i < steps.size(); i++) step(steps.get(i), i, frame, run);
        List<OnnxValue> results = new ArrayList<>(outputs.length);
        for (int slot : outputs) results.add(frame.get(slot));
        return results;
    }

    private static void step(Step step, int number, Frame frame, Run run) {
        List<OnnxValue> in = new ArrayList<>(step.inputs().length);
        for (int slot : step.inputs()) in.add(frame.get(slot));
        List<OnnxValue> out;
        try {
            out = run.scope().isPresent() ? computeInScope(step, in, number, frame, run) : compute(step, in, number, frame, run);
        } catch (OnnxException | SymbolicTensorException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new OnnxFormatException("%s, opset %d, on %s: %s".formatted(step.node(), step.opset(), in, e.getMessage() == null ? e.toString() : e.getMessage()), e);
        } catch (OutOfMemoryError e) {
            throw new OnnxFormatException("%s, opset %d, on %s: needs more memory than there is".formatted(step.node(), step.opset(), in), e);
        }
        if (run.observer().isPresent()) run.observer().get().ran(step.node(), in, out);
        store(step, out, frame);
        frame.clear(step.releases());
    }

    /** What an operator makes on its way is recycled when it is done. */
    private static List<OnnxValue> computeInScope(Step step, List<OnnxValue> in, int number, Frame frame, Run run) {
        try (var inside = MemoryScope.open(step.node().toString())) {
            List<OnnxValue> out = compute(step, in, number, frame, run.in(inside));
            out.forEach(value -> Frame.keep(value, inside));
            return out;
        }
    }

    private static List<OnnxValue> compute(Step step, List<OnnxValue> in, int number, Frame frame, Run run) {
        Rng rng = run.rng().split(number);
        if (step.function() != null) return call(step.function(), in, run.inner(rng));
        if (step.operator() == null) throw new OnnxUnsupportedException("%s, opset %d, is not supported".formatted(step.node(), step.opset()));
        return step.operator().run(new Call(step.node(), step.opset(), in, graphs(step, frame, run), run.device(), rng));
    }

    private static void store(Step step, List<OnnxValue> out, Frame frame) {
        int[] slots = step.outputs();
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] < 0) continue;
            if (i >= out.size()) throw new OnnxFormatException("%s, opset %d: has %d outputs, the node names %d".formatted(step.node(), step.opset(), out.size(), slots.length));
            frame.put(slots[i], out.get(i));
        }
    }

    /** Runs the body of a function; a call may give fewer inputs than the function has. */
    private static List<OnnxValue> call(Program function, List<OnnxValue> in, Run run) {
        List<OnnxValue> all = new ArrayList<>(in);
        while (all.size() < function.inputs()) all.add(OnnxValue.absent());
        return function.run(all, run);
    }

    private static Map<String, Subgraph> graphs(Step step, Frame frame, Run run) {
        if (step.graphs().isEmpty()) return Map.of();
        Map<String, Subgraph> graphs = new HashMap<>();
        step.graphs().forEach((name, inner) -> {
            List<OnnxValue> around = new ArrayList<>();
            for (int slot : inner.outer()) around.add(frame.get(slot));
            graphs.put(name, new Prepared(inner.program(), around, run.inner(run.rng().split(name))));
        });
        return graphs;
    }

    /** An inner graph with the values around it. */
    private record Prepared(Program program, List<OnnxValue> around, Run run) implements Subgraph {
        @Override public int inputs() {
            return program.inputs();
        }

        @Override public int outputs() {
            return program.outputs();
        }

        /** Random nodes draw anew each time: the run number is the generator's own count of children. */
        @Override public List<OnnxValue> run(List<OnnxValue> inputs) {
            return program.run(inputs, around, run.inner(run.rng().split()));
        }
    }
}
