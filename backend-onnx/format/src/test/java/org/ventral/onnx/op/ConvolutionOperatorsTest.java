package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Conv, ConvTranspose and DeformConv. */
class ConvolutionOperatorsTest {
    /** The numbers from 0 on. */
    private static OnnxValue counting(ElementType type, long... sizes) {
        Shape shape = Shape.of(sizes);
        return tensor(type, shape, IntStream.range(0, (int) shape.elements()).asDoubleStream().toArray());
    }

    private static OnnxValue ones(ElementType type, long... sizes) {
        Shape shape = Shape.of(sizes);
        return tensor(type, shape, DoubleStream.generate(() -> 1).limit(shape.elements()).toArray());
    }

    private static OnnxValue line(double... values) {
        return tensor(FLOAT, Shape.of(1, 1, values.length), values);
    }

    static Stream<OpCase> conv() {
        return Stream.of(
                OpCase.of("Conv", 11).in(line(1, 2, 3, 4), line(1, 10)).out(line(21, 32, 43)),
                OpCase.of("Conv", 1).withAll("pads", 1L, 2L).in(line(1, 2, 3), line(1, 10)).out(line(10, 21, 32, 3, 0)).note("uneven padding"),
                OpCase.of("Conv", 11).with("auto_pad", "SAME_UPPER").in(line(1, 2, 3), line(1, 10)).out(line(21, 32, 3)),
                OpCase.of("Conv", 11).with("auto_pad", "SAME_LOWER").in(line(1, 2, 3), line(1, 10)).out(line(10, 21, 32)),
                OpCase.of("Conv", 11).with("auto_pad", "SAME_UPPER").withAll("strides", 2L).in(line(1, 2, 3, 4, 5), line(1, 10, 100)).out(line(210, 432, 54)),
                OpCase.of("Conv", 11).with("auto_pad", "VALID").withAll("strides", 2L).in(line(1, 2, 3, 4, 5), line(1, 10)).out(line(21, 43)),
                OpCase.of("Conv", 22).withAll("dilations", 2L).withAll("kernel_shape", 2L).in(line(1, 2, 3, 4), line(1, 10)).out(line(31, 42)),
                OpCase.of("Conv", 11).with("group", 2).in(tensor(FLOAT, Shape.of(1, 2, 2), 1, 2, 3, 4), tensor(FLOAT, Shape.of(2, 1, 1), 10, 100), vector(FLOAT, 1, 2))
                        .out(tensor(FLOAT, Shape.of(1, 2, 2), 11, 21, 302, 402)),
                OpCase.of("Conv", 11).in(counting(DOUBLE, 1, 1, 3, 3), ones(DOUBLE, 1, 1, 2, 2)).out(tensor(DOUBLE, Shape.of(1, 1, 2, 2), 8, 12, 20, 24)),
                OpCase.of("Conv", 11).in(counting(FLOAT, 1, 1, 2, 2, 2), ones(FLOAT, 1, 1, 2, 2, 2)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1, 1), 28)),
                OpCase.of("Conv", 11).in(tensor(FLOAT16, Shape.of(1, 1, 2), 2048, 1), tensor(FLOAT16, Shape.of(1, 1, 2), 1, 1)).out(tensor(FLOAT16, Shape.of(1, 1, 1), 2048)).note("rounds once"));
    }

    static Stream<OpCase> convTranspose() {
        return Stream.of(
                OpCase.of("ConvTranspose", 11).in(line(1, 2), line(1, 10, 100)).out(line(1, 12, 120, 200)),
                OpCase.of("ConvTranspose", 1).withAll("strides", 3L).withAll("output_padding", 2L).in(line(1, 2), line(1, 10)).out(line(1, 10, 0, 2, 20, 0, 0)),
                OpCase.of("ConvTranspose", 11).withAll("pads", 1L, 0L).in(line(1, 2), line(1, 10, 100)).out(line(12, 120, 200)),
                OpCase.of("ConvTranspose", 11).withAll("dilations", 2L).in(line(1, 2), line(1, 10)).out(line(1, 2, 10, 20)),
                OpCase.of("ConvTranspose", 11).with("auto_pad", "SAME_UPPER").withAll("strides", 2L).in(line(1, 2), line(1, 10, 100)).out(line(1, 10, 102, 20)),
                OpCase.of("ConvTranspose", 11).with("auto_pad", "SAME_LOWER").withAll("strides", 2L).in(line(1, 2), line(1, 10, 100)).out(line(10, 102, 20, 200)),
                OpCase.of("ConvTranspose", 11).with("auto_pad", "VALID").in(line(1, 2), line(1, 10)).out(line(1, 12, 20)),
                OpCase.of("ConvTranspose", 11).withAll("output_shape", 2L).in(line(1, 2), line(1, 10, 100)).out(line(12, 120)),
                OpCase.of("ConvTranspose", 11).withAll("output_shape", 3L).in(line(1, 2), line(1, 10, 100)).out(line(12, 120, 200)).note("an odd cut is larger in front"),
                OpCase.of("ConvTranspose", 11).withAll("output_shape", 1L, 1L, 3L).in(line(1, 2), line(1, 10, 100)).out(line(12, 120, 200)).note("whole shape"),
                OpCase.of("ConvTranspose", 11).withAll("output_shape", 6L).in(line(1, 2), line(1, 10, 100), vector(FLOAT, 0.5)).out(line(1.5, 12.5, 120.5, 200.5, 0.5, 0.5))
                        .note("longer than the kernel reaches"),
                OpCase.of("ConvTranspose", 11).with("group", 2).in(tensor(FLOAT, Shape.of(1, 2, 1), 1, 2), tensor(FLOAT, Shape.of(2, 1, 2), 1, 10, 100, 1000))
                        .out(tensor(FLOAT, Shape.of(1, 2, 2), 1, 10, 200, 2000)));
    }

    private static final Shape PICTURE = Shape.of(1, 1, 3, 3);

    /** A kernel of one element, moved by these offsets down and right. */
    private static OpCase moved(double down, double right) {
        return OpCase.of("DeformConv", 19).in(counting(DOUBLE, 1, 1, 3, 3), ones(DOUBLE, 1, 1, 1, 1),
                tensor(DOUBLE, Shape.of(1, 2, 3, 3), DoubleStream.concat(DoubleStream.generate(() -> down).limit(9), DoubleStream.generate(() -> right).limit(9)).toArray()));
    }

    static Stream<OpCase> deformed() {
        OnnxValue offsets = tensor(DOUBLE, Shape.of(1, 8, 2, 2), new double[32]);
        return Stream.of(
                moved(0, 0).out(counting(DOUBLE, 1, 1, 3, 3)),
                moved(1, 0).out(tensor(DOUBLE, PICTURE, 3, 4, 5, 6, 7, 8, 0, 0, 0)),
                moved(0, 0.5).out(tensor(DOUBLE, PICTURE, 0.5, 1.5, 1, 3.5, 4.5, 2.5, 6.5, 7.5, 4)).note("halfway outside"),
                moved(-5, 0).out(tensor(DOUBLE, PICTURE, new double[9])),
                OpCase.of("DeformConv", 22).in(counting(DOUBLE, 1, 1, 3, 3), ones(DOUBLE, 1, 1, 2, 2), offsets).out(tensor(DOUBLE, Shape.of(1, 1, 2, 2), 8, 12, 20, 24)),
                OpCase.of("DeformConv", 19).in(counting(DOUBLE, 1, 1, 3, 3), ones(DOUBLE, 1, 1, 2, 2), offsets, vector(DOUBLE, 1),
                        tensor(DOUBLE, Shape.of(1, 4, 2, 2), 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2)).out(tensor(DOUBLE, Shape.of(1, 1, 2, 2), 9, 12, 18, 21)).note("mask and bias"),
                OpCase.of("DeformConv", 19).with("group", 2).with("offset_group", 2).in(counting(DOUBLE, 1, 2, 1, 2), ones(DOUBLE, 2, 1, 1, 1),
                        tensor(DOUBLE, Shape.of(1, 4, 1, 2), 0, 0, 1, -1, 0, 0, 0, 0)).out(tensor(DOUBLE, Shape.of(1, 2, 1, 2), 1, 0, 2, 3)).note("groups"));
    }

    @ParameterizedTest
    @MethodSource({"conv", "convTranspose", "deformed"})
    void gives(OpCase c) {
        c.check();
    }

    @ParameterizedTest
    @MethodSource({"conv", "convTranspose", "deformed"})
    void canBeTraced(OpCase c) {
        c.checkTrace(0);
    }

    @Test void hasGradients() {
        OpCase transposed = OpCase.of("ConvTranspose", 11).withAll("output_shape", 6L)
                .in(tensor(DOUBLE, Shape.of(1, 1, 2), 0.3, -1), tensor(DOUBLE, Shape.of(1, 1, 3), 1, 2, -0.5), vector(DOUBLE, 0.5));
        for (int input = 0; input < 3; input++) transposed.checkGradient(input);
        OpCase deformed = OpCase.of("DeformConv", 19).in(tensor(DOUBLE, Shape.of(1, 1, 2, 2), 0.3, -1, 2, 0.7), tensor(DOUBLE, Shape.of(1, 1, 1, 1), 1.5),
                tensor(DOUBLE, Shape.of(1, 2, 2, 2), 0.3, 0.2, -0.4, 0.1, 0.25, -0.3, 0.6, -0.7));
        for (int input = 0; input < 3; input++) deformed.checkGradient(input);
    }

    @Test void refusesWhatDoesNotFit() {
        Device device = Device.named("reference");
        OpCase padding = OpCase.of("Conv", 11).withAll("pads", 1L).in(line(1, 2), line(1));
        assertTrue(assertThrows(OnnxFormatException.class, () -> padding.run(device)).getMessage().contains("pads [1]; it must be 2 numbers"));
        OpCase kernel = OpCase.of("Conv", 11).withAll("kernel_shape", 3L).in(line(1, 2), line(1));
        assertThrows(OnnxFormatException.class, () -> kernel.run(device));
        OpCase word = OpCase.of("Conv", 11).with("auto_pad", "same").in(line(1, 2), line(1));
        assertThrows(OnnxFormatException.class, () -> word.run(device));
        OpCase four = OpCase.of("Conv", 11).in(ones(FLOAT, 1, 1, 1, 1, 1, 1), ones(FLOAT, 1, 1, 1, 1, 1, 1));
        assertThrows(OnnxUnsupportedException.class, () -> four.run(device));
    }
}
