package org.ventral.nn.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/** Modules one after another. */
public final class Sequential extends Module {
    private Sequential(Map<String, Module> parts) {
        parts.forEach(this::child);
    }

    /** Parts named by their place, from {@code 0}. */
    public static Sequential of(Module... parts) {
        Builder builder = builder();
        for (Module part : parts) builder.add(part);
        return builder.build();
    }

    /** Parts to be named. */
    public static Builder builder() {
        return new Builder();
    }

    @Override public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Module part : children().values()) y = part.forward(y);
        return y;
    }

    /** Gathers the parts of a {@link Sequential}. */
    public static final class Builder {
        private final Map<String, Module> parts = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a part named by its place. */
        public Builder add(Module part) {
            return add(String.valueOf(parts.size()), part);
        }

        /** Adds a part with a name. */
        public Builder add(String name, Module part) {
            if (parts.putIfAbsent(name, part) != null) throw new IllegalArgumentException("Sequential: the name \"" + name + "\" is taken");
            return this;
        }

        /** The module. */
        public Sequential build() {
            return new Sequential(parts);
        }
    }
}
