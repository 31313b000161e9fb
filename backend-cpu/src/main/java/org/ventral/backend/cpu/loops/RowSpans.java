package org.ventral.backend.cpu.loops;

/**
 * Innermost loops of softmax and of the normalizations over contiguous spans of floats.
 *
 * <p>The loops named {@code …Columns} take one mean, factor and so on per element; the others take one for the whole span.
 * Sums are built in fixed order as in {@link Spans#sum}.
 */
public interface RowSpans {
    /** The largest element that is not NaN, of either zero any; minus infinity if there is none. What softmax takes off, for which that is enough. */
    float peak(float[] x, int xo, int n);

    /** y = e^(x - shift), where shift is about the largest x or more, or 0 where that is no normal number; returns the sum of y. */
    double expSum(float[] x, int xo, float shift, float[] y, int yo, int n);

    /** Σ e^(x - shift), with nothing written. */
    double expSum(float[] x, int xo, float shift, int n);

    /** y = e^(x - shift) · scale, the softmax from a known log-sum. */
    void expScaled(float[] x, int xo, float shift, float scale, float[] y, int yo, int n);

    /** dx = y · (g - dot). */
    void softmaxGradient(float[] y, int yo, float[] g, int go, float dot, float[] dx, int dxo, int n);

    /** dx = g - e^y · sum. */
    void logSoftmaxGradient(float[] y, int yo, float[] g, int go, float sum, float[] dx, int dxo, int n);

    /** Σ (x - mean)². */
    double squaredDeviations(float[] x, int xo, float mean, int n);

    /** Σ g · (x - mean). */
    double dotCentred(float[] g, int go, float[] x, int xo, float mean, int n);

    /** y = (x - mean) · factor + shift. */
    void centreScale(float[] x, int xo, float mean, float factor, float shift, float[] y, int yo, int n);

    /** y = (x - mean) · factor · scale[j] + shift[j], where {@code scale} and {@code shift} start at their offset. */
    void centreScaleAffine(float[] x, int xo, float mean, float factor, float[] scale, int so, float[] shift, int to, float[] y, int yo, int n);

    /** y = (x - mean[j]) · factor[j] + shift[j]. */
    void centreScaleColumns(float[] x, int xo, float[] mean, int mo, float[] factor, int fo, float[] shift, int to, float[] y, int yo, int n);

    /** dx = factor · (g - offset - (x - mean) · slope). */
    void centredGradient(float[] g, int go, float[] x, int xo, float mean, float factor, float offset, float slope, float[] dx, int dxo, int n);

    /** dx = factor[j] · (g - offset[j] - (x - mean[j]) · slope[j]); the four arrays are {@code c}, each {@code stride} behind the one before, in this order: mean, factor, offset, slope. */
    void centredGradientColumns(float[] g, int go, float[] x, int xo, float[] c, int stride, float[] dx, int dxo, int n);

    /** sum[j] += g · (x - mean) · factor: the scale's gradient in layer normalization. */
    void accumulateCentred(float[] g, int go, float[] x, int xo, float mean, float factor, float[] sum, int so, int n);

    /** sum[j] += g · (x - mean[j]). */
    void accumulateCentredColumns(float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] sum, int so, int n);

    /** sum[j] += (x - mean[j])². */
    void accumulateSquaresColumns(float[] x, int xo, float[] mean, int mo, float[] sum, int so, int n);
}
