package org.ventral.nn.analysis;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * How large the signal and the gradient are at a layer: what the rules of initialization are about (eqs. 7.112–7.120). With
 * {@code Var[w] = 1 / M_in} the variance of linear layers' signals stays the same with depth (eq. 7.113), with {@code 1 / M_out} that of gradients
 * (eq. 7.115); with anything else both grow or vanish as a power of the depth.
 *
 * @param name               of the layer
 * @param kind               of the layer
 * @param shape              of what it answers, {@code [N, …]}
 * @param activationMean     mean of what it answers
 * @param activationVariance variance of what it answers
 * @param gradientMean       mean of the gradient with respect to that
 * @param gradientVariance   variance of the gradient
 */
public record LayerVariance(String name, String kind, Shape shape, double activationMean, double activationVariance, double gradientMean, double gradientVariance) {
    /**
     * The sizes at every layer for a batch. The gradient that starts at the output is drawn from the standard normal distribution, so that no classes
     * are needed and its variance is 1 there.
     *
     * @param batch what goes in, of the network's {@linkplain LayeredGraph#input() input type}
     * @param rng   source of the gradient at the output
     */
    public static List<LayerVariance> of(LayeredGraph network, Tensor batch, Rng rng) {
        LayeredGraph.Run run = network.run(batch.detach().requiresGradient());
        List<Tensor> values = new ArrayList<>();
        for (Layer layer : network.layers()) values.add(run.of(layer));
        Tensor seed = Tensor.randn(rng, run.result().shape().toArray()).to(run.result().device());
        List<Tensor> gradients = run.result().gradient(values, seed);
        List<LayerVariance> rows = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Layer layer = network.layers().get(i);
            Moments signal = Moments.of(values.get(i)), gradient = Moments.of(gradients.get(i));
            rows.add(new LayerVariance(layer.name(), layer.kind(), layer.shape(), signal.mean, signal.variance, gradient.mean, gradient.variance));
        }
        return List.copyOf(rows);
    }

    private record Moments(double mean, double variance) {
        /** In double precision: the squares of small gradients are below what float32 can hold. */
        static Moments of(Tensor tensor) {
            Tensor exact = tensor.detach().cast(DType.FLOAT64);
            double mean = exact.mean().item();
            return new Moments(mean, exact.sub(mean).square().mean().item());
        }
    }
}
