package org.ventral.onnx.write;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Gives each value of a file a name of its own. */
final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** The name itself if it is free, else with a number behind it. */
    String claim(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) name = wanted + "_" + i;
        return name;
    }

    /** A name for the next value of a kind: {@code relu_1}, {@code relu_2}. */
    String next(String kind) {
        String stem = kind.toLowerCase(Locale.ROOT);
        String name;
        do {
            name = stem + "_" + counts.merge(stem, 1, Integer::sum);
        } while (!taken.add(name));
        return name;
    }
}
