package org.ventral.onnx.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.FunctionDef;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.SparseTensorDef;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.op.Call;
import org.ventral.onnx.op.Operator;
import org.ventral.onnx.op.Registry;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;

/**
 * Makes a program of a model: resolves every name, looks up every operator, expands the model's functions at their calls.
 *
 * <p>Values must be made before they are used and once only, which rules out cycles, and functions must not call themselves.
 * What is not supported is {@linkplain #refusals collected}; a program with such a node cannot be run.
 */
public final class ProgramBuilder {
    /** Bound of the steps that functions expand to: calls in calls, each with settings of its own, can be exponentially many. */
    private static final int MOST_EXPANDED = 100_000;
    private static final int DEEPEST = 64;

    private final ModelDef model;
    private final Registry registry;
    private final Constants constants;
    private final Map<FunctionKey, FunctionDef> functions = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private final List<FunctionDef> expanding = new ArrayList<>();
    private final Map<Expansion, Program> expansions = new HashMap<>();
    private int expanded;
    private int depth;

    private record FunctionKey(String domain, String name, String overload) {}

    /** A function with the settings of a call: calls that agree in them share one program. */
    private record Expansion(FunctionKey function, Map<String, AttributeDef> bound) {
        /** Settings that are graphs or tensors are large to compare, and rare. */
        boolean isSmall() {
            return bound.values().stream().noneMatch(a -> a instanceof AttributeDef.OfGraph || a instanceof AttributeDef.OfTensor || a instanceof AttributeDef.OfSparse);
        }
    }

    /**
     * What the nodes of a graph, or of a function's body, have in common.
     *
     * @param opsets    version of each domain
     * @param bound     attributes of the call whose function this is the body of
     * @param outermost whether it is the model's own graph
     */
    private record Setting(Map<String, Integer> opsets, Map<String, AttributeDef> bound, boolean outermost) {
        Setting inside() {
            return new Setting(opsets, bound, false);
        }
    }

    /** For a model. */
    public ProgramBuilder(ModelDef model, Registry registry, Constants constants) {
        this.model = model;
        this.registry = registry;
        this.constants = constants;
        for (FunctionDef function : model.functions())
            if (functions.put(new FunctionKey(function.domain(), function.name(), function.overload()), function) != null)
                throw new OnnxFormatException("function \"%s\" of domain \"%s\" is defined twice".formatted(function.name(), function.domain()));
    }

    /**
     * The program.
     *
     * @throws OnnxFormatException if names do not fit
     */
    public Program build() {
        return graph(model.graph(), new Scope(null, model.graph().name()), new Setting(model.opsets(), Map.of(), true));
    }

    /** What {@link #build} came upon that is not supported. */
    public Refusals refusals() {
        return refusals;
    }

    private Program graph(GraphDef graph, Scope scope, Setting setting) {
        int[] inputs = graph.inputs().stream().mapToInt(port -> scope.define(port.name(), "an input")).toArray();
        Set<String> open = new HashSet<>(graph.inputs().stream().map(OnnxPort::name).toList());
        List<Program.Constant> fixed = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (TensorDef tensor : graph.initializers()) {
            refusals.initializer(tensor);
            fixed.add(initializer(scope, open, seen, tensor.name(), () -> TensorCodec.decode(tensor, Device.preferred()), setting.outermost));
        }
        for (SparseTensorDef tensor : graph.sparse()) {
            refusals.initializer(tensor);
            fixed.add(initializer(scope, open, seen, tensor.values().name(), () -> TensorCodec.decode(tensor, Device.preferred()), setting.outermost));
        }
        return body(scope, graph.nodes(), inputs, graph.outputs().stream().map(OnnxPort::name).toList(), fixed, setting);
    }

    private Program.Constant initializer(Scope scope, Set<String> inputs, Set<String> seen, String name, Supplier<OnnxValue> value, boolean outermost) {
        if (!seen.add(name)) throw new OnnxFormatException("graph \"%s\": initializer \"%s\" is there twice".formatted(scope.graph, name));
        int slot = inputs.contains(name) ? scope.own(name) : scope.define(name, "an initializer");
        return new Program.Constant(slot, name, constants.prepare(name, outermost, value));
    }

    private Program body(Scope scope, List<NodeDef> nodes, int[] inputs, List<String> outputNames, List<Program.Constant> fixed, Setting setting) {
        if (++depth > DEEPEST) throw new OnnxFormatException("graph \"%s\": graphs and functions are nested deeper than %d".formatted(scope.graph, DEEPEST));
        List<Step> made = new ArrayList<>();
        for (NodeDef given : nodes) {
            NodeDef node = bind(given, setting.bound);
            if (!expanding.isEmpty() && ++expanded > MOST_EXPANDED)
                throw new OnnxFormatException("%s: the functions of the model expand to more than %d nodes".formatted(node, MOST_EXPANDED));
            refusals.node(node, opset(node, setting.opsets));
            if (isConstant(node)) {
                String name = node.outputs().getFirst();
                fixed.add(new Program.Constant(scope.define(name, node), name, constants.prepare(name, setting.outermost, () -> constant(node, setting))));
            } else {
                made.add(step(scope, node, made.size(), setting));
            }
        }
        int[] outputs = outputNames.stream().mapToInt(name -> output(scope, name)).toArray();
        depth--;
        int[] captured = scope.captures().values().stream().mapToInt(Integer::intValue).toArray();
        return new Program(scope.graph, scope.slots(), inputs, outputs, captured, fixed, withReleases(scope, made));
    }

