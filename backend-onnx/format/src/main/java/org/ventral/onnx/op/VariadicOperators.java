package org.ventral.onnx.op;

import java.util.List;
import java.util.function.BinaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** Functions of any number of tensors, which broadcast: Max, Mean, Min and Sum; and Clip, which is Max of Min. */
final class VariadicOperators {
    private VariadicOperators() {}

    static void register(Registry registry) {
        registry.add("Sum", 1, call -> Elementwise.result(call, fold(call, Tensor::add)));
        registry.add("Mean", 1, call -> Elementwise.result(call, fold(call, Tensor::add).div(call.inputs())));
        registry.add("Max", 1, extreme(Tensor::maximum));
        registry.add("Min", 1, extreme(Tensor::minimum));
        registry.add("Clip", 1, VariadicOperators::clipByAttributes);
        registry.add("Clip", 11, VariadicOperators::clip);
    }

    private static Tensor fold(Call call, BinaryOperator<Tensor> function) {
        Tensor result = call.tensor(0);
        for (int i = 1; i < call.inputs(); i++) result = function.apply(result, call.tensor(i));
        return result;
    }

    private static Operator extreme(BinaryOperator<Tensor> function) {
        return call -> {
            ElementType type = call.type(0);
            Tensor result = Ordering.comparable(type, call.tensor(0));
            for (int i = 1; i < call.inputs(); i++) result = function.apply(result, Ordering.comparable(type, call.tensor(i)));
            return Elementwise.result(call, Ordering.comparable(type, result));
        };
    }

    private static List<OnnxValue> clipByAttributes(Call call) {
        Tensor x = call.tensor(0);
        if (call.hasAttribute("min")) x = x.maximum(call.number("min", 0));
        if (call.hasAttribute("max")) x = x.minimum(call.number("max", 0));
        return Elementwise.result(call, x);
    }

    /** Not below input 1, then not above input 2: if the limits are the wrong way round, the upper one everywhere. */
    private static List<OnnxValue> clip(Call call) {
        ElementType type = call.type(0);
        Tensor x = Ordering.comparable(type, call.tensor(0));
        if (call.has(1)) x = x.maximum(Ordering.comparable(type, limit(call, 1)));
        if (call.has(2)) x = x.minimum(Ordering.comparable(type, limit(call, 2)));
        return Elementwise.result(call, Ordering.comparable(type, x));
    }

    /** A number without axes; some exporters write it as a vector of one. */
    private static Tensor limit(Call call, int input) {
        Tensor limit = call.tensor(input);
        if (limit.elements() != 1) throw call.malformed("input %d must be one number, got %s".formatted(input, call.value(input)));
        return limit.rank() == 0 ? limit : limit.reshape();
    }
}
