package org.ventral.nn.spi;

import org.ventral.nn.Module;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.spi.Provider;

/** A plugin that makes a model. Declare it with {@code provides … with} in module-info and in {@code META-INF/services}. */
public interface ModelProvider extends Provider {
    /**
     * A new model.
     *
     * @param rng source of its first weights and of its noise
     * @throws IllegalArgumentException if a setting is unknown or has a value that the model cannot work with
     */
    Module create(ModelOptions options, Rng rng);

    /** The shape of one sample, without the batch axis: {@code [1, 32, 32]}. */
    Shape inputShape();

    /** Whether a model can be given samples of a shape, without the batch axis; by default of {@link #inputShape} alone. */
    default boolean accepts(Shape sample) {
        return sample.equals(inputShape());
    }

    /** What it is, one line. */
    String description();
}
