package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.CompositeOp;

/**
 * A graph for all sizes of a batch, a sequence and the like.
 *
 * {@snippet :
 * Size batch = Size.named("batch");
 * SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer(), function, List.of(SymbolicInput.of("x", DType.FLOAT32, batch, Size.of(784))));
 * graph.shape(graph.graph().outputs().getFirst());              // [batch, 10]
 * }
 *
 * <p>The function is traced with two values for each free size, in all combinations, and the graphs are compared node by node: where a number differs, it is taken
 * to be a sum of products of sizes, which two points for each determine. One more trace, at a third point, must agree. So a function may
 * do with sizes what Java can do, as long as the ops are the same for all and numbers follow in this way.
 */
public final class SymbolicGraph {
    private final GraphTracer tracer;
    private final TraceFunction function;
    private final List<SymbolicInput> inputs;
    private final Graph graph;
    private final SizeAnalysis analysis;
    private final Map<Map<String, Long>, Graph> specialized = new ConcurrentHashMap<>();

    private SymbolicGraph(GraphTracer tracer, TraceFunction function, List<SymbolicInput> inputs, Graph graph, SizeAnalysis analysis) {
        this.tracer = tracer;
        this.function = function;
        this.inputs = inputs;
        this.graph = graph;
        this.analysis = analysis;
    }

    /** Traces with small values for the free sizes. */
    public static SymbolicGraph trace(GraphTracer tracer, TraceFunction function, List<SymbolicInput> inputs) {
        return trace(tracer, function, inputs, Map.of());
    }

    /**
     * Traces a function whose inputs have free sizes.
     *
     * @param samples three different values for those free sizes for which small primes will not do, as where a stride halves them
     * @throws IllegalStateException if the function does something else for one size than for another; the message says what
     */
    public static SymbolicGraph trace(GraphTracer tracer, TraceFunction function, List<SymbolicInput> inputs, Map<String, List<Long>> samples) {
        TreeSet<String> names = new TreeSet<>();
        for (SymbolicInput input : inputs) for (Size size : input.shape()) names.addAll(size.names());
        SamplePoints points = new SamplePoints(List.copyOf(names), samples);
        List<Graph> traces = new ArrayList<>();
        for (Map<String, Long> point : points.all())
            traces.add(Pruning.pruned(tracer.recordingConstants().trace(function, inputs.stream().map(input -> input.at(point)).toList())));
        SizeAnalysis analysis = new SizeAnalysis(points, traces);
        Graph simplified = Simplifier.simplify(traces.getFirst(), analysis);
        return new SymbolicGraph(tracer, function, List.copyOf(inputs), simplified, analysis);
    }

    /** The inputs with their free sizes. */
    public List<SymbolicInput> inputs() {
        return inputs;
    }

    /** The values that each free size was traced with; the third one was the test. */
    public Map<String, List<Long>> samples() {
        return analysis.samples();
    }

    /** The graph for one choice of sizes, as a template: what depends on sizes in it is what the other methods say. */
    public Graph graph() {
        return graph;
    }

    /** The sizes of a value of the {@linkplain #graph template} or of a graph inside it. */
    public List<Size> shape(Value value) {
        return analysis.shape(value);
    }

    /** The numbers in the op of a node that depend on sizes, by where they are in its record: {@code shape[0]}, {@code length}. */
    public Map<String, Size> options(Graph.OpNode node) {
        return analysis.options(node);
    }

    /** The constants that depend on sizes. */
    public Map<Value, SymbolicConstant> constants() {
        return analysis.constants();
    }

    /** The template with composites of a kind taken apart. */
    public SymbolicGraph decomposed(Predicate<CompositeOp> kind) {
        return trace(tracer, given -> {
            Graph whole = tracer.recordingConstants().trace(function, typed(given)).decomposed(kind);
            return whole.interpreted().step(given);
        }, inputs, analysis.samples());
    }

    private List<GraphInput> typed(List<Tensor> given) {
        List<GraphInput> typed = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) typed.add(new GraphInput(inputs.get(i).name(), given.get(i).type()));
        return typed;
    }

    /** The graph for given sizes. */
    public Graph at(Map<String, Long> sizes) {
        return specialized.computeIfAbsent(new TreeMap<>(sizes), chosen -> tracer.trace(function, inputs.stream().map(input -> input.at(chosen)).toList()));
    }

    /** The graph for given sizes, in which ops on constants are nodes as any other: what such a constant depends on can still be seen. */
    public Graph recordedAt(Map<String, Long> sizes) {
        return Pruning.pruned(tracer.recordingConstants().trace(function, inputs.stream().map(input -> input.at(sizes)).toList()));
    }

    /** Runs the graph for the sizes of these inputs. */
    public List<Tensor> run(List<Tensor> given) {
        return at(sizes(given)).run(given);
    }

    private Map<String, Long> sizes(List<Tensor> given) {
        if (given.size() != inputs.size()) throw new ShapeException("graph: takes %d inputs, got %d", inputs.size(), given.size());
        Map<String, Long> sizes = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            SymbolicInput input = inputs.get(i);
            Tensor tensor = given.get(i);
            boolean fits = tensor.dtype() == input.dtype() && tensor.rank() == input.shape().size();
            for (int axis = 0; fits && axis < tensor.rank(); axis++) {
                Size size = input.shape().get(axis);
                long found = tensor.size(axis);
                Long known = size.isNumber() ? Long.valueOf(size.at(Map.of())) : sizes.putIfAbsent(size.names().getFirst(), found);
                fits = known == null || known == found;
            }
            if (!fits) throw new ShapeException("graph: input \"%s\" is %s%s, got %s%s", input.name(), input.dtype(), input.shape(), tensor.type(), sizes.isEmpty() ? "" : " with " + sizes);
        }
        return Collections.unmodifiableMap(sizes);
    }

    /** The listing of the template, with sizes by name. */
    @Override public String toString() {
        return GraphText.format(graph, analysis);
    }
}
