package org.ventral.backend.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tools.tck.GraphTck;

/** Every op, written as ONNX and run by ONNX Runtime, gives what it means. */
abstract class ExportTests extends GraphTck {
    private final OnnxExportOptions options;

    ExportTests(int opset) {
        this.options = OnnxExportOptions.defaults().opset(opset);
    }

    @Override protected List<Tensor> run(Graph graph, List<Tensor> inputs) {
        try (var model = OnnxRuntimeModel.of(OnnxWriter.bytes(graph, options), OnnxRuntimeOptions.threads(1))) {
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) named.put(graph.inputs().get(i).name(), inputs.get(i));
            return List.copyOf(model.run(named).values());
        }
    }
}
