package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.ScanKind;

/** What runs along one axis: ArgMax and ArgMin, CumSum and CumProd. */
final class RunningOperators {
    private RunningOperators() {}

    static void register(Registry registry) {
        registry.add("ArgMax", 1, call -> place(call, true));
        registry.add("ArgMin", 1, call -> place(call, false));
        registry.add("CumSum", 11, call -> running(call, ScanKind.SUM));
        registry.add("CumProd", 26, call -> running(call, ScanKind.PROD));
    }

    /** The int64 index of the first or, with {@code select_last_index}, the last of the largest or smallest elements. */
    private static List<OnnxValue> place(Call call, boolean largest) {
        Tensor x = Ordering.comparable(call.type(0), call.tensor(0));
        int axis = Movement.axis(call, call.integer("axis", 0), x.rank());
        boolean keep = call.integer("keepdims", 1) != 0, last = call.integer("select_last_index", 0) != 0;
        if (x.size(axis) == 0) throw call.malformed("axis %d of %s is empty".formatted(axis, x.shape()));
        Tensor place = Ops.apply(new ArgReduce(largest, axis, keep), last ? x.flip(axis) : x);
        return List.of(OnnxValue.of(last ? place.subFrom(x.size(axis) - 1) : place));
    }

    /** The sum or product of the elements up to each, with it unless {@code exclusive}, from the end if {@code reverse}. */
    private static List<OnnxValue> running(Call call, ScanKind kind) {
        Tensor x = call.tensor(0);
        int axis = Movement.axis(call, call.single(1), x.rank());
        return Elementwise.result(call, Ops.apply(new Scan(kind, axis, call.integer("reverse", 0) != 0, call.integer("exclusive", 0) != 0), x));
    }
}
