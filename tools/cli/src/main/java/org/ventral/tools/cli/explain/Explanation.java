package org.ventral.tools.cli.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ventral.nn.analysis.Layer;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.nn.vision.explain.ActivationMaximisation;
import org.ventral.nn.vision.explain.BackwardRule;
import org.ventral.nn.vision.explain.FirstFilters;
import org.ventral.nn.vision.explain.Reconstruction;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.image.Pictures;
import org.ventral.tools.cli.plot.ContactSheet;
import org.ventral.tools.cli.plot.ContactSheet.Section;
import org.ventral.tools.cli.plot.ContactSheet.Tile;

/** The pictures of one network and one image. */
final class Explanation {
    private static final int TILE = 176, LARGE = 240, SMALL = 84;
    private static final int CHANNELS = 8, FILTERS = 64, LAYERS = 4, CLASSES = 10;

    private final LayeredGraph network;
    private final Subject subject;
    private final Pixels pixels;
    private final int steps;
    private final Tensor image;
    private final Reconstruction back;
    private final boolean rectified;
    private final BackwardRule rule;
    private final Consumer<String> progress;
    private final List<Part> parts = new ArrayList<>();

    /**
     * A file of its own.
     *
     * @param file     its name
     * @param sections what is in it
     */
    record Part(String file, List<Section> sections) {}

