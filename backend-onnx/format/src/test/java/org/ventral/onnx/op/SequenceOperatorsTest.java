package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.strings;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.NodeDef;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;

/** Sequences and optionals. */
class SequenceOperatorsTest {
    private static final OnnxValue A = vector(FLOAT, 1, 2), B = vector(FLOAT, 3), C = vector(FLOAT);
    private static final OnnxValue ABC = OnnxValue.sequence(List.of(A, B, C));

    private static OpCase sequence(String op, OnnxValue... rest) {
        return OpCase.of(op, 11).in(ABC).in(rest);
    }

    static Stream<OpCase> elements() {
        return Stream.of(
            sequence("SequenceAt", scalar(INT64, 1)).out(B),
            sequence("SequenceAt", scalar(INT64, -3)).out(A),
            sequence("SequenceLength").out(scalar(INT64, 3)),
            sequence("ConcatFromSequence").with("axis", 0).out(vector(FLOAT, 1, 2, 3)),
            OpCase.of("ConcatFromSequence", 11).with("axis", -1).with("new_axis", 1).in(OnnxValue.sequence(List.of(A, A))).out(matrix(FLOAT, 2, 1, 1, 2, 2)),
            OpCase.of("ConcatFromSequence", 11).with("axis", 0).in(OnnxValue.sequence(List.of(strings("a"), strings("b", "c")))).out(strings("a", "b", "c")),
            OpCase.of("OptionalHasElement", 15).in(OnnxValue.optional(A)).out(scalar(BOOL, 1)),
            OpCase.of("OptionalHasElement", 15).in(OnnxValue.optional(OnnxValue.absent())).out(scalar(BOOL, 0)),
            OpCase.of("OptionalHasElement", 18).in(A).out(scalar(BOOL, 1)),
            OpCase.of("OptionalHasElement", 18).out(scalar(BOOL, 0)),
            OpCase.of("OptionalGetElement", 15).in(OnnxValue.optional(A)).out(A),
            OpCase.of("OptionalGetElement", 18).in(A).out(A));
    }

    @ParameterizedTest @MethodSource("elements") void givesElements(OpCase c) {
        c.check();
    }

    /** A sequence that an operator makes, with its tensors as text. */
    private static String made(OpCase c) {
        return text(c.run(Device.reference()).getFirst());
    }

    private static String text(OnnxValue value) {
        return switch (value) {
            case OnnxValue.OfSequence(List<OnnxValue> values) -> values.stream().map(SequenceOperatorsTest::text).toList().toString();
            case OnnxValue.OfTensor(_, var tensor) -> tensor.shape() + ":" + Arrays.toString(tensor.toLongs());
            default -> value.toString();
        };
    }

    @Test void sequencesAreChanged() {
        OnnxValue d = vector(FLOAT, 9);
        assertEquals("[[2]:[1, 2], [1]:[3], [0]:[]]", made(OpCase.of("SequenceConstruct", 11).in(A, B, C)));
        assertEquals("[]", made(OpCase.of("SequenceEmpty", 11)));
        assertEquals("[[2]:[1, 2], [1]:[3], [0]:[], [1]:[9]]", made(sequence("SequenceInsert", d)));
        assertEquals("[[2]:[1, 2], [1]:[3], [1]:[9], [0]:[]]", made(sequence("SequenceInsert", d, scalar(INT64, -1))));
        assertEquals("[[2]:[1, 2], [1]:[3], [0]:[], [1]:[9]]", made(sequence("SequenceInsert", d, scalar(INT64, 3))));
        assertEquals("[[2]:[1, 2], [1]:[3]]", made(sequence("SequenceErase")));
        assertEquals("[[1]:[3], [0]:[]]", made(sequence("SequenceErase", scalar(INT64, 0))));
        assertEquals("optional float [2]", made(OpCase.of("Optional", 15).in(A)));
        assertEquals("empty optional", made(OpCase.of("Optional", 15)));
    }

    @Test void tensorsAreSplitIntoSequences() {
        OnnxValue x = matrix(FLOAT, 3, 1, 2, 3, 4, 5, 6);
        assertEquals("[[1, 3]:[1, 2, 3], [1, 3]:[4, 5, 6]]", made(OpCase.of("SplitToSequence", 11).in(x)));
        assertEquals("[[2]:[1, 4], [2]:[2, 5], [2]:[3, 6]]", made(OpCase.of("SplitToSequence", 11).with("axis", -1).with("keepdims", 0).in(x)));
        assertEquals("[[2, 2]:[1, 2, 4, 5], [2, 1]:[3, 6]]", made(OpCase.of("SplitToSequence", 11).with("axis", 1).with("keepdims", 0).in(x, scalar(INT64, 2))));
        assertEquals("[[2, 1]:[1, 4], [2, 0]:[], [2, 2]:[2, 3, 5, 6]]", made(OpCase.of("SplitToSequence", 11).with("axis", 1).in(x, vector(INT64, 1, 0, 2))));
    }

