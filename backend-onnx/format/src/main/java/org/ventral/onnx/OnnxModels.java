package org.ventral.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.op.Registry;
import org.ventral.onnx.program.Constants;
import org.ventral.onnx.program.ProgramBuilder;
import org.ventral.onnx.program.Refusals;
import org.ventral.onnx.reader.ModelReader;

/**
 * Reads ONNX models.
 *
 * {@snippet :
 * OnnxModel model = OnnxModels.load(Path.of("mnist.onnx"));
 * Tensor scores = model.run(images);
 * }
 *
 * <p>Files are untrusted. Whatever is wrong with one comes as an {@link OnnxException}; none makes this read outside the model's folder or
 * take memory out of proportion to the file.
 */
public final class OnnxModels {
    private OnnxModels() {}

    /**
     * The model in a file, ready to run. Tensors that it keeps in other files are mapped from the folder that it is in.
     *
     * @throws IOException if the file cannot be read
     * @throws OnnxFormatException if it is no well-formed model
     * @throws OnnxUnsupportedException if it asks for what is not supported; the message names all of that
     */
    public static OnnxModel load(Path file) throws IOException {
        return load(ModelReader.read(file));
    }

    /**
     * The model in some bytes, which must hold all its tensors.
     *
     * @throws OnnxFormatException if they are no well-formed model
     * @throws OnnxUnsupportedException if it asks for what is not supported; the message names all of that
     */
    public static OnnxModel read(byte[] bytes) {
        return load(ModelReader.read(bytes, null));
    }

    private static OnnxModel load(ModelDef model) {
        OnnxReport report = report(model);
        if (!report.isSupported()) throw new OnnxUnsupportedException("not supported:\n" + report);
        return OnnxModel.of(model);
    }

    /**
     * What a model is, and all of it that is not supported, without making anything of it.
     *
     * @throws IOException if the file cannot be read
     * @throws OnnxFormatException if it is no well-formed model
     */
    public static OnnxReport check(Path file) throws IOException {
        return report(ModelReader.read(file));
    }

    /** Names of all operators that are supported, those of other domains than ONNX's own with the domain in front. */
    public static Set<String> operators() {
        return Registry.standard().names();
    }

    private static OnnxReport report(ModelDef model) {
        ProgramBuilder builder = new ProgramBuilder(model, Registry.standard(), Constants.none());
        builder.build();
        Refusals refusals = builder.refusals();
        List<OnnxReport.Unsupported> unsupported = new ArrayList<>();
        refusals.operators().forEach((what, nodes) -> unsupported.add(new OnnxReport.Unsupported(what.domain(), what.op(), what.opset(), List.copyOf(nodes))));
        Map<String, Integer> operators = new TreeMap<>();
        count(model.graph(), operators);
        Set<String> initialized = model.graph().initializers().stream().map(TensorDef::name).collect(Collectors.toSet());
        return new OnnxReport(model.irVersion(), (model.producer() + " " + model.producerVersion()).strip(), model.opsets(),
                model.graph().inputs().stream().filter(port -> !initialized.contains(port.name())).toList(), model.graph().outputs(), operators, unsupported, refusals.tensors(), refusals.settings());
    }

    private static void count(GraphDef graph, Map<String, Integer> operators) {
        for (NodeDef node : graph.nodes()) {
            operators.merge(node.qualified(), 1, Integer::sum);
            for (AttributeDef attribute : node.attributes().values()) if (attribute instanceof AttributeDef.OfGraph(_, var inner)) count(inner, operators);
        }
    }
}
