package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.MaxPool;

/** MaxPool, AveragePool, LpPool, their global forms, and MaxUnpool. */
final class PoolingOperators {
    private PoolingOperators() {}

    static void register(Registry registry) {
        registry.add("MaxPool", 1, PoolingOperators::max);
        registry.add("AveragePool", 1, PoolingOperators::average);
        registry.add("LpPool", 1, PoolingOperators::power);
        registry.add("GlobalMaxPool", 1, call -> global(call, (x, axes) -> x.max(axes, true)));
        registry.add("GlobalAveragePool", 1, call -> global(call, (x, axes) -> x.mean(axes, true)));
        registry.add("GlobalLpPool", 1, PoolingOperators::globalPower);
        registry.add("MaxUnpool", 9, PoolingOperators::unpool);
    }

    /** Values of 8 bits are pooled in float32, which has them all. */
    private static List<OnnxValue> max(Call call) {
        ElementType type = call.type(0);
        Tensor x = call.tensor(0), floating = type.isFloating() ? x : x.cast(DType.FLOAT32);
        SlidingWindow window = SlidingWindow.ofPool(call, x.shape());
        MaxPool form = new MaxPool(window.kernel(), window.stride(), window.padBefore(), window.padAfter(), window.dilation(), window.ceil());
        if (!call.wants(1)) return List.of(OnnxValue.of(type, floating.maxPool(form).cast(x.dtype())));
        var pooled = floating.maxPoolWithPlaces(form);
        Tensor places = inWhole(pooled.places(), x.shape(), call.integer("storage_order", 0) != 0);
        return List.of(OnnxValue.of(type, pooled.values().cast(x.dtype())), OnnxValue.of(ElementType.INT64, places));
    }

    /**
     * Places in the row-major spatial plane, {@code [N, C, out…]}, as ones in the whole input. In column-major order, which counts the first
     * spatial axis fastest, the planes still follow one another.
     */
    private static Tensor inWhole(Tensor places, Shape x, boolean columnMajor) {
        Shape spatial = x.last(x.rank() - 2);
        Tensor inPlane = columnMajor ? columnMajor(places, spatial) : places;
        long[] sizes = new long[x.rank()];
        Arrays.fill(sizes, 1);
        sizes[0] = x.size(0);
        sizes[1] = x.size(1);
        Tensor plane = Tensor.arange(x.size(0) * x.size(1)).to(places.device()).mul(spatial.elements());
        return inPlane.add(plane.reshape(sizes));
    }

    private static Tensor columnMajor(Tensor places, Shape spatial) {
        Tensor rest = places, place = Tensor.zerosLike(places);
        long step = spatial.elements();
        for (int axis = spatial.rank() - 1; axis >= 0; axis--) {
            long size = spatial.size(axis);
            step /= size;
            place = place.add(rest.mod(size).mul(step));
            rest = rest.div(size);
        }
        return place;
    }

    private static List<OnnxValue> average(Call call) {
        Tensor x = call.tensor(0);
        SlidingWindow window = SlidingWindow.ofPool(call, x.shape());
        boolean countPadding = call.integer("count_include_pad", 0) != 0;
        Tensor y = window.isDilated() ? sums(x, window).div(counted(window, x, countPadding))
                : x.averagePool(new AveragePool(window.kernel(), window.stride(), window.padBefore(), window.padAfter(), window.ceil(), countPadding));
        return List.of(Fit.of(call.type(0), y));
    }

    /** The sum of each window: a convolution of every channel with ones. */
    private static Tensor sums(Tensor x, SlidingWindow window) {
        int axes = window.kernel().size();
        Shape planes = Shape.of(x.size(0) * x.size(1), 1).concat(x.shape().last(axes));
        List<Long> after = new ArrayList<>();
        for (int i = 0; i < axes; i++) after.add(window.neededAfter(i, x.size(i + 2)));
        Tensor ones = Tensor.full(x.type().with(Shape.of(1, 1).concat(Shape.of(window.kernel()))), 1, x.device());
        Tensor sums = x.reshape(planes).conv(ones, new Conv(window.stride(), window.padBefore(), after, window.dilation(), 1));
        return sums.reshape(x.shape().first(2).concat(sums.shape().last(axes)));
    }

