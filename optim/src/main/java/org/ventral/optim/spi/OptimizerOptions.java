package org.ventral.optim.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ventral.optim.ParameterGroup;

/**
 * How an optimizer is to work: settings by name, as users write them, and groups of parameters with settings of their own.
 *
 * {@snippet :
 * var options = OptimizerOptions.defaults().with("rate", 3e-4).with("beta2", 0.95).with(ParameterGroup.matching("*.bias").weightDecay(0));
 * Optimizers.create("adamw", model.parameters(), options);
 * }
 *
 * @param settings values by name, as text; each provider documents the names that it knows
 * @param groups the first that matches a parameter's name decides
 */
public record OptimizerOptions(Map<String, String> settings, List<ParameterGroup> groups) {
    public OptimizerOptions {
        settings = Map.copyOf(settings);
        groups = List.copyOf(groups);
    }

    /** Nothing set. */
    public static OptimizerOptions defaults() {
        return new OptimizerOptions(Map.of(), List.of());
    }

    /** These options with one more setting, a number. */
    public OptimizerOptions with(String name, double value) {
        return with(name, Double.toString(value));
    }

    /** These options with one more setting, yes or no. */
    public OptimizerOptions with(String name, boolean value) {
        return with(name, Boolean.toString(value));
    }

    /** These options with one more setting, as text. */
    public OptimizerOptions with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new OptimizerOptions(more, groups);
    }

    /** These options with one more group, after those that are there. */
    public OptimizerOptions with(ParameterGroup group) {
        List<ParameterGroup> more = new ArrayList<>(groups);
        more.add(group);
        return new OptimizerOptions(settings, more);
    }

    /** Reads the settings for the optimizer of this name. */
    public Reader reader(String optimizer) {
        return new Reader(optimizer, settings);
    }

    /**
     * Reads settings one by one, checks each, and at the end that there are no others. What has been asked for is what the optimizer knows, so
     * the list in an error is always right.
     */
    public static final class Reader {
        private final String optimizer;
        private final Map<String, String> settings;
        private final Set<String> known = new LinkedHashSet<>();

        private Reader(String optimizer, Map<String, String> settings) {
            this.optimizer = optimizer;
            this.settings = settings;
        }

        /** A finite number of at least {@code least}. */
        public double atLeast(String name, double otherwise, double least) {
            double value = number(name, otherwise);
            if (!(value >= least && Double.isFinite(value))) throw refused(name, "finite and at least " + plain(least));
            return value;
        }

        /** A number of at least 0 and below 1. */
        public double fraction(String name, double otherwise) {
            double value = number(name, otherwise);
            if (!(value >= 0 && value < 1)) throw refused(name, "at least 0 and below 1");
            return value;
        }

        /** {@code true} or {@code false}. */
        public boolean flag(String name, boolean otherwise) {
            String text = text(name);
            if (text == null) return otherwise;
            if (!text.equals("true") && !text.equals("false")) throw refused(name, "true or false");
            return text.equals("true");
        }

        /** One of several words. */
        public String choice(String name, String otherwise, String... words) {
            String text = text(name);
            if (text == null) return otherwise;
            if (!List.of(words).contains(text)) throw refused(name, "one of " + String.join(", ", words));
            return text;
        }

        /**
         * Call this when everything has been read.
         *
         * @throws IllegalArgumentException if there is a setting that was not asked for
         */
        public void finish() {
            for (String name : new TreeSet<>(settings.keySet()))
                if (!known.contains(name)) throw new IllegalArgumentException("%s knows %s; got '%s'".formatted(optimizer, String.join(", ", known), name));
        }

        private String text(String name) {
            known.add(name);
            return settings.get(name);
        }

        private double number(String name, double otherwise) {
            String text = text(name);
            if (text == null) return otherwise;
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw refused(name, "a number");
            }
        }

        private IllegalArgumentException refused(String name, String wanted) {
            return new IllegalArgumentException("%s: %s must be %s, got %s".formatted(optimizer, name, wanted, settings.get(name)));
        }

        private static String plain(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }
}
