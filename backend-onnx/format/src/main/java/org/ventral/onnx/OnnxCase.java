package org.ventral.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.reader.ModelReader;
import org.ventral.tensor.Device;

/**
 * A case in ONNX's own test format: a folder with {@code model.onnx} and folders {@code test_data_set_N} of {@code input_K.pb} and
 * {@code output_K.pb}, and an optional file {@code tolerance} with the relative and the absolute one.
 *
 * <p>A case passes if every output has the expected element type and shape and {@code |got - want| <= atol + rtol |want|}, where NaN equals NaN,
 * and integers, truth values and strings are equal. Without the file rtol is 1e-3 and atol 1e-7; for 16-bit and smaller floats 1e-2 and 1e-3.
 */
public final class OnnxCase {
    /** How a case ended. */
    public enum Status {
        /** All outputs are as expected. */
        PASS,
        /** An output is not. */
        FAIL,
        /** The model could not be read or run. */
        ERROR,
        /** The folder has no case. */
        SKIP,
        /** The model asks for what is not supported, and said so. */
        UNSUPPORTED
    }

    /**
     * How a case ended, and why.
     *
     * @param status how
     * @param detail why, on one line; empty for one that passed
     */
    public record Outcome(Status status, String detail) {}

    /** Runs models, as another engine than Ventral's own does. */
    @FunctionalInterface
    public interface Runner {
        /** The outputs of the model of a file, in order, for inputs in the order of its ports; those left out are absent. */
        List<OnnxValue> run(Path model, List<OnnxValue> inputs);
    }

    private OnnxCase() {}

    /** Runs the case of a folder on a device. */
    public static Outcome run(Path folder, Device device) {
        return run(folder, (file, inputs) -> {
            try {
                return OnnxModels.load(file).run(inputs, device);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Runs the case of a folder on another engine. What that throws is an error of the case. */
    public static Outcome run(Path folder, Runner runner) {
        Path file = folder.resolve("model.onnx");
        if (!Files.isRegularFile(file)) return new Outcome(Status.SKIP, "no model.onnx");
        try {
            OnnxReport model = OnnxModels.check(file);
            List<Path> sets = dataSets(folder);
            if (sets.isEmpty()) return new Outcome(Status.SKIP, "no test_data_set");
            Tolerance tolerance = Tolerance.of(folder);
            for (Path set : sets) {
                List<OnnxValue> inputs = values(set, "input_", model.inputs(), Device.preferred());
                List<OnnxValue> wanted = values(set, "output_", model.outputs(), Device.preferred());
                List<OnnxValue> got = runner.run(file, inputs);
                for (int i = 0; i < wanted.size(); i++) {
                    Optional<String> difference = tolerance.difference(got.get(i), wanted.get(i));
                    if (difference.isPresent())
                        return new Outcome(Status.FAIL, line("%s: output %d \"%s\": %s".formatted(set.getFileName(), i, model.outputs().get(i).name(), difference.get())));
                }
            }
            return new Outcome(Status.PASS, "");
        } catch (OnnxUnsupportedException e) {
            return new Outcome(Status.UNSUPPORTED, line(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            return new Outcome(Status.ERROR, line(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    /**
     * The values of one data set, for the ports of a model in order: a tensor with a name belongs to the port of that name, another to that of
     * its number. A port that has none gets an absent value.
     */
    public static List<OnnxValue> values(Path set, String prefix, List<OnnxPort> ports, Device device) throws IOException {
        List<OnnxValue> values = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) values.add(OnnxValue.absent());
        for (int k = 0; ; k++) {
            Path file = set.resolve(prefix + k + ".pb");
            if (!Files.isRegularFile(file)) return values;
            int port = k;
            String name = k < ports.size() && !(ports.get(k).type() instanceof OnnxType.OfTensor) ? "" : ModelReader.name(file);
            for (int i = 0; i < ports.size(); i++) if (ports.get(i).name().equals(name)) port = i;
            if (port >= ports.size()) throw new OnnxFormatException("%s/%s%d.pb: the model has only %d of these".formatted(set.getFileName(), prefix, k, ports.size()));
            values.set(port, declared(ports.get(port).type(), ModelReader.value(file, ports.get(port).type(), device)));
        }
    }

    /** Test data of older releases holds the bits of bfloat16 as uint16; the model says what they are. */
    private static OnnxValue declared(OnnxType type, OnnxValue value) {
        boolean bits = type instanceof OnnxType.OfTensor(var element, _) && element == ElementType.BFLOAT16
                && value instanceof OnnxValue.OfTensor(var found, _) && found == ElementType.UINT16;
        return bits ? TensorCodec.reinterpret(value, ElementType.BFLOAT16) : value;
    }

    private static List<Path> dataSets(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> p.getFileName().toString().startsWith("test_data_set_")).sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    private static String line(String text) {
        return text.replaceAll("\\s*\n\\s*", " ");
    }
}
