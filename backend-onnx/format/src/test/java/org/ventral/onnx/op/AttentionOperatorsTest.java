package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/**
 * Attention and RotaryEmbedding. Queries of 0 look at all keys that they may see alike, so the result is a mean of values; a query of ln 3
 * at a key of 1 has three times the weight of one at a key of 0.
 */
class AttentionOperatorsTest {
    private static final double LN3 = Math.log(3), INF = Double.POSITIVE_INFINITY;
    private static final OnnxValue NONE = OnnxValue.absent();

    /** {@code [1, 1, length, 1]}. */
    private static OnnxValue row(double... values) {
        return tensor(DOUBLE, Shape.of(1, 1, values.length, 1), values);
    }

    private static OpCase attention(OnnxValue... inputs) {
        return OpCase.of("Attention", 24).in(inputs);
    }

    private static OnnxValue scores(int keys, double... values) {
        return tensor(DOUBLE, Shape.of(1, 1, values.length / keys, keys), values);
    }

    static Stream<OpCase> attention() {
        OnnxValue idle = row(0, 0), keys = row(1, 0, 0), values = row(3, 6, 9), one = row(LN3);
        OnnxValue twoHeads = tensor(DOUBLE, Shape.of(1, 2, 1, 1), 0, LN3), fourHeads = tensor(DOUBLE, Shape.of(1, 4, 1, 1), 0, 0, 0, 0);
        OnnxValue grouped = tensor(DOUBLE, Shape.of(1, 2, 2, 1), 1, 3, 10, 30);
        return Stream.of(
                attention(idle, keys, values).out(row(6, 6)),
                attention(one, keys, values).out(row((9 + 15) / 5.0)),
                attention(one, keys, values).with("scale", 2f).out(row((27 + 15) / 11.0)),
                attention(idle, keys, values).with("is_causal", 1).out(row(3, 4.5)),
                attention(idle, row(0), row(9), NONE, row(1, 0), row(3, 6)).out(row(6, 6), row(1, 0, 0), row(3, 6, 9)),
                attention(idle, row(0, 0), row(6, 9), NONE, row(1), row(3)).with("is_causal", 1).out(row(4.5, 6)).note("earlier keys are all seen"),
                attention(idle, keys, values, matrix(BOOL, 3, 1, 0, 0, 0, 1, 1)).out(row(3, 7.5)),
                attention(idle, keys, values, matrix(BOOL, 2, 1, 0, 1, 1)).out(row(3, 4.5)).note("a mask too short hides the rest"),
                attention(idle, keys, values, matrix(DOUBLE, 2, 0, LN3, -INF, 0)).out(row(21 / 4.0, 6)),
                attention(idle, keys, values, matrix(BOOL, 3, 0, 0, 0, 1, 1, 1)).out(row(0, 6)).note("a query that sees nothing"),
                attention(idle, keys, values, matrix(BOOL, 3, 0, 1, 1, 0, 1, 1)).with("is_causal", 1).out(row(0, 6)).note("mask and order"),
                attention(idle, keys, values, NONE, NONE, NONE, vector(INT64, 2)).out(row(4.5, 4.5)),
                attention(row(0), keys, values, NONE, NONE, NONE, vector(INT64, 2)).with("is_causal", 1).out(row(4.5)).note("the query is the last valid one"),
                attention(idle, keys, values, NONE, NONE, NONE, vector(INT64, 3)).with("is_causal", 1).out(row(4.5, 6)),
                attention(fourHeads, grouped, grouped).out(tensor(DOUBLE, Shape.of(1, 4, 1, 1), 2, 2, 20, 20)).note("neighbouring heads share"),
                attention(tensor(DOUBLE, Shape.of(1, 1, 2), 0, 0), tensor(DOUBLE, Shape.of(1, 2, 2), 1, 2, 3, 4), tensor(DOUBLE, Shape.of(1, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8))
                        .with("q_num_heads", 2).with("kv_num_heads", 2).out(tensor(DOUBLE, Shape.of(1, 1, 4), 3, 4, 5, 6)).note("heads in the last axis"),
                attention(twoHeads, tensor(DOUBLE, Shape.of(1, 1, 2, 1), 1, 0), tensor(DOUBLE, Shape.of(1, 1, 2, 1), 4, 8)).out(tensor(DOUBLE, Shape.of(1, 2, 1, 1), 6, 5)));
    }

    static Stream<OpCase> stages() {
        OnnxValue mask = matrix(DOUBLE, 2, 1, -INF);
        double capped = 2 * Math.tanh(LN3 / 2);
        List<OnnxValue> stages = List.of(scores(2, LN3, 0), scores(2, capped, 0), scores(2, capped + 1, -INF), scores(2, 1, 0));
        return IntStream.range(0, stages.size()).mapToObj(mode ->
                attention(row(LN3), row(1, 0), row(4, 8), mask).with("softcap", 2f).with("qk_matmul_output_mode", mode).out(row(4), NONE, NONE, stages.get(mode)));
    }

    static Stream<OpCase> rotary() {
        OnnxValue x = tensor(FLOAT, Shape.of(1, 1, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
        OnnxValue cosines = matrix(FLOAT, 2, 1, 1, 0, 0), sines = matrix(FLOAT, 2, 0, 0, 1, 1);      // at place 1 a quarter turn
        OnnxValue places = matrix(INT64, 2, 0, 1);
        OnnxValue narrow = matrix(FLOAT, 1, 1, 0), narrowSines = matrix(FLOAT, 1, 0, 1);
        return Stream.of(
                rotary(x, cosines, sines, places).out(tensor(FLOAT, Shape.of(1, 1, 2, 4), 1, 2, 3, 4, -7, -8, 5, 6)),
                rotary(x, cosines, sines, places).with("interleaved", 1).out(tensor(FLOAT, Shape.of(1, 1, 2, 4), 1, 2, 3, 4, -6, 5, -8, 7)),
                rotary(x, cosines, sines, matrix(INT64, 2, 1, 0)).out(tensor(FLOAT, Shape.of(1, 1, 2, 4), -3, -4, 1, 2, 5, 6, 7, 8)),
                rotary(x, narrow, narrowSines, places).with("rotary_embedding_dim", 2).out(tensor(FLOAT, Shape.of(1, 1, 2, 4), 1, 2, 3, 4, -6, 5, 7, 8)),
                rotary(x, tensor(FLOAT, Shape.of(1, 2, 2), 1, 1, 0, 0), tensor(FLOAT, Shape.of(1, 2, 2), 0, 0, 1, 1)).out(tensor(FLOAT, Shape.of(1, 1, 2, 4), 1, 2, 3, 4, -7, -8, 5, 6)),
                rotary(tensor(FLOAT, Shape.of(1, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8), narrow, narrowSines, places).with("num_heads", 2)
                        .out(tensor(FLOAT, Shape.of(1, 2, 4), 1, 2, 3, 4, -6, 5, -8, 7)).note("heads in the last axis"));
    }

    private static OpCase rotary(OnnxValue... inputs) {
        return OpCase.of("RotaryEmbedding", 23).in(inputs);
    }

    @ParameterizedTest
    @MethodSource({"attention", "stages", "rotary"})
    void gives(OpCase c) {
        c.check();
    }

    @ParameterizedTest
    @MethodSource({"attention", "stages", "rotary"})
    void canBeTraced(OpCase c) {
        c.checkTrace(0);
    }

    @Test void hasGradients() {
        OpCase c = attention(row(0.3, -1), row(1, 0.5, -0.7), row(3, -6, 2), matrix(BOOL, 3, 0, 0, 0, 1, 1, 1)).with("softcap", 2f);
        for (int input = 0; input < 3; input++) c.checkGradient(input);
        rotary(tensor(DOUBLE, Shape.of(1, 1, 1, 4), 1, 2, 3, 4), matrix(DOUBLE, 2, 0.6, 0.8), matrix(DOUBLE, 2, 0.8, 0.6), matrix(INT64, 1, 0)).with("interleaved", 1).checkGradient(0);
    }

    @Test void refusesHeadsThatCannotShare() {
        OnnxValue three = tensor(DOUBLE, Shape.of(1, 3, 1, 1), 1, 2, 3), two = tensor(DOUBLE, Shape.of(1, 2, 1, 1), 1, 2);
        assertThrows(OnnxFormatException.class, () -> attention(three, two, two).run(Device.named("reference")));
    }
}
