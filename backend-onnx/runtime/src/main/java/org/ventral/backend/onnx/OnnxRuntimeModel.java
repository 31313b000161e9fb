package org.ventral.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;

/**
 * An {@code .onnx} file that ONNX Runtime runs.
 *
 * {@snippet :
 * try (var model = OnnxRuntimeModel.open(Path.of("model.onnx"), OnnxRuntimeOptions.defaults())) {
 *     Tensor scores = model.run(Map.of("image", image)).get("scores");
 * }
 * }
 *
 * <p>Inputs are copied into memory that is used again from run to run, and ONNX Runtime writes its results to memory that is, too, once a
 * first run has told their shapes. Several threads may run one model at once.
 */
public final class OnnxRuntimeModel implements AutoCloseable {
    /** Files from this size on are not read a second time to put casts into them. */
    private static final long LARGE = 1 << 28;

    private final Runner runner;
    private final List<OnnxPort> inputs;
    private final List<OnnxPort> outputs;
    private final Map<String, String> metadata;

    /** What {@link #runValues} runs: the same model with ports that the Java interface can carry. */
    private final Carrying carrying;

    /** @param narrow the types of its ports, by name, that casts have widened */
    private record Carrying(Runner runner, Map<String, ElementType> narrow) {}

    private OnnxRuntimeModel(Runner runner, Carrying carrying) throws OrtException {
        this.runner = runner;
        this.carrying = carrying;
        this.inputs = ports(runner.inputInfo());
        this.outputs = ports(runner.outputInfo());
        this.metadata = Map.copyOf(runner.metadata());
    }

    private static List<OnnxPort> ports(List<NodeInfo> infos) {
        return infos.stream().map(Values::port).toList();
    }

    /**
     * Loads a file.
     *
     * @throws OnnxRuntimeException if ONNX Runtime refuses it
     * @throws IllegalStateException if ONNX Runtime is not there or cannot be loaded
     */
    public static OnnxRuntimeModel open(Path file, OnnxRuntimeOptions options) {
        requireRuntime();
        try {
            Runner runner = Runner.of(file, options);
            return new OnnxRuntimeModel(runner, carrying(runner, Files.size(file) < LARGE ? Files.readAllBytes(file) : null, options));
        } catch (OrtException | IOException e) {
            throw new OnnxRuntimeException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    /** Loads a model from memory. It cannot have external data. */
    public static OnnxRuntimeModel of(byte[] model, OnnxRuntimeOptions options) {
        requireRuntime();
        try {
            Runner runner = Runner.of(model, options);
            return new OnnxRuntimeModel(runner, carrying(runner, model, options));
        } catch (OrtException e) {
            throw new OnnxRuntimeException("ONNX Runtime cannot load the model: " + e.getMessage(), e);
        }
    }

    /** The runner itself unless some of its ports are of types that the Java interface cannot carry, and casts can be put behind them. */
    private static Carrying carrying(Runner runner, byte[] model, OnnxRuntimeOptions options) throws OrtException {
        boolean narrow = Stream.concat(ports(runner.inputInfo()).stream(), ports(runner.outputInfo()).stream()).anyMatch(port -> !ValueCodec.carries(port.type()));
        Carrying asItIs = new Carrying(runner, Map.of());
        if (!narrow || model == null) return asItIs;
        try {
            OnnxWriter.Widened widened = OnnxWriter.widened(model, type -> !ValueCodec.carries(type));
            return new Carrying(Runner.of(widened.model(), options), widened.types());
        } catch (OrtException | RuntimeException e) {
            return asItIs;                                     // it runs as it is, and says itself what it cannot carry
        }
    }

    private static void requireRuntime() {
        NativeLibrary.problem().ifPresent(reason -> {
            throw new IllegalStateException("ONNX Runtime is not available: " + reason);
        });
    }

    /** What must be fed. */
    public List<OnnxPort> inputs() {
        return inputs;
    }

    /** What is answered. */
    public List<OnnxPort> outputs() {
        return outputs;
    }

    /** What the file says of itself: licence, provenance and the like. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Runs the model on tensors of the dtypes that it asks for.
     *
     * @throws IllegalArgumentException if inputs are missing or not known
     * @throws OnnxRuntimeException if ONNX Runtime refuses them or fails
     */
    public Map<String, Tensor> run(Map<String, Tensor> given) {
        requireInputs(given);
        List<Tensor> tensors = new ArrayList<>();
        for (String name : runner.inputs()) tensors.add(given.get(name));
        Device device = tensors.isEmpty() ? Device.preferred() : tensors.getFirst().device();
        try {
            List<Tensor> results = runner.run(tensors, 0, null, device);
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int i = 0; i < results.size(); i++) named.put(runner.outputs().get(i), results.get(i));
            return named;
        } catch (OrtException e) {
            throw failed(e, tensors.stream().map(Tensor::type).toList());
        }
    }

    /**
     * Runs the model on values of any kind that ONNX Runtime's Java interface can carry: tensors of most element types, and strings; sequences
     * only as results.
     *
     * @throws org.ventral.onnx.OnnxUnsupportedException for values that it cannot carry
     * @throws OnnxRuntimeException if ONNX Runtime refuses them or fails
     */
    public Map<String, OnnxValue> runValues(Map<String, OnnxValue> given) {
        requireInputs(given);
        try {
            return carrying.runner().run(given, carrying.narrow(), Device.preferred());
        } catch (OrtException e) {
            throw failed(e, given);
        }
    }

    private void requireInputs(Map<String, ?> given) {
        for (String name : runner.inputs())
            if (!given.containsKey(name)) throw new IllegalArgumentException("input \"%s\" is missing; the model has %s".formatted(name, inputs));
        for (String name : given.keySet())
            if (!runner.inputs().contains(name)) throw new IllegalArgumentException("the model has no input \"%s\"; it has %s".formatted(name, inputs));
    }

    private OnnxRuntimeException failed(OrtException e, Object given) {
        return new OnnxRuntimeException("ONNX Runtime failed on inputs %s of a model that takes %s: %s".formatted(given, inputs, e.getMessage()), e);
    }

    /** Gives the memory back. */
    @Override public void close() {
        runner.close();
        carrying.runner().close();
    }
}
