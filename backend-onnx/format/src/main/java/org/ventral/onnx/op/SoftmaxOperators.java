package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** Softmax, LogSoftmax and Hardmax: along one axis since opset 13, before it over all axes from one on taken as a single one. */
final class SoftmaxOperators {
    private SoftmaxOperators() {}

    /** A function along an axis. */
    @FunctionalInterface
    private interface Along {
        Tensor apply(Tensor x, int axis);
    }

    static void register(Registry registry) {
        add(registry, "Softmax", Tensor::softmax);
        add(registry, "LogSoftmax", Tensor::logSoftmax);
        add(registry, "Hardmax", SoftmaxOperators::hardmax);
    }

    private static void add(Registry registry, String name, Along function) {
        registry.add(name, 1, call -> flattened(call, function));
        registry.add(name, 13, call -> along(call, function));
    }

    private static List<OnnxValue> along(Call call, Along function) {
        Tensor x = call.tensor(0);
        int axis = Movement.axis(call, call.integer("axis", -1), x.rank());
        return Elementwise.result(call, x.elements() == 0 ? x : function.apply(x, axis));
    }

    private static List<OnnxValue> flattened(Call call, Along function) {
        Tensor x = call.tensor(0);
        long named = call.integer("axis", 1);
        int axis = named == x.rank() ? x.rank() : Movement.axis(call, named, x.rank());          // all axes may be in front: each row has one element
        if (x.elements() == 0) return Elementwise.result(call, x);
        Tensor rows = x.reshape(x.shape().first(axis).elements(), x.shape().last(x.rank() - axis).elements());
        return Elementwise.result(call, function.apply(rows, 1).reshape(x.shape()));
    }

    /** 1 at the first largest element, else 0. */
    private static Tensor hardmax(Tensor x, int axis) {
        long[] sizes = new long[x.rank()];
        Arrays.fill(sizes, 1);
        sizes[axis] = x.size(axis);
        Tensor places = Tensor.arange(x.size(axis)).to(x.device()).reshape(sizes);
        return places.eq(x.argmax(axis).unsqueeze(axis)).cast(x.dtype());
    }
}
