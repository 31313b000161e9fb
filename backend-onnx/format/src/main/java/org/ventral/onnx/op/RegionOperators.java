package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Regions of images brought to one size: RoiAlign, MaxRoiPool. Gradients flow to the images; the regions are read on the host. */
final class RegionOperators {
    private RegionOperators() {}

    static void register(Registry registry) {
        registry.add("RoiAlign", 10, call -> roiAlign(call, "output_half_pixel"));
        registry.add("RoiAlign", 16, call -> roiAlign(call, "half_pixel"));
        registry.add("MaxRoiPool", 1, RegionOperators::maxRoiPool);
    }

    /** Images {@code [N, C, H, W]} with all places of a channel in a row: {@code [C, N·H·W]}. */
    private static Tensor channelRows(Tensor x) {
        return x.permute(1, 0, 2, 3).reshape(x.size(1), x.size(0) * x.size(2) * x.size(3));
    }

    private static Shape image(Call call) {
        Shape shape = call.value(0).shape();
        if (shape.rank() != 4) throw call.malformed("takes [N, C, H, W], got " + shape);
        return shape;
    }

    private static long batch(Call call, long index, Shape shape) {
        if (index < 0 || index >= shape.size(0)) throw call.malformed("image %d is not one of %s".formatted(index, shape));
        return index;
    }

    /** Regions next to each other: {@code [C, bins]} each give {@code [regions, C, height, width]}. */
    private static Tensor stacked(List<Tensor> regions, Tensor x, long height, long width) {
        if (regions.isEmpty()) return Movement.zeros(x, Shape.of(0, x.size(1), height, width));
        return Tensor.stack(0, regions).reshape(regions.size(), x.size(1), height, width);
    }

    /**
     * Mask R-CNN's RoIAlign (He et al., 2017): each bin of a region is the mean of samples on a regular grid in it,
     * interpolated linearly; or the maximum of what all neighbours of the samples contribute, before these are summed. Regions {@code [R, 4]} are (x, y) of two corners, {@code batch_indices [R]} says in which image.
     */
    private static List<OnnxValue> roiAlign(Call call, String defaultCoordinates) {
        Shape shape = image(call);
        Tensor x = call.tensor(0), rows = channelRows(x);
        double[] corners = call.tensor(1).toDoubles();
        long[] images = call.longs(2);
        if (corners.length != 4 * images.length) throw call.malformed("regions %s do not fit %d batch indices".formatted(call.tensor(1).shape(), images.length));
        int height = (int) call.integer("output_height", 1), width = (int) call.integer("output_width", 1), samples = (int) call.integer("sampling_ratio", 0);
        boolean half = call.text("coordinate_transformation_mode", defaultCoordinates).equals("half_pixel");
        boolean max = switch (call.text("mode", "avg")) {
            case "avg" -> false;
            case "max" -> true;
            case String other -> throw call.unsupported("mode " + other);
        };
        double scale = call.number("spatial_scale", 1), shift = half ? 0.5 : 0;
        List<Tensor> regions = new ArrayList<>();
        for (int r = 0; r < images.length; r++) {
            double left = corners[4 * r] * scale - shift, top = corners[4 * r + 1] * scale - shift;
            double wide = corners[4 * r + 2] * scale - shift - left, high = corners[4 * r + 3] * scale - shift - top;
            BinSamples vertical = BinSamples.of(top, half ? high : Math.max(high, 1), height, samples, shape.size(2));
            BinSamples horizontal = BinSamples.of(left, half ? wide : Math.max(wide, 1), width, samples, shape.size(3));
            regions.add(aligned(rows, batch(call, images[r], shape) * shape.size(2) * shape.size(3), shape.size(3), vertical, horizontal, max));
        }
        return List.of(Fit.of(call.type(0), stacked(regions, x, height, width)));
    }

