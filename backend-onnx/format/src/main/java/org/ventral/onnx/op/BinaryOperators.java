package org.ventral.onnx.op;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** The functions of two numbers: arithmetic, comparison and logic; and Where. Operands broadcast, before opset 7 as attributes say. */
final class BinaryOperators {
    private BinaryOperators() {}

    static void register(Registry registry) {
        registry.add("Add", 1, Elementwise.binary(Tensor::add));
        registry.add("Sub", 1, Elementwise.binary(Tensor::sub));
        registry.add("Mul", 1, Elementwise.binary(Tensor::mul));
        registry.add("Div", 1, BinaryOperators::divide);
        registry.add("Mod", 10, BinaryOperators::modulo);
        registry.add("Pow", 1, BinaryOperators::power);
        registry.add("And", 1, Elementwise.predicate(Tensor::and));
        registry.add("Or", 1, Elementwise.predicate(Tensor::or));
        registry.add("Xor", 1, Elementwise.predicate(Tensor::xor));
        registry.add("Equal", 1, BinaryOperators::equal);
        registry.add("Greater", 1, order(Tensor::gt));
        registry.add("Less", 1, order(Tensor::lt));
        registry.add("GreaterOrEqual", 12, order(Tensor::ge));
        registry.add("LessOrEqual", 12, order(Tensor::le));
        registry.add("PRelu", 1, BinaryOperators::prelu);
        registry.add("Where", 9, BinaryOperators::where);
    }

    /** Integers are divided towards zero. */
    private static List<OnnxValue> divide(Call call) {
        Tensor x = call.tensor(0), y = Elementwise.second(call);
        return Elementwise.result(call, quotient(call, () -> call.type(0) == ElementType.UINT64 ? Elementwise.integers(x, y, Long::divideUnsigned) : x.div(y)));
    }

    /** The remainder with the sign of the divisor or, with {@code fmod = 1}, of the dividend, as in C. Floating numbers have the latter only. */
    private static List<OnnxValue> modulo(Call call) {
        Tensor x = call.tensor(0), y = call.tensor(1);
        boolean likeC = call.integer("fmod", 0) != 0;
        if (call.type(0).isFloating()) {
            if (!likeC) throw call.malformed("the remainder of %s needs fmod = 1".formatted(call.type(0)));
            return Elementwise.result(call, x.abs().mod(y.abs()).mul(x.sign()));
        }
        return Elementwise.result(call, quotient(call, () -> {
            if (call.type(0) == ElementType.UINT64) return Elementwise.integers(x, y, Long::remainderUnsigned);
            return likeC ? x.sub(x.div(y).mul(y)) : x.mod(y);
        }));
    }

    /** Integers divided, or an error that names the node. */
    private static Tensor quotient(Call call, Supplier<Tensor> division) {
        try {
            return division.get();
        } catch (ArithmeticException _) {
            throw call.malformed("an integer is divided by 0");
        }
    }

    /** The result has the element type of the base, whatever that of the exponent. */
    private static List<OnnxValue> power(Call call) {
        Tensor x = call.tensor(0), y = Elementwise.second(call);
        if (call.type(0).isFloating()) {
            boolean wide = y.dtype() == DType.FLOAT64;
            return Elementwise.result(call, wide ? x.cast(DType.FLOAT64).pow(y).cast(x.dtype()) : x.pow(y.cast(x.dtype())));
        }
        DType in = call.type(1).isInteger() ? DType.INT64 : DType.FLOAT64;
        return Elementwise.result(call, quotient(call, () -> x.cast(in).pow(y.cast(in)).cast(x.dtype())));
    }

    private static List<OnnxValue> equal(Call call) {
        if (call.type(0) != ElementType.STRING) return Elementwise.truth(call.tensor(0).eq(Elementwise.second(call)));
        OnnxValue.OfStrings x = call.strings(0), y = call.strings(1);
        Shape shape = Shape.broadcast(x.shape(), y.shape());
        List<String> a = Movement.strings(Movement.of(call, x, t -> t.expand(shape))), b = Movement.strings(Movement.of(call, y, t -> t.expand(shape)));
        boolean[] equal = new boolean[a.size()];
        for (int i = 0; i < equal.length; i++) equal[i] = a.get(i).equals(b.get(i));
        return List.of(call.host(equal, shape.toArray()));
    }

    private static Operator order(BinaryOperator<Tensor> comparison) {
        return call -> {
            ElementType type = call.type(0);
            return Elementwise.truth(comparison.apply(Ordering.comparable(type, call.tensor(0)), Ordering.comparable(type, Elementwise.second(call))));
        };
    }

    /** x where it is not negative, else slope · x. A vector of slopes, before opset 7, has one for each channel, which is axis 1. */
    private static List<OnnxValue> prelu(Call call) {
        Tensor x = call.tensor(0), slope = call.tensor(1);
        if (call.opset() < 7 && slope.rank() == 1 && x.rank() > 2 && slope.size(0) == x.size(1)) slope = Channels.along(slope, x.rank());
        return Elementwise.result(call, x.lt(0).where(x.mul(slope), x));
    }

    /** Elements of input 1 where input 0 holds, else of input 2. */
    private static List<OnnxValue> where(Call call) {
        Tensor condition = call.tensor(0);
        if (call.type(1) != ElementType.STRING) return List.of(OnnxValue.of(call.type(1), condition.where(call.tensor(1), call.tensor(2))));
        return List.of(Movement.join(call, List.of(call.strings(1), call.strings(2)), sides -> condition.where(sides.get(0), sides.get(1))));
    }
}
