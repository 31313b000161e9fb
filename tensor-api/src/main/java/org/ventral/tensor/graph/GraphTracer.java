package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ventral.tensor.Device;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;

/**
 * How a function is traced. Immutable: each method answers another one.
 *
 * {@snippet :
 * Graph graph = Graph.tracer().parameters(model.parameters()).trace(function, inputs);
 * }
 */
public final class GraphTracer {
    private final Map<String, Tensor> named;
    private final Device device;
    private final boolean recordingConstants;
    private final List<String> outputs;

    GraphTracer() {
        this(Map.of(), null, false, List.of());
    }

    private GraphTracer(Map<String, Tensor> named, Device device, boolean recordingConstants, List<String> outputs) {
        this.named = named;
        this.device = device;
        this.recordingConstants = recordingConstants;
        this.outputs = outputs;
    }

    /** With names for parameters. Those that have none are called {@code parameter_N}. */
    public GraphTracer parameters(Map<String, Parameter> parameters) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> values.put(name, parameter.value().detach()));
        return tensors(values);
    }

    /** With other tensors that may change between runs, and names for them: running averages, an optimizer's state. They are not folded. */
    public GraphTracer tensors(Map<String, Tensor> tensors) {
        Map<String, Tensor> all = new LinkedHashMap<>(named);
        tensors.forEach((name, tensor) -> {
            if (all.put(name, tensor) != null) throw new IllegalArgumentException("two tensors have the name \"" + name + "\"");
        });
        return new GraphTracer(all, device, recordingConstants, outputs);
    }

    /** With symbolic inputs on this device. A graph runs on any; only while tracing, operands must be on the same one. */
    public GraphTracer on(Device chosen) {
        return new GraphTracer(named, chosen, recordingConstants, outputs);
    }

    /** With names for what the function answers, in order: one for each. Without, an output is called after the op that makes it. */
    public GraphTracer outputs(String... names) {
        return new GraphTracer(named, device, recordingConstants, List.of(names));
    }

    /** With ops on constants kept as nodes, though they are also computed. */
    GraphTracer recordingConstants() {
        return new GraphTracer(named, device, true, outputs);
    }

    /**
     * The graph of a function. Named tensors that it does not use are left out.
     *
     * @throws org.ventral.tensor.SymbolicTensorException if what the function does depends on data
     * @throws IllegalArgumentException if it answers another number of tensors than there are names for
     */
    public Graph trace(TraceFunction function, List<GraphInput> inputs) {
        Tracer tracer = new Tracer(null, named, recordingConstants);
        return tracer.trace(function, inputs, device == null ? Device.preferred() : device, outputs);
    }

    /** The graph of a function that names its outputs; their order is the map's. */
    public Graph traceNamed(Function<List<Tensor>, Map<String, Tensor>> function, List<GraphInput> inputs) {
        List<String> names = new ArrayList<>();
        TraceFunction unnamed = given -> {
            Map<String, Tensor> outputs = function.apply(given);
            names.addAll(outputs.keySet());
            return List.copyOf(outputs.values());
        };
        Tracer tracer = new Tracer(null, named, recordingConstants);
        return tracer.trace(unnamed, inputs, device == null ? Device.preferred() : device, names);
    }
}
