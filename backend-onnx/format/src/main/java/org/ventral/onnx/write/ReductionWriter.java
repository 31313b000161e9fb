package org.ventral.onnx.write;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.ScanKind;
import org.ventral.tensor.op.Sort;

/** Reductions, running reductions and sorting. */
final class ReductionWriter {
    private ReductionWriter() {}

    static Ref reduce(Emitter e, Reduce op, Ref x) {
        if (op.axes().isEmpty()) return e.unary("Identity", x);
        if (x.dtype() == DType.BOOL) return e.cast(reduce(e, op, e.cast(x, DType.INT32)), DType.BOOL);
        String name = switch (op.kind()) {
            case SUM -> "ReduceSum";
            case PROD -> "ReduceProd";
            case MAX -> "ReduceMax";
            case MIN -> "ReduceMin";
        };
        TensorType out = x.type().with(Emitter.reduced(x.shape(), op.axes(), op.keep()));
        if (x.shape().isEmpty()) return e.filled(out.shape(), x.dtype(), op.kind() == ReduceKind.PROD ? 1 : 0);
        // Axes are an input since opset 13 for sums, since 18 for the others.
        boolean input = op.kind() == ReduceKind.SUM || e.opset() >= 18;
        var node = input ? e.node(name, x, e.wholes(op.axes())) : e.node(name, x).with("axes", op.axes().stream().map(Integer::longValue).toList());
        return node.with("keepdims", op.keep() ? 1 : 0).to(out);
    }

    static Ref argReduce(Emitter e, ArgReduce op, Ref x) {
        Shape shape = op.keep() ? x.shape().with(op.axis(), 1) : x.shape().without(op.axis());
        return e.node(op.largest() ? "ArgMax" : "ArgMin", x).with("axis", op.axis()).with("keepdims", op.keep() ? 1 : 0).to(new TensorType(DType.INT64, shape));
    }

    static Ref scan(Emitter e, Scan op, Ref x) {
        if (x.shape().isEmpty()) return e.unary("Identity", x);
        if (op.kind() == ScanKind.SUM)
            return e.node("CumSum", x, e.whole(op.axis())).with("exclusive", op.exclusive() ? 1 : 0).with("reverse", op.reverse() ? 1 : 0).to(x.type());
        return scanned(e, op, x);
    }

    /** A loop over the slices along the axis, with the result so far as its state. */
    private static Ref scanned(Emitter e, Scan op, Ref x) {
        TensorType slice = x.type().with(x.shape().without(op.axis()));
        boolean product = op.kind() == ScanKind.PROD;
        // Each slice of the input is a neutral beginning for maximum and minimum; that of a product is 1.
        Ref begin = product ? e.filled(slice.shape(), x.dtype(), 1)
                : e.node("Gather", x, e.whole(op.reverse() ? -1 : 0)).with("axis", op.axis()).to(slice);

        Emitter body = e.inner();
        Ref state = new Ref(e.names().next("state"), slice), element = new Ref(e.names().next("element"), slice);
        Ref next = body.binary(product ? "Mul" : op.kind() == ScanKind.MAX ? "Max" : "Min", state, element);
        Ref answer = body.unary("Identity", op.exclusive() ? state : next);
        Draft graph = body.draft(e.names().next("body"), List.of(Draft.Port.of(state), Draft.Port.of(element)), List.of(Draft.Port.of(next), Draft.Port.of(answer)));
        long direction = op.reverse() ? 1 : 0;
        return e.node("Scan", begin, x)
                .with("body", new Attribute.Body(graph)).with("num_scan_inputs", 1)
                .with("scan_input_axes", List.of((long) op.axis())).with("scan_output_axes", List.of((long) op.axis()))
                .with("scan_input_directions", List.of(direction)).with("scan_output_directions", List.of(direction))
                .to(List.of(slice, x.type())).get(1);
    }

    static List<Ref> sort(Emitter e, Sort op, Ref x) {
        Ref count = e.wholes(x.size(op.axis()));
        return e.node("TopK", x, count).with("axis", op.axis()).with("largest", op.descending() ? 1 : 0).with("sorted", 1)
                .to(List.of(x.type(), x.type().as(DType.INT64)));
    }
}
