package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.GraphDef;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** If, Loop and Scan, on graphs written in Java. */
class ControlFlowOperatorsTest {
    private record Body(int inputs, int outputs, Function<List<OnnxValue>, List<OnnxValue>> function) implements Subgraph {
        @Override public List<OnnxValue> run(List<OnnxValue> values) {
            return function.apply(values);
        }
    }

    private static OnnxValue floats(Tensor tensor) {
        return OnnxValue.of(FLOAT, tensor);
    }

    /** A graph with outputs of these types and nothing in it. */
    private static GraphDef declared(OnnxType... outputs) {
        List<OnnxPort> ports = new ArrayList<>();
        for (OnnxType type : outputs) ports.add(new OnnxPort("y" + ports.size(), type));
        return new GraphDef("body", List.of(), List.of(), List.of(), List.of(), ports, List.of());
    }

    private static OnnxType type(ElementType element, OnnxType.Dimension... dimensions) {
        return new OnnxType.OfTensor(element, Optional.of(List.of(dimensions)));
    }

    private static OpCase branch(double condition) {
        return OpCase.of("If", 11).in(scalar(BOOL, condition)).withGraph("then_branch", null, new Body(0, 1, _ -> List.of(vector(FLOAT, 1))))
                .withGraph("else_branch", null, new Body(0, 1, _ -> List.of(vector(INT64, 2, 3))));
    }

    /** Adds the round's number to a state, collects the state, and goes on while it is below 5. */
    private static final Subgraph ADDING = new Body(3, 3, in -> {
        Tensor next = in.get(2).tensor().add(in.get(0).tensor().cast(FLOAT.holder()));
        return List.of(OnnxValue.of(BOOL, next.lt(5)), floats(next), floats(next));
    });

    private static OpCase loop(OnnxValue rounds, OnnxValue condition) {
        return OpCase.of("Loop", 13).in(rounds, condition, scalar(FLOAT, 1)).withGraph("body", declared(type(BOOL), type(FLOAT), type(FLOAT)), ADDING);
    }

    static Stream<OpCase> branchesAndLoops() {
        OnnxValue yes = scalar(BOOL, 1), no = scalar(BOOL, 0), absent = OnnxValue.absent();
        Subgraph growing = new Body(3, 2, in -> List.of(in.get(1), OnnxValue.sequence(Stream.concat(((OnnxValue.OfSequence) in.get(2)).values().stream(), Stream.of(in.get(0))).toList())));
        return Stream.of(
                branch(1).out(vector(FLOAT, 1)),
                branch(0).out(vector(INT64, 2, 3)),
                loop(scalar(INT64, 3), yes).out(scalar(FLOAT, 4), vector(FLOAT, 1, 2, 4)),
                loop(scalar(INT64, 9), yes).out(scalar(FLOAT, 7), vector(FLOAT, 1, 2, 4, 7)).note("ends by its condition"),
                loop(absent, yes).out(scalar(FLOAT, 7), vector(FLOAT, 1, 2, 4, 7)),
                loop(vector(INT64, 5), absent).out(scalar(FLOAT, 11), vector(FLOAT, 1, 2, 4, 7, 11)).note("what the body says is ignored"),
                loop(scalar(INT64, 9), no).out(scalar(FLOAT, 1), vector(FLOAT)).note("no round"),
                OpCase.of("Loop", 13).in(scalar(INT64, 2), yes).withGraph("body", null, new Body(2, 2, in -> List.of(in.get(1), OnnxValue.strings(List.of("a", "b"), 2))))
                        .out(OnnxValue.strings(List.of("a", "b", "a", "b"), 2, 2)));
    }

    /** Adds a slice to a state, and collects the state. */
    private static final Subgraph SUMMING = new Body(2, 2, in -> {
        Tensor sum = in.get(0).tensor().add(in.get(1).tensor());
        return List.of(floats(sum), floats(sum));
    });

    private static OpCase scan(int opset, OnnxValue... inputs) {
        return OpCase.of("Scan", opset).with("num_scan_inputs", 1).in(inputs).withGraph("body", declared(type(FLOAT, OnnxType.Dimension.of(2)), type(FLOAT, OnnxType.Dimension.of(2))), SUMMING);
    }

