package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Windows, mel bands and Fourier transforms, these against the sum that defines them. */
class SignalOperatorsTest {
    static Stream<OpCase> tables() {
        return Stream.of(
                OpCase.of("HannWindow", 17).in(scalar(INT64, 4)).out(vector(FLOAT, 0, 0.5, 1, 0.5)),
                OpCase.of("HannWindow", 17).with("periodic", 0).in(scalar(INT64, 5)).out(vector(FLOAT, 0, 0.5, 1, 0.5, 0)),
                OpCase.of("HannWindow", 17).with("periodic", 0).in(scalar(INT64, 1)).out(vector(FLOAT, 1)),
                OpCase.of("HammingWindow", 17).in(scalar(INT32, 2)).out(vector(FLOAT, 4 / 46.0, 1)),
                OpCase.of("BlackmanWindow", 17).with("output_datatype", DOUBLE.code()).in(scalar(INT64, 4)).out(vector(DOUBLE, 0, 0.34, 1, 0.34)),
                OpCase.of("HannWindow", 17).in(scalar(INT64, 0)).out(vector(FLOAT)),
                OpCase.of("MelWeightMatrix", 17).in(scalar(INT64, 2), scalar(INT64, 16), scalar(INT64, 8192), scalar(FLOAT, 0), scalar(FLOAT, 4096))
                        .out(matrix(FLOAT, 2, 1, 0, 0.5, 0.5, 0, 1, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).note("corners at bins 0, 0, 2 and 4"),
                OpCase.of("MelWeightMatrix", 17).in(scalar(INT32, 1), scalar(INT32, 8), scalar(INT32, 8000), scalar(FLOAT, 0), scalar(FLOAT, 8000))
                        .out(matrix(FLOAT, 1, 0, 1, 0.5, 0, 0)).note("corners at bins 0, 1 and 3"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void gives(OpCase example) {
        example.check();
    }

    private static double[] noise(int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) values[i] = Math.sin(1.7 * i) + 0.3 * (i % 5);
        return values;
    }

    /** Interleaved real and imaginary parts of the transform of interleaved parts, by the definition. */
    private static double[] transform(double[] parts, boolean inverse) {
        int n = parts.length / 2;
        double[] out = new double[parts.length];
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++) {
                double angle = (inverse ? 2 : -2) * Math.PI * ((long) j * k % n) / n, scale = inverse ? 1.0 / n : 1;
                out[2 * k] += scale * (parts[2 * j] * Math.cos(angle) - parts[2 * j + 1] * Math.sin(angle));
                out[2 * k + 1] += scale * (parts[2 * j] * Math.sin(angle) + parts[2 * j + 1] * Math.cos(angle));
            }
        return out;
    }

    private static double[] complex(double[] real) {
        double[] parts = new double[2 * real.length];
        for (int i = 0; i < real.length; i++) parts[2 * i] = real[i];
        return parts;
    }

    private static OnnxValue signal(ElementType type, int last, double... parts) {
        return tensor(type, Shape.of(1, parts.length / last, last), parts);
    }

    private static double[] first(double[] parts, int count) {
        return Arrays.copyOf(parts, count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 12, 64, 67, 96, 130, 250, 256})
    void transformsAnyLength(int n) {
        double[] x = noise(n), y = transform(complex(x), false);
        OpCase.of("DFT", 20).in(signal(DOUBLE, 1, x)).out(signal(DOUBLE, 2, y)).check();
        OpCase.of("DFT", 17).in(signal(DOUBLE, 2, y)).with("inverse", 1).out(signal(DOUBLE, 2, complex(x))).check();
        OpCase.of("DFT", 20).in(signal(DOUBLE, 2, noise(2 * n))).out(signal(DOUBLE, 2, transform(noise(2 * n), false))).check();
        OpCase.of("DFT", 20).with("onesided", 1).in(signal(DOUBLE, 1, x)).out(signal(DOUBLE, 2, first(y, 2 * (n / 2 + 1)))).check();
        OpCase.of("DFT", 20).with("onesided", 1).with("inverse", 1).in(signal(DOUBLE, 2, first(y, 2 * (n / 2 + 1))), scalar(INT64, n)).out(signal(DOUBLE, 1, x)).check();
    }

    @Test
    void takesAnyAxisAndLength() {
        OnnxValue columns = tensor(DOUBLE, Shape.of(2, 3, 1), 1, 2, 3, 4, 5, 6);
        OpCase.of("DFT", 20).in(columns, OnnxValue.absent(), scalar(INT64, 0)).out(tensor(DOUBLE, Shape.of(2, 3, 2), 5, 0, 7, 0, 9, 0, -3, 0, -3, 0, -3, 0)).check();
        OpCase.of("DFT", 17).with("axis", 0).in(columns).out(tensor(DOUBLE, Shape.of(2, 3, 2), 5, 0, 7, 0, 9, 0, -3, 0, -3, 0, -3, 0)).check();
        OpCase.of("DFT", 20).in(signal(FLOAT, 1, 1, 2, 3), scalar(INT64, 2)).out(signal(FLOAT, 2, 3, 0, -1, 0)).note("cut off").check();
        OpCase.of("DFT", 20).in(signal(FLOAT, 1, 1), scalar(INT64, 2)).out(signal(FLOAT, 2, 1, 0, 1, 0)).note("filled up").check();
        OpCase.of("DFT", 20).with("onesided", 1).with("inverse", 1).in(signal(FLOAT, 2, 6, 0, 2, 0)).out(signal(FLOAT, 1, 4, 2)).note("twice the half").check();
    }

    @Test
    void slidesOverASignal() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        OnnxValue window = vector(FLOAT, 1, 1, 0.5, 0.5);
        double[] a = transform(complex(new double[] {1, 2, 1.5, 2}), false), b = transform(complex(new double[] {4, 5, 3, 3.5}), false);
        double[] half = {a[0], a[1], a[2], a[3], a[4], a[5], b[0], b[1], b[2], b[3], b[4], b[5]};
        OpCase.of("STFT", 17).in(signal(FLOAT, 1, x), scalar(INT64, 3), window).out(tensor(FLOAT, Shape.of(1, 2, 3, 2), half)).check();
        OpCase.of("STFT", 17).in(signal(FLOAT, 1, x), scalar(INT64, 3), window, scalar(INT64, 4)).out(tensor(FLOAT, Shape.of(1, 2, 3, 2), half)).check();
        OpCase.of("STFT", 17).with("onesided", 0).in(signal(FLOAT, 1, x), scalar(INT64, 8), OnnxValue.absent(), scalar(INT64, 8)).out(tensor(FLOAT, Shape.of(1, 1, 8, 2), transform(complex(x), false))).check();
    }

    @Test
    void transformsHaveGradients() {
        OpCase.of("DFT", 20).in(signal(DOUBLE, 1, noise(6))).checkGradient(0);
        OpCase.of("DFT", 20).with("inverse", 1).in(signal(DOUBLE, 2, noise(6))).checkGradient(0);
        OpCase.of("DFT", 20).with("onesided", 1).with("inverse", 1).in(signal(DOUBLE, 2, noise(6))).checkGradient(0);
        OpCase.of("STFT", 17).in(signal(DOUBLE, 1, noise(8)), scalar(INT64, 2), vector(DOUBLE, 0.5, 1, 0.5, 0.2)).checkGradient(0);
    }

    @Test
    void refusesWhatIsNoSignal() {
        Device device = Device.named("reference");
        assertThrows(OnnxFormatException.class, () -> OpCase.of("DFT", 20).in(matrix(FLOAT, 3, 1, 2, 3)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("DFT", 20).in(signal(FLOAT, 1, 1, 2), scalar(INT64, 0)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("DFT", 20).in(signal(FLOAT, 1, 1, 2), OnnxValue.absent(), scalar(INT64, -1)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("STFT", 17).in(signal(FLOAT, 1, 1, 2), scalar(INT64, 0)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("HannWindow", 17).in(scalar(INT64, -1)).run(device));
    }
}
