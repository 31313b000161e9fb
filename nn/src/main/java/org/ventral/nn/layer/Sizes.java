package org.ventral.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Numbers that are given once for all spatial axes or one for each. */
final class Sizes {
    private Sizes() {}

    static long[] spread(String layer, String what, int axes, long[] given) {
        long[] sizes = given.length == 1 ? new long[axes] : given.clone();
        if (given.length == 1) Arrays.fill(sizes, given[0]);
        if (sizes.length != axes)
            throw new IllegalArgumentException("%s: the %s is given once or for each of %d axes, got %s".formatted(layer, what, axes, Arrays.toString(given)));
        for (long size : sizes)
            if (size < 1) throw new IllegalArgumentException("%s: the %s must be at least 1, got %s".formatted(layer, what, Arrays.toString(given)));
        return sizes;
    }

    static boolean all(List<Long> sizes, long value) {
        return sizes.stream().allMatch(size -> size == value);
    }

    /** As in {@code 5×5}. */
    static String text(List<Long> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
    }

    static String text(long... sizes) {
        return text(Arrays.stream(sizes).boxed().toList());
    }
}
