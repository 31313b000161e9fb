package org.ventral.onnx.op;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The operators by domain, name and opset. */
public final class Registry {
    private static final Registry STANDARD = standardOperators();

    private final Map<String, NavigableMap<Integer, Operator>> operators = new HashMap<>();

    Registry() {}

    /** All that there are. */
    public static Registry standard() {
        return STANDARD;
    }

    private static Registry standardOperators() {
        Registry registry = new Registry();
        Families.register(registry);
        return registry;
    }

    /** An operator of ONNX's own domain. From the opset {@code since} on it supersedes what was there. */
    void add(String name, int since, Operator operator) {
        add("", name, since, operator);
    }

    /** An operator of a domain. */
    void add(String domain, String name, int since, Operator operator) {
        Operator before = operators.computeIfAbsent(key(domain, name), _ -> new TreeMap<>()).put(since, operator);
        if (before != null) throw new IllegalStateException("operator " + key(domain, name) + " is there twice for opset " + since);
    }

    /** What an operator means in an opset; empty if it is not supported. */
    public Optional<Operator> find(String domain, String name, int opset) {
        NavigableMap<Integer, Operator> versions = operators.get(key(domain, name));
        return versions == null ? Optional.empty() : Optional.ofNullable(versions.floorEntry(opset)).map(Map.Entry::getValue);
    }

    /** Names of all operators, with their domains. */
    public Set<String> names() {
        return new TreeSet<>(operators.keySet());
    }

    private static String key(String domain, String name) {
        return domain.isEmpty() || domain.equals("ai.onnx") ? name : domain + "." + name;
    }
}
