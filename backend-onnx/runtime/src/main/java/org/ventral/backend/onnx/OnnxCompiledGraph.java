package org.ventral.backend.onnx;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Device;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.spi.CompiledGraph;

/**
 * A graph as a model of ONNX Runtime.
 *
 * <p>Parameters are part of the model at first, so that ONNX Runtime can prepare them. When they turn out to change, or where the graph
 * itself updates them, they become inputs, copied again whenever they have changed.
 */
final class OnnxCompiledGraph implements CompiledGraph {
    private final Graph graph;
    private final OnnxRuntimeOptions options;
    private final OnnxExportOptions writing;
    private final List<Tensor> parameters;
    private final List<TensorType> results;
    private volatile Loaded loaded;

    /** @param versions of the parameters' storages that are part of the model; empty where they are inputs */
    private record Loaded(Runner runner, List<Integer> versions) {}

    private OnnxCompiledGraph(Graph graph, OnnxRuntimeOptions options, OnnxExportOptions writing) {
        this.graph = graph;
        this.options = options;
        this.writing = writing;
        this.parameters = graph.constants().stream().filter(Graph.Constant::parameter).map(c -> c.tensor().detach()).toList();
        this.results = graph.outputs().stream().map(Graph.Value::type).toList();
    }

    /** Interpreted op by op if ONNX Runtime cannot run it whole. */
    static CompiledGraph of(Graph graph, OnnxRuntimeOptions options, OnnxExportOptions writing) {
        if (mayDivideByZero(graph) || hasEmpty(graph)) return graph.interpreted();
        Graph simple = graph.updates().isEmpty() ? graph.simplified() : graph;
        for (OnnxExportOptions form : List.of(writing, writing.decomposed(true))) {
            OnnxCompiledGraph compiled = new OnnxCompiledGraph(simple, options, form);
            try {
                compiled.load(!graph.updates().isEmpty());
                return compiled;
            } catch (OrtException e) {
                if (e.getCode() != OrtException.OrtErrorCode.ORT_NOT_IMPLEMENTED) break;
            } catch (OnnxUnsupportedException e) {
                break;
            }
        }
        return graph.interpreted();
    }

    /** A division of integers by zero would end the process. */
    private static boolean mayDivideByZero(Graph graph) {
        for (Graph.Node node : graph.nodes()) {
            boolean risky = switch (node) {
                case Graph.OpNode(Binary(BinaryKind kind), List<Graph.Value> in, _) ->
                        (kind == BinaryKind.DIV || kind == BinaryKind.MOD) && !in.get(0).type().dtype().isFloating() && !nonZero(graph, in.get(1));
                case Graph.OpNode _ -> false;
                case Graph.IfNode branch -> mayDivideByZero(branch.then()) || mayDivideByZero(branch.otherwise());
                case Graph.LoopNode loop -> mayDivideByZero(loop.body());
                case Graph.ScanNode scan -> mayDivideByZero(scan.body());
            };
            if (risky) return true;
        }
        return false;
    }

    private static boolean nonZero(Graph graph, Graph.Value value) {
        for (Graph.Constant constant : graph.constants())
            if (constant.value().equals(value) && !constant.parameter()) {
                for (double element : constant.tensor().toDoubles()) if (element == 0) return false;
                return true;
            }
        return false;
    }

    private static boolean hasEmpty(Graph graph) {
        return graph.inputs().stream().anyMatch(v -> v.type().shape().isEmpty()) || graph.outputs().stream().anyMatch(v -> v.type().shape().isEmpty());
    }

    private Loaded load(boolean parametersAsInputs) throws OrtException {
        // The versions are read first: what changes meanwhile is noticed later.
        List<Integer> versions = parametersAsInputs ? List.of() : versions();
        Runner runner = Runner.of(OnnxWriter.bytes(graph, writing.parametersAsInputs(parametersAsInputs)), options);
        return loaded = new Loaded(runner, versions);
    }

    private List<Integer> versions() {
        return parameters.stream().map(p -> p.storage().version()).toList();
    }

    @Override public Graph graph() {
        return graph;
    }

    @Override public List<Tensor> run(List<Tensor> inputs) {
        boolean elsewhere = Tracing.current() != null || inputs.stream().anyMatch(Tensor::isSymbolic)
                || Tracing.isDifferentiating() && inputs.stream().anyMatch(Tensor::isTracked);
        if (elsewhere) return graph.interpreted().run(inputs);
        return execute(inputs);
    }

    @Override public List<Tensor> step(List<Tensor> inputs) {
        List<Tensor> outputs = execute(inputs);
        int count = graph.results().size();
        for (int i = 0; i < graph.updates().size(); i++) Tracing.overwrite(target(graph.updates().get(i).target(), inputs), outputs.get(count + i));
        return outputs.subList(0, count);
    }

    private Tensor target(Graph.Value value, List<Tensor> inputs) {
        int input = graph.inputs().indexOf(value);
        if (input >= 0) return inputs.get(input);
        for (Graph.Constant constant : graph.constants()) if (constant.value().equals(value)) return constant.tensor().detach();
        throw new IllegalStateException("the graph updates " + value + ", which is neither an input nor a constant");
    }

    private List<Tensor> execute(List<Tensor> inputs) {
        require(inputs);
        Device device = inputs.isEmpty() ? Device.preferred() : inputs.getFirst().device();
        try {
            Loaded model = loaded;
            boolean inside = !model.versions().isEmpty();
            if (inside && !model.versions().equals(versions())) model = reload(model);
            inside = !model.versions().isEmpty();
            List<Tensor> all = new ArrayList<>(inputs.stream().map(Tensor::detach).toList());
            if (!inside) all.addAll(parameters);
            return model.runner().run(all, inside ? 0 : parameters.size(), results, device);
        } catch (OrtException e) {
            throw new OnnxRuntimeException("the graph on %s failed in ONNX Runtime: %s".formatted(inputs.stream().map(Tensor::type).toList(), e.getMessage()), e);
        }
    }

    /** Parameters have changed, and will again: they become inputs. The model that was there is closed when nobody runs it any more. */
    private synchronized Loaded reload(Loaded old) throws OrtException {
        return loaded == old ? load(true) : loaded;
    }

    private void require(List<Tensor> inputs) {
        List<TensorType> types = inputs.stream().map(Tensor::type).toList(), expected = graph.inputs().stream().map(Graph.Value::type).toList();
        if (!types.equals(expected)) throw new ShapeException("graph: takes %s, got %s", graph.inputs(), types);
    }
}
