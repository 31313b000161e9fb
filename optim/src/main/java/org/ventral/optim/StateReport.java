package org.ventral.optim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Compares a saved state with what is wanted and tells all differences at once. */
final class StateReport {
    private static final TensorType COUNT = new TensorType(DType.INT64, Shape.scalar());

    private final String optimizer;
    private final Map<String, Tensor> state;
    private final Set<String> wanted = new HashSet<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> different = new ArrayList<>();

    StateReport(String optimizer, Map<String, Tensor> state) {
        this.optimizer = optimizer;
        this.state = state;
    }

    /** Notes whether there is a tensor of this name and type. */
    boolean require(String name, TensorType type) {
        wanted.add(name);
        Tensor found = state.get(name);
        if (found == null) missing.add(name);
        else if (!found.type().equals(type)) different.add("%s is %s, expected %s".formatted(name, found.type(), type));
        return found != null && found.type().equals(type);
    }

    /** A saved count; where there is none, 1, so that what belongs to it is not called unexpected. */
    long count(String name, long most) {
        if (!require(name, COUNT)) return 1;
        long count = state.get(name).toLongs()[0];
        if (count < 0 || count > most) different.add("%s is %d, expected 0 to %d".formatted(name, count, most));
        return count;
    }

    /** Throws if anything did not fit. */
    void finish() {
        List<String> unexpected = state.keySet().stream().filter(name -> !wanted.contains(name)).toList();
        if (missing.isEmpty() && unexpected.isEmpty() && different.isEmpty()) return;
        var text = new StringBuilder(optimizer + ": the state does not fit");
        if (!missing.isEmpty()) text.append("; missing: ").append(String.join(", ", missing));
        if (!unexpected.isEmpty()) text.append("; unexpected: ").append(String.join(", ", unexpected));
        if (!different.isEmpty()) text.append("; different: ").append(String.join(", ", different));
        throw new IllegalArgumentException(text.toString());
    }
}
