package org.ventral.tools.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Sequential;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tensor.graph.TraceFunction;

/** Small ONNX files for tests. */
final class OnnxFiles {
    private OnnxFiles() {}

    /** y = tanh(2x) for {@code x: float [batch, 3]}. */
    static Path tanh(Path file) throws IOException {
        return write(file, x -> List.of(x.getFirst().mul(2).tanh()), SymbolicInput.of("x", DType.FLOAT32, Size.named("batch"), Size.of(3)));
    }

    /** The sum of an int64 and a float vector: two inputs of two types. */
    static Path sum(Path file) throws IOException {
        Size length = Size.named("length");
        return write(file, in -> List.of(in.get(0).cast(DType.FLOAT32).add(in.get(1))), SymbolicInput.of("a", DType.INT64, length), SymbolicInput.of("b", DType.FLOAT32, length));
    }

    /** The mean of each of three channels, for images of 2×2: what was fed can be told from what comes out. */
    static Path channels(Path file) throws IOException {
        return write(file, x -> List.of(x.getFirst().mean(2, 3)), SymbolicInput.of("image", DType.FLOAT32, Size.named("batch"), Size.of(3), Size.of(2), Size.of(2)));
    }

    private static Path write(Path file, TraceFunction function, SymbolicInput... inputs) throws IOException {
        OnnxWriter.write(SymbolicGraph.trace(Graph.tracer(), function, List.of(inputs)), file, OnnxExportOptions.defaults());
        return file;
    }

    /** A classifier of 28×28 grey images into ten classes, with a softmax at its end, for one image at a time or for any number. */
    static Path classifier(Path file, boolean open) throws IOException {
        Module net = Sequential.of(new Flatten(), Linear.of(784, 10, Rng.of(5)));
        net.eval();
        TraceFunction function = x -> List.of(net.forward(x.getFirst()).softmax(1));
        var tracer = Graph.tracer().parameters(net.parameters());
        if (open) OnnxWriter.write(SymbolicGraph.trace(tracer, function, List.of(SymbolicInput.of("image", DType.FLOAT32, Size.named("batch"), Size.of(1), Size.of(28), Size.of(28)))), file, OnnxExportOptions.defaults());
        else OnnxWriter.write(tracer.trace(function, List.of(GraphInput.of("image", 1, 1, 28, 28))), file, OnnxExportOptions.defaults());
        return file;
    }

    /** The same file with the name of an operator changed to another of the same length, which nobody has. */
    static Path spoiled(Path file, String op, String other) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Files.write(file, text.replace(op, other).getBytes(StandardCharsets.ISO_8859_1));
        return file;
    }

    /** A case of ONNX's own form for {@link #tanh}, whose expected values are off by some amount. */
    static Path testCase(Path folder, double off) throws IOException {
        Path data = Files.createDirectories(folder.resolve("test_data_set_0"));
        tanh(folder.resolve("model.onnx"));
        float[] x = {-1, 0, 0.5f, 1, 2, 3}, y = new float[6];
        for (int i = 0; i < x.length; i++) y[i] = (float) (Math.tanh(2 * x[i]) + off);
        Files.write(data.resolve("input_0.pb"), protobuf("x", x, 2, 3));
        Files.write(data.resolve("output_0.pb"), protobuf("", y, 2, 3));
        return folder;
    }

    /** A TensorProto: sizes in field 1, the type in 2, a name in 8, raw bytes in 9. */
    static byte[] protobuf(String name, float[] values, int... shape) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size : shape) out.writeBytes(new byte[] {1 << 3, (byte) size});
        out.writeBytes(new byte[] {2 << 3, 1});
        out.writeBytes(new byte[] {8 << 3 | 2, (byte) name.length()});
        out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {9 << 3 | 2, (byte) (4 * values.length)});
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) raw.putFloat(value);
        out.writeBytes(raw.array());
        return out.toByteArray();
    }

    /** A NumPy file of version 1. */
    static Path npy(Path file, String type, boolean columnsFirst, String shape, byte[] elements) throws IOException {
        String header = "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n".formatted(type, columnsFirst ? "True" : "False", shape);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length()).put(header.getBytes(StandardCharsets.ISO_8859_1)).put(elements);
        return Files.write(file, bytes.array());
    }

    static byte[] doubles(ByteOrder order, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(order);
        for (double value : values) bytes.putDouble(value);
        return bytes.array();
    }

    /** The numbers of a JSON array. */
    static List<Double> numbers(Object array) {
        List<Double> numbers = new ArrayList<>();
        for (Object number : (List<?>) array) numbers.add(((Number) number).doubleValue());
        return numbers;
    }
}
