package org.ventral.tools.cli.explain;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.image.Pictures;
import org.ventral.tools.cli.onnx.ImageLayout;
import org.ventral.tools.cli.train.TrainedModel;

/**
 * A network of images that is to be explained, wherever it comes from.
 *
 * @param name       what it is called
 * @param network    takes {@code [1, C, H, W]}
 * @param classNames what the classes are called; may be none
 * @param facts      what is known of its data; {@code mean} and {@code deviation} say how images were standardized
 */
record Subject(String name, LayeredGraph network, List<String> classNames, Map<String, String> facts) {
    /** The side of images where a model takes any. */
    private static final long SIDE = 224;
    private static final String PROVENANCE = "provenance.";

    static Subject open(Path path) throws IOException {
        try {
            return Files.isDirectory(path) ? ofRun(path) : ofFile(path);
        } catch (IllegalArgumentException e) {
            throw e instanceof UsageException ? e : new UsageException(path + ": " + e.getMessage());
        }
    }

    private static Subject ofRun(Path run) throws IOException {
        TrainedModel trained = TrainedModel.open(run);
        Shape sample = trained.sample();
        if (sample.rank() != 3 || sample.size(0) != 1 && sample.size(0) != 3)
            throw new UsageException("%s holds a model for samples %s; only such for images [C, H, W] can be explained".formatted(run, sample));
        return new Subject(trained.recipe(), LayeredGraph.of(trained.model(), Shape.of(1).concat(sample)), trained.classNames(), trained.facts());
    }

    private static Subject ofFile(Path file) throws IOException {
        OnnxModel model = OnnxModels.load(file);
        if (model.inputs().size() != 1) throw new UsageException("a model with one input is needed; " + file + " has " + model.inputs());
        ImageLayout layout = ImageLayout.of(model.inputs().getFirst());
        if (layout.element() != ElementType.FLOAT) throw new UsageException("images of type float are needed; the model takes " + model.inputs().getFirst());
        if (layout.batch() > 1) throw new UsageException("the model takes " + layout.batch() + " images at once; one that takes any number, or 1, is needed");
        long channels = layout.channels() > 0 ? layout.channels() : 3, height = layout.height() > 0 ? layout.height() : SIDE, width = layout.width() > 0 ? layout.width() : SIDE;
        if (channels != 1 && channels != 3) throw new UsageException("the model takes images of " + channels + " channels; there are only grey ones and such of 3 colours");
        Graph graph = Graph.tracer().parameters(model.parameters()).trace(given -> {
            Tensor x = given.getFirst();
            if (layout.order() == ImageLayout.Order.CHANNELS_LAST) x = x.permute(0, 2, 3, 1);
            return List.of(model.forward(x.contiguous().reshape(layout.shape(1, channels, height, width))));
        }, List.of(GraphInput.of("image", 1, channels, height, width)));
        Map<String, String> facts = new HashMap<>();
        model.metadata().forEach((name, value) -> {
            if (name.startsWith(PROVENANCE)) facts.put(name.substring(PROVENANCE.length()), value);
        });
        List<String> names = facts.containsKey("classes") ? List.of(facts.get("classes").split(",")) : List.of();
        return new Subject(file.getFileName().toString(), LayeredGraph.of(graph.simplified()), names, facts);
    }

    /** A picture as numbers from 0 to 1 in the network's size, {@code [1, C, H, W]}: one that is a little smaller gets a black border, others are resized. */
    Tensor values(BufferedImage picture) {
        Shape input = network.input().shape();
        int channels = (int) input.size(1), height = (int) input.size(2), width = (int) input.size(3);
        int down = height - picture.getHeight(), right = width - picture.getWidth();
        boolean bordered = down == right && down >= 0 && down <= height / 4;
        Tensor values = Pictures.values(bordered ? picture : Pictures.resized(picture, height, width), channels);
        if (bordered && down > 0) values = values.pad(0, 0, 0, down / 2, down - down / 2, right / 2, right - right / 2);
        return values.contiguous().reshape(input);
    }

    /** What a class is called: its number and, where it has another one, its name. */
    String className(int number) {
        String digits = Integer.toString(number);
        if (number >= classNames.size() || classNames.get(number).equals(digits)) return digits;
        return digits + " " + classNames.get(number);
    }
}
