package org.ventral.nn.spi;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a model is to be made for.
 *
 * @param classes  number of classes that it tells apart
 * @param settings further settings by name, as the provider documents them
 */
public record ModelOptions(int classes, Map<String, String> settings) {
    /** Checks and copies. */
    public ModelOptions {
        if (classes < 1) throw new IllegalArgumentException("ModelOptions: classes must be at least 1, got " + classes);
        settings = Map.copyOf(settings);
    }

    /** No further settings. */
    public static ModelOptions classes(int classes) {
        return new ModelOptions(classes, Map.of());
    }

    /** A setting, or a default. */
    public String setting(String name, String byDefault) {
        return settings.getOrDefault(name, byDefault);
    }

    /**
     * Checks that no setting has a name that the model does not know.
     *
     * @throws IllegalArgumentException naming the unknown ones and all that there are
     */
    public void requireKnown(String model, String... known) {
        var unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty())
            throw new IllegalArgumentException("%s: unknown setting %s; there are %s".formatted(model, String.join(", ", unknown), String.join(", ", known)));
    }
}
