package org.ventral.onnx.write;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.onnx.OnnxExportOptions;

/** What files say of who made them, and of what. */
public final class Metadata {
    /** The program that writes models. */
    public static final String PRODUCER = "ventral";

    private Metadata() {}

    /** The version of this module, or of the jar that it is in. */
    public static String version() {
        Module module = Metadata.class.getModule();
        if (module.isNamed() && module.getDescriptor().rawVersion().isPresent()) return module.getDescriptor().rawVersion().get();
        String fromJar = Metadata.class.getPackage().getImplementationVersion();
        return fromJar == null ? "unknown" : fromJar;
    }

    /** The name of a line of provenance. */
    public static String provenance(String name) {
        return "provenance." + name;
    }

    /** The lines that options ask for: the licence, then the provenance, in a fixed order. */
    public static Map<String, String> of(OnnxExportOptions options) {
        Map<String, String> lines = new LinkedHashMap<>();
        if (!options.license().isEmpty()) lines.put("license", options.license());
        options.provenance().forEach((name, value) -> lines.put(provenance(name), value));
        return lines;
    }
}
