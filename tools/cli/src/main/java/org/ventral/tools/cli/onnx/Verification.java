package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.spi.Availability;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.Threads;

/** What came of holding a model against ONNX Runtime. */
public sealed interface Verification {
    /** What two engines may be apart, as a part of the greatest magnitude of an output. */
    double TOLERANCE = 1e-4;

    /**
     * Both ran.
     *
     * @param difference the greatest one
     * @param runs       how many inputs were tried
     * @param tolerance  what it may be, as a part of the greatest magnitude
     */
    record Compared(Difference difference, int runs, double tolerance) implements Verification {
        @Override public boolean holds() {
            return difference.within(tolerance);
        }

        @Override public String toString() {
            return Text.format("%s ONNX Runtime on %s, max difference %.3g%s", holds() ? "agrees with" : "DIFFERS from", Text.count(runs, "input"), difference.greatest(),
                    holds() || difference.where().isEmpty() ? "" : " at output " + difference.where());
        }
    }

    /**
     * There is nothing to hold it against.
     *
     * @param reason why
     */
    record Skipped(String reason) implements Verification {
        @Override public boolean holds() {
            return false;
        }

        @Override public String toString() {
            return "not verified: " + reason;
        }
    }

    /** Whether both agree. */
    boolean holds();

    /** For programs. */
    default Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (this) {
            case Compared(var difference, var runs, var tolerance) -> {
                fields.put("verified", holds());
                fields.put("max_difference", Json.number(difference.greatest()));
                fields.put("relative_difference", Json.number(difference.relative()));
                fields.put("tolerance", tolerance);
                fields.put("runs", runs);
            }
            case Skipped(var reason) -> {
                fields.put("verified", null);
                fields.put("reason", reason);
            }
        }
        return fields;
    }

    /** Answers for inputs; the outputs in order. */
    @FunctionalInterface
    interface Subject {
        /** The outputs. */
        List<OnnxValue> run(List<OnnxValue> inputs);
    }

    /** Makes inputs for the ports of a model. */
    @FunctionalInterface
    interface Samples {
        /** One list for each run. */
        List<List<OnnxValue>> of(List<OnnxPort> ports);
    }

    /**
     * Runs a file in ONNX Runtime, and something that should answer the same.
     *
     * @throws org.ventral.backend.onnx.OnnxRuntimeException if ONNX Runtime refuses the file
     */
    static Verification of(Path file, Subject subject, Samples samples, double tolerance) {
        var provider = Device.providers().named(Engine.ONNX_RUNTIME);
        if (provider.isEmpty()) return new Skipped("there is no backend \"" + Engine.ONNX_RUNTIME + "\" here");
        if (provider.get().availability() instanceof Availability.Unavailable(String reason)) return new Skipped(reason);
        try (Engine runtime = Engine.onnxRuntime(file, Threads.count())) {
            Difference worst = Difference.NONE;
            List<List<OnnxValue>> runs = samples.of(runtime.inputs());
            for (List<OnnxValue> inputs : runs) worst = worst.or(Difference.of(runtime.outputs(), subject.run(inputs), runtime.run(inputs)));
            return new Compared(worst, runs.size(), tolerance);
        }
    }

    /** A file run by Ventral and by ONNX Runtime, on made-up inputs for one sample and, where its batch is open, for three. */
    static Verification ofFile(Path file, Device device) throws IOException {
        Engine ours = Engine.ventral(OnnxModels.load(file), device);
        return of(file, ours::run, _ -> new SampleOptions().runs(ours.inputs()), TOLERANCE);
    }
}
