package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.op.OpCase.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** RNN, GRU and LSTM against the equations written out. */
class RecurrentOperatorsTest {
    private static OpCase of(SlowRecurrence slow) {
        OpCase c = OpCase.of(slow.gates() == 1 ? "RNN" : slow.gates() == 3 ? "GRU" : "LSTM", 14).with("hidden_size", slow.size());
        double[][] numbers = slow.numbers();
        for (int i = 0; i < 4; i++) c.in(tensor(DOUBLE, slow.shapes().get(i), numbers[i]));
        c.in(slow.lengths() == null ? OnnxValue.absent() : OpCase.vector(INT32, Arrays.stream(slow.lengths()).asDoubleStream().toArray()));
        c.in(tensor(DOUBLE, slow.shapes().get(4), numbers[4]));
        if (slow.gates() == 4) for (int i = 5; i < 7; i++) c.in(tensor(DOUBLE, slow.shapes().get(i), numbers[i]));
        if (slow.reversals().size() == 2) c.with("direction", "bidirectional");
        else if (slow.reversals().getFirst()) c.with("direction", "reverse");
        return c.out(slow.outputs());
    }

    private static DoubleUnaryOperator hardSigmoid(double alpha, double beta) {
        return x -> Math.clamp(alpha * x + beta, 0, 1);
    }

    static Stream<OpCase> networks() {
        List<OpCase> cases = new ArrayList<>();
        for (int gates : new int[] {1, 3, 4}) {
            SlowRecurrence plain = SlowRecurrence.of(gates);
            cases.add(of(plain));
            cases.add(of(plain.directions(true)));
            cases.add(of(plain.directions(false, true)));
            cases.add(of(plain.directions(false, true).lengths(3, 1)).note("sequences of their own length"));
            cases.add(of(plain.clip(0.25)).with("clip", 0.25f));
        }
        cases.add(of(SlowRecurrence.of(3).resetAfterProduct()).with("linear_before_reset", 1));
        cases.add(of(SlowRecurrence.of(4).coupledGates()).with("input_forget", 1));
        cases.add(of(SlowRecurrence.of(1).functions(x -> x / (1 + Math.abs(x)), null, null)).withTexts("activations", "Softsign"));
        cases.add(of(SlowRecurrence.of(1).functions(x -> x > 0 ? x : 0.01 * x, null, null)).withTexts("activations", "LeakyRelu").note("its usual constant"));
        cases.add(of(SlowRecurrence.of(1).functions(x -> x > 0.25 ? x : 0, null, null)).withTexts("activations", "ThresholdedRelu").withNumbers("activation_alpha", 0.25f));
        cases.add(of(SlowRecurrence.of(1).functions(x -> Math.log1p(Math.exp(x)), null, null)).withTexts("activations", "Softplus"));
        cases.add(of(SlowRecurrence.of(1).functions(x -> x > 0 ? x : 0.5 * Math.expm1(x), null, null)).withTexts("activations", "Elu").withNumbers("activation_alpha", 0.5f));
        cases.add(of(SlowRecurrence.of(3).functions(hardSigmoid(0.25, 0.75), x -> 0.5 * Math.tanh(2 * x), null)).withTexts("activations", "HardSigmoid", "ScaledTanh")
                .withNumbers("activation_alpha", 0.25f, 0.5f).withNumbers("activation_beta", 0.75f, 2f));
        cases.add(of(SlowRecurrence.of(4).functions(SlowRecurrence.SIGMOID, x -> Math.max(x, 0), x -> 0.5 * x + 0.25)).withTexts("activations", "Sigmoid", "Relu", "Affine")
                .withNumbers("activation_alpha", 0.5f).withNumbers("activation_beta", 0.25f).note("constants go to the functions that have them"));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gives(OpCase c) {
        c.check();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void canBeTraced(OpCase c) {
        c.checkTrace(0);
    }

    @Test void takesTheBatchFirst() {
        SlowRecurrence slow = SlowRecurrence.of(4).directions(false, true);
        double[][] numbers = slow.numbers();
        List<Shape> shapes = slow.shapes();
        OpCase c = OpCase.of("LSTM", 22).with("layout", 1).with("direction", "bidirectional");
        for (int i = 0; i < 4; i++) c.in(exchanged(tensor(DOUBLE, shapes.get(i), numbers[i]), i == 0));
        c.in(OnnxValue.absent());
        for (int i = 4; i < 7; i++) c.in(exchanged(tensor(DOUBLE, shapes.get(i), numbers[i]), i < 6));
        OnnxValue[] outputs = slow.outputs();
        Tensor all = outputs[0].tensor().permute(2, 0, 1, 3);
        c.out(OnnxValue.of(DOUBLE, all), exchanged(outputs[1], true), exchanged(outputs[2], true)).check();
    }

    private static OnnxValue exchanged(OnnxValue value, boolean exchange) {
        return exchange ? OnnxValue.of(DOUBLE, value.tensor().transpose(0, 1)) : value;
    }

    @ParameterizedTest
    @MethodSource("deep")
    void hasGradients(OpCase c) {
        for (int input = 0; input < 4; input++) c.checkGradient(input);
        c.checkGradient(5);
    }

    static Stream<OpCase> deep() {
        return Stream.of(of(SlowRecurrence.of(1).lengths(2, 3)), of(SlowRecurrence.of(3).directions(true)), of(SlowRecurrence.of(4)));
    }

    @Test void refusesWhatDoesNotFit() {
        Device device = Device.named("reference");
        OpCase size = of(SlowRecurrence.of(1)).with("hidden_size", 5);
        assertThrows(OnnxFormatException.class, () -> size.run(device));
        OpCase direction = of(SlowRecurrence.of(1)).with("direction", "up");
        assertThrows(OnnxFormatException.class, () -> direction.run(device));
        OpCase function = of(SlowRecurrence.of(1)).withTexts("activations", "Sine");
        assertThrows(OnnxUnsupportedException.class, () -> function.run(device));
    }
}