    private static boolean isConstant(NodeDef node) {
        return node.op().equals("Constant") && node.domain().isEmpty() && node.outputs().size() == 1 && !node.outputs().getFirst().isEmpty();
    }

    private static int output(Scope scope, String name) {
        if (name.isEmpty()) return -1;
        int slot = scope.find(name, Integer.MAX_VALUE);
        if (slot < 0) throw new OnnxFormatException("graph \"%s\": nothing makes its output \"%s\"".formatted(scope.graph, name));
        return slot;
    }

    private OnnxValue constant(NodeDef node, Setting setting) {
        int opset = opset(node, setting.opsets);
        Operator operator = registry.find("", "Constant", opset).orElseThrow();
        return operator.run(new Call(node, opset, List.of(), Map.of(), Device.preferred(), Rng.of(0))).getFirst();
    }

    private Step step(Scope scope, NodeDef node, int number, Setting setting) {
        int opset = opset(node, setting.opsets);
        int[] in = node.inputs().stream().mapToInt(name -> input(scope, node, name, number)).toArray();
        Map<String, Step.Inner> graphs = new HashMap<>();
        for (AttributeDef attribute : node.attributes().values())
            if (attribute instanceof AttributeDef.OfGraph(var name, var graph)) graphs.put(name, inner(graph, scope, number, setting));
        FunctionKey key = new FunctionKey(node.domain(), node.op(), node.overload());
        FunctionDef function = functions.get(key);
        Program body = function == null ? null : expand(key, function, node);
        Operator operator = function != null ? null : registry.find(node.domain(), node.op(), opset).orElse(null);
        if (function == null && operator == null) refusals.missing(node, opset);
        int[] out = node.outputs().stream().mapToInt(name -> name.isEmpty() ? -1 : scope.define(name, node)).toArray();
        return new Step(node, opset, operator, body, in, out, graphs, List.of());
    }

    private static int input(Scope scope, NodeDef node, String name, int step) {
        if (name.isEmpty()) return -1;
        int slot = scope.find(name, step);
        if (slot < 0) throw new OnnxFormatException("%s: nothing before it makes its input \"%s\"".formatted(node, name));
        return slot;
    }

    private Step.Inner inner(GraphDef graph, Scope around, int step, Setting setting) {
        Scope scope = new Scope(around, graph.name());
        Program program = graph(graph, scope, setting.inside());
        return new Step.Inner(program, scope.captures().keySet().stream().mapToInt(name -> around.find(name, step)).toArray());
    }

    /** The body of a function for one call of it, with the call's attributes in place of the references to them. */
    private Program expand(FunctionKey key, FunctionDef function, NodeDef call) {
        if (expanding.stream().anyMatch(outer -> outer == function)) throw new OnnxFormatException("%s: function \"%s\" calls itself".formatted(call, function.name()));
        if (call.inputs().size() > function.inputs().size())
            throw new OnnxFormatException("%s: gives %d inputs, the function has %d".formatted(call, call.inputs().size(), function.inputs().size()));
        Map<String, AttributeDef> bound = new HashMap<>(function.defaults());
        bound.putAll(call.attributes());
        Expansion expansion = new Expansion(key, bound);
        Program known = expansion.isSmall() ? expansions.get(expansion) : null;
        if (known != null) return known;
        expanding.add(function);
        Scope scope = new Scope(null, function.name());
        int[] inputs = function.inputs().stream().mapToInt(name -> scope.define(name, "an input")).toArray();
        Map<String, Integer> opsets = new HashMap<>(model.opsets());
        opsets.putAll(function.opsets());
        Program program = body(scope, function.nodes(), inputs, function.outputs(), new ArrayList<>(), new Setting(opsets, bound, false));
        expanding.removeLast();
        if (expansion.isSmall()) expansions.put(expansion, program);
        return program;
    }

    /** The node with references to attributes of the function resolved; a reference to one that the call does not give leaves none. */
    private static NodeDef bind(NodeDef node, Map<String, AttributeDef> bound) {
        if (node.attributes().values().stream().noneMatch(AttributeDef.Reference.class::isInstance)) return node;
        Map<String, AttributeDef> attributes = new LinkedHashMap<>();
        node.attributes().forEach((name, attribute) -> {
            if (!(attribute instanceof AttributeDef.Reference(_, var to))) attributes.put(name, attribute);
            else if (bound.containsKey(to)) attributes.put(name, bound.get(to));
        });
        return new NodeDef(node.name(), node.domain(), node.op(), node.overload(), node.inputs(), node.outputs(), attributes);
    }

    private int opset(NodeDef node, Map<String, Integer> opsets) {
        Integer version = opsets.get(node.domain());
        if (version == null && node.domain().isEmpty() && model.irVersion() >= 3)
            throw new OnnxFormatException("%s: the model does not say which opset of ONNX's own operators it uses".formatted(node));
        return version == null ? 1 : version;       // before opsets there was one, and other domains need not be numbered
    }

    private static List<Step> withReleases(Scope scope, List<Step> steps) {
        Map<Integer, List<Integer>> releases = new HashMap<>();
        scope.lastUse().forEach((slot, step) -> releases.computeIfAbsent(step, _ -> new ArrayList<>()).add(slot));
        List<Step> all = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            List<Integer> after = new ArrayList<>(releases.getOrDefault(i, List.of()));
            Arrays.stream(step.outputs()).filter(slot -> slot >= 0 && !scope.lastUse().containsKey(slot)).forEach(after::add);
            all.add(step.releasing(after));
        }
        return all;
    }
}
