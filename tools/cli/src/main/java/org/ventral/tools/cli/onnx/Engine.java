package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ventral.backend.onnx.OnnxRuntimeModel;
import org.ventral.backend.onnx.OnnxRuntimeOptions;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;

/**
 * A model that is ready to run, wherever that is.
 *
 * @param inputs   what must be given, in order
 * @param outputs  what comes out, in order
 * @param metadata what the file says of itself, by name
 * @param program  answers the outputs, in order, for inputs in order; those left out are absent
 * @param closer   gives back what the engine holds
 */
public record Engine(List<OnnxPort> inputs, List<OnnxPort> outputs, Map<String, String> metadata, UnaryOperator<List<OnnxValue>> program, Runnable closer)
        implements AutoCloseable {
    /** The backend that runs whole files by itself: ONNX Runtime. */
    public static final String ONNX_RUNTIME = "onnx";

    /** Answers the outputs, in order, for inputs in order; those left out are absent. */
    public List<OnnxValue> run(List<OnnxValue> values) {
        return program.apply(values);
    }

    @Override public void close() {
        closer.run();
    }

    /** The model of a file on a backend: on {@value #ONNX_RUNTIME} the whole file is handed to ONNX Runtime, on others its nodes are run one by one. */
    public static Engine open(Path file, String backend, int threads) throws IOException {
        return backend.equals(ONNX_RUNTIME) ? onnxRuntime(file, threads) : ventral(OnnxModels.load(file), Device.named(backend));
    }

    /** A model run by Ventral. */
    public static Engine ventral(OnnxModel model, Device device) {
        return new Engine(model.inputs(), model.outputs(), model.metadata(), values -> model.run(values, device), () -> {});
    }

    /**
     * A file run by ONNX Runtime.
     *
     * @throws IllegalStateException if that is not available here
     */
    public static Engine onnxRuntime(Path file, int threads) {
        OnnxRuntimeModel model = OnnxRuntimeModel.open(file, OnnxRuntimeOptions.threads(threads));
        return new Engine(model.inputs(), model.outputs(), model.metadata(), values -> ordered(model, values), model::close);
    }

    private static List<OnnxValue> ordered(OnnxRuntimeModel model, List<OnnxValue> values) {
        Map<String, OnnxValue> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) if (values.get(i).isPresent()) named.put(model.inputs().get(i).name(), values.get(i));
        Map<String, OnnxValue> results = model.runValues(named);
        List<OnnxValue> ordered = new ArrayList<>();
        for (OnnxPort port : model.outputs()) ordered.add(results.get(port.name()));
        return ordered;
    }
}
