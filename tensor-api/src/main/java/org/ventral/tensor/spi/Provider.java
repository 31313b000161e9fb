package org.ventral.tensor.spi;

/**
 * What every plugin of the platform says of itself. Backends, optimizers, tokenizers and models each have an interface of their own
 * that extends this one and is found with {@link java.util.ServiceLoader}.
 *
 * <p>A provider is small and touches nothing heavy before it is asked to create something: it must load, and answer these
 * questions, on machines where what it provides cannot run.
 */
public interface Provider {
    /** The name that users choose it by: lower case, digits and hyphens, unique among the providers of its kind. */
    String name();

    /** Version of the plugin; by default that of its module, or of its jar. */
    default String version() {
        Module module = getClass().getModule();
        if (module.isNamed() && module.getDescriptor().rawVersion().isPresent()) return module.getDescriptor().rawVersion().get();
        String fromJar = getClass().getPackage().getImplementationVersion();
        return fromJar == null ? "unknown" : fromJar;
    }

    /** Of several that are available, the one of highest priority is preferred; 0 is a last resort. */
    default int priority() {
        return 50;
    }

    /** Whether it can work here, or why not. */
    default Availability availability() {
        return new Availability.Available();
    }
}
