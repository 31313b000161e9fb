package org.ventral.onnx.op;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;

/** Tables for spectra: the window functions HannWindow, HammingWindow and BlackmanWindow, and MelWeightMatrix. */
final class WindowOperators {
    /** Hamming's share of the constant: 25/46 puts the first side lobe to zero. */
    private static final double HAMMING = 25.0 / 46;
    /** The mel scale of O'Shaughnessy (1987): {@code m = 2595 log₁₀(1 + f / 700)}. */
    private static final double MEL_FACTOR = 2595, MEL_CORNER = 700;

    private WindowOperators() {}

    static void register(Registry registry) {
        registry.add("HannWindow", 17, call -> window(call, angle -> 0.5 - 0.5 * Math.cos(angle)));
        registry.add("HammingWindow", 17, call -> window(call, angle -> HAMMING - (1 - HAMMING) * Math.cos(angle)));
        registry.add("BlackmanWindow", 17, call -> window(call, angle -> 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle)));
        registry.add("MelWeightMatrix", 17, WindowOperators::melWeights);
    }

    private static OnnxValue output(Call call, double[] values, long... shape) {
        ElementType type = ElementType.of((int) call.integer("output_datatype", ElementType.FLOAT.code()));
        return Conversion.to(type).apply(call.host(values, shape), call.device());
    }

    /** A function of the angle 2πi/n, or with {@code periodic = 0}, where the window ends as it begins, of 2πi/(n − 1). */
    private static List<OnnxValue> window(Call call, DoubleUnaryOperator function) {
        int size = Math.toIntExact(call.single(0));
        if (size < 0) throw call.malformed("size %d; it must not be negative".formatted(size));
        int period = call.integer("periodic", 1) != 0 ? size : size - 1;
        double[] values = new double[size];
        for (int i = 0; i < size; i++) values[i] = period == 0 ? 1 : function.applyAsDouble(2 * Math.PI * i / period);
        return List.of(output(call, values, size));
    }

    /**
     * Triangles that turn a spectrum into mel bands: {@code [dft_length / 2 + 1, bands]}. Inputs: number of bands, length of the transform, sample rate, and
     * the lowest and highest frequency in hertz. The corners of the triangles are evenly spaced in mel, and lie on whole bins.
     */
    private static List<OnnxValue> melWeights(Call call) {
        int bands = Math.toIntExact(call.single(0)), length = Math.toIntExact(call.single(1));
        long rate = call.single(2);
        if (bands < 0 || length < 1 || rate < 1) throw call.malformed("%d bands of a transform of %d at a rate of %d".formatted(bands, length, rate));
        int bins = length / 2 + 1;
        double low = mel(frequency(call, 3)), step = (mel(frequency(call, 4)) - low) / (bands + 2);
        int[] corner = new int[bands + 2];
        for (int i = 0; i < corner.length; i++) {
            double hertz = MEL_CORNER * (Math.pow(10, (low + i * step) / MEL_FACTOR) - 1);
            corner[i] = (int) Math.floor((length + 1) * hertz / rate);
            if (corner[i] < 0 || corner[i] >= bins) throw call.malformed("a frequency of %.1f hertz lies outside %d bins at a rate of %d".formatted(hertz, bins, rate));
        }
        double[] weights = new double[Math.multiplyExact(bins, bands)];
        for (int band = 0; band < bands; band++) {
            int left = corner[band], centre = corner[band + 1], right = corner[band + 2];
            if (left == centre) weights[centre * bands + band] = 1;
            for (int bin = left; left < centre && bin <= centre; bin++) weights[bin * bands + band] = (double) (bin - left) / (centre - left);
            for (int bin = centre; bin < right; bin++) weights[bin * bands + band] = (double) (right - bin) / (right - centre);
        }
        return List.of(output(call, weights, bins, bands));
    }

    private static double frequency(Call call, int input) {
        return Quantization.one(call, input).cast(DType.FLOAT64).item();
    }

    private static double mel(double hertz) {
        return MEL_FACTOR * Math.log10(1 + hertz / MEL_CORNER);
    }
}
