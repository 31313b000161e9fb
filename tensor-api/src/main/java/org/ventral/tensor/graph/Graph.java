package org.ventral.tensor.graph;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.spi.CompiledGraph;

/**
 * A function of tensors as data: values, and nodes in the order in which they make them.
 *
 * {@snippet :
 * Graph graph = Graph.trace(x -> List.of(model.forward(x.getFirst())), List.of(GraphInput.of("image", 1, 1, 28, 28)));
 * Tensor scores = graph.run(List.of(image)).getFirst();
 * }
 *
 * <p>Composite ops are nodes as they are. {@linkplain org.ventral.tensor.Parameter Parameters} are constants that are held by reference, so
 * that the graph always has their current values. Where the function updates parameters or inputs, the graph itself does not: the new values
 * are {@linkplain #updates further outputs}, which {@link #step} writes back.
 *
 * <p>Immutable, but for the values of parameters; checked when it is made.
 */
public final class Graph {
    /**
     * What an input, a constant or a node provides: one tensor of a known type.
     *
     * @param id distinct in a graph and all graphs inside it
     * @param name as distinct as the id; inputs and parameters have the names that they were given
     */
    public record Value(int id, String name, TensorType type) {
        @Override public boolean equals(Object other) {
            return other instanceof Value that && id == that.id && name.equals(that.name) && type.equals(that.type);
        }

        @Override public int hashCode() {
            return id;
        }

        /** As in {@code linear_3: float32[64, 10]}. */
        @Override public String toString() {
            return name + ": " + type;
        }
    }

    /**
     * A value that is there from the start.
     *
     * @param parameter whether it may change between runs: a parameter, a tensor that was named when tracing, or one that the function
     *     updates. Others never change, and may be folded.
     */
    public record Constant(Value value, Tensor tensor, boolean parameter) {}

    /**
     * A value that the function overwrites.
     *
     * @param target an input of the graph, or the value of a constant
     * @param updated what it is overwritten with at the end: one of the last outputs of the graph
     */
    public record Update(Value target, Value updated) {}

    /** A step of the computation. */
    public sealed interface Node permits OpNode, IfNode, LoopNode, ScanNode {
        /** What it needs. */
        List<Value> inputs();

        /** What it provides. */
        List<Value> outputs();

        /** The name that listings show. */
        String name();
    }

    /** An op. An {@link org.ventral.tensor.op.UpdateOp} is one like any other here: its outputs are new values, its donated inputs stay. */
    public record OpNode(Op op, List<Value> inputs, List<Value> outputs) implements Node {
        public OpNode {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        @Override public String name() {
            return op.name();
        }
    }

    /**
     * One of two graphs, as a bool scalar says.
     *
     * @param inputs the condition, then the values that the branches use; these are the inputs of each branch, in this order
     * @param then run if the condition holds; its outputs are those of the node
     * @param otherwise run if not
     */
    public record IfNode(List<Value> inputs, Graph then, Graph otherwise, List<Value> outputs) implements Node {
        public IfNode {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        /** The bool scalar that chooses. */
        public Value condition() {
            return inputs.getFirst();
        }

        /** The values that the branches use. */
        public List<Value> captured() {
            return inputs.subList(1, inputs.size());
        }

        @Override public String name() {
            return "If";
        }
    }

    /**
     * A graph repeated while a condition holds, at most a number of times.
     *
     * @param inputs the number of times (int64 scalar), the condition to begin with (bool scalar), the state, then the other values that the body uses
     * @param states how many values the state has
     * @param body takes the number of the repetition from 0 (int64 scalar), the condition (true), the state and the other values; answers the
     *     condition to go on and the new state
     * @param outputs the state at the end
     */
    public record LoopNode(List<Value> inputs, int states, Graph body, List<Value> outputs) implements Node {
        public LoopNode {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        /** The most repetitions. */
        public Value trips() {
            return inputs.get(0);
        }

        /** Whether to begin. */
        public Value condition() {
            return inputs.get(1);
        }

        /** The state at first. */
        public List<Value> initial() {
            return inputs.subList(2, 2 + states);
        }

        /** The other values that the body uses. */
        public List<Value> captured() {
            return inputs.subList(2 + states, inputs.size());
        }

        @Override public String name() {
            return "Loop";
        }
    }

