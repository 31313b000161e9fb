package org.ventral.onnx.write;

/** What files say of who made them. */
final class Producer {
    private Producer() {}

    /** The version of this module, or of the jar that it is in. */
    static String version() {
        Module module = Producer.class.getModule();
        if (module.isNamed() && module.getDescriptor().rawVersion().isPresent()) return module.getDescriptor().rawVersion().get();
        String fromJar = Producer.class.getPackage().getImplementationVersion();
        return fromJar == null ? "unknown" : fromJar;
    }
}
