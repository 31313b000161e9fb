package org.ventral.tools.cli.explain;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.nn.analysis.JacobianNorm;
import org.ventral.nn.layer.Gru;
import org.ventral.nn.layer.Lstm;
import org.ventral.nn.layer.RecurrentCell;
import org.ventral.nn.layer.Rnn;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.image.Pictures;
import org.ventral.tools.cli.plot.GradientFlowPlot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ventral gradient-flow}: how far back in time a recurrent network can learn (section 7.4). */
@Command(name = "gradient-flow", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures how the last state of fresh recurrent cells depends on the states before it, and draws it: the spectral norms of the products of their Jacobian matrices.",
        footer = {"", "Examples: ventral gradient-flow --steps 200", "          ventral gradient-flow --cell lstm --forget-bias 0,1,2,4"})
public final class GradientFlowCommand implements Callable<Integer> {
    private static final int PRINTED = 10;

    @Option(names = "--cell", split = ",", paramLabel = "NAME", description = "Cells to compare: rnn, gru, lstm; by default all.")
    private List<String> cells = List.of("rnn", "gru", "lstm");

    @Option(names = "--forget-bias", split = ",", paramLabel = "B", description = "Biases of an LSTM's forget gate to compare: the larger, the longer it remembers. By default 1 and 4.")
    private List<Double> forgetBiases = List.of(1.0, 4.0);

    @Option(names = "--steps", paramLabel = "T", description = "Length of the sequence; 100 by default.")
    private int steps = 100;

    @Option(names = "--hidden", paramLabel = "N", description = "Units of each cell; 32 by default. The time grows with the cube.")
    private int hidden = 32;

    @Option(names = "--inputs", paramLabel = "N", description = "Numbers in a step, drawn from the standard normal distribution; 8 by default.")
    private int inputs = 8;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of weights and sequence; 1 by default.")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "FILE", description = "The plot; gradient-flow.png by default.")
    private Path file = Path.of("gradient-flow.png");

    @Option(names = "--json", description = "Print one JSON line for each cell and step back.")
    private boolean json;

    @Mixin private DeviceOptions device;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public GradientFlowCommand() {}

    @Override public Integer call() throws IOException {
        device.apply();
        if (steps < 1 || hidden < 1 || inputs < 1) throw new UsageException("--steps, --hidden and --inputs must be at least 1; got %d, %d and %d".formatted(steps, hidden, inputs));
        Path parent = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) throw new IOException("folder " + parent + " does not exist");
        Rng rng = Rng.of(seed);
        Tensor sequence = Tensor.randn(rng.split("sequence"), steps, inputs);
        PrintWriter out = spec.commandLine().getOut();
        List<GradientFlowPlot.Line> lines = new ArrayList<>();
        for (var cell : cells(rng.split("cell")).entrySet()) {
            List<JacobianNorm> norms = JacobianNorm.of(cell.getValue(), sequence);
            print(out, cell.getKey(), norms);
            lines.add(new GradientFlowPlot.Line(cell.getKey(), norms.stream().mapToDouble(JacobianNorm::memory).toArray()));
        }
        Pictures.write(new GradientFlowPlot(lines).draw("What the last state owes to earlier ones, cells of %d units".formatted(hidden)), file);
        if (!json) out.println(file);
        out.flush();
        return 0;
    }

    private Map<String, RecurrentCell> cells(Rng rng) {
        Map<String, RecurrentCell> made = new LinkedHashMap<>();
        for (String name : cells)
            switch (name) {
                case "rnn" -> made.put(name, Rnn.builder(inputs, hidden).cell(rng));
                case "gru" -> made.put(name, Gru.builder(inputs, hidden).cell(rng));
                case "lstm" -> {
                    for (double bias : forgetBiases) made.put("lstm, forget bias " + (bias == Math.rint(bias) ? Long.toString(Math.round(bias)) : Double.toString(bias)), Lstm.builder(inputs, hidden).forgetBias(bias).cell(rng));
                }
                default -> throw new UsageException("unknown cell \"" + name + "\"; there are rnn, gru, lstm");
            }
        return made;
    }

    private void print(PrintWriter out, String cell, List<JacobianNorm> norms) {
        if (json) {
            for (JacobianNorm norm : norms) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("event", "step");
                fields.put("cell", cell);
                fields.put("back", norm.back());
                fields.put("state", Json.number(norm.state()));
                fields.put("memory", Json.number(norm.memory()));
                fields.put("bound", Json.number(norm.bound()));
                out.println(Json.line(fields));
            }
            return;
        }
        out.println(cell);
        for (int i = 0; i <= PRINTED; i++) {
            JacobianNorm norm = norms.get((norms.size() - 1) * i / PRINTED);
            if (i > 0 && norm.back() == norms.get((norms.size() - 1) * (i - 1) / PRINTED).back()) continue;
            out.println(Text.format("  %5d back   state %10.3e   memory %10.3e", norm.back(), norm.state(), norm.memory()));
        }
    }
}
