package org.ventral.onnx.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** The functions of one number: Abs to Tanh. The attribute {@code consumed_inputs} of opset 1 was a hint to the memory planner and says nothing of the values. */
final class UnaryOperators {
    private UnaryOperators() {}

    static void register(Registry registry) {
        registry.add("Abs", 1, call -> call.type(0).isUnsigned() ? List.of(call.value(0)) : Elementwise.result(call, call.tensor(0).abs()));
        registry.add("Neg", 1, Elementwise.unary(Tensor::neg));
        registry.add("Sign", 9, UnaryOperators::sign);
        registry.add("Erf", 9, Elementwise.unary(Elementwise.viaReal(Tensor::erf)));
        registry.add("Not", 1, call -> Elementwise.truth(call.tensor(0).not()));
        registry.add("IsNaN", 9, call -> Elementwise.truth(call.tensor(0).isNaN()));
        registry.add("IsInf", 10, UnaryOperators::isInfinite);
        real(registry, 1, "Ceil", Tensor::ceil);
        real(registry, 1, "Exp", Tensor::exp);
        real(registry, 1, "Floor", Tensor::floor);
        real(registry, 1, "Log", Tensor::log);
        real(registry, 1, "Reciprocal", Tensor::reciprocal);
        real(registry, 1, "Sqrt", Tensor::sqrt);
        real(registry, 1, "Sigmoid", Tensor::sigmoid);
        real(registry, 1, "Tanh", Tensor::tanh);
        real(registry, 7, "Acos", Tensor::acos);
        real(registry, 7, "Asin", Tensor::asin);
        real(registry, 7, "Atan", Tensor::atan);
        real(registry, 7, "Cos", Tensor::cos);
        real(registry, 7, "Sin", Tensor::sin);
        real(registry, 7, "Tan", Tensor::tan);
        real(registry, 9, "Acosh", Tensor::acosh);
        real(registry, 9, "Asinh", Tensor::asinh);
        real(registry, 9, "Atanh", Tensor::atanh);
        real(registry, 9, "Cosh", Tensor::cosh);
        real(registry, 9, "Sinh", Tensor::sinh);
        real(registry, 11, "Round", Tensor::round);
    }

    private static void real(Registry registry, int since, String name, UnaryOperator<Tensor> function) {
        registry.add(name, since, Elementwise.unary(function));
    }

    /** -1, 0 or 1; unsigned numbers, which may be held as negative ones, are never below 0. */
    private static List<OnnxValue> sign(Call call) {
        Tensor x = call.tensor(0);
        return Elementwise.result(call, call.type(0).isUnsigned() ? x.ne(0).cast(x.dtype()) : x.sign());
    }

    private static List<OnnxValue> isInfinite(Call call) {
        Tensor x = call.tensor(0);
        boolean positive = call.integer("detect_positive", 1) != 0, negative = call.integer("detect_negative", 1) != 0;
        if (positive && negative) return Elementwise.truth(x.isInfinite());
        if (positive) return Elementwise.truth(x.eq(Double.POSITIVE_INFINITY));
        if (negative) return Elementwise.truth(x.eq(Double.NEGATIVE_INFINITY));
        return Elementwise.truth(x.ne(x).and(x.eq(x)));
    }
}
