package org.ventral.nn.data;

/**
 * Brings values to mean 0 and standard deviation 1, so that a tanh layer does not begin saturated.
 *
 * <p>Both numbers are taken from the training part alone; the test part is treated with the same ones.
 *
 * @param mean      taken away first, in units where white is 1
 * @param deviation divided by then, positive
 */
public record Standardize(double mean, double deviation) {
    /** Checks the numbers. */
    public Standardize {
        if (!Double.isFinite(mean)) throw new IllegalArgumentException("Standardize: the mean must be finite, got " + mean);
        if (!(deviation > 0 && Double.isFinite(deviation))) throw new IllegalArgumentException("Standardize: the deviation must be positive, got " + deviation);
    }

    /** Leaves values in [0, 1] as they are. */
    public static Standardize none() {
        return new Standardize(0, 1);
    }

    /**
     * The mean and deviation of all pixels of some images, scaled to [0, 1]. Images of one colour have deviation 1.
     *
     * @throws IllegalArgumentException if there is no image
     */
    public static Standardize of(LabelledImages training) {
        if (training.count() == 0) throw new IllegalArgumentException("Standardize: there is no image to measure");
        long[] histogram = new long[256];
        for (byte pixel : training.pixels()) histogram[pixel & 0xff]++;
        double count = training.pixels().length, sum = 0, squares = 0;
        for (int level = 0; level < histogram.length; level++) sum += histogram[level] * (level / (double) training.white());
        double mean = sum / count;
        for (int level = 0; level < histogram.length; level++) {
            double distance = level / (double) training.white() - mean;
            squares += histogram[level] * distance * distance;
        }
        double deviation = Math.sqrt(squares / count);
        return new Standardize(mean, deviation > 0 ? deviation : 1);
    }

    /** A value in units where white is 1, standardized. */
    public float apply(double value) {
        return (float) ((value - mean) / deviation);
    }
}
