package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values for free sizes: two for each, in all combinations, and a third of each for the test. */
final class SamplePoints {
    /** None is 1, which broadcasts, and no two are equal. */
    private static final long[][] PRIMES = {{2, 3, 5}, {7, 11, 13}, {17, 19, 23}, {29, 31, 37}};

    private final List<String> names;
    private final Map<String, List<Long>> samples = new LinkedHashMap<>();

    SamplePoints(List<String> names, Map<String, List<Long>> chosen) {
        if (names.size() > PRIMES.length) throw new IllegalArgumentException("at most " + PRIMES.length + " sizes can be free, got " + names);
        this.names = names;
        for (int i = 0; i < names.size(); i++) {
            long[] primes = PRIMES[i];
            List<Long> values = chosen.getOrDefault(names.get(i), List.of(primes[0], primes[1], primes[2]));
            if (values.size() != 3 || values.stream().distinct().count() != 3)
                throw new IllegalArgumentException("size \"" + names.get(i) + "\" needs three different samples, got " + values);
            samples.put(names.get(i), List.copyOf(values));
        }
    }

    Map<String, List<Long>> samples() {
        return samples;
    }

    /** All points: point {@code i} has the second value of the sizes whose bit is set in {@code i}; the last one is the test. */
    List<Map<String, Long>> all() {
        List<Map<String, Long>> points = new ArrayList<>();
        for (int i = 0; i < 1 << names.size(); i++) {
            Map<String, Long> point = new HashMap<>();
            for (int k = 0; k < names.size(); k++) point.put(names.get(k), samples.get(names.get(k)).get(i >> k & 1));
            points.add(point);
        }
        points.add(last());
        return points;
    }

    Map<String, Long> last() {
        Map<String, Long> point = new HashMap<>();
        samples.forEach((name, values) -> point.put(name, values.get(2)));
        return point;
    }

    /**
     * The sum of products of sizes that has these values at all points, null if there is none: its coefficients follow from the corners by
     * differences along one size after the other.
     */
    Size fit(List<Long> values) {
        long first = values.getFirst();
        if (values.stream().allMatch(value -> value == first)) return Size.of(first);
        try {
            Size size = fit(values, names.size());
            return size.at(last()) == values.getLast() ? size : null;
        } catch (IllegalArgumentException | ArithmeticException notWhole) {
            return null;
        }
    }

    private Size fit(List<Long> corners, int free) {
        if (free == 0) return Size.of(corners.getFirst());
        String name = names.get(free - 1);
        long first = samples.get(name).get(0), second = samples.get(name).get(1);
        int half = 1 << free - 1;
        Size low = fit(corners.subList(0, half), free - 1), high = fit(corners.subList(half, 2 * half), free - 1);
        Size slope = high.plus(low.times(Size.of(-1))).times(new Fraction(1, second - first));
        return low.plus(slope.times(Size.of(-first))).plus(slope.times(Size.named(name)));
    }
}
