package org.ventral.nn.vision;

import org.ventral.nn.Gain;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;

/**
 * Provides {@code lenet5}.
 *
 * <p>Settings: {@code activation} (tanh, relu, sigmoid, gelu, silu, leaky-relu, elu, softplus), {@code pooling} (max, average), {@code init} (default,
 * xavier, he).
 */
public final class LeNet5Provider implements ModelProvider {
    /** For {@link java.util.ServiceLoader}. */
    public LeNet5Provider() {}

    @Override public String name() {
        return "lenet5";
    }

    @Override public String description() {
        return "LeNet-5 for grey 32×32 images: two convolutions, three linear layers, 61,706 parameters at 10 classes";
    }

    @Override public Shape inputShape() {
        return LeNet5.INPUT;
    }

    @Override public Module create(ModelOptions options, Rng rng) {
        options.requireKnown("lenet5", "activation", "pooling", "init");
        String activation = options.setting("activation", "tanh");
        Activation.named(activation);                              // an unknown name is told before anything is built
        LeNet5.Builder builder = LeNet5.builder().classes(options.classes()).activation(() -> Activation.named(activation));
        switch (options.setting("pooling", "max")) {
            case "max" -> builder.maxPooling();
            case "average" -> builder.averagePooling();
            case String other -> throw new IllegalArgumentException("lenet5: pooling is max or average, got " + other);
        }
        switch (options.setting("init", "default")) {
            case "default" -> { }
            case "xavier" -> builder.weightInit(Init.xavierUniform(activation.equals("tanh") ? Gain.TANH : Gain.LINEAR)).biasInit(Init.zeros());
            case "he" -> builder.weightInit(Init.heUniform()).biasInit(Init.zeros());
            case String other -> throw new IllegalArgumentException("lenet5: init is default, xavier or he, got " + other);
        }
        return builder.build(rng);
    }
}
