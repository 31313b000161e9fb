package org.ventral.onnx.op;

import java.util.List;
import java.util.function.LongBinaryOperator;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** Operators on the bits of integers. They run on the host. */
final class BitOperators {
    private BitOperators() {}

    static void register(Registry registry) {
        registry.add("BitShift", 11, BitOperators::shift);
        registry.add("BitwiseAnd", 18, bitwise((x, y) -> x & y));
        registry.add("BitwiseOr", 18, bitwise((x, y) -> x | y));
        registry.add("BitwiseXor", 18, bitwise((x, y) -> x ^ y));
        registry.add("BitwiseNot", 18, Elementwise.unary(x -> x.neg().sub(1)));              // -x - 1 is ~x in two's complement
    }

    private static Operator bitwise(LongBinaryOperator function) {
        return call -> Elementwise.result(call, Elementwise.integers(call.tensor(0), call.tensor(1), function));
    }

    /** Unsigned numbers shifted LEFT or RIGHT; by as many bits as the type has, or more, nothing is left. */
    private static List<OnnxValue> shift(Call call) {
        int bits = call.type(0).bits();
        String direction = call.text("direction", "");
        LongBinaryOperator function = switch (direction) {
            case "LEFT" -> (x, y) -> y < 0 || y >= bits ? 0 : x << y;
            case "RIGHT" -> (x, y) -> y < 0 || y >= bits ? 0 : x >>> y;
            default -> throw call.malformed("direction '%s'; it must be LEFT or RIGHT".formatted(direction));
        };
        Tensor shifted = Elementwise.integers(call.tensor(0), call.tensor(1), function);
        return Elementwise.result(call, shifted);
    }
}
