package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ventral.tensor.Tensor;

/**
 * One axis resampled: every element of the result is a weighted sum of some of the axis. Gradients flow to what is resampled.
 *
 * @param places  {@code [taps][out]}: where the elements are taken from
 * @param weights of the same shape; null where each element is taken as it is
 */
record Resampling(long[][] places, double[][] weights) {
    /**
     * What weighs the neighbours of a point, by their distance from it.
     *
     * @param reach  distance from which on nothing has weight
     * @param weight by signed distance
     */
    record Filter(int reach, DoubleUnaryOperator weight) {
        /** Straight lines between neighbours. */
        static final Filter LINEAR = new Filter(1, d -> Math.max(0, 1 - Math.abs(d)));

        /** Cubic convolution (Keys, 1981). */
        static Filter cubic(double a) {
            return new Filter(2, distance -> {
                double d = Math.abs(distance);
                if (d >= 2) return 0;
                return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
            });
        }
    }

    /** Each point takes the element that its coordinate is rounded to, limited to the axis of {@code size} elements. */
    static Resampling nearest(double[] coordinates, long size, DoubleUnaryOperator rounding) {
        long[] places = new long[coordinates.length];
        for (int i = 0; i < places.length; i++) places[i] = Math.clamp((long) rounding.applyAsDouble(coordinates[i]), 0, size - 1);
        return new Resampling(new long[][] {places}, null);
    }

    /**
     * Each point takes a mean of its neighbours.
     *
     * @param stretch        less than 1 widens the filter by its reciprocal, which keeps a smaller image free of aliasing
     * @param excludeOutside whether neighbours beyond the axis have no weight; else the outermost elements stand for them
     */
    static Resampling filtered(double[] coordinates, long size, Filter filter, double stretch, boolean excludeOutside) {
        int first = (int) Math.floor(-filter.reach() / stretch) + 1, taps = 2 - 2 * first;
        long[][] places = new long[taps][coordinates.length];
        double[][] weights = new double[taps][coordinates.length];
        for (int i = 0; i < coordinates.length; i++) {
            double left = Math.ceil(coordinates[i]) - 1, sum = 0;
            for (int t = 0; t < taps; t++) {
                double at = left + first + t;
                places[t][i] = Math.clamp((long) at, 0, size - 1);
                weights[t][i] = excludeOutside && places[t][i] != at ? 0 : filter.weight().applyAsDouble((at - coordinates[i]) * stretch);
                sum += weights[t][i];
            }
            if (sum != 0) for (int t = 0; t < taps; t++) weights[t][i] /= sum;
        }
        return new Resampling(places, weights);
    }

    /** The tensor with an axis resampled; a floating one if there are weights. */
    Tensor apply(Tensor x, int axis) {
        if (isIdentity(x.size(axis))) return x;
        Tensor sum = null;
        for (int t = 0; t < places.length; t++) {
            Tensor taken = x.indexSelect(axis, Tensor.of(places[t], places[t].length).to(x.device()));
            if (weights != null) {
                long[] along = new long[x.rank()];
                Arrays.fill(along, 1);
                along[axis] = weights[t].length;
                taken = taken.mul(Tensor.of(weights[t], along).to(x.device()).cast(x.dtype()));
            }
            sum = sum == null ? taken : sum.add(taken);
        }
        return sum;
    }

    private boolean isIdentity(long size) {
        if (places[0].length != size) return false;
        for (int t = 0; t < places.length; t++)
            for (int i = 0; i < size; i++) if (places[t][i] != i && (weights == null || weights[t][i] != 0)) return false;
        return true;
    }
}
