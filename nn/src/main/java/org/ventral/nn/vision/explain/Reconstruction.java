package org.ventral.nn.vision.explain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.nn.analysis.Layer;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.tensor.Tensor;

/**
 * What of an image made a layer answer: activations sent back through the network to where they came from (figure 7.12; section 7.3.3).
 *
 * {@snippet :
 * var back = Reconstruction.of(network, image, BackwardRule.GUIDED);
 * int channel = back.strongest(layer, 1).getFirst();
 * Tensor picture = back.channel(layer, channel);                          // as the image: [1, C, H, W]
 * }
 */
public final class Reconstruction {
    private final Tensor image;
    private final LayeredGraph.Run run;

    private Reconstruction(Tensor image, LayeredGraph.Run run) {
        this.image = image;
        this.run = run;
    }

    /**
     * Runs the network on an image.
     *
     * @param image as the network takes it, a batch of one
     * @throws org.ventral.tensor.ShapeException if the network does not take it
     */
    public static Reconstruction of(LayeredGraph network, Tensor image, BackwardRule rule) {
        Tensor tracked = image.detach().requiresGradient();
        return new Reconstruction(tracked, network.run(tracked, rule::of));
    }

    /** What a layer answers to the image: its feature maps {@code [1, C, H, W]}, or the activations of its units {@code [1, C]}. */
    public Tensor activations(Layer layer) {
        return run.of(layer).detach();
    }

    /** The channels of a layer, or its units, by their largest activation, at most so many. */
    public List<Integer> strongest(Layer layer, int count) {
        double[] values = activations(layer).toDoubles();
        int channels = (int) layer.shape().size(1), each = values.length / channels;
        double[] largest = new double[channels];
        for (int c = 0; c < channels; c++) largest[c] = java.util.Arrays.stream(values, c * each, (c + 1) * each).max().orElse(0);
        return IntStream.range(0, channels).boxed().sorted(Comparator.comparingDouble(c -> -largest[c])).limit(count).toList();
    }

    /** What the one place of a channel saw that answered most: as the image. Its activation is sent back, all others of the layer are taken as 0. */
    public Tensor channel(Layer layer, int channel) {
        double[] values = activations(layer).toDoubles(), only = new double[values.length];
        int each = values.length / (int) layer.shape().size(1), best = channel * each;
        for (int i = best; i < (channel + 1) * each; i++) if (values[i] > values[best]) best = i;
        only[best] = values[best] == 0 ? 1 : values[best];
        return back(layer, Tensor.of(only, layer.shape().toArray()));
    }

    /** What all of a layer's activations together came from: as the image. */
    public Tensor layer(Layer layer) {
        return back(layer, activations(layer));
    }

    private Tensor back(Layer layer, Tensor seed) {
        Tensor from = run.of(layer);
        return from.gradient(List.of(image), seed.cast(from.dtype()).to(from.device())).getFirst().detach();
    }
}
