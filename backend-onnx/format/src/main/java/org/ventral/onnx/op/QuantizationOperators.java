package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** From real numbers to quantized ones and back: QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear. */
final class QuantizationOperators {
    private static final String MICROSOFT = "com.microsoft";

    private QuantizationOperators() {}

    static void register(Registry registry) {
        registry.add("QuantizeLinear", 10, QuantizationOperators::quantize);
        registry.add("DequantizeLinear", 10, QuantizationOperators::dequantize);
        registry.add("DynamicQuantizeLinear", 11, QuantizationOperators::dynamic);
        registry.add(MICROSOFT, "QuantizeLinear", 1, QuantizationOperators::quantize);
        registry.add(MICROSOFT, "DequantizeLinear", 1, QuantizationOperators::dequantize);
    }

    private static ElementType outputType(Call call, ElementType otherwise) {
        int named = (int) call.integer("output_dtype", 0);
        return named == 0 ? otherwise : ElementType.of(named);
    }

    /** {@code x / scale}, divided in the precision asked for, by default one that holds both, then rounded. */
    private static List<OnnxValue> quantize(Call call) {
        ElementType to = call.has(2) ? call.type(2) : outputType(call, ElementType.UINT8);
        Tensor x = call.tensor(0), scale = Quantization.aligned(call, call.tensor(1), x);
        ElementType precision = precision(call);
        Tensor quotient = Fit.fit(precision, in(precision, x).div(in(precision, scale)));
        Tensor zeroPoint = call.has(2) ? Quantization.aligned(call, call.tensor(2), x) : null;
        return List.of(Quantization.quantized(to, quotient, zeroPoint, call.integer("saturate", 1) != 0));
    }

    private static ElementType precision(Call call) {
        int named = (int) call.integer("precision", 0);
        if (named != 0) return ElementType.of(named);
        if (call.type(0).isInteger()) return ElementType.DOUBLE;                  // float would round large ones
        return call.type(0) == call.type(1) ? call.type(0) : ElementType.FLOAT;
    }

    private static Tensor in(ElementType type, Tensor x) {
        return Fit.fit(type, x.cast(type.holder()));
    }

    /** {@code (x − zero point) · scale}, of the type of the scale unless another is asked for. */
    private static List<OnnxValue> dequantize(Call call) {
        Tensor x = call.tensor(0), scale = Quantization.aligned(call, call.tensor(1), x);
        ElementType to = outputType(call, call.type(1));
        Tensor centred = call.has(2) ? x.sub(Quantization.aligned(call, call.tensor(2), x)) : x;
        return List.of(Fit.of(to, centred.cast(scale.dtype()).mul(scale).cast(to.holder())));
    }

    /** To uint8 with the scale and zero point that just fit the numbers, and 0. Outputs: numbers, scale, zero point. */
    private static List<OnnxValue> dynamic(Call call) {
        Tensor x = call.tensor(0), zero = Elementwise.constant(x, 0);
        Tensor least = x.elements() == 0 ? zero : x.min().minimum(0), greatest = x.elements() == 0 ? zero : x.max().maximum(0);
        double levels = ElementType.UINT8.greatest();
        Tensor range = greatest.sub(least);
        Tensor scale = range.div(levels).maskedFill(range.eq(0), 1);              // all are 0: any scale does
        OnnxValue zeroPoint = Quantization.quantized(ElementType.UINT8, least.neg().div(scale), null, true);
        return List.of(Quantization.quantized(ElementType.UINT8, x.div(scale), zeroPoint.tensor(), true), OnnxValue.of(scale), zeroPoint);
    }
}
