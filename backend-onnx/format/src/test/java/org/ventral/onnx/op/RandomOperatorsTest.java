package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Random numbers: their types, shapes and moments. Bounds are five standard errors of fixed draws. */
class RandomOperatorsTest {
    private static final long COUNT = 10_000;

    private static OnnxValue drawn(OpCase node) {
        return node.run(Device.named("cpu")).getFirst();
    }

    private static void expect(OnnxValue value, ElementType type, Shape shape, double mean, double deviation) {
        assertEquals(type, value.type());
        assertEquals(shape, value.shape());
        double[] numbers = value.tensor().toDoubles();
        double average = Arrays.stream(numbers).average().orElseThrow(), spread = Math.sqrt(Arrays.stream(numbers).map(x -> (x - average) * (x - average)).average().orElseThrow());
        assertEquals(mean, average, 5 * deviation / Math.sqrt(numbers.length));
        assertEquals(deviation, spread, 5 * deviation / Math.sqrt(numbers.length));
    }

    private static OnnxValue zeros(ElementType type) {
        return tensor(type, Shape.of(COUNT / 2, 2), new double[(int) COUNT]);
    }

    @Test
    void numbersAreDistributedAsAsked() {
        expect(drawn(OpCase.of("RandomNormal", 22).withAll("shape", COUNT).with("mean", 3f).with("scale", 2f)), FLOAT, Shape.of(COUNT), 3, 2);
        expect(drawn(OpCase.of("RandomUniform", 1).withAll("shape", 2L, COUNT).with("low", -1f).with("high", 3f).with("dtype", DOUBLE.code())), DOUBLE, Shape.of(2, COUNT), 1, 4 / Math.sqrt(12));
        expect(drawn(OpCase.of("RandomNormalLike", 1).in(zeros(DOUBLE))), DOUBLE, Shape.of(COUNT / 2, 2), 0, 1);
        expect(drawn(OpCase.of("RandomUniformLike", 1).in(zeros(INT32)).with("dtype", FLOAT16.code())), FLOAT16, Shape.of(COUNT / 2, 2), 0.5, 1 / Math.sqrt(12));
    }

    @Test
    void seedsRepeat() {
        OpCase seeded = OpCase.of("RandomNormal", 1).withAll("shape", 5L).with("seed", 3f), other = OpCase.of("RandomNormal", 1).withAll("shape", 5L).with("seed", 4f);
        assertArrayEquals(drawn(seeded).tensor().toFloats(), drawn(seeded).tensor().toFloats());
        assertTrue(!Arrays.equals(drawn(seeded).tensor().toFloats(), drawn(other).tensor().toFloats()));
    }

    @Test
    void bernoulliFollowsItsProbabilities() {
        double[] p = new double[(int) COUNT];
        Arrays.fill(p, 0.3);
        expect(drawn(OpCase.of("Bernoulli", 15).in(vector(FLOAT, p))), FLOAT, Shape.of(COUNT), 0.3, Math.sqrt(0.21));
        OpCase.of("Bernoulli", 22).with("dtype", BOOL.code()).in(vector(DOUBLE, 0, 1, 0, 1)).out(vector(BOOL, 0, 1, 0, 1)).check();
        OpCase.of("Bernoulli", 15).with("dtype", INT64.code()).in(vector(FLOAT, 1)).out(vector(INT64, 1)).check();
    }

    @Test
    void multinomialFollowsItsScores() {
        OnnxValue scores = tensor(FLOAT, Shape.of(2, 3), Math.log(1), Math.log(2), Math.log(5), 7, 7, Double.NEGATIVE_INFINITY);
        OnnxValue drawn = drawn(OpCase.of("Multinomial", 7).with("sample_size", COUNT).with("dtype", INT64.code()).in(scores));
        assertEquals(INT64, drawn.type());
        assertEquals(Shape.of(2, COUNT), drawn.shape());
        double[][] share = new double[2][3];
        long[] classes = drawn.tensor().toLongs();
        for (int i = 0; i < classes.length; i++) share[(int) (i / COUNT)][(int) classes[i]] += 1.0 / COUNT;
        assertArrayEquals(new double[] {0.125, 0.25, 0.625}, share[0], 0.025);
        assertArrayEquals(new double[] {0.5, 0.5, 0}, share[1], 0.025);
        assertEquals(INT32, drawn(OpCase.of("Multinomial", 7).in(scores)).type());
    }
}
