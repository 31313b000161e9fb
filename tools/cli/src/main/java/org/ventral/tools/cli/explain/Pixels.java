package org.ventral.tools.cli.explain;

import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.UsageException;

/**
 * How pixels from 0 to 1 become what a network takes.
 *
 * @param mean      taken away first
 * @param deviation what is divided by then
 */
record Pixels(double mean, double deviation) {
    Pixels {
        if (!(deviation > 0) || !Double.isFinite(deviation)) throw new UsageException("--std must be positive, got " + deviation);
        if (!Double.isFinite(mean)) throw new UsageException("--mean must be a number, got " + mean);
    }

    Tensor standardized(Tensor pixels) {
        return pixels.sub(mean).div(deviation);
    }

    double standardized(double pixel) {
        return (pixel - mean) / deviation;
    }

    Tensor pixels(Tensor standardized) {
        return standardized.mul(deviation).add(mean);
    }
}
