package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.backend.onnx.OnnxRuntimeModel;
import org.ventral.backend.onnx.OnnxRuntimeOptions;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;

/** A model that is ready to run, wherever that is. */
public interface Engine extends AutoCloseable {
    /** The backend that runs whole files by itself: ONNX Runtime. */
    String ONNX_RUNTIME = "onnx";

    /** What must be given, in order. */
    List<OnnxPort> inputs();

    /** What comes out, in order. */
    List<OnnxPort> outputs();

    /** What the file says of itself, by name. */
    Map<String, String> metadata();

    /** Answers the outputs, in order, for inputs in order; those left out are absent. */
    List<OnnxValue> run(List<OnnxValue> values);

    @Override default void close() {}

    /** The model of a file on a backend: on {@value #ONNX_RUNTIME} the whole file is handed to ONNX Runtime, on others its nodes are run one by one. */
    static Engine open(Path file, String backend, int threads) throws IOException {
        return backend.equals(ONNX_RUNTIME) ? onnxRuntime(file, threads) : ventral(OnnxModels.load(file), Device.named(backend));
    }

    /** A model run by Ventral. */
    static Engine ventral(OnnxModel model, Device device) {
        return new Engine() {
            @Override public List<OnnxPort> inputs() {
                return model.inputs();
            }

            @Override public List<OnnxPort> outputs() {
                return model.outputs();
            }

            @Override public Map<String, String> metadata() {
                return model.metadata();
            }

            @Override public List<OnnxValue> run(List<OnnxValue> values) {
                return model.run(values, device);
            }
        };
    }

    /**
     * A file run by ONNX Runtime.
     *
     * @throws IllegalStateException if that is not available here
     */
    static Engine onnxRuntime(Path file, int threads) {
        OnnxRuntimeModel model = OnnxRuntimeModel.open(file, OnnxRuntimeOptions.threads(threads));
        return new Engine() {
            @Override public List<OnnxPort> inputs() {
                return model.inputs();
            }

            @Override public List<OnnxPort> outputs() {
                return model.outputs();
            }

            @Override public Map<String, String> metadata() {
                return model.metadata();
            }

            @Override public List<OnnxValue> run(List<OnnxValue> values) {
                Map<String, OnnxValue> named = new LinkedHashMap<>();
                for (int i = 0; i < values.size(); i++) if (values.get(i).isPresent()) named.put(inputs().get(i).name(), values.get(i));
                Map<String, OnnxValue> results = model.runValues(named);
                List<OnnxValue> ordered = new ArrayList<>();
                for (OnnxPort port : outputs()) ordered.add(results.get(port.name()));
                return ordered;
            }

            @Override public void close() {
                model.close();
            }
        };
    }
}
