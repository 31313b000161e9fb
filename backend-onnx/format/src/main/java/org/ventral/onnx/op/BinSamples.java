package org.ventral.onnx.op;

/**
 * Samples along one axis of a region that is cut into bins, each with its two neighbours on the axis.
 *
 * @param bins    number of bins
 * @param perBin  samples in each
 * @param places  {@code [bins, perBin, 2]}: the neighbours
 * @param weights alike: their shares; none where a sample lies beyond the image
 */
record BinSamples(int bins, int perBin, long[] places, double[] weights) {
    /**
     * Samples at the centres of equal parts of each bin.
     *
     * @param start  where the region begins
     * @param length how long it is
     * @param ratio  samples in each bin; 0 for one an element
     * @param size   elements of the axis
     */
    static BinSamples of(double start, double length, int bins, int ratio, long size) {
        double bin = length / bins;
        int perBin = ratio > 0 ? ratio : (int) Math.max(0, Math.ceil(bin));
        long[] places = new long[2 * bins * perBin];
        double[] weights = new double[places.length];
        for (int k = 0; k < bins * perBin; k++) {
            double at = start + k / perBin * bin + (k % perBin + 0.5) * bin / perBin;
            if (at < -1 || at > size) continue;
            double inside = Math.clamp(at, 0, size - 1);
            long left = (long) inside;
            places[2 * k] = left;
            places[2 * k + 1] = Math.min(left + 1, size - 1);
            weights[2 * k] = 1 - (inside - left);
            weights[2 * k + 1] = inside - left;
        }
        return new BinSamples(bins, perBin, places, weights);
    }
}
