package org.ventral.tools.cli.train;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ventral.tools.cli.UsageException;

/**
 * The settings of a recipe that brings its own data, as {@code --set} gives them.
 *
 * @param recipe   whose, for errors
 * @param settings by name
 */
record RecipeOptions(String recipe, Map<String, String> settings) {
    /**
     * Checks that no setting has a name that the recipe does not know.
     *
     * @throws UsageException naming the unknown ones and all that there are
     */
    void requireKnown(String... known) {
        var unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty()) throw new UsageException("%s: unknown setting %s; there are %s".formatted(recipe, String.join(", ", unknown), String.join(", ", known)));
    }

    String text(String name, String byDefault) {
        return settings.getOrDefault(name, byDefault);
    }

    /** Whether the user has set this. */
    boolean has(String name) {
        return settings.containsKey(name);
    }

    /** Any number. */
    double real(String name, double byDefault) {
        String text = settings.get(name);
        if (text == null) return byDefault;
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) return number;
        } catch (NumberFormatException _) {
            // the same message as for infinity
        }
        throw new UsageException("%s: --set %s=%s: a number is expected".formatted(recipe, name, text));
    }

    /** A whole number from 1. */
    int number(String name, int byDefault) {
        String text = settings.get(name);
        if (text == null) return byDefault;
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) return number;
        } catch (NumberFormatException _) {
            // the same message as for 0
        }
        throw new UsageException("%s: --set %s=%s: a whole number from 1 is expected".formatted(recipe, name, text));
    }
}