    static Stream<OpCase> scans() {
        OnnxValue rows = matrix(FLOAT, 2, 1, 2, 3, 4, 5, 6), zero = vector(FLOAT, 0, 0), three = vector(FLOAT, 0, 0, 0);
        OnnxValue batch = tensor(FLOAT, Shape.of(2, 2, 1), 1, 2, 3, 4), starts = matrix(FLOAT, 1, 0, 10);
        return Stream.of(
                scan(9, zero, rows).out(vector(FLOAT, 9, 12), matrix(FLOAT, 2, 1, 2, 4, 6, 9, 12)),
                scan(11, zero, rows).withAll("scan_input_directions", 1L).out(vector(FLOAT, 9, 12), matrix(FLOAT, 2, 5, 6, 8, 10, 9, 12)),
                scan(11, zero, rows).withAll("scan_output_directions", 1L).out(vector(FLOAT, 9, 12), matrix(FLOAT, 2, 9, 12, 4, 6, 1, 2)),
                scan(11, three, rows).withAll("scan_input_axes", 1L).out(vector(FLOAT, 3, 7, 11), matrix(FLOAT, 3, 1, 3, 5, 3, 7, 11)),
                scan(11, zero, rows).withAll("scan_output_axes", -1L).out(vector(FLOAT, 9, 12), matrix(FLOAT, 3, 1, 4, 9, 2, 6, 12)),
                scan(9, zero, tensor(FLOAT, Shape.of(0, 2))).out(zero, tensor(FLOAT, Shape.of(0, 2))).note("nothing to go over"),
                scan(8, OnnxValue.absent(), starts, batch).out(matrix(FLOAT, 1, 3, 17), tensor(FLOAT, Shape.of(2, 2, 1), 1, 3, 13, 17)),
                scan(8, vector(INT64, 2, 1), starts, batch).out(matrix(FLOAT, 1, 3, 13), tensor(FLOAT, Shape.of(2, 2, 1), 1, 3, 13, 0)).note("lengths"),
                scan(8, OnnxValue.absent(), starts, batch).withAll("directions", 1L).out(matrix(FLOAT, 1, 3, 17), tensor(FLOAT, Shape.of(2, 2, 1), 2, 3, 14, 17)));
    }

    @ParameterizedTest
    @MethodSource({"branchesAndLoops", "scans"})
    void gives(OpCase c) {
        c.check();
    }

    @Test void tracesAChoiceThatDependsOnData() {
        OnnxValue some = vector(FLOAT, 1, 2), others = vector(FLOAT, 3, 4);
        for (int condition = 0; condition < 2; condition++)
            OpCase.of("If", 11).in(scalar(BOOL, condition)).withGraph("then_branch", null, new Body(0, 1, _ -> List.of(some)))
                    .withGraph("else_branch", null, new Body(0, 1, _ -> List.of(others))).out(condition == 1 ? some : others).checkTrace(0);
    }

    @Test void tracesALoopThatDependsOnData() {
        Subgraph adding = new Body(3, 2, in -> ADDING.run(in).subList(0, 2));
        OpCase c = OpCase.of("Loop", 13).in(scalar(INT64, 9), scalar(BOOL, 1), scalar(FLOAT, 1)).withGraph("body", null, adding).out(scalar(FLOAT, 7));
        for (int input = 0; input < 3; input++) c.checkTrace(input);
        OpCase.of("Loop", 13).in(scalar(INT64, 9), OnnxValue.absent(), scalar(FLOAT, 1)).withGraph("body", null, adding).out(scalar(FLOAT, 37)).checkTrace(0);
    }

    @Test void writesALoopOfKnownLengthOut() {
        loop(vector(INT64, 5), OnnxValue.absent()).checkTrace(2);
        scan(9, vector(FLOAT, 0, 0), matrix(FLOAT, 2, 1, 2, 3, 4, 5, 6)).checkTrace(1);
        scan(8, OnnxValue.absent(), matrix(FLOAT, 1, 0, 10), tensor(FLOAT, Shape.of(2, 2, 1), 1, 2, 3, 4)).checkTrace(2);
    }

    @Test void refusesALoopWithoutAnEnd() {
        OpCase c = loop(OnnxValue.absent(), OnnxValue.absent());
        assertThrows(OnnxFormatException.class, () -> c.run(Device.named("reference")));
    }

    @Test void refusesResultsThatDoNotStack() {
        OpCase c = OpCase.of("Loop", 13).in(scalar(INT64, 2), scalar(BOOL, 1))
                .withGraph("body", null, new Body(2, 2, in -> List.of(in.get(1), floats(Tensor.zeros((long) in.getFirst().tensor().item())))));
        assertThrows(OnnxFormatException.class, () -> c.run(Device.named("reference")));
    }
}