    /** How many elements of each window count, {@code [out…]}: those of the input, or of the padding too, but none beyond that. */
    private static Tensor counted(SlidingWindow window, Tensor x, boolean padding) {
        int axes = window.kernel().size();
        Tensor counted = null;
        for (int i = 0; i < axes; i++) {
            long n = x.size(i + 2), first = padding ? -window.padBefore().get(i) : 0, end = padding ? n + window.padAfter().get(i) : n;
            double[] counts = new double[Math.toIntExact(window.count(i, n))];
            for (int o = 0; o < counts.length; o++) {
                long start = o * window.stride().get(i) - window.padBefore().get(i);
                for (long t = 0; t < window.kernel().get(i); t++) {
                    long place = start + t * window.dilation().get(i);
                    if (place >= first && place < end) counts[o]++;
                }
            }
            long[] sizes = new long[axes];
            Arrays.fill(sizes, 1);
            sizes[i] = counts.length;
            Tensor own = Tensor.of(counts, sizes).to(x.device()).cast(x.dtype());
            counted = counted == null ? own : counted.mul(own);
        }
        return counted;
    }

    /** {@code (Σ |x|ᵖ)^(1/p)} over each window. */
    private static List<OnnxValue> power(Call call) {
        double p = exponent(call);
        Tensor x = call.tensor(0);
        SlidingWindow window = SlidingWindow.ofPool(call, x.shape());
        Tensor powers = p == 1 ? x.abs() : p == 2 ? x.square() : x.abs().pow(p);
        Tensor total = sums(powers, window);
        if (p == 1) return List.of(Fit.of(call.type(0), total));
        // The root has no derivative at 0; there the gradient is 0.
        Tensor zero = total.detach().eq(0), safe = total.maskedFill(zero, 1);
        return List.of(Fit.of(call.type(0), (p == 2 ? safe.sqrt() : safe.pow(1 / p)).maskedFill(zero, 0)));
    }

    /** In opset 1 the exponent was a float. */
    private static double exponent(Call call) {
        double p = call.opset() < 2 ? call.number("p", 2) : call.integer("p", 2);
        if (!(p >= 1)) throw call.malformed("p = %s; it must be at least 1".formatted(p));
        return p;
    }

    private static List<OnnxValue> globalPower(Call call) {
        double p = exponent(call);
        return global(call, (x, axes) -> {
            int[] spatial = axes.values().stream().mapToInt(Integer::intValue).toArray();
            long[] kept = x.shape().toArray();
            for (int axis : spatial) kept[axis] = 1;
            return spatial.length == 0 ? x.abs() : x.norm(p, spatial).reshape(kept);
        });
    }

    private static List<OnnxValue> global(Call call, BiFunction<Tensor, Axes, Tensor> pool) {
        Tensor x = call.tensor(0);
        if (x.rank() < 2) throw call.malformed("input %s, which has no axis of channels".formatted(x.shape()));
        Axes spatial = Axes.of(IntStream.range(2, x.rank()).boxed().toList());
        return List.of(Fit.of(call.type(0), pool.apply(x, spatial)));
    }

    /**
     * Values put back to where MaxPool found them, zeros elsewhere. The places count in the shape that the pool's input must have had, as far
     * as the attributes tell; a wanted shape that is larger has zeros behind.
     */
    private static List<OnnxValue> unpool(Call call) {
        Tensor x = call.tensor(0), places = call.tensor(1);
        SlidingWindow window = SlidingWindow.ofPool(call, x.shape());
        if (!places.shape().equals(x.shape())) throw call.malformed("values %s, but places %s".formatted(x.shape(), places.shape()));
        Shape inferred = x.shape().first(2);
        for (int i = 0; i < window.kernel().size(); i++) {
            long size = (x.size(i + 2) - 1) * window.stride().get(i) - window.padBefore().get(i) - window.padAfter().get(i) + window.kernel().get(i);
            if (size < 1) throw call.malformed("pads that leave nothing of axis %d of %s".formatted(i + 2, x.shape()));
            inferred = inferred.concat(Shape.of(size));
        }
        Tensor flat = Tensor.zeros(new TensorType(x.dtype(), Shape.of(inferred.elements())), x.device());
        Tensor y = flat.scatter(0, places.flatten(), x.flatten()).reshape(inferred);
        return List.of(OnnxValue.of(call.type(0), call.has(2) ? enlarged(call, y, call.longs(2)) : y));
    }

    private static Tensor enlarged(Call call, Tensor y, long[] wanted) {
        if (wanted.length != y.rank()) throw call.malformed("output_shape %s for a result of rank %d".formatted(Arrays.toString(wanted), y.rank()));
        long[] counts = new long[2 * y.rank()];
        for (int i = 0; i < wanted.length; i++) counts[2 * i + 1] = wanted[i] - y.size(i);
        return y.pad(0, counts);
    }
}
