package org.ventral.onnx.op;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** How elements compare. */
final class Ordering {
    private Ordering() {}

    /**
     * A tensor that compares as the values do. All holders do so but that of uint64, which shows large values as negative ones: there
     * the highest bit is turned over. Applied twice, the tensor is as it was.
     */
    static Tensor comparable(ElementType type, Tensor x) {
        return type == ElementType.UINT64 ? x.add(Tensor.of(new long[] {Long.MIN_VALUE}).to(x.device())) : x;
    }

    /** Compares the slices of a value along an axis, by number: by their first element that differs, in row-major order. NaN is the largest and equal to itself. */
    static Comparator<Integer> slices(OnnxValue value, Shape shape, int axis) {
        int length = Math.toIntExact(shape.size(axis)), inner = Math.toIntExact(shape.last(shape.rank() - axis - 1).elements());
        int outer = Math.toIntExact(shape.first(axis).elements());
        IntBinaryOperator elements = elements(value);
        return (a, b) -> {
            for (int o = 0; o < outer; o++)
                for (int i = 0; i < inner; i++) {
                    int order = elements.applyAsInt((o * length + a) * inner + i, (o * length + b) * inner + i);
                    if (order != 0) return order;
                }
            return 0;
        };
    }

    private static IntBinaryOperator elements(OnnxValue value) {
        if (value instanceof OnnxValue.OfStrings(_, List<String> strings)) return (a, b) -> strings.get(a).compareTo(strings.get(b));
        Tensor tensor = comparable(value.type(), value.tensor());
        if (tensor.dtype().isFloating()) {
            double[] numbers = tensor.toDoubles();
            return (a, b) -> numbers[a] == numbers[b] ? 0 : Double.compare(numbers[a], numbers[b]);         // both zeros are one number
        }
        long[] numbers = tensor.toLongs();
        return (a, b) -> Long.compare(numbers[a], numbers[b]);
    }
}
