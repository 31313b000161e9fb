package org.ventral.backend.onnx;

import java.util.List;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tools.tck.GraphTck;

/** Every op, written as ONNX and read again, gives what it means. */
class ReimportTest extends GraphTck {
    @Override protected List<Tensor> run(Graph graph, List<Tensor> inputs) {
        var model = OnnxModels.read(OnnxWriter.bytes(graph, OnnxExportOptions.defaults()));
        return model.run(inputs.stream().map(OnnxValue::of).toList(), Device.preferred()).stream().map(v -> {
            OnnxValue.OfTensor value = (OnnxValue.OfTensor) v;
            // Narrow types are held in wider ones.
            for (var dtype : org.ventral.tensor.DType.values()) if (org.ventral.onnx.ElementType.of(dtype) == value.type()) return value.tensor().cast(dtype);
            throw new AssertionError("no dtype for " + value.type());
        }).toList();
    }
}