    /** One region: {@code [C, bins]}. Each sample is met by its four neighbours. */
    private static Tensor aligned(Tensor rows, long start, long rowLength, BinSamples vertical, BinSamples horizontal, boolean max) {
        int perBin = vertical.perBin() * horizontal.perBin(), bins = vertical.bins() * horizontal.bins();
        if (perBin == 0) return Movement.zeros(rows, Shape.of(rows.size(0), bins));
        long[] places = new long[bins * perBin * 4];
        double[] weights = new double[places.length];
        int k = 0;
        for (int i = 0; i < vertical.bins(); i++)
            for (int j = 0; j < horizontal.bins(); j++)
                for (int a = 0; a < vertical.perBin(); a++)
                    for (int b = 0; b < horizontal.perBin(); b++)
                        for (int corner = 0; corner < 4; corner++) {
                            int v = 2 * (i * vertical.perBin() + a) + corner / 2, h = 2 * (j * horizontal.perBin() + b) + corner % 2;
                            places[k] = start + vertical.places()[v] * rowLength + horizontal.places()[h];
                            weights[k++] = vertical.weights()[v] * horizontal.weights()[h];
                        }
        Tensor taken = rows.indexSelect(1, Tensor.of(places, bins, perBin, 4).to(rows.device()));
        Tensor weighted = taken.mul(Tensor.of(weights, 1, bins, perBin, 4).to(rows.device()).cast(rows.dtype()));
        return max ? weighted.max(2, 3) : weighted.sum(2, 3).div(perBin);
    }

    /** Fast R-CNN's pooling (Girshick, 2015): the maximum in each bin of a region {@code (image, x, y, x, y)}, corners rounded and both included; 0 in an empty bin. */
    private static List<OnnxValue> maxRoiPool(Call call) {
        Shape shape = image(call);
        Tensor x = call.tensor(0), rows = channelRows(x);
        long[] pooled = call.integers("pooled_shape");
        double scale = call.number("spatial_scale", 1);
        double[] regions = call.tensor(1).toDoubles();
        if (pooled.length != 2 || regions.length % 5 != 0) throw call.malformed("takes a pooled_shape of two sizes and regions [R, 5], got %s and %s".formatted(Arrays.toString(pooled), call.tensor(1).shape()));
        List<Tensor> results = new ArrayList<>();
        for (int r = 0; r < regions.length; r += 5) {
            long start = batch(call, (long) regions[r], shape) * shape.size(2) * shape.size(3);
            long[][] vertical = bins(regions[r + 2] * scale, regions[r + 4] * scale, (int) pooled[0], shape.size(2));
            long[][] horizontal = bins(regions[r + 1] * scale, regions[r + 3] * scale, (int) pooled[1], shape.size(3));
            results.add(pooled(rows, start, shape.size(3), vertical, horizontal));
        }
        return List.of(OnnxValue.of(call.type(0), stacked(results, x, pooled[0], pooled[1])));
    }

    /** The first element of each bin and the one after its last. */
    private static long[][] bins(double from, double to, int count, long size) {
        long first = (long) Math.floor(from + 0.5), length = Math.max((long) Math.floor(to + 0.5) - first + 1, 1);
        long[][] bins = new long[count][];
        for (int i = 0; i < count; i++) {
            double share = (double) length / count;
            bins[i] = new long[] {Math.clamp(first + (long) Math.floor(i * share), 0, size), Math.clamp(first + (long) Math.ceil((i + 1) * share), 0, size)};
        }
        return bins;
    }

    /** One region: {@code [C, bins]}. Smaller bins name an element again, which no maximum minds. */
    private static Tensor pooled(Tensor rows, long start, long rowLength, long[][] vertical, long[][] horizontal) {
        int bins = vertical.length * horizontal.length;
        long most = 1;
        for (long[] v : vertical) for (long[] h : horizontal) most = Math.max(most, Math.max(0, v[1] - v[0]) * Math.max(0, h[1] - h[0]));
        long[] places = new long[Math.toIntExact(bins * most)];
        boolean[] empty = new boolean[bins];
        int bin = 0;
        for (long[] v : vertical)
            for (long[] h : horizontal) {
                long wide = h[1] - h[0], count = Math.max(0, v[1] - v[0]) * Math.max(0, wide);
                empty[bin] = count == 0;
                for (int k = 0; k < most && count > 0; k++) {
                    long at = Math.min(k, count - 1);
                    places[(int) (bin * most + k)] = start + (v[0] + at / wide) * rowLength + h[0] + at % wide;
                }
                bin++;
            }
        Tensor best = rows.indexSelect(1, Tensor.of(places, bins, most).to(rows.device())).max(Axes.of(List.of(2)), false);
        return best.maskedFill(Tensor.of(empty, bins).to(rows.device()), 0);
    }
}
