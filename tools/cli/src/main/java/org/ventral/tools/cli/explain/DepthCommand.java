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
import org.ventral.nn.Module;
import org.ventral.nn.analysis.LayerVariance;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Sequential;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.image.Pictures;
import org.ventral.tools.cli.plot.VariancePlot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral depth}: how signals and gradients keep their size through the layers, or do not (section 7.6.4). */
@Command(name = "depth", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures the variance of signals and gradients at each layer of a fresh network, for several initializations, and draws them.",
        footer = {"", "Examples: ventral depth --layers 50 --activation relu", "          ventral depth resnet20 --init default,he,xavier"})
public final class DepthCommand implements Callable<Integer> {
    private static final String STACK = "stack";

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "A model as ventral plugins lists them; by default stack, as many equal linear layers as --layers says.")
    private String recipe = STACK;

    @Option(names = "--init", split = ",", paramLabel = "NAME", description = "Initializations to compare: default (the model's own), xavier, he, orthogonal, small (deviation 0.01), large (deviation 0.2). By default xavier, he, orthogonal, small.")
    private List<String> rules = List.of("xavier", "he", "orthogonal", "small");

    @Option(names = "--activation", paramLabel = "NAME", description = "After each layer of the stack: relu, as by default, tanh, sigmoid …")
    private String activation = "relu";

    @Option(names = "--layers", paramLabel = "N", description = "Layers of the stack; 30 by default.")
    private int layers = 30;

    @Option(names = "--width", paramLabel = "N", description = "Units of each; 256 by default.")
    private int width = 256;

    @Option(names = "--batch-size", paramLabel = "N", description = "Samples, drawn from the standard normal distribution; 64 by default.")
    private int batch = 64;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of weights and samples; 1 by default.")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "FILE", description = "The plot; depth.png by default.")
    private Path file = Path.of("depth.png");

    @Option(names = "--json", description = "Print one JSON line for each layer and initialization.")
    private boolean json;

    @Mixin private DeviceOptions device;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public DepthCommand() {}

    @Override public Integer call() throws IOException {
        device.apply();
        if (layers < 1 || width < 1 || batch < 2) throw new UsageException("--layers and --width must be at least 1, --batch-size 2; got %d, %d and %d".formatted(layers, width, batch));
        Path parent = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) throw new IOException("folder " + parent + " does not exist");
        Map<String, List<LayerVariance>> measured = new LinkedHashMap<>();
        for (String rule : rules) measured.put(rule, measure(Initialization.named(rule, activation)));
        PrintWriter out = spec.commandLine().getOut();
        measured.forEach((rule, rows) -> print(out, rule, rows));
        List<VariancePlot.Line> lines = new ArrayList<>();
        measured.forEach((rule, rows) -> lines.add(new VariancePlot.Line(rule, rows.stream().mapToDouble(LayerVariance::activationVariance).toArray(), rows.stream().mapToDouble(LayerVariance::gradientVariance).toArray())));
        Pictures.write(new VariancePlot(lines).draw(title()), file);
        if (!json) out.println(file);
        out.flush();
        return 0;
    }

    private String title() {
        return recipe.equals(STACK) ? "%d linear layers of %d units, %s".formatted(layers, width, activation) : recipe;
    }

    private List<LayerVariance> measure(Initialization rule) {
        Rng rng = Rng.of(seed);
        Module model = model(rng.split("model"));
        rule.apply(model, rng.split("init"));
        Shape sample = recipe.equals(STACK) ? Shape.of(width) : Choices.require("model", Models.providers(), recipe).inputShape();
        Shape input = Shape.of(batch).concat(sample);
        LayeredGraph network = LayeredGraph.of(model, input);
        List<LayerVariance> rows = LayerVariance.of(network, Tensor.randn(rng.split("samples"), input.toArray()), rng.split("gradient"));
        List<LayerVariance> weighted = rows.stream().filter(row -> row.kind().equals("conv") || row.kind().equals("linear")).toList();
        if (weighted.isEmpty()) throw new UsageException(recipe + " has neither convolutions nor linear layers");
        return weighted;
    }

    private Module model(Rng rng) {
        try {
            if (recipe.equals(STACK)) return stack(rng);
            ModelProvider provider = Choices.require("model", Models.providers(), recipe);
            return provider.create(ModelOptions.classes(10), rng);
        } catch (IllegalArgumentException e) {
            throw e instanceof UsageException ? e : new UsageException(e.getMessage());
        }
    }

    private Module stack(Rng rng) {
        Sequential.Builder builder = Sequential.builder();
        for (int i = 1; i <= layers; i++) builder.add("linear" + i, Linear.builder(width, width).build(rng.split(i))).add("act" + i, Activation.named(activation));
        return builder.build();
    }

    private void print(PrintWriter out, String rule, List<LayerVariance> rows) {
        if (json) {
            for (LayerVariance row : rows) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("event", "layer");
                fields.put("init", rule);
                fields.put("layer", row.name());
                fields.put("activation_mean", Json.number(row.activationMean()));
                fields.put("activation_variance", Json.number(row.activationVariance()));
                fields.put("gradient_mean", Json.number(row.gradientMean()));
                fields.put("gradient_variance", Json.number(row.gradientVariance()));
                out.println(Json.line(fields));
            }
            return;
        }
        int widest = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        out.println(rule);
        for (LayerVariance row : rows) out.println(Text.format("  %-" + widest + "s  signal %10.3e   gradient %10.3e", row.name(), row.activationVariance(), row.gradientVariance()));
    }
}
