package org.ventral.onnx;

import java.util.List;
import org.ventral.tensor.Shape;

/** Holds what is given against what a model says of its inputs. */
final class PortCheck {
    private PortCheck() {}

    /**
     * Checks one value.
     *
     * @throws IllegalArgumentException if it is of another type
     */
    static void check(OnnxPort port, OnnxValue value) {
        if (!fits(port.type(), value)) throw new IllegalArgumentException("input %s, got %s".formatted(port, value));
    }

    private static boolean fits(OnnxType type, OnnxValue value) {
        return switch (value) {
            case OnnxValue.Absent _ -> true;
            case OnnxValue.OfTensor(var element, var tensor) -> fits(type, element, tensor.shape());
            case OnnxValue.OfStrings strings -> fits(type, ElementType.STRING, strings.shape());
            case OnnxValue.OfSequence(var values) -> switch (type) {
                case OnnxType.OfSequence(var element) -> values.stream().allMatch(inside -> fits(element, inside));
                case OnnxType.OfOptional(var element) -> fits(element, value);
                case OnnxType.OfTensor _ -> false;
                case OnnxType.Other _ -> true;
            };
            case OnnxValue.OfOptional(var inside) -> switch (type) {
                case OnnxType.OfOptional(var element) -> fits(element, inside);
                case OnnxType.OfTensor _, OnnxType.OfSequence _ -> false;
                case OnnxType.Other _ -> true;
            };
        };
    }

    private static boolean fits(OnnxType type, ElementType element, Shape shape) {
        return switch (type) {
            case OnnxType.OfTensor(var wanted, var sizes) -> wanted == element && sizes.map(s -> fits(s, shape)).orElse(true);
            case OnnxType.OfOptional(var inside) -> fits(inside, element, shape);
            case OnnxType.OfSequence _ -> false;
            case OnnxType.Other _ -> true;
        };
    }

    /** A size of 0 is taken for an open one: some exporters write it for the batch. */
    private static boolean fits(List<OnnxType.Dimension> sizes, Shape shape) {
        if (sizes.size() != shape.rank()) return false;
        for (int i = 0; i < sizes.size(); i++) if (sizes.get(i).size() > 0 && sizes.get(i).size() != shape.size(i)) return false;
        return true;
    }
}
