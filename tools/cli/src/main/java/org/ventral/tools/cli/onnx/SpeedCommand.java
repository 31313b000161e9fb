package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.backend.onnx.OnnxRuntimeModel;
import org.ventral.backend.onnx.OnnxRuntimeOptions;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.spi.CompiledGraph;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.bench.Bursts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx bench}: the speed of a model, compiled by Ventral, next to ONNX Runtime's. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Times a model, compiled by Ventral and in ONNX Runtime, on the same made-up inputs: both warm, in short bursts by turns.",
        footer = {"", "The ratio is the median, over the rounds, of ONNX Runtime's time over Ventral's: above 1, Ventral is faster. Where cores differ in speed, as on",
                "shared machines, keep the process on one core with --threads 1 (on Linux: taskset -c 0 ventral onnx bench …)."})
public final class SpeedCommand implements Callable<Integer> {
    private static final int MOST_STEPS = 2000;

    @Parameters(paramLabel = "FILE", description = "The model.")
    private Path file;

    @Mixin private SampleOptions samples;

    @Mixin private EngineOptions engine;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9", description = "How often each side has its turn; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "0.5", description = "How long a turn is; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(names = "--warmup", paramLabel = "S", defaultValue = "3", description = "How long each side runs at least before; it goes on until it gets no faster, for half a minute at most. ${DEFAULT-VALUE} by default.")
    private double warmup;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** A side that is ready to run. */
    @FunctionalInterface
    private interface Side {
        List<Tensor> run();

        default void step() {
            try (var _ = MemoryScope.open("run")) {
                run();
            }
        }
    }

    /** For picocli. */
    public SpeedCommand() {}

    @Override public Integer call() throws IOException {
        if (rounds < 1) throw new UsageException("--rounds must be at least 1, got " + rounds);
        if (!(seconds > 0) || !(warmup > 0)) throw new UsageException("--seconds and --warmup must be positive, got %s and %s".formatted(seconds, warmup));
        EngineOptions.requireFile(file);
        String backend = engine.backend();
        if (backend.equals(Engine.ONNX_RUNTIME)) throw new UsageException("--backend onnx would time ONNX Runtime against itself; choose cpu or reference");
        Device device = Device.named(backend);
        OnnxModel model = OnnxModels.load(file);
        List<OnnxValue> values = samples.values(model.inputs(), 1);
        List<Tensor> inputs = values.stream().map(value -> value.tensor().to(device)).toList();
        Verification check = Verification.of(file, given -> model.run(given, device), _ -> List.of(values), Verification.TOLERANCE);
        if (check instanceof Verification.Skipped(String reason)) throw new IOException(file + " cannot be timed against ONNX Runtime: " + reason);
        long flops = LayerTable.run(model, values, device).flops();

        try (OnnxRuntimeModel theirs = OnnxRuntimeModel.open(file, OnnxRuntimeOptions.threads(engine.threads()))) {
            double[][] times = race(compiled(model, inputs, device), runtime(theirs, inputs));
            report(values, flops, check, times[0], times[1]);
        }
        return check.holds() ? 0 : 1;
    }

    private static Side compiled(OnnxModel model, List<Tensor> inputs, Device device) {
        List<GraphInput> types = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) types.add(new GraphInput(model.inputs().get(i).name(), inputs.get(i).type()));
        CompiledGraph compiled = Tensor.noGrad(() -> device.backend().compile(Graph.trace(model.asTraceFunction(), types)));
        return () -> Tensor.noGrad(() -> compiled.run(inputs));
    }

    private static Side runtime(OnnxRuntimeModel model, List<Tensor> inputs) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) named.put(model.inputs().get(i).name(), inputs.get(i));
        return () -> List.copyOf(model.run(named).values());
    }

    /** The median of each round, in milliseconds, of each side. */
    private double[][] race(Side... sides) {
        for (Side side : sides) Bursts.warmUp(side::step, warmup);
        double[][] medians = new double[sides.length][rounds];
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < sides.length; i++) {
                sides[i].step();                    // not timed: what the other side left in the caches, and its threads that still wait busily, are no part of a step
                medians[i][round] = Bursts.median(Bursts.run(sides[i]::step, seconds, MOST_STEPS));
            }
        return medians;
    }

    private void report(List<OnnxValue> inputs, long flops, Verification check, double[] ours, double[] theirs) {
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) ratios[i] = theirs[i] / ours[i];
        double ratio = Bursts.median(ratios), median = Bursts.median(ours), other = Bursts.median(theirs), speed = flops / median / 1e6;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "speed");
            fields.put("file", file.toString());
            fields.put("inputs", inputs.stream().map(value -> value.shape().toString()).toList());
            fields.put("threads", engine.threads());
            fields.put("flops", flops);
            fields.put("ventral_ms", median);
            fields.put("onnxruntime_ms", other);
            fields.put("ratio", ratio);
            fields.put("gflops", speed);
            fields.putAll(check.fields());
            out.println(Json.line(fields));
        } else {
            out.println(Text.format("%s: Ventral %.3g ms, ONNX Runtime %.3g ms, ratio %.2f, %.1f GFLOP/s, %s; %s", file, median, other, ratio, speed,
                    Text.count(engine.threads(), "thread"), check));
        }
        out.flush();
    }
}
