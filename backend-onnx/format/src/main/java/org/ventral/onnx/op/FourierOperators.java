package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/** The discrete Fourier transform, of a whole axis (DFT) and of windows that slide over a signal (STFT). Computed in double precision. */
final class FourierOperators {
    /** Along which axis DFT goes if the node does not say: as an attribute, then as an input. */
    private static final long ATTRIBUTE_AXIS = 1, INPUT_AXIS = -2;

    private FourierOperators() {}

    static void register(Registry registry) {
        registry.add("DFT", 17, call -> transform(call, call.integer("axis", ATTRIBUTE_AXIS)));
        registry.add("DFT", 20, call -> transform(call, call.has(2) ? call.single(2) : INPUT_AXIS));
        registry.add("STFT", 17, FourierOperators::shortTime);
    }

    /**
     * Input {@code [..., n, ..., 1 or 2]}, real or complex; optionally the length that the axis is cut or filled up to. Output {@code [..., m, ..., 2]}. A
     * onesided transform answers the first half of the spectrum; its inverse takes that half and answers real numbers, {@code [..., n, ..., 1]}.
     */
    private static List<OnnxValue> transform(Call call, long named) {
        Tensor x = call.tensor(0);
        requireComplex(call, x);
        int axis = Movement.axis(call, named, x.rank());
        if (axis == x.rank() - 1) throw call.malformed("axis %d holds the real and imaginary parts".formatted(named));
        boolean inverse = call.integer("inverse", 0) != 0, onesided = call.integer("onesided", 0) != 0;
        Complex signal = Complex.of(x.cast(DType.FLOAT64).moveAxis(axis, -2));
        long size = x.size(axis), length = call.has(1) ? call.single(1) : inverse && onesided ? 2 * (size - 1) : size;
        if (length < 1) throw call.malformed("a transform of length %d".formatted(length));
        Tensor result;
        if (inverse && onesided) {
            result = signal.mirrored(length).transformed(true).real().div(length).unsqueeze(-1);
        } else {
            Tensor all = signal.resized(length).transformed(inverse).parts();
            Tensor scaled = inverse ? all.div(length) : all;
            result = onesided ? scaled.narrow(-2, 0, length / 2 + 1) : scaled;
        }
        return Elementwise.result(call, result.moveAxis(-2, axis).cast(x.dtype()));
    }

    private static void requireComplex(Call call, Tensor x) {
        if (x.rank() < 2 || x.size(-1) != 1 && x.size(-1) != 2) throw call.malformed("takes [..., 1] or [..., 2], real or complex, got %s".formatted(x.shape()));
    }

    /** Inputs: signal {@code [N, n, 1 or 2]}, step, optionally a window and its length. Output {@code [N, windows, frequencies, 2]}. */
    private static List<OnnxValue> shortTime(Call call) {
        Tensor x = call.tensor(0);
        requireComplex(call, x);
        if (x.rank() != 3) throw call.malformed("takes a signal [N, n, 1 or 2], got %s".formatted(x.shape()));
        long step = call.single(1), length = call.has(3) ? call.single(3) : call.has(2) ? call.tensor(2).elements() : x.size(1);
        if (step < 1 || length < 1 || length > x.size(1)) throw call.malformed("windows of %d, %d apart, of a signal %s".formatted(length, step, x.shape()));
        boolean real = x.size(-1) == 1, onesided = call.integer("onesided", 1) != 0;
        if (onesided && !real) throw call.malformed("the spectrum of complex numbers has two sides");
        Tensor frames = x.cast(DType.FLOAT64).unfold(1, length, step).t();                              // [N, windows, length, 1 or 2]
        if (call.has(2)) {
            Tensor window = call.tensor(2);
            if (window.rank() != 1 || window.size(0) != length) throw call.malformed("window %s for frames of %d".formatted(window.shape(), length));
            frames = frames.mul(window.cast(DType.FLOAT64).unsqueeze(1));
        }
        Tensor spectrum = Complex.of(frames).transformed(false).parts();
        return Elementwise.result(call, (onesided ? spectrum.narrow(-2, 0, length / 2 + 1) : spectrum).cast(x.dtype()));
    }
}
