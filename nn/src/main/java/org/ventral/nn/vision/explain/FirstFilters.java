package org.ventral.nn.vision.explain;

import java.util.Optional;
import org.ventral.nn.analysis.Layer;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.tensor.Tensor;

/** The filters that a network puts on the image itself: the only ones that are pictures as they are. */
public final class FirstFilters {
    private FirstFilters() {}

    /** The weight {@code [M, C, kH, kW]} of the first convolution, if there is one. */
    public static Optional<Tensor> of(LayeredGraph network) {
        Optional<Layer> first = network.layers().stream().filter(layer -> layer.kind().equals("conv") && layer.isMaps()).findFirst();
        return first.map(layer -> Tensor.noGrad(() -> network.run(Tensor.zeros(network.input().shape().toArray()))).of(layer.inputs().get(1)).detach());
    }
}