    @Test void aGraphRunsForEachElement() {
        Subgraph sums = new Subgraph() {
            @Override public int inputs() {
                return 2;
            }

            @Override public int outputs() {
                return 2;
            }

            @Override public List<OnnxValue> run(List<OnnxValue> in) {
                return List.of(OnnxValue.of(FLOAT, in.get(0).tensor().add(in.get(1).tensor())), in.get(0));
            }
        };
        OnnxValue one = scalar(FLOAT, 1);
        NodeDef node = new NodeDef("map", "", "SequenceMap", "", List.of("s", "t"), List.of("y", "z"), Map.of());
        Operator map = Registry.standard().find("", "SequenceMap", 17).orElseThrow();
        List<OnnxValue> shared = map.run(new Call(node, 17, List.of(ABC, one), Map.of("body", sums), Device.reference(), Rng.of(1)));
        assertEquals(List.of("[[2]:[2, 3], [1]:[4], [0]:[]]", text(ABC)), shared.stream().map(SequenceOperatorsTest::text).toList());
        List<OnnxValue> paired = map.run(new Call(node, 17, List.of(ABC, ABC), Map.of("body", sums), Device.reference(), Rng.of(1)));
        assertEquals("[[2]:[2, 4], [1]:[6], [0]:[]]", text(paired.getFirst()));
        OnnxValue shorter = OnnxValue.sequence(List.of(A));
        assertThrows(OnnxFormatException.class, () -> map.run(new Call(node, 17, List.of(ABC, shorter), Map.of("body", sums), Device.reference(), Rng.of(1))));
    }

    static Stream<OpCase> malformed() {
        return Stream.of(sequence("SequenceAt", scalar(INT64, 3)), sequence("SequenceInsert", A, scalar(INT64, -4)),
            OpCase.of("SequenceErase", 11).in(OnnxValue.sequence(List.of())), OpCase.of("SequenceLength", 11).in(A),
            OpCase.of("ConcatFromSequence", 11).with("axis", 0).in(OnnxValue.sequence(List.of())),
            OpCase.of("OptionalGetElement", 15).in(OnnxValue.optional(OnnxValue.absent())),
            OpCase.of("SplitToSequence", 11).in(A, scalar(INT64, 0)), OpCase.of("SplitToSequence", 11).in(A, vector(INT64, 1)));
    }

    @ParameterizedTest @MethodSource("malformed") void refusesWhatIsNotThere(OpCase c) {
        assertThrows(OnnxFormatException.class, () -> c.run(Device.reference()));
    }

    // ------------------------------------------------------------------------------------------------ Dropout

    static Stream<OpCase> undropped() {
        OnnxValue x = vector(FLOAT, 1, -2, 3);
        return Stream.of(
            OpCase.of("Dropout", 1).with("is_test", 1).in(x).out(x, vector(FLOAT, 1, 1, 1)),
            OpCase.of("Dropout", 7).in(x).out(x, vector(FLOAT, 1, 1, 1)),
            OpCase.of("Dropout", 10).in(x).out(x, vector(BOOL, 1, 1, 1)),
            OpCase.of("Dropout", 13).in(x, scalar(FLOAT, 0.9)).out(x, vector(BOOL, 1, 1, 1)),
            OpCase.of("Dropout", 13).in(x, scalar(FLOAT, 0), scalar(BOOL, 1)).out(x, vector(BOOL, 1, 1, 1)),
            OpCase.of("Dropout", 13).in(x, scalar(FLOAT, 1), scalar(BOOL, 1)).out(vector(FLOAT, 0, 0, 0), vector(BOOL, 0, 0, 0)),
            OpCase.of("Dropout", 13).with("seed", 0).in(x, scalar(FLOAT, 0.6), scalar(BOOL, 1)).out(vector(FLOAT, 0, -5, 7.5), vector(BOOL, 0, 1, 1)).note("NumPy draws 0.549, 0.715, 0.603"));
    }

    @ParameterizedTest @MethodSource("undropped") void dropout(OpCase c) {
        c.check();
    }

    @Test void withoutASeedAboutAsManyAreDroppedAsAsked() {
        double[] ones = IntStream.range(0, 10_000).mapToDouble(_ -> 1).toArray();
        List<OnnxValue> result = OpCase.of("Dropout", 13).in(vector(FLOAT, ones), scalar(FLOAT, 0.25), scalar(BOOL, 1)).out(C, C).run(Device.reference());
        double kept = result.get(1).tensor().sum().item();
        assertEquals(7500, kept, 150);
        assertEquals(kept / 0.75, result.get(0).tensor().sum().item(), 0.1);
    }

    @Test void mersenneTwisterIsTheKnownOne() {
        MersenneTwister random = new MersenneTwister(5489);                     // the authors' default seed
        assertEquals(3499211612L, Integer.toUnsignedLong(random.nextInt()));
        for (int i = 0; i < 9998; i++) random.nextInt();
        assertEquals(4123659995L, Integer.toUnsignedLong(random.nextInt()));    // the 10,000th, by which C++'s std::mt19937 is specified
    }
}
