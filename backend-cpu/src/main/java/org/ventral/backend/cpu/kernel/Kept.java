package org.ventral.backend.cpu.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tables that depend on nothing but a key, kept for the next time. There are more places than a program has convolutions; one that has more makes its tables anew.
 *
 * @param <K> what tables depend on
 * @param <V> the tables, which nobody changes
 */
final class Kept<K, V> {
    private static final int PLACES = 64;

    private final Map<K, V> tables = new ConcurrentHashMap<>();
    private final Function<K, V> maker;

    Kept(Function<K, V> maker) {
        this.maker = maker;
    }

    V get(K key) {
        V table = tables.get(key);
        if (table != null) return table;
        if (tables.size() >= PLACES) tables.clear();
        tables.put(key, table = maker.apply(key));
        return table;
    }
}
