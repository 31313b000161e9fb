package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Concat;
import org.ventral.tensor.op.Expand;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Pad;
import org.ventral.tensor.op.Permute;
import org.ventral.tensor.op.Reshape;
import org.ventral.tensor.op.Slice;
import org.ventral.tensor.op.Unfold;
import org.ventral.tensor.op.ViewOp;

/** Movement of elements. */
final class MovementWriter {
    private MovementWriter() {}

    static Ref view(Emitter e, ViewOp op, Ref x) {
        return switch (op) {
            case Reshape(Shape shape) -> e.reshape(x, shape);
            case Permute(List<Integer> order) -> e.permute(x, order.stream().mapToInt(Integer::intValue).toArray());
            case Expand(Shape shape) -> e.expand(x, shape);
            case Slice(int axis, long start, long length, long step) -> e.slice(x, axis, start, length, step);
            case Unfold unfold -> unfold(e, unfold, x);
        };
    }

    /** Windows are gathered by the places of their elements: {@code [W, size]} along the axis; the window then moves to the end. */
    private static Ref unfold(Emitter e, Unfold op, Ref x) {
        long windows = (x.size(op.axis()) - (op.size() - 1) * op.dilation() - 1) / op.step() + 1;
        Shape before = x.shape().first(op.axis()), after = x.shape().last(x.rank() - op.axis() - 1);
        Ref places = places(e, windows, op.size(), op.step(), op.dilation());
        Ref gathered = e.node("Gather", x, places).with("axis", op.axis())
                .to(x.type().with(before.concat(Shape.of(windows, op.size())).concat(after)));
        return e.permute(gathered, moved(gathered.rank(), op.axis() + 1, gathered.rank() - 1));
    }

    /** {@code w · step + t · dilation} for window w and element t, as a sum of two ranges. */
    private static Ref places(Emitter e, long windows, long size, long step, long dilation) {
        Ref starts = range(e, windows, step), offsets = range(e, size, dilation);
        return e.binary("Add", e.reshape(starts, Shape.of(windows, 1)), offsets);
    }

    /** {@code 0, step, 2 step, …}: {@code count} numbers. */
    static Ref range(Emitter e, long count, long step) {
        return e.node("Range", e.whole(0), e.whole(count * step), e.whole(step)).to(new TensorType(DType.INT64, Shape.of(count)));
    }

    /** The order of axes in which one axis has moved to another place. */
    private static int[] moved(int rank, int from, int to) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        order.add(to, order.remove(from));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The windows of {@code [a…, W, b…, K]} become {@code [a…, W, K, b…]}, whose slices are added up at the places of their elements. */
    static Ref fold(Emitter e, Fold op, Ref x) {
        int axis = op.axis(), last = x.rank() - 1;
        Shape result = x.shape().without(last).with(axis, op.length());
        if (x.shape().isEmpty()) return e.filled(result, x.dtype(), 0);
        Ref places = places(e, x.size(axis), x.size(last), op.step(), op.dilation());
        return IndexWriter.add(e, axis, op.length(), places, e.permute(x, moved(x.rank(), last, axis + 1)));
    }

    static Ref concat(Emitter e, Concat op, List<Ref> parts) {
        List<Ref> filled = parts.stream().filter(p -> p.size(op.axis()) != 0).toList();
        if (filled.isEmpty()) return e.unary("Identity", parts.getFirst());
        if (filled.size() == 1) return e.unary("Identity", filled.getFirst());
        long total = parts.stream().mapToLong(p -> p.size(op.axis())).sum();
        return e.node("Concat", filled).with("axis", op.axis()).to(filled.getFirst().type().with(filled.getFirst().shape().with(op.axis(), total)));
    }

    static Ref pad(Emitter e, Pad op, Ref x) {
        if (x.dtype() == DType.BOOL) return e.cast(pad(e, op, e.cast(x, DType.INT32)), DType.BOOL);
        Ref spread = x;
        for (int axis = 0; axis < x.rank(); axis++)
            if (op.between().get(axis) > 0 && x.size(axis) > 1) spread = spread(e, spread, axis, op.between().get(axis), op.value());
        // Cutting off is slicing.
        for (int axis = 0; axis < x.rank(); axis++) {
            long front = Math.max(0, -op.before().get(axis)), behind = Math.max(0, -op.after().get(axis));
            if (front + behind > 0 && front + behind <= spread.size(axis)) spread = e.slice(spread, axis, front, spread.size(axis) - front - behind, 1);
        }
        Shape result = op.infer(List.of(x.type())).getFirst().shape();
        if (spread.shape().isEmpty()) return e.filled(result, x.dtype(), op.value());
        return edges(e, spread, op.before(), op.after(), op.value());
    }

    private static Ref edges(Emitter e, Ref x, List<Long> before, List<Long> after, double value) {
        int rank = x.rank();
        long[] counts = new long[2 * rank];
        Shape shape = x.shape();
        boolean any = false;
        for (int i = 0; i < rank; i++) {
            counts[i] = Math.max(0, before.get(i));
            counts[rank + i] = Math.max(0, after.get(i));
            any |= counts[i] + counts[rank + i] > 0;
            shape = shape.with(i, shape.size(i) + counts[i] + counts[rank + i]);
        }
        return any ? e.node("Pad", x, e.wholes(counts), e.number(x.dtype(), value)).to(x.type().with(shape)) : e.unary("Identity", x);
    }

    /** Elements put between neighbours: a new axis behind is padded, made one with the axis, and what is then behind the last element cut off. */
    private static Ref spread(Emitter e, Ref x, int axis, long between, double value) {
        Ref own = e.unsqueeze(x, axis + 1);
        long[] before = new long[own.rank()], after = new long[own.rank()];
        after[axis + 1] = between;
        Ref padded = edges(e, own, list(before), list(after), value);
        long length = x.size(axis) * (between + 1);
        return e.slice(e.reshape(padded, x.shape().with(axis, length)), axis, 0, length - between, 1);
    }

    private static List<Long> list(long[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }
}
