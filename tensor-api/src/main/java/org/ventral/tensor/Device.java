package org.ventral.tensor;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.BackendProvider;
import org.ventral.tensor.spi.Providers;

/**
 * A backend at work: where a tensor's ops run.
 *
 * <p>All operands of an op are on one device; {@link Tensor#to} moves. Devices are compared by identity.
 */
public final class Device {
    private static final Map<String, Device> SHARED = new ConcurrentHashMap<>();

    private final String name;
    private final Backend backend;

    private Device(String name, Backend backend) {
        this.name = name;
        this.backend = backend;
    }

    /**
     * The device that tensors are made on when none is named: the backend that system property {@code ventral.backend} names, else the
     * available one of highest priority.
     */
    public static Device preferred() {
        return Preferred.DEVICE;
    }

    private static final class Preferred {
        static final Device DEVICE = named(providers().choose(System.getProperty("ventral.backend")).name());
    }

    /**
     * The device of the backend with this name and default options; always the same one.
     *
     * @throws org.ventral.tensor.spi.ProviderNotFoundException if there is no such backend or it is not available here
     */
    public static Device named(String name) {
        return SHARED.computeIfAbsent(name, _ -> create(name, BackendOptions.defaults()));
    }

    /** A new device of the backend with this name. */
    public static Device create(String name, BackendOptions options) {
        return new Device(name, providers().choose(name).create(options));
    }

    /** A new device for a backend that is at hand. */
    public static Device of(String name, Backend backend) {
        return new Device(name, backend);
    }

    /** The slow, double-checked backend that every other one is measured against. */
    public static Device reference() {
        return named("reference");
    }

    /** All backends that can be found, the preferred first. */
    public static Providers<BackendProvider> providers() {
        return Providers.of("backend", ServiceLoader.load(BackendProvider.class));
    }

    /** Name of the backend. */
    public String name() {
        return name;
    }

    /** What runs its ops. */
    public Backend backend() {
        return backend;
    }

    @Override public String toString() {
        return name;
    }
}
