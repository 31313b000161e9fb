package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ventral.nn.data.Digits;
import org.ventral.nn.train.Checkpoint;
import org.ventral.nn.train.EpochRecord;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.plot.DepthPlot;
import org.ventral.tools.cli.plot.RunPlots;

/**
 * The recipe {@code depth}: a plain and a residual network, each with 20 and with 56 layers, learn from the same images. It shows the degradation problem (section 7.5;
 * He, Zhang, Ren and Sun, 2016): the deeper plain network is worse even on what it learns from, the deeper residual one is not.
 *
 * <p>Each network is a run of its own in a folder within the study's; what the four did is drawn in {@code depth.png}. A study that was cut off goes on with the network
 * that it was at.
 */
final class DepthStudy {
    /** The name of the recipe. */
    static final String NAME = "depth";

    private static final OptimizerChoice OPTIMIZER = OptimizerChoice.parse("nesterov:weight-decay=1e-4");

    /** One of the four networks, in the order in which they are trained. */
    private enum Network {
        PLAIN_20("resnet20", true), PLAIN_56("resnet56", true), RESIDUAL_20("resnet20", false), RESIDUAL_56("resnet56", false);

        private final String model;
        private final boolean plain;

        Network(String model, boolean plain) {
            this.model = model;
            this.plain = plain;
        }

        RunSettings settings(RunSettings study) {
            return study.withModel(model, plain ? Map.of("shortcut", "none") : Map.of("zero-init", "true"));
        }

        @Override public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private final RunSettings settings;
    private final RunFolder folder;
    private final boolean resumed;
    private final Device device;
    private final int threads;
    private final boolean json;
    private final PrintWriter out, err;

    /**
     * A study that has not begun, or was cut off.
     *
     * @param resumed whether the folder is the study's already
     * @param json    whether the result is for programs
     */
    DepthStudy(RunSettings settings, RunFolder folder, boolean resumed, Device device, int threads, boolean json, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.folder = folder;
        this.resumed = resumed;
        this.device = device;
        this.threads = threads;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    /**
     * How the networks are trained unless the user says otherwise: small images, so that it takes minutes.
     *
     * @param data the data set that the user chose, null for the recipe's own
     */
    static Recipe recipe(String data) {
        return new Recipe(data == null ? Digits.SMALL : data, 1, false, 20, 64, OPTIMIZER, OptionalDouble.of(0.05), Decay.COSINE, 50);
    }

    /** Trains all four; answers the exit status. */
    int run() throws IOException {
        if (!settings.modelSettings().isEmpty()) throw new UsageException(NAME + ": unknown setting " + String.join(", ", settings.modelSettings().keySet()) + "; there is none");
        long began = System.nanoTime();
        Map<String, String> config = settings.toConfig();
        config.put("backend", device.name());
        if (!resumed) folder.create(config);
        Map<Network, List<EpochRecord>> histories = new LinkedHashMap<>();
        for (Network network : Network.values()) {
            err.printf("%s%n", network);
            RunFolder own = folder.within(network.toString());
            int status = train(network, own);
            if (status != 0) {
                err.printf("ventral: to go on with all networks: ventral train --resume %s%n", folder);
                err.flush();
                return status;
            }
            histories.put(network, own.latest().orElseThrow().state().history());
            err.println();
        }
        draw(histories).forEach(err::println);
        report(histories, (System.nanoTime() - began) * 1e-9);
        return 0;
    }

    private int train(Network network, RunFolder own) throws IOException {
        boolean begun = Files.isRegularFile(own.settings());
        Optional<Checkpoint> checkpoint = begun ? own.latest() : Optional.empty();
        return new TrainingRun(network.settings(settings), own, checkpoint, begun, device, threads, false, new PrintWriter(Writer.nullWriter()), err).run();
    }

    private List<String> draw(Map<Network, List<EpochRecord>> histories) {
        List<DepthPlot.Panel> panels = new ArrayList<>();
        panels.add(new DepthPlot.Panel("plain", histories.get(Network.PLAIN_20), histories.get(Network.PLAIN_56), List.of("20 layers", "56 layers")));
        panels.add(new DepthPlot.Panel("residual", histories.get(Network.RESIDUAL_20), histories.get(Network.RESIDUAL_56), List.of("20 layers", "56 layers")));
        return new RunPlots("plain and residual networks on " + settings.data()).draw(new DepthPlot(panels), folder.path().resolve("depth.png"));
    }

    private void report(Map<Network, List<EpochRecord>> histories, double seconds) {
        if (json) {
            List<Map<String, Object>> networks = new ArrayList<>();
            histories.forEach((network, history) -> networks.add(fields(network, history.getLast())));
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "result");
            fields.put("networks", networks);
            fields.put("seconds", EpochFields.rounded(seconds, 1e3));
            fields.put("run", folder.toString());
            out.println(Json.line(fields));
        } else {
            out.println(Text.format("%-12s %15s %14s %14s", "network", "training error", "training loss", "test accuracy"));
            histories.forEach((network, history) -> {
                EpochRecord last = history.getLast();
                out.println(Text.format("%-12s %15s %14.4f %14s", network, Text.percent(1 - last.train().accuracy().orElse(Double.NaN)), last.train().loss(),
                        Text.percent(last.test().orElseThrow().accuracy().orElse(Double.NaN))));
            });
            out.printf("time         %s%n", Text.seconds(seconds));
            out.printf("picture      %s%n", folder.path().resolve("depth.png"));
        }
        out.flush();
    }

    private static Map<String, Object> fields(Network network, EpochRecord last) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("network", network.toString());
        fields.put("epochs", last.epoch());
        fields.put("train_error", Json.number(1 - last.train().accuracy().orElse(Double.NaN)));
        fields.put("train_loss", Json.number(last.train().loss()));
        fields.put("test_accuracy", last.test().map(EpochFields::accuracy).orElse(null));
        return fields;
    }
}
