package org.ventral.nn;

import java.util.List;
import java.util.StringJoiner;

/**
 * How the names of a state fit a module.
 *
 * @param missing    names that the module has and the state lacks
 * @param unexpected names that the state has and the module lacks
 * @param misshaped  names that both have with different types, each as {@code conv1.weight: float32[6, 1, 5, 5] here, float32[6, 3, 5, 5] given}
 */
public record LoadReport(List<String> missing, List<String> unexpected, List<String> misshaped) {
    /** Copies the lists. */
    public LoadReport {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        misshaped = List.copyOf(misshaped);
    }

    /** Whether every name fits. */
    public boolean fits() {
        return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    /** One line a kind of misfit, every name listed. */
    @Override public String toString() {
        if (fits()) return "every name fits";
        var text = new StringJoiner("\n");
        if (!missing.isEmpty()) text.add("  missing: " + String.join(", ", missing));
        if (!unexpected.isEmpty()) text.add("  unexpected: " + String.join(", ", unexpected));
        if (!misshaped.isEmpty()) text.add("  of another type: " + String.join("; ", misshaped));
        return text.toString();
    }
}
