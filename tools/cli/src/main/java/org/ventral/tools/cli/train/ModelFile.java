package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ventral.backend.onnx.OnnxRuntimeException;
import org.ventral.nn.Module;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.Dataset;
import org.ventral.nn.train.Metrics;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicGraph;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tools.cli.onnx.Verification;

/** The model of a run as an ONNX file, for any number of samples at once. */
final class ModelFile {
    private static final String OUTPUT = "output", BATCH = "batch", PROVENANCE = "provenance.";
    /** Test samples that a file is verified on. */
    private static final int SAMPLES = 16;

    private ModelFile() {}

    /** Writes the model of an experiment as it is now. */
    static void write(Experiment experiment, Path file, OnnxExportOptions options) throws IOException {
        Module model = experiment.model();
        List<Size> shape = new ArrayList<>(List.of(Size.named(BATCH)));
        for (long size : experiment.sampleShape().toArray()) shape.add(Size.of(size));
        boolean trained = model.isTraining();
        model.eval();
        try {
            SymbolicGraph graph = SymbolicGraph.trace(Graph.tracer().parameters(model.parameters()).outputs(OUTPUT), samples -> List.of(model.forward(samples.getFirst())),
                    List.of(new SymbolicInput(experiment.input(), DType.FLOAT32, shape)));
            OnnxWriter.write(graph, file, options);
        } finally {
            if (trained) model.train();
        }
    }

    /**
     * What the file is to say of where the model comes from. It names no folder of this machine.
     *
     * @param config  the settings of the run, by name
     * @param results more, such as the accuracy reached
     */
    static Map<String, String> provenance(Experiment experiment, Map<String, String> config, Map<String, String> results) {
        Map<String, String> facts = new TreeMap<>(config);
        facts.remove("backend");
        facts.remove("checkpoint-every");
        if (!experiment.namedData()) facts.put("data", experiment.data().name());
        if (!experiment.classNames().isEmpty()) facts.put("classes", String.join(",", experiment.classNames()));
        facts.putAll(results);
        return facts;
    }

    /** The provenance in the metadata of a file. */
    static Map<String, String> provenance(Map<String, String> metadata) {
        Map<String, String> facts = new TreeMap<>();
        metadata.forEach((name, value) -> {
            if (name.startsWith(PROVENANCE)) facts.put(name.substring(PROVENANCE.length()), value);
        });
        return facts;
    }

    /** Results as the file is to say them. */
    static Map<String, String> results(long step, Optional<Metrics> test) {
        Map<String, String> results = new LinkedHashMap<>();
        results.put("step", Long.toString(step));
        test.ifPresent(metrics -> {
            metrics.accuracy().ifPresent(accuracy -> results.put("test-accuracy", Double.toString(accuracy)));
            metrics.absoluteError().ifPresent(error -> results.put("test-mae", Double.toString(error)));
            results.put("test-loss", Double.toString(metrics.loss()));
        });
        return results;
    }

    /** Holds a file that was written against ONNX Runtime, on samples of the test set. */
    static Verification verify(Experiment experiment, Path file) {
        Module model = experiment.model();
        boolean trained = model.isTraining();
        model.eval();
        try {
            Dataset tests = experiment.data().test();
            return Verification.of(file, inputs -> Tensor.noGrad(() -> List.of(OnnxValue.of(model.forward(inputs.getFirst().tensor())))),
                    _ -> List.of(samples(tests, 1), samples(tests, Math.min(SAMPLES, tests.size()))), Verification.TOLERANCE);
        } catch (OnnxRuntimeException | OnnxException e) {
            return new Verification.Skipped(e.getMessage());
        } finally {
            if (trained) model.train();
        }
    }

    private static List<OnnxValue> samples(Dataset tests, int count) {
        Batch batch = tests.get(java.util.stream.IntStream.range(0, count).toArray());
        return List.of(OnnxValue.of(batch.inputs()));
    }
}
