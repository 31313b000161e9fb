package org.example.plugin;

import org.ventral.nn.Module;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;

/** Provides {@code mlp}, with settings {@code hidden}, the width of the hidden layer, and {@code dropout}, the probability. */
public final class MlpProvider implements ModelProvider {
    /** For {@link java.util.ServiceLoader}. */
    public MlpProvider() {}

    @Override public String name() {
        return "mlp";
    }

    @Override public String description() {
        return "perceptron with one hidden layer for grey 32×32 images";
    }

    @Override public Shape inputShape() {
        return Mlp.INPUT;
    }

    @Override public Module create(ModelOptions options, Rng rng) {
        options.requireKnown(name(), "hidden", "dropout");
        try {
            return new Mlp(Integer.parseInt(options.setting("hidden", "64")), options.classes(), Double.parseDouble(options.setting("dropout", "0")), rng);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("mlp: hidden is a whole number and dropout a number, got " + options.settings(), e);
        }
    }
}
