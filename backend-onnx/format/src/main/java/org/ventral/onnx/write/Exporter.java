package org.ventral.onnx.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;

/** A model that is ready to be encoded. */
public final class Exporter {
    private final ModelEncoder encoder;

    private Exporter(Draft draft, OnnxExportOptions options) {
        this.encoder = new ModelEncoder(draft, options);
    }

    /** Of a graph for one size. */
    public static Exporter of(Graph graph, OnnxExportOptions options) {
        return new Exporter(GraphWriter.write(graph, options), options);
    }

    /** Of a graph for many sizes: drafts for some of them are made one. */
    public static Exporter of(SymbolicGraph graph, OnnxExportOptions options) {
        Map<String, SizeNodes.Place> places = new HashMap<>();
        for (SymbolicInput input : graph.inputs())
            for (int axis = 0; axis < input.shape().size(); axis++) {
                Size size = input.shape().get(axis);
                if (size.isName()) places.putIfAbsent(size.names().getFirst(), new SizeNodes.Place(input.name(), axis));
            }
        return new Exporter(merged(graph, places, options), options);
    }

    /** With constants folded, or, where one depends on sizes as only the ops that made it can tell, with those ops. */
    private static Draft merged(SymbolicGraph graph, Map<String, SizeNodes.Place> places, OnnxExportOptions options) {
        try {
            return SizeMerger.merge(graph.samples(), places, sizes -> GraphWriter.write(graph.at(sizes).simplified(), options));
        } catch (OnnxUnsupportedException unknown) {
            return SizeMerger.merge(graph.samples(), places, sizes -> GraphWriter.write(graph.recordedAt(sizes), options));
        }
    }

    /** The whole model in memory. */
    public byte[] bytes() {
        return encoder.bytes();
    }

    /** Writes the model and what goes beside it. */
    public void write(Path file) throws IOException {
        encoder.write(file);
    }
}
