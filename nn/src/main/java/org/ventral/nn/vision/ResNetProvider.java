package org.ventral.nn.vision;

import java.util.Locale;
import org.ventral.nn.Module;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;

/**
 * Provides the residual networks: {@code resnet18} to {@code resnet152} for colour images of 224×224, and {@code resnet20} to {@code resnet110}
 * and {@code resnet18-small} for grey images of 32×32.
 *
 * <p>Settings: {@code shortcut} (default, projection, padding, none: the plain network), {@code zero-init} (false, true: the last scale of each
 * block begins as 0).
 */
public abstract sealed class ResNetProvider implements ModelProvider {
    private final int depth;
    private final boolean large;

    private ResNetProvider(int depth, boolean large) {
        this.depth = depth;
        this.large = large;
    }

    private ResNet.Builder builder() {
        return large ? ResNet.large(depth) : ResNet.small(depth).channels(1);
    }

    @Override public final String name() {
        return "resnet" + depth + (depth == 18 && !large ? "-small" : "");
    }

    @Override public final String description() {
        return "ResNet-%d for %s images".formatted(depth, large ? "colour 224×224" : "grey 32×32");
    }

    @Override public final Shape inputShape() {
        return builder().inputShape();
    }

    /** Images of any size that is left with something after all halvings. */
    @Override public final boolean accepts(Shape sample) {
        int least = large ? 32 : 8;
        return sample.rank() == 3 && sample.size(0) == inputShape().size(0) && sample.size(1) >= least && sample.size(2) >= least;
    }

    @Override public final Module create(ModelOptions options, Rng rng) {
        options.requireKnown(name(), "shortcut", "zero-init");
        ResNet.Builder builder = builder().classes(options.classes());
        switch (options.setting("shortcut", "default")) {
            case "default" -> { }
            case "projection", "padding", "none" -> builder.shortcut(ResidualBlock.Shortcut.valueOf(options.setting("shortcut", "").toUpperCase(Locale.ROOT)));
            case String other -> throw new IllegalArgumentException("%s: shortcut is default, projection, padding or none, got %s".formatted(name(), other));
        }
        switch (options.setting("zero-init", "false")) {
            case "false" -> { }
            case "true" -> builder.zeroInit(true);
            case String other -> throw new IllegalArgumentException("%s: zero-init is true or false, got %s".formatted(name(), other));
        }
        return builder.build(rng);
    }

    /** {@code resnet18}. */
    public static final class ResNet18 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet18() {
            super(18, true);
        }
    }

    /** {@code resnet34}. */
    public static final class ResNet34 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet34() {
            super(34, true);
        }
    }

    /** {@code resnet50}. */
    public static final class ResNet50 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet50() {
            super(50, true);
        }
    }

    /** {@code resnet101}. */
    public static final class ResNet101 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet101() {
            super(101, true);
        }
    }

    /** {@code resnet152}. */
    public static final class ResNet152 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet152() {
            super(152, true);
        }
    }

    /** {@code resnet20}. */
    public static final class ResNet20 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet20() {
            super(20, false);
        }
    }

    /** {@code resnet32}. */
    public static final class ResNet32 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet32() {
            super(32, false);
        }
    }

    /** {@code resnet44}. */
    public static final class ResNet44 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet44() {
            super(44, false);
        }
    }

    /** {@code resnet56}. */
    public static final class ResNet56 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet56() {
            super(56, false);
        }
    }

    /** {@code resnet110}. */
    public static final class ResNet110 extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet110() {
            super(110, false);
        }
    }

    /** {@code resnet18-small}. */
    public static final class ResNet18Small extends ResNetProvider {
        /** For {@link java.util.ServiceLoader}. */
        public ResNet18Small() {
            super(18, false);
        }
    }
}