    /**
     * A graph repeated for each slice of some sequences.
     *
     * @param inputs the state, the sequences, then the other values that the body uses
     * @param states how many values the state has
     * @param sequences how many sequences there are; they have the same size along the axis
     * @param axis the axis that is stepped along, of the sequences and of the stacked outputs
     * @param body takes the state, one slice of each sequence (without the axis) and the other values; answers the new state and what is stacked
     * @param outputs the state at the end, then the stacked outputs of all steps
     */
    public record ScanNode(List<Value> inputs, int states, int sequences, int axis, Graph body, List<Value> outputs) implements Node {
        public ScanNode {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        /** The state at first. */
        public List<Value> initial() {
            return inputs.subList(0, states);
        }

        /** What is stepped along. */
        public List<Value> scanned() {
            return inputs.subList(states, states + sequences);
        }

        /** The other values that the body uses. */
        public List<Value> captured() {
            return inputs.subList(states + sequences, inputs.size());
        }

        @Override public String name() {
            return "Scan";
        }
    }

    private final List<Value> inputs;
    private final List<Value> outputs;
    private final List<Node> nodes;
    private final List<Constant> constants;
    private final List<Update> updates;
    private final Interpreter interpreter;

    Graph(List<Value> inputs, List<Constant> constants, List<Node> nodes, List<Value> outputs, List<Update> updates) {
        this.inputs = List.copyOf(inputs);
        this.constants = List.copyOf(constants);
        this.nodes = List.copyOf(nodes);
        this.outputs = List.copyOf(outputs);
        this.updates = List.copyOf(updates);
        GraphChecks.check(this);
        this.interpreter = new Interpreter(this);
    }

    // ------------------------------------------------------------------------------------------------ making one

    /**
     * The graph of a function.
     *
     * <p>Whatever does not depend on inputs and parameters happens now, and once: random numbers that the function draws are constants of the graph.
     *
     * @throws org.ventral.tensor.SymbolicTensorException if what the function does depends on data
     */
    public static Graph trace(TraceFunction function, List<GraphInput> inputs) {
        return tracer().trace(function, inputs);
    }

    /** The graph of a function that names its outputs; their order is the map's. */
    public static Graph traceNamed(Function<List<Tensor>, Map<String, Tensor>> function, List<GraphInput> inputs) {
        return tracer().traceNamed(function, inputs);
    }

    /** For tracing with names for parameters, or for another device than the preferred one. */
    public static GraphTracer tracer() {
        return new GraphTracer();
    }

    // ------------------------------------------------------------------------------------------------ what it is

    /** What must be given, in the order of {@link #run}'s list. */
    public List<Value> inputs() {
        return inputs;
    }

    /** What it answers: the results of the function, then the new values of what it {@linkplain #updates updates}. */
    public List<Value> outputs() {
        return outputs;
    }

    /** The results of the function: the outputs without the updated values. */
    public List<Value> results() {
        return outputs.subList(0, outputs.size() - updates.size());
    }

    /** The steps, each after those that it needs. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The values that are there from the start. */
    public List<Constant> constants() {
        return constants;
    }

    /** The parameters and inputs that the function overwrites, in the order of the outputs that they are overwritten with. */
    public List<Update> updates() {
        return updates;
    }

    // ------------------------------------------------------------------------------------------------ other forms of it

    /**
     * The same function with fewer nodes: what depends on constants only is computed, what no output needs is left out, and what is computed
     * twice is computed once. Parameters stay, as they may change.
     */
    public Graph simplified() {
        return Simplifier.simplify(this, null);
    }

    /** The same function with the composites of a kind taken apart, down to what is not of that kind. */
    public Graph decomposed(Predicate<CompositeOp> kind) {
        return Rewriter.decompose(this, kind);
    }

    /**
     * The same graph with other options in its ops, as for an update that has the number of its step in it. The types must stay.
     *
     * @param change answers the op that takes another's place, or the same one
     */
    public Graph withOps(UnaryOperator<Op> change) {
        Objects.requireNonNull(change, "change");
        return Rewriter.withOps(this, change);
    }

    // ------------------------------------------------------------------------------------------------ running it

    /**
     * The outputs for these inputs. Nothing is overwritten. Values that are no longer needed go back to the pool at once, unless gradients
     * are recorded: then the result can be differentiated like that of the function.
     *
     * @throws org.ventral.tensor.ShapeException if the inputs are not of the graph's types; the message names the input
     */
    public List<Tensor> run(List<Tensor> given) {
        return interpreter.run(given);
    }

    /** The outputs for these inputs. */
    public List<Tensor> run(Tensor... given) {
        return run(List.of(given));
    }

    /**
     * Runs the graph and overwrites the parameters and inputs that the function {@linkplain #updates updates}, in place where it can: a step
     * of training. Answers the {@linkplain #results results}.
     */
    public List<Tensor> step(List<Tensor> given) {
        return interpreter.step(given);
    }

    /** The graph run op by op, on the device of the inputs. */
    public CompiledGraph interpreted() {
        return interpreter;
    }

    /** A listing: inputs, constants, one line for each node, outputs. */
    @Override public String toString() {
        return GraphText.format(this);
    }
}
