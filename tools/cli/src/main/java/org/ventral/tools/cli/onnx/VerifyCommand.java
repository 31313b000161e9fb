package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.onnx.OnnxModels;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx verify}: Ventral held against ONNX Runtime. */
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs a model with Ventral and with ONNX Runtime on the same made-up inputs, and tells how far they are apart; the status is 1 if that is too far.")
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The model.")
    private Path file;

    @Mixin private SampleOptions samples;

    @Option(names = "--tolerance", paramLabel = "X", description = "How far elements may be apart, as a part of the greatest magnitude of their output, or of 1 if that is less; 1e-4 by default.")
    private double tolerance = Verification.TOLERANCE;

    @Mixin private EngineOptions engine;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public VerifyCommand() {}

    @Override public Integer call() throws IOException {
        if (!(tolerance >= 0)) throw new UsageException("--tolerance must not be negative, got " + tolerance);
        EngineOptions.requireFile(file);
        String backend = engine.backend();
        if (backend.equals(Engine.ONNX_RUNTIME)) throw new UsageException("--backend onnx would hold ONNX Runtime against itself; choose cpu or reference");
        Engine ours = Engine.ventral(OnnxModels.load(file), Device.named(backend));
        Verification result = Verification.of(file, ours::run, _ -> samples.runs(ours.inputs()), tolerance);
        if (result instanceof Verification.Skipped(String reason)) throw new IOException(file + " cannot be verified: " + reason);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "verification");
            fields.put("file", file.toString());
            fields.put("backend", backend);
            fields.putAll(result.fields());
            out.println(Json.line(fields));
        } else {
            out.println(file + ": " + backend + " " + result);
        }
        out.flush();
        return result.holds() ? 0 : 1;
    }
}
