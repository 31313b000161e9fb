package org.ventral.onnx.program;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.onnx.OnnxFormatException;

/** The names of one graph, within those of the graphs around it, and the slots that stand for them. */
final class Scope {
    final String graph;
    private final Scope around;
    private final Map<String, Integer> slots = new HashMap<>();
    private final Map<String, Integer> captures = new LinkedHashMap<>();
    private final Map<Integer, Integer> lastUse = new HashMap<>();
    private int count;

    Scope(Scope around, String graph) {
        this.around = around;
        this.graph = graph;
    }

    /** A new slot for a name that is made here; it may hide one of a graph around. */
    int define(String name, Object by) {
        if (slots.containsKey(name) && captures.remove(name) == null)
            throw new OnnxFormatException("graph \"%s\": value \"%s\" is made twice, the second time by %s".formatted(graph, name, by));
        slots.put(name, count);
        return count++;
    }

    /** The slot of a name that a step uses, captured from a graph around if need be; -1 if nothing of this name is made before. */
    int find(String name, int step) {
        Integer own = slots.get(name);
        if (own == null) {
            if (around == null || !around.knows(name)) return -1;
            own = count++;
            slots.put(name, own);
            captures.put(name, own);
        }
        lastUse.put(own, step);
        return own;
    }

    /** The slot of a name that is defined here. */
    int own(String name) {
        return slots.get(name);
    }

    private boolean knows(String name) {
        return slots.containsKey(name) || around != null && around.knows(name);
    }

    /** Names and slots of what is captured from around, in order. */
    Map<String, Integer> captures() {
        return captures;
    }

    /** The last step that uses each slot. */
    Map<Integer, Integer> lastUse() {
        return lastUse;
    }

    /** Number of slots. */
    int slots() {
        return count;
    }
}
