package org.ventral.nn.vision;

import java.util.function.Supplier;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.AveragePool;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.MaxPool;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * LeNet-5 as figure 7.11 draws it (after LeCun, Bottou, Bengio and Haffner, 1998): {@code [N, 1, 32, 32] → [N, classes]}.
 *
 * <pre>
 * conv1  5×5   [N,  1, 32, 32] → [N,  6, 28, 28]      156 parameters      tanh, max pooling 2×2 → [N,  6, 14, 14]
 * conv2  5×5   [N,  6, 14, 14] → [N, 16, 10, 10]    2,416                 tanh, max pooling 2×2 → [N, 16, 5, 5]
 * fc1          [N, 400] → [N, 120]                 48,120                 tanh
 * fc2          [N, 120] → [N, 84]                  10,164                 tanh
 * fc3          [N, 84] → [N, 10]                      850                 scores; the softmax is part of the loss
 * </pre>
 *
 * <p>61,706 parameters. Against the original it has max instead of average pooling, which the builder can bring back, every map of the first
 * layer under every map of the second, and a linear last layer instead of the Gaussian one. The book prints the count of the second
 * convolution as 2,416 = 16 × 156; it is 16 × (6·5·5 + 1) = 16 × 151.
 */
public final class LeNet5 extends Module {
    /** The shape of one sample. */
    public static final Shape INPUT = Shape.of(1, 32, 32);

    private final Module[] chain;

    private LeNet5(Builder from, Rng rng) {
        Conv2d conv1 = Conv2d.builder(1, 6, 5).weightInit(from.weights).biasInit(from.biases).build(rng.split("conv1"));
        Conv2d conv2 = Conv2d.builder(6, 16, 5).weightInit(from.weights).biasInit(from.biases).build(rng.split("conv2"));
        chain = new Module[] {
            child("conv1", conv1), child("act1", from.activation.get()), child("pool1", from.pooling.get()),
            child("conv2", conv2), child("act2", from.activation.get()), child("pool2", from.pooling.get()),
            child("flatten", new Flatten()),
            child("fc1", linear(from, 400, 120, rng.split("fc1"))), child("act3", from.activation.get()),
            child("fc2", linear(from, 120, 84, rng.split("fc2"))), child("act4", from.activation.get()),
            child("fc3", linear(from, 84, from.classes, rng.split("fc3"))),
        };
    }

    private static Linear linear(Builder from, int in, int out, Rng rng) {
        return Linear.builder(in, out).weightInit(from.weights).biasInit(from.biases).build(rng);
    }

    /** The network to be built; without further settings it is that of the figure. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The scores of the classes.
     *
     * @throws ShapeException if {@code x} is not {@code [N, 1, 32, 32]}
     */
    @Override public Tensor forward(Tensor x) {
        if (x.rank() != 4 || !x.shape().last(3).equals(INPUT))
            throw new ShapeException("LeNet5: input %s is not [N, 1, 32, 32]; pad smaller images, as in x.pad(0, 0, 0, 0, 0, 2, 2, 2, 2) for 28×28", x.shape());
        Tensor y = x;
        for (Module part : chain) y = part.forward(y);
        return y;
    }

    /** The settings of a {@link LeNet5}. */
    public static final class Builder {
        private int classes = 10;
        private Supplier<? extends Module> activation = Activation::tanh;
        private Supplier<? extends Module> pooling = () -> MaxPool.of(2);
        private Init weights = Init.fanInUniform(), biases = Init.fanInUniform();

        private Builder() {}

        /** Number of classes; 10 by default. */
        public Builder classes(int count) {
            if (count < 1) throw new IllegalArgumentException("LeNet5: classes must be at least 1, got " + count);
            classes = count;
            return this;
        }

        /** What makes the activations after the first four layers; tanh by default. */
        public Builder activation(Supplier<? extends Module> maker) {
            activation = maker;
            return this;
        }

        /** Pools by the largest element, as by default. */
        public Builder maxPooling() {
            pooling = () -> MaxPool.of(2);
            return this;
        }

        /** Pools by the mean, as the original did. */
        public Builder averagePooling() {
            pooling = () -> AveragePool.of(2);
            return this;
        }

        /** How the weights begin; {@link Init#fanInUniform()} by default. */
        public Builder weightInit(Init init) {
            weights = init;
            return this;
        }

        /** How the biases begin; {@link Init#fanInUniform()} by default. */
        public Builder biasInit(Init init) {
            biases = init;
            return this;
        }

        /** The network; its weights are drawn from children of {@code rng}, so that they do not depend on the other settings. */
        public LeNet5 build(Rng rng) {
            return new LeNet5(this, rng);
        }
    }
}
