package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.Shape;

/** Options that have one number for each spatial axis, of which there are 1 to 3. */
final class Spatial {
    private Spatial() {}

    /** The number of spatial axes that a list of options is for. */
    static int rank(String op, List<Long> values) {
        if (values.isEmpty() || values.size() > 3)
            throw new IllegalArgumentException(op + ": there must be 1 to 3 spatial axes, got options for " + values.size());
        return values.size();
    }

    /**
     * A checked copy: one value an axis, none below {@code least}. Values fit an int, as array sizes do, so that no arithmetic on
     * them overflows.
     */
    static List<Long> checked(String op, String option, List<Long> values, int rank, long least) {
        if (values.size() != rank)
            throw new IllegalArgumentException(op + ": " + option + " " + values + " must have " + counted(rank, "number") + ", one for each spatial axis");
        for (long value : values)
            if (value < least || value > Integer.MAX_VALUE)
                throw new IllegalArgumentException(op + ": " + option + " must be at least " + least + " and fit an int, got " + values);
        return List.copyOf(values);
    }

    /** One number for all axes, or one for each. */
    static List<Long> spread(String op, String option, int rank, long... values) {
        if (values.length == 1) return Collections.nCopies(rank, values[0]);
        return checked(op, option, Arrays.stream(values).boxed().toList(), rank, Long.MIN_VALUE);
    }

    /** The last sizes of a shape, one for each spatial axis. */
    static List<Long> last(Shape shape, int rank) {
        List<Long> sizes = new ArrayList<>(rank);
        for (int i = shape.rank() - rank; i < shape.rank(); i++) sizes.add(shape.size(i));
        return sizes;
    }

    /** As in "1 channel", "2 channels". */
    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