    Explanation(Subject subject, Pixels pixels, Tensor picture, boolean invert, BackwardRule rule, int steps, Consumer<String> progress) {
        this.subject = subject;
        this.network = subject.network();
        this.pixels = pixels;
        this.steps = steps;
        this.rule = rule;
        this.progress = progress;
        image = invert ? picture.mul(-1).add(1) : picture;
        back = Reconstruction.of(network, pixels.standardized(image).contiguous(), rule);
        rectified = network.layers().stream().anyMatch(layer -> layer.kind().equals("relu"));
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    void draw(String layer, Integer unit) {
        Layer scores = network.scores();
        double[] values = back.activations(scores).toDoubles();
        Layer chosen = layer == null ? null : network.layer(layer);
        if (unit != null && (unit < 0 || unit >= values.length)) throw new IllegalArgumentException("--class is from 0 to " + (values.length - 1) + ", got " + unit);
        parts.add(new Part("image.png", List.of(picture(scores, values))));
        if (chosen == null) FirstFilters.of(network).ifPresent(weight -> parts.add(new Part("filters.png", List.of(filters(weight)))));
        for (Layer each : chosen == null ? layers() : List.of(chosen)) {
            progress.accept("layer " + each.name() + ", " + each.shape());
            parts.add(new Part(each.name().replaceAll("[^A-Za-z0-9._-]", "_") + ".png", each.isMaps() ? maps(each) : List.of(seen(each))));
        }
        if (chosen != null && unit == null) parts.add(new Part("best.png", List.of(best(chosen, back.strongest(chosen, CHANNELS)))));
        else parts.add(new Part("classes.png", List.of(best(scores, unit != null ? List.of(unit) : classes(values)))));
    }

    /** At most so many layers of maps, from the first to the last: what activations answer rather than the sums before them. */
    private List<Layer> layers() {
        List<Layer> maps = network.layers().stream().filter(layer -> layer.isMaps() && layer.shape().size(2) > 1).toList();
        List<Layer> active = maps.stream().filter(layer -> !List.of("conv", "add", "batchnorm", "layernorm", "avgpool", "maxpool").contains(layer.kind())).toList();
        List<Layer> from = active.isEmpty() ? maps : active;
        int count = Math.min(LAYERS, from.size());
        return IntStream.range(0, count).mapToObj(i -> from.get(count == 1 ? 0 : i * (from.size() - 1) / (count - 1))).toList();
    }

    private static List<Integer> classes(double[] scores) {
        List<Integer> order = IntStream.range(0, scores.length).boxed().toList();
        return scores.length <= CLASSES ? order : order.stream().sorted(Comparator.comparingDouble(i -> -scores[i])).limit(1).toList();
    }

    private Section picture(Layer scores, double[] values) {
        double most = Arrays.stream(values).max().orElse(0), sum = Arrays.stream(values).map(v -> Math.exp(v - most)).sum();
        List<String> likeliest = IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> -values[i])).limit(3)
                .map(i -> "class " + subject.className(i) + ": " + Text.percent(Math.exp(values[i] - most) / sum)).toList();
        progress.accept(String.join(", ", likeliest));
        Section section = new Section("The image", String.join(",  ", likeliest) + "; white in the second picture is what speaks neither way, orange what speaks for the first class, blue what speaks against it", LARGE,
                List.of(new Tile(Pictures.picture(image.select(0, 0)), "as the network gets it"), new Tile(Shades.around(back.channel(scores, back.strongest(scores, 1).getFirst()).select(0, 0)), ruleName())));
        return section;
    }

    private String ruleName() {
        if (!rectified) return "gradient of the score";
        return switch (rule) {
            case GRADIENT -> "gradient of the score";
            case DECONVOLUTION -> "deconvolution";
            case GUIDED -> "guided back-propagation";
        };
    }

    private static Section filters(Tensor weight) {
        int count = (int) Math.min(FILTERS, weight.size(0));
        boolean colours = weight.size(1) == 3;
        List<Tile> tiles = IntStream.range(0, count).mapToObj(i -> new Tile(colours ? Shades.around(weight.select(0, i)) : Shades.signed(weight.select(0, i).select(0, 0)), "")).toList();
        return new Section("Filters of the first convolution", "%d of %d, %d×%d; %s".formatted(count, weight.size(0), weight.size(2), weight.size(3), colours ? "grey is 0" : "blue is below 0, orange above"), SMALL, tiles);
    }

    private List<Section> maps(Layer layer) {
        Tensor activations = back.activations(layer).select(0, 0);
        List<Integer> strongest = back.strongest(layer, CHANNELS);
        List<Tile> maps = strongest.stream().map(c -> new Tile(Shades.map(activations.select(0, c)), "channel " + c)).toList();
        return List.of(new Section(layer.name() + ": feature maps", "%d of %d, those with the strongest answer, %d×%d".formatted(strongest.size(), layer.shape().size(1), layer.shape().size(2), layer.shape().size(3)), TILE, maps), seen(layer));
    }

    private Section seen(Layer layer) {
        List<Tile> tiles = back.strongest(layer, CHANNELS).stream().map(c -> new Tile(Shades.around(back.channel(layer, c).select(0, 0)), (layer.isMaps() ? "channel " : "unit ") + c)).toList();
        return new Section(layer.isMaps() ? "" : layer.name() + ": what its strongest units saw", (layer.isMaps() ? "and what of the image the strongest place of each saw, by " : "by ") + (rectified ? ruleName() : "the gradient"), TILE, tiles);
    }

    private Section best(Layer layer, List<Integer> units) {
        var ascent = ActivationMaximisation.builder(network).steps(steps).range(pixels.standardized(0.0), pixels.standardized(1.0), pixels.standardized(network.input().shape().size(1) == 1 ? 0.0 : 0.5)).build();
        boolean classes = layer == network.scores();
        List<Tile> tiles = new ArrayList<>();
        for (int unit : units) {
            String name = classes ? "class " + subject.className(unit) : (layer.isMaps() ? "channel " : "unit ") + unit;
            progress.accept("seeking the image that " + name + " answers to most, " + Text.count(steps, "step"));
            tiles.add(new Tile(Pictures.picture(pixels.pixels(ascent.image(layer, unit)).select(0, 0)), name));
        }
        return new Section(classes ? "Images that classes answer to most" : layer.name() + ": images that it answers to most", "found by gradient ascent from noise, from coarse to fine, with decay and jitter", TILE, tiles);
    }
}
