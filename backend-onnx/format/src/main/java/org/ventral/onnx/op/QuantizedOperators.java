package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;

/** Matrix products, convolutions and elementwise functions of quantized numbers. Products are summed exactly, as integers. */
final class QuantizedOperators {
    private static final String MICROSOFT = "com.microsoft";

    private QuantizedOperators() {}

    static void register(Registry registry) {
        registry.add("MatMulInteger", 10, QuantizedOperators::matmulInteger);
        registry.add("QLinearMatMul", 10, QuantizedOperators::matmul);
        registry.add("ConvInteger", 10, QuantizedOperators::convInteger);
        registry.add("QLinearConv", 10, QuantizedOperators::conv);
        registry.add(MICROSOFT, "QLinearAdd", 1, call -> elementwise(call, Tensor::add));
        registry.add(MICROSOFT, "QLinearMul", 1, call -> elementwise(call, Tensor::mul));
        registry.add(MICROSOFT, "QLinearSigmoid", 1, call -> elementwise(call, Tensor::sigmoid));
        registry.add(MICROSOFT, "QLinearLeakyRelu", 1, call -> elementwise(call, (Tensor x) -> x.leakyRelu(call.number("alpha", 0.01f))));
    }

    // ------------------------------------------------------------------------------------------------ matrix products

    /** Inputs: A, B, and their zero points, which may be left out. Output int32. */
    private static List<OnnxValue> matmulInteger(Call call) {
        Tensor a = call.has(2) ? call.tensor(0).sub(rows(call.tensor(2), call.tensor(0))) : call.tensor(0);
        return List.of(OnnxValue.of(ElementType.INT32, integers(product(a, Quantization.centred(call, call.tensor(1), 3)))));
    }

    /** The product of integers in float64, which holds every sum of their products exactly and for which backends have their fastest loops. */
    private static Tensor product(Tensor a, Tensor b) {
        return scale(a).matmul(scale(b));
    }

    /** Whole numbers of float64 as int32; larger ones wrap. */
    private static Tensor integers(Tensor whole) {
        return whole.cast(DType.INT64).cast(DType.INT32);
    }

    /** A vector with one number for each row of a matrix as a column; what has one number for each column broadcasts as it is. */
    private static Tensor rows(Tensor parameter, Tensor x) {
        return parameter.rank() == 1 && x.rank() > 1 && parameter.size(0) > 1 ? parameter.unsqueeze(1) : parameter;
    }

    /** Inputs: A, its scale and zero point, the same for B, and scale and zero point of the result. */
    private static List<OnnxValue> matmul(Call call) {
        Tensor a = call.tensor(0).sub(rows(call.tensor(2), call.tensor(0))), b = call.tensor(3).sub(call.tensor(5));
        Tensor factor = scale(rows(call.tensor(1), a)).mul(scale(call.tensor(4))).div(scale(rows(call.tensor(6), a)));
        Tensor real = product(a, b).mul(a.rank() == 1 || b.rank() == 1 ? factor.reshape() : factor);
        return List.of(Quantization.quantized(call.type(7), real, rows(call.tensor(7), a), true));
    }

    private static Tensor scale(Tensor x) {
        return x.cast(DType.FLOAT64);
    }

    // ------------------------------------------------------------------------------------------------ convolutions

    /** Inputs: x, weight, and their zero points, which may be left out. Output int32. */
    private static List<OnnxValue> convInteger(Call call) {
        Tensor x = Quantization.centred(call, call.tensor(0), 2), weight = call.tensor(1);
        Tensor centred = call.has(3) ? weight.sub(filters(call.tensor(3), weight)) : weight;
        return List.of(OnnxValue.of(ElementType.INT32, integers(convolved(call, x, centred))));
    }

    /** Inputs: x, its scale and zero point, the same for the weight, scale and zero point of the result, and a bias in units of both scales. */
    private static List<OnnxValue> conv(Call call) {
        Tensor x = call.tensor(0).sub(Quantization.one(call, 2)), weight = call.tensor(3);
        Tensor sum = convolved(call, x, weight.sub(filters(call.tensor(5), weight)));
        if (call.has(8)) sum = sum.add(Channels.along(call.tensor(8), sum.rank()));
        Tensor weightScale = scale(call.tensor(4)), each = weightScale.elements() == 1 ? weightScale.reshape() : Channels.along(weightScale, sum.rank());
        Tensor factor = each.mul(scale(Quantization.one(call, 1))).div(scale(Quantization.one(call, 6)));
        return List.of(Quantization.quantized(call.type(7), sum.mul(factor), Quantization.one(call, 7), true));
    }

    /** One number, or one for each filter of a weight {@code [O, C/groups, kernel…]}. */
    private static Tensor filters(Tensor parameter, Tensor weight) {
        if (parameter.elements() == 1) return parameter.reshape();
        long[] sizes = new long[weight.rank()];
        Arrays.fill(sizes, 1);
        sizes[0] = parameter.elements();
        return parameter.reshape(sizes);
    }

    /** The convolution of integers in float64, which holds every sum of their products exactly. What is padded stands for the real number 0. */
    private static Tensor convolved(Call call, Tensor x, Tensor weight) {
        SlidingWindow window = SlidingWindow.ofConv(call, x.shape(), weight.shape());
        Conv form = new Conv(window.stride(), window.padBefore(), window.padAfter(), window.dilation(), ConvolutionOperators.groups(call));
        return scale(x).conv(scale(weight), form);
    }

    // ------------------------------------------------------------------------------------------------ elementwise

    /** Inputs: x, its scale and zero point, the same for y, and scale and zero point of the result. */
    private static List<OnnxValue> elementwise(Call call, BinaryOperator<Tensor> function) {
        return requantized(call, function.apply(Quantization.real(call, 0), Quantization.real(call, 3)), 6);
    }

    /** Inputs: x, its scale and zero point, and scale and zero point of the result. */
    private static List<OnnxValue> elementwise(Call call, UnaryOperator<Tensor> function) {
        return requantized(call, function.apply(Quantization.real(call, 0)), 3);
    }

    private static List<OnnxValue> requantized(Call call, Tensor real, int at) {
        Tensor zeroPoint = call.has(at + 1) ? Quantization.one(call, at + 1) : null;
        return List.of(Quantization.quantized(call.type(0), real.div(Quantization.one(call, at)), zeroPoint, true));
    }
}
