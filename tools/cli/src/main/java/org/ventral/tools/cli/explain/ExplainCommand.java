package org.ventral.tools.cli.explain;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ventral.nn.vision.explain.BackwardRule;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.image.Pictures;
import org.ventral.tools.cli.plot.ContactSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral explain}: what a network sees (figure 7.12). */
@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Writes pictures of what a network sees in an image: its first filters, the strongest feature maps of its layers, the parts of the image that they answer to, and the images that classes answer to most.",
        footer = {"", "Examples: ventral explain runs/lenet5-20260102-120000 seven.png", "          ventral explain mnist.onnx seven.png --std 0.003921569 --layer relu2    (a model that takes 0 to 255)"})
public final class ExplainCommand implements Callable<Integer> {
    private static final int SHEET = 1600;

    @Parameters(index = "0", paramLabel = "RUN_DIR|MODEL.onnx", description = "Run folder of ventral train, or an ONNX file.")
    private Path model;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "The picture. One that is a little smaller than the model's images gets a black border, others are resized.")
    private Path file;

    @Option(names = "--layer", paramLabel = "NAME", description = "Only this layer. By default up to four layers of feature maps.")
    private String layer;

    @Option(names = "--class", paramLabel = "N", description = "The class whose best image is sought; by default all, or with more than 10 the likeliest.")
    private Integer unit;

    @Option(names = "--rule", paramLabel = "RULE", description = "How rectifiers pass a signal back: gradient, deconvolution or guided, as by default. Networks without rectifiers know only the gradient.")
    private BackwardRule rule = BackwardRule.GUIDED;

    @Option(names = "--steps", paramLabel = "N", description = "Steps in which a class's best image is sought; 150 by default.")
    private int steps = 150;

    @Option(names = "--invert", description = "Exchange black and white, as for dark writing on paper.")
    private boolean invert;

    @Option(names = "--mean", paramLabel = "M", description = "Taken away from pixels first, where white is 1; by default what the model says, or 0.")
    private Double mean;

    @Option(names = "--std", paramLabel = "S", description = "What pixels are divided by then; by default what the model says, or 1.")
    private Double deviation;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures; explain by default.")
    private Path folder = Path.of("explain");

    @Mixin private DeviceOptions device;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public ExplainCommand() {}

    @Override public Integer call() throws IOException {
        device.apply();
        if (steps < 1) throw new UsageException("--steps must be at least 1, got " + steps);
        BufferedImage picture = Pictures.open(file);
        if (!Files.exists(model)) throw new java.nio.file.NoSuchFileException(model.toString());
        Subject subject = Subject.open(model);
        var pixels = new Pixels(mean != null ? mean : number(subject, "mean", 0), deviation != null ? deviation : number(subject, "deviation", 1));
        PrintWriter out = spec.commandLine().getOut(), err = spec.commandLine().getErr();
        Explanation explanation;
        try {
            explanation = new Explanation(subject, pixels, subject.values(picture), invert, rule, steps, line -> {
                err.println(line);
                err.flush();
            });
            explanation.draw(layer, unit);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        Files.createDirectories(folder);
        for (Explanation.Part part : explanation.parts()) {
            Path target = folder.resolve(part.file());
            Pictures.write(new ContactSheet("", part.sections()).draw(SHEET), target);
            out.println(target + "  " + part.sections().getFirst().heading());
        }
        Path sheet = folder.resolve("explain.png");
        List<ContactSheet.Section> all = explanation.parts().stream().flatMap(part -> part.sections().stream()).toList();
        Pictures.write(new ContactSheet("What " + subject.name() + " sees in " + file.getFileName(), all).draw(SHEET), sheet);
        out.println(sheet + "  all of them");
        out.flush();
        return 0;
    }

    private static double number(Subject subject, String fact, double other) {
        try {
            return subject.facts().containsKey(fact) ? Double.parseDouble(subject.facts().get(fact)) : other;
        } catch (NumberFormatException _) {
            return other;
        }
    }
}
