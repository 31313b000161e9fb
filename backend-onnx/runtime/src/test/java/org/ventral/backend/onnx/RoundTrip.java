package org.ventral.backend.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ventral.nn.Module;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.DType;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tensor.graph.TraceFunction;

/**
 * Something that is written as ONNX and must come back as it was.
 *
 * @param name       what a report calls it
 * @param subject    the class that it is a case of, if it is one of a layer, a loss or a model
 * @param module     the layer or model, if there is one
 * @param function   what is written
 * @param parameters what its parameters are called in the file
 * @param inputs     what it takes
 * @param samples    sizes to trace at, where not all are possible
 */
record RoundTrip(String name, Optional<Class<?>> subject, Optional<Module> module, TraceFunction function, Map<String, Parameter> parameters, List<SymbolicInput> inputs,
                 Map<String, List<Long>> samples) {
    static final Size BATCH = Size.named("batch"), TIME = Size.named("time");

    /** A layer of one input, in evaluation mode and with numbers in all that it keeps: what begins as 0 or 1 hides mistakes. */
    static RoundTrip layer(String name, Module module, Size... shape) {
        return layer(name, module, in -> List.of(module.forward(in.getFirst())), SymbolicInput.of("x", DType.FLOAT32, shape));
    }

    /** A layer in evaluation mode, called as a function says. */
    static RoundTrip layer(String name, Module module, TraceFunction function, SymbolicInput... inputs) {
        stir(module);
        module.eval();
        return new RoundTrip(name, Optional.of(module.getClass()), Optional.of(module), function, module.parameters(), List.of(inputs), Map.of());
    }

    static RoundTrip function(String name, TraceFunction function, SymbolicInput... inputs) {
        return new RoundTrip(name, Optional.empty(), Optional.empty(), function, Map.of(), List.of(inputs), Map.of());
    }

    RoundTrip of(Class<?> owner) {
        return new RoundTrip(name, Optional.of(owner), module, function, parameters, inputs, samples);
    }

    /** With samples for the size of the time axis. */
    RoundTrip traced(long... steps) {
        return new RoundTrip(name, subject, module, function, parameters, inputs, Map.of("time", java.util.Arrays.stream(steps).boxed().toList()));
    }

    /** {@code [batch, …]}. */
    static Size[] batchOf(long... sizes) {
        Size[] shape = new Size[sizes.length + 1];
        shape[0] = BATCH;
        for (int i = 0; i < sizes.length; i++) shape[i + 1] = Size.of(sizes[i]);
        return shape;
    }

    private static void stir(Module module) {
        Rng rng = Rng.of(23);
        module.parameters().values().forEach(p -> p.assign(p.value().detach().add(Tensor.uniform(rng, -0.05, 0.05, p.type().shape().toArray()))));
        module.buffers().values().stream().filter(b -> b.type().dtype() == DType.FLOAT32)
                .forEach(b -> b.assign(b.value().add(Tensor.uniform(rng, 0, 0.5, b.type().shape().toArray()))));
    }

    byte[] bytes(int opset) {
        SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer().parameters(parameters), function, inputs, samples);
        return OnnxWriter.bytes(graph, OnnxExportOptions.defaults().opset(opset));
    }

    /** Inputs for some sizes. */
    Map<String, Tensor> sample(Map<String, Long> sizes) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (SymbolicInput input : inputs) named.put(input.name(), sample(input, sizes));
        return named;
    }

    /** Real numbers about 0; whole numbers from 0 to 5, which serve as classes and as lengths. */
    private static Tensor sample(SymbolicInput input, Map<String, Long> sizes) {
        long[] shape = input.shape().stream().mapToLong(size -> size.at(sizes)).toArray();
        Tensor values = Tensor.uniform(Rng.of(11), -2, 2, shape);
        return input.dtype() == DType.INT64 ? values.abs().mul(2.9).cast(DType.INT64) : values;
    }
}
