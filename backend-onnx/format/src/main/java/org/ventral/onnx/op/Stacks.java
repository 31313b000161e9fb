package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What the bodies of Loop and Scan make in each round, side by side. */
final class Stacks {
    private Stacks() {}

    /**
     * Values of one type and shape along a new axis. Where there was no round, the shape is what the body declares, open sizes being 0.
     *
     * @param graph  the attribute with the body
     * @param output which of its outputs the values are
     * @param axis   the new axis; negative ones count from the end of the result
     */
    static OnnxValue stack(Call call, String graph, int output, List<OnnxValue> values, int axis) {
        if (values.isEmpty()) return empty(call, call.outputType(graph, output), axis);
        ElementType type = values.getFirst().type();
        Shape shape = values.getFirst().shape();
        for (OnnxValue value : values)
            if (value.type() != type || !value.shape().equals(shape))
                throw call.malformed("output %d of the body is %s in one round and %s in another".formatted(output, values.getFirst(), value));
        int at = place(call, axis, shape.rank());
        if (type != ElementType.STRING) return OnnxValue.of(type, Tensor.stack(at, values.stream().map(OnnxValue::tensor).toList()));
        if (at != 0) throw call.unsupported("a stack of strings along axis " + at);
        List<String> all = new ArrayList<>();
        for (OnnxValue value : values) all.addAll(((OnnxValue.OfStrings) value).values());
        return OnnxValue.strings(all, Shape.of(values.size()).concat(shape).toArray());
    }

    private static OnnxValue empty(Call call, OnnxType declared, int axis) {
        if (!(declared instanceof OnnxType.OfTensor(ElementType type, var dimensions)) || dimensions.isEmpty())
            throw call.unsupported("no round at all with a body whose output is declared as " + declared);
        long[] sizes = dimensions.get().stream().mapToLong(d -> Math.max(0, d.size())).toArray();
        Shape shape = Shape.of(sizes).insert(place(call, axis, sizes.length), 0);
        return type == ElementType.STRING ? OnnxValue.strings(List.of(), shape.toArray())
                : OnnxValue.of(type, Tensor.zeros(new TensorType(type.holder(), shape), call.device()));
    }

    private static int place(Call call, int axis, int rank) {
        int at = axis < 0 ? axis + rank + 1 : axis;
        if (at < 0 || at > rank) throw call.malformed("axis %d is not one of a stack of values of rank %d".formatted(axis, rank));
        return at;
    }
}
