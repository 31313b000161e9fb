package org.ventral.nn.vision.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ventral.nn.Module;
import org.ventral.nn.analysis.Layer;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.MaxPool;
import org.ventral.nn.layer.Sequential;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

class ExplainTest {
    private static final Shape INPUT = Shape.of(1, 1, 8, 8);

    private final Module model = Sequential.builder().add("conv", Conv2d.builder(1, 4, 3).build(Rng.of(1))).add("relu", Activation.relu()).add("pool", MaxPool.of(2))
            .add("flat", new Flatten()).add("scores", Linear.builder(36, 3).build(Rng.of(2))).build();
    private final LayeredGraph network = LayeredGraph.of(model, INPUT);
    private final Tensor image = Tensor.uniform(Rng.of(3), 0, 1, 1, 1, 8, 8);

    @Test void layersAreNamedAfterModules() {
        assertEquals(List.of("conv", "relu1", "maxpool1", "scores"), network.layers().stream().map(Layer::name).toList());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> network.layer("fc9")).getMessage().contains("conv, relu1"));
    }

    @Test void runIsTheModel() {
        assertArrayEquals(model.forward(image).toFloats(), network.run(image).result().toFloats(), 1e-6f);
    }

    @Test void plainRuleIsTheGradient() {
        Tensor tracked = image.requiresGradient();
        Tensor expected = model.forward(tracked).select(1, 1).sum().gradient(List.of(tracked)).getFirst();
        Reconstruction back = Reconstruction.of(network, image, BackwardRule.GRADIENT);
        double score = back.activations(network.layer("scores")).at(0, 1);
        assertArrayEquals(expected.mul(score).toFloats(), back.channel(network.layer("scores"), 1).toFloats(), 1e-5f);
    }

    @Test void rulesDifferAtRectifiersOnly() {
        float[] plain = Reconstruction.of(network, image, BackwardRule.GRADIENT).channel(network.layer("scores"), 0).toFloats();
        float[] guided = Reconstruction.of(network, image, BackwardRule.GUIDED).channel(network.layer("scores"), 0).toFloats();
        assertTrue(java.util.stream.IntStream.range(0, plain.length).anyMatch(i -> plain[i] != guided[i]));
    }

    @Test void aPlaceSawNothingBeyondItsField() {
        Reconstruction back = Reconstruction.of(network, image, BackwardRule.GRADIENT);
        double[] seen = back.channel(network.layer("conv"), 2).toDoubles();
        assertTrue(java.util.Arrays.stream(seen).filter(v -> v != 0).count() <= 9, "a 3×3 filter sees 9 pixels");
    }

    @Test void ascentRaisesTheScore() {
        Layer scores = network.scores();
        Tensor best = ActivationMaximisation.builder(network).steps(30).build().image(scores, 2);
        assertTrue(network.run(best).of(scores).at(0, 2) > network.run(image).of(scores).at(0, 2));
        assertTrue(best.min().item() >= 0 && best.max().item() <= 1);
        assertEquals(Shape.of(4, 1, 3, 3), FirstFilters.of(network).orElseThrow().shape());
    }
}
