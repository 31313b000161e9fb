package org.ventral.tensor.spi;

/** A plugin that runs tensor ops. Declare it with {@code provides … with} in module-info and in {@code META-INF/services}. */
public interface BackendProvider extends Provider {
    /** A backend with these options. Called once for each {@link org.ventral.tensor.Device}. */
    Backend create(BackendOptions options);
}
