package org.ventral.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.ventral.onnx.write.Exporter;
import org.ventral.onnx.write.PortWidener;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.SymbolicGraph;

/**
 * Writes graphs as ONNX.
 *
 * {@snippet :
 * Size batch = Size.named("batch");
 * var graph = SymbolicGraph.trace(Graph.tracer().parameters(net.parameters()), x -> List.of(net.forward(x.getFirst())),
 *         List.of(SymbolicInput.of("image", DType.FLOAT32, batch, Size.of(1), Size.of(28), Size.of(28))));
 * OnnxWriter.write(graph, Path.of("model.onnx"), OnnxExportOptions.defaults());
 * }
 *
 * <p>A composite op is written under the standard's name for it where the chosen opset has one, else as what it is made of. Inputs, outputs
 * and parameters keep their names. What a graph {@linkplain Graph#updates updates} becomes further outputs. The same graph gives the same
 * bytes.
 */
public final class OnnxWriter {
    private OnnxWriter() {}

    /**
     * A model with wider inputs and outputs.
     *
     * @param model the bytes of a file
     * @param types what the inputs and outputs that were changed are really of, by name
     */
    public record Widened(byte[] model, Map<String, ElementType> types) {
        /** Copies the types. */
        public Widened {
            types = Map.copyOf(types);
        }
    }

    /** A graph for one size, as the bytes of a file. */
    public static byte[] bytes(Graph graph, OnnxExportOptions options) {
        return Exporter.of(graph, options).bytes();
    }

    /**
     * A graph for many sizes, as the bytes of a file.
     *
     * @throws OnnxUnsupportedException if something in it depends on sizes in a way that ONNX cannot say; the message names the op
     */
    public static byte[] bytes(SymbolicGraph graph, OnnxExportOptions options) {
        return Exporter.of(graph, options).bytes();
    }

    /** Writes a graph for one size. A file that was there is replaced at once or, if writing fails, not at all. */
    public static void write(Graph graph, Path file, OnnxExportOptions options) throws IOException {
        Exporter.of(graph, options).write(file);
    }

    /**
     * Writes a graph for many sizes. A file that was there is replaced at once or, if writing fails, not at all.
     *
     * @throws OnnxUnsupportedException if something in it depends on sizes in a way that ONNX cannot say; the message names the op
     */
    public static void write(SymbolicGraph graph, Path file, OnnxExportOptions options) throws IOException {
        Exporter.of(graph, options).write(file);
    }

    /**
     * A model whose inputs and outputs of some element types are turned into those of what {@linkplain ElementType#holder() holds} them, with casts
     * inside: for callers that cannot carry such types.
     *
     * @param model the bytes of a file
     * @param narrow the types concerned
     * @throws OnnxFormatException if the bytes are no model
     */
    public static Widened widened(byte[] model, Predicate<ElementType> narrow) {
        PortWidener.Result result = PortWidener.widen(model, narrow);
        return new Widened(result.model(), result.types());
    }
}
