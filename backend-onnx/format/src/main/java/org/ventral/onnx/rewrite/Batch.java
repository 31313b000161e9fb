package org.ventral.onnx.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxType.Dimension;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.TensorDef;

/** The first axis of a model that was written for one size of it, made an open one. */
public final class Batch {
    private static final String NAME = "batch";

    private Batch() {}

    /** The model with an open first axis wherever an input or an output says 1. What it says of the values in between is left out. */
    public static ModelDef opened(ModelDef model) {
        GraphDef graph = model.graph();
        Set<String> initialized = graph.initializers().stream().map(TensorDef::name).collect(Collectors.toSet());
        List<OnnxPort> inputs = graph.inputs().stream().map(port -> initialized.contains(port.name()) ? port : opened(port)).toList();
        GraphDef open = new GraphDef(graph.name(), graph.nodes(), graph.initializers(), graph.sparse(), inputs, graph.outputs().stream().map(Batch::opened).toList(), List.of());
        return new ModelDef(model.irVersion(), model.producer(), model.producerVersion(), model.domain(), model.version(), model.description(),
                model.metadata(), model.opsets(), model.functions(), open);
    }

    private static OnnxPort opened(OnnxPort port) {
        if (!(port.type() instanceof OnnxType.OfTensor(var element, var sizes)) || sizes.isEmpty() || sizes.get().isEmpty() || sizes.get().getFirst().size() != 1) return port;
        List<Dimension> open = new ArrayList<>(sizes.get());
        open.set(0, new Dimension(-1, NAME));
        return new OnnxPort(port.name(), new OnnxType.OfTensor(element, Optional.of(List.copyOf(open))));
    }
}
