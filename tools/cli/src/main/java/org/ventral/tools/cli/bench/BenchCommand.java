package org.ventral.tools.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral bench}: times workloads, one JSON line each, in the form of the PyTorch side. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Times workloads; prints one JSON line for each, times in milliseconds.")
public final class BenchCommand implements Callable<Integer> {
    private static final int MOST_STEPS = 2000;

    @Parameters(paramLabel = "WORKLOAD", description = "Which to run; all by default. --list shows them.")
    private List<String> names = List.of();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "4", description = "How long each is measured, after its warm-up; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(names = "--warmup", paramLabel = "S", defaultValue = "3",
        description = "How long each runs at least before it is measured; it goes on until it gets no faster and Java has compiled it, for half a minute at most. ${DEFAULT-VALUE} by default.")
    private double warmup;

    @Option(names = "--list", description = "List the workloads.")
    private boolean list;

    @Option(names = "--turns", description = "Wait for a workload's name on each line of standard input and answer with its JSON line. Workloads stay warm, so that "
        + "another program can take turns with this one.")
    private boolean turns;

    @Mixin private DeviceOptions device;

    @Spec private CommandSpec spec;

    private final Map<String, Supplier<Workload>> known = Workload.all();
    /** Those that were asked for and are warm, and how long that took. */
    private final Map<String, Warm> warm = new HashMap<>();

    private record Warm(Workload workload, double seconds) {}

    /** For picocli. */
    public BenchCommand() {}

    @Override public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            known.keySet().forEach(out::println);
            return 0;
        }
        names.forEach(this::requireKnown);
        String backend = device.apply().name();
        if (turns) {
            takeTurns(backend, out);
            return 0;
        }
        for (String name : names.isEmpty() ? known.keySet() : names) out.println(Json.line(measure(name, backend, warmUp(known.get(name).get()))));
        return 0;
    }

    private void requireKnown(String name) {
        if (!known.containsKey(name)) throw new UsageException("unknown workload " + name + "; known: " + String.join(" ", known.keySet()));
    }

    private void takeTurns(String backend, PrintWriter out) throws IOException {
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name; (name = requests.readLine()) != null; ) {
            requireKnown(name);
            out.println(Json.line(measure(name, backend, warm.computeIfAbsent(name, wanted -> warmUp(known.get(wanted).get())))));
            out.flush();
        }
    }

    private Map<String, Object> measure(String name, String backend, Warm warm) {
        Workload workload = warm.workload;
        double[] times = Bursts.run(workload.step(), seconds, MOST_STEPS);
        double median = Bursts.median(times);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("peer", "ventral-" + backend);
        result.put("workload", name);
        result.put("unit", "ms");
        result.put("median", rounded(median, 1e4));
        result.put("min", rounded(times[0], 1e4));
        result.put("steps", times.length);
        result.put("threads", device.threads());
        result.put("warmup", rounded(warm.seconds, 10));
        Map<String, Double> figures = workload.figures();
        if (figures.containsKey("gflop")) result.put("gflops", rounded(figures.get("gflop") / median * 1e3, 1e2));
        if (figures.containsKey("gb")) result.put("gbps", rounded(figures.get("gb") / median * 1e3, 1e2));
        if (figures.containsKey("params")) result.put("params", figures.get("params").longValue());
        return result;
    }

    private Warm warmUp(Workload workload) {
        return new Warm(workload, Bursts.warmUp(workload.step(), warmup));
    }

    private static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }
}
