package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Images seen through a grid of coordinates, and the grids of affine maps: GridSample, AffineGrid. Both pass gradients to images, grids and maps. */
final class GridOperators {
    private GridOperators() {}

    static void register(Registry registry) {
        registry.add("GridSample", 16, GridOperators::gridSample);
        registry.add("AffineGrid", 20, GridOperators::affineGrid);
    }

    /**
     * Images {@code x [N, C, d…]} at the points {@code grid [N, o…, axes]}: {@code [N, C, o…]}. A point names the last axis first; -1 and
     * 1 are the ends of an axis, or the centres of its outermost elements if corners are aligned.
     */
    private static List<OnnxValue> gridSample(Call call) {
        Tensor x = call.tensor(0), grid = call.tensor(1);
        int axes = x.rank() - 2;
        if (axes < 1 || grid.rank() != x.rank() || grid.size(-1) != axes || grid.size(0) != x.size(0)) throw call.malformed("input %s and grid %s do not fit together".formatted(x.shape(), grid.shape()));
        boolean aligned = call.integer("align_corners", 0) != 0;
        Shape out = grid.shape().first(axes + 1).last(axes);
        long n = x.size(0), c = x.size(1), points = out.elements();
        Tensor places = grid.reshape(n, points, axes);
        List<GridAxis.Tap> taps = null;
        for (int i = 0; i < axes; i++) {
            GridAxis axis = new GridAxis(x.size(2 + i), aligned, padding(call));
            List<GridAxis.Tap> own = taps(call, axis, axis.denormalized(places.select(-1, axes - 1 - i)));
            taps = taps == null ? own : product(taps, own, x.size(2 + i));
        }
        Tensor images = x.reshape(Shape.of(n, c, x.shape().last(axes).elements())), sum = null;
        for (GridAxis.Tap tap : taps) {
            Tensor taken = images.gather(2, tap.place().unsqueeze(1).expand(n, c, points));
            if (tap.weight() != null) taken = (taken.dtype().isFloating() ? taken : taken.cast(DType.FLOAT32)).mul(tap.weight().unsqueeze(1));
            sum = sum == null ? taken : sum.add(taken);
        }
        return List.of(Fit.of(call.type(0), sum.cast(x.dtype()).reshape(Shape.of(n, c).concat(out))));
    }

    private static GridAxis.Padding padding(Call call) {
        return switch (call.text("padding_mode", "zeros")) {
            case "zeros" -> GridAxis.Padding.ZEROS;
            case "border" -> GridAxis.Padding.BORDER;
            case "reflection" -> GridAxis.Padding.REFLECTION;
            case String other -> throw call.unsupported("padding_mode " + other);
        };
    }

    private static List<GridAxis.Tap> taps(Call call, GridAxis axis, Tensor coordinate) {
        return switch (call.text("mode", "linear")) {
            case "nearest" -> axis.nearest(coordinate);
            case "linear", "bilinear" -> axis.linear(coordinate);
            case "cubic", "bicubic" -> axis.cubic(coordinate);
            case String other -> throw call.unsupported("mode " + other);
        };
    }

    /** All pairs of what is taken along some axes and along the next, of {@code size} elements. */
    private static List<GridAxis.Tap> product(List<GridAxis.Tap> outer, List<GridAxis.Tap> inner, long size) {
        List<GridAxis.Tap> all = new ArrayList<>();
        for (GridAxis.Tap a : outer)
            for (GridAxis.Tap b : inner) {
                Tensor weight = a.weight() == null ? b.weight() : b.weight() == null ? a.weight() : a.weight().mul(b.weight());
                all.add(new GridAxis.Tap(a.place().mul(size).add(b.place()), weight));
            }
        return all;
    }

    /** Where the points of images {@code size [N, C, d…]} come from under the maps {@code theta [N, axes, axes + 1]}: {@code [N, d…, axes]}, the last axis first. */
    private static List<OnnxValue> affineGrid(Call call) {
        Tensor theta = call.tensor(0);
        long[] size = call.longs(1);
        int axes = size.length - 2;
        if (axes < 1 || !theta.shape().equals(Shape.of(size[0], axes, axes + 1))) throw call.malformed("maps %s do not fit images %s".formatted(theta.shape(), Shape.of(size)));
        boolean aligned = call.integer("align_corners", 0) != 0;
        Shape image = Shape.of(size).last(axes);
        List<Tensor> columns = new ArrayList<>();
        for (int i = axes - 1; i >= 0; i--) {
            long[] along = new long[axes];
            Arrays.fill(along, 1);
            along[i] = size[2 + i];
            columns.add(ends(size[2 + i], aligned, along).to(call.device()).cast(theta.dtype()).expand(image).flatten());
        }
        columns.add(Tensor.onesLike(columns.getFirst()));
        Tensor points = Tensor.stack(1, columns).matmul(theta.t());
        return List.of(Fit.of(call.type(0), points.reshape(Shape.of(size[0]).concat(image).concat(Shape.of(axes)))));
    }

    /** Coordinates of the elements of an axis, whose ends are -1 and 1. */
    private static Tensor ends(long n, boolean aligned, long... shape) {
        double[] at = new double[Math.toIntExact(n)];
        for (int i = 0; i < at.length; i++) at[i] = aligned ? n == 1 ? 0 : 2.0 * i / (n - 1) - 1 : (2.0 * i + 1) / n - 1;
        return Tensor.of(at, shape);
    }
}
