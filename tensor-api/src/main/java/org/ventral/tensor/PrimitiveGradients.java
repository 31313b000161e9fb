package org.ventral.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.Concat;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.Expand;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Gather;
import org.ventral.tensor.op.GradientContext;
import org.ventral.tensor.op.IndexAdd;
import org.ventral.tensor.op.IndexSelect;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.Pad;
import org.ventral.tensor.op.Permute;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.Reshape;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.ScanKind;
import org.ventral.tensor.op.Scatter;
import org.ventral.tensor.op.ScatterAdd;
import org.ventral.tensor.op.SigmoidGradient;
import org.ventral.tensor.op.Slice;
import org.ventral.tensor.op.Sort;
import org.ventral.tensor.op.TanhGradient;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.UnaryKind;
import org.ventral.tensor.op.Unfold;
import org.ventral.tensor.op.Where;

/**
 * The gradients of all primitives: one row each, written with tensor ops, so that they can be differentiated again. A new primitive
 * does not compile until its row is here.
 */
final class PrimitiveGradients {
    private PrimitiveGradients() {}

    static List<Tensor> gradient(PrimitiveOp op, GradientContext c) {
        return switch (op) {
            case Unary(UnaryKind kind) -> one(unary(kind, c));
            case Binary(BinaryKind kind) -> binary(kind, c);
            case Compare _, ArgReduce _ -> none(c);
            case Where _ -> {
                Tensor condition = c.input(0), g = c.gradient();
                Tensor zero = Promotion.constant(g, 0);
                yield Arrays.asList(null,
                        c.needs(1) ? condition.where(g, zero).sumTo(c.input(1).shape()) : null,
                        c.needs(2) ? condition.where(zero, g).sumTo(c.input(2).shape()) : null);
            }
            case Cast _ -> one(c.gradient().cast(c.input(0).dtype()));
            case Copy _ -> one(c.gradient());
            case Reduce reduce -> one(reduce(reduce, c));
            case Scan scan -> one(scan(scan, c));
            case MatMul _ -> {
                Tensor a = c.input(0), b = c.input(1), g = c.gradient();
                yield Arrays.asList(
                        c.needs(0) ? g.matmul(b.t()).sumTo(a.shape()) : null,
                        c.needs(1) ? a.t().matmul(g).sumTo(b.shape()) : null);
            }
            case IndexSelect(int axis) -> Arrays.asList(Ops.apply(new IndexAdd(axis, c.input(0).size(axis)), c.input(1), c.gradient()), null);
            case IndexAdd(int axis, _) -> Arrays.asList(null, c.gradient().indexSelect(axis, c.input(0)));
            case Gather(int axis) -> Arrays.asList(Ops.apply(new ScatterAdd(axis, c.input(0).shape()), c.input(1), c.gradient()), null);
            case ScatterAdd(int axis, _) -> Arrays.asList(null, c.gradient().gather(axis, c.input(0)));
            case Scatter(int axis) -> scatter(axis, c);
            case Sort(int axis, _) -> one(Ops.apply(new ScatterAdd(axis, c.input(0).shape()), c.output(1), c.gradient()));
            case Concat(int axis) -> concat(axis, c);
            case Pad pad -> one(pad(pad, c.gradient()));
            case Fold(int axis, _, long step, long dilation) -> one(c.gradient().unfold(axis, c.input(0).size(-1), step, dilation).narrow(axis, 0, c.input(0).size(axis)));
            case Unfold(int axis, _, long step, long dilation) -> one(c.gradient().fold(axis, c.input(0).size(axis), step, dilation));
            case Reshape _ -> one(c.gradient().reshape(c.input(0).shape()));
            case Permute(List<Integer> order) -> {
                int[] inverse = new int[order.size()];
                for (int i = 0; i < inverse.length; i++) inverse[order.get(i)] = i;
                yield one(c.gradient().permute(inverse));
            }
            case Expand _ -> one(c.gradient().sumTo(c.input(0).shape()));
            case Slice slice -> one(slice(slice, c.input(0).shape(), c.gradient()));
            case LinearAlgebraOp algebra -> LinearAlgebraGradients.gradient(algebra, c);
        };
    }

    private static List<Tensor> one(Tensor gradient) {
        return Collections.singletonList(gradient);
    }

    private static List<Tensor> none(GradientContext c) {
        return Arrays.asList(new Tensor[c.inputs().size()]);
    }

    private static Tensor unary(UnaryKind kind, GradientContext c) {
        Tensor g = c.gradient();
        return switch (kind) {
            case NEG -> g.neg();
            case ABS -> g.mul(c.input(0).sign());
            case SQUARE -> g.mul(c.input(0)).mul(2);
            case EXP -> g.mul(c.output(0));
            case EXPM1 -> g.mul(c.output(0).add(1));
            case LOG -> g.div(c.input(0));
            case LOG1P -> g.div(c.input(0).add(1));
            case LOG2 -> g.div(c.input(0).mul(Math.log(2)));
            case SQRT -> g.div(c.output(0).mul(2));
            case RSQRT -> g.mul(c.output(0).div(c.input(0))).mul(-0.5);
            case RECIPROCAL -> g.mul(c.output(0).square()).neg();
            case SIN -> g.mul(c.input(0).cos());
            case COS -> g.mul(c.input(0).sin()).neg();
            case TAN -> g.mul(c.output(0).square().add(1));
            case ASIN -> g.mul(c.input(0).square().subFrom(1).rsqrt());
            case ACOS -> g.mul(c.input(0).square().subFrom(1).rsqrt()).neg();
            case ATAN -> g.div(c.input(0).square().add(1));
            case SINH -> g.mul(c.input(0).cosh());
            case COSH -> g.mul(c.input(0).sinh());
            case ASINH -> g.mul(c.input(0).square().add(1).rsqrt());
            case ACOSH -> g.mul(c.input(0).square().sub(1).rsqrt());
            case ATANH -> g.div(c.input(0).square().subFrom(1));
            case TANH -> Ops.apply(new TanhGradient(), c.output(0), g);
            case SIGMOID -> Ops.apply(new SigmoidGradient(), c.output(0), g);
            case ERF -> g.mul(c.input(0).square().neg().exp()).mul(2 / Math.sqrt(Math.PI));
            case SIGN, FLOOR, CEIL, ROUND, TRUNC -> Tensor.zerosLike(g);
            case NOT -> null;
        };
    }

    private static List<Tensor> binary(BinaryKind kind, GradientContext c) {
        if (kind.logical()) return none(c);
        Tensor x = c.input(0), y = c.input(1), g = c.gradient();
        Tensor dx = !c.needs(0) ? null : switch (kind) {
            case ADD, SUB, MOD -> g;
            case MUL -> g.mul(y);
            case DIV -> g.div(y);
            case POW -> g.mul(y.mul(x.pow(y.sub(1)))).maskedFill(y.eq(0), 0);
            case MAX -> g.mul(share(x.gt(y), x.eq(y), g));
            case MIN -> g.mul(share(x.lt(y), x.eq(y), g));
            case ATAN2 -> g.mul(y).div(x.square().add(y.square()));
            case AND, OR, XOR -> null;
        };
        Tensor dy = !c.needs(1) ? null : switch (kind) {
            case ADD -> g;
            case SUB -> g.neg();
            case MUL -> g.mul(x);
            case DIV -> g.mul(c.output(0).div(y)).neg();
            case POW -> g.mul(c.output(0)).mul(x.maskedFill(x.eq(0), 1).log());
            case MAX -> g.mul(share(y.gt(x), x.eq(y), g));
            case MIN -> g.mul(share(y.lt(x), x.eq(y), g));
            case MOD -> g.mul(x.div(y).floor()).neg();
            case ATAN2 -> g.mul(x).div(x.square().add(y.square())).neg();
            case AND, OR, XOR -> null;
        };
        return Arrays.asList(dx == null ? null : dx.sumTo(x.shape()), dy == null ? null : dy.sumTo(y.shape()));
    }

    /** 1 where an operand won, a half where both are equal, else 0. */
    private static Tensor share(Tensor won, Tensor equal, Tensor like) {
        return won.cast(like.dtype()).add(equal.cast(like.dtype()).mul(0.5));
    }

    private static Tensor reduce(Reduce op, GradientContext c) {
        Tensor x = c.input(0);
        Shape kept = x.shape();
        for (int axis : op.axes()) kept = kept.with(axis, 1);
        Tensor g = c.gradient().reshape(kept);
        return switch (op.kind()) {
            case SUM -> g.expand(x.shape());
            case MAX, MIN -> {
                Tensor winners = x.eq(c.output(0).reshape(kept)).cast(x.dtype());
                yield g.mul(winners).div(winners.sum(Axes.of(op.axes()), true));
            }
            case PROD -> {
                // The product of all others, from running products towards and away from the element: right where there are zeros, too.
                List<Integer> order = new ArrayList<>();
                for (int i = 0; i < x.rank(); i++) if (!op.axes().contains(i)) order.add(i);
                int outer = order.size();
                order.addAll(op.axes());
                int[] there = order.stream().mapToInt(Integer::intValue).toArray(), back = new int[there.length];
                for (int i = 0; i < there.length; i++) back[there[i]] = i;
                Tensor moved = x.permute(there), line = moved.reshape(moved.shape().first(outer).concat(Shape.of(moved.shape().last(there.length - outer).elements())));
                Tensor before = Ops.apply(new Scan(ScanKind.PROD, outer, false, true), line), after = Ops.apply(new Scan(ScanKind.PROD, outer, true, true), line);
                yield g.mul(before.mul(after).reshape(moved.shape()).permute(back));
            }
        };
    }

    private static Tensor scan(Scan op, GradientContext c) {
        Tensor x = c.input(0), g = c.gradient();
        int axis = op.axis();
        return switch (op.kind()) {
            case SUM -> Ops.apply(new Scan(ScanKind.SUM, axis, !op.reverse(), op.exclusive()), g);
            case PROD -> {
                Tensor forward = op.reverse() ? x.flip(axis) : x, flowing = op.reverse() ? g.flip(axis) : g;
                Tensor result = runningProduct(forward.moveAxis(axis, -1), flowing.moveAxis(axis, -1), op.exclusive()).moveAxis(-1, axis);
                yield op.reverse() ? result.flip(axis) : result;
            }
            case MAX, MIN -> {
                long n = x.size(axis);
                Tensor forward = op.reverse() ? x.flip(axis) : x, flowing = op.reverse() ? g.flip(axis) : g;
                Tensor reached = op.reverse() ? c.output(0).flip(axis) : c.output(0);
                long[] column = new long[x.rank()];
                Arrays.fill(column, 1);
                column[axis] = n;
                Tensor places = Tensor.arange(n).to(x.device()).reshape(column).expand(x.shape());
                Tensor latest = Ops.apply(new Scan(ScanKind.MAX, axis, false, false), places.maskedFill(forward.ne(reached), 0).contiguous());
                Tensor result = Ops.apply(new ScatterAdd(axis, x.shape()), latest, flowing);
                yield op.reverse() ? result.flip(axis) : result;
            }
        };
    }

    /** Gradient of a running product over the last axis: for each pair (i, j) the product up to j without factor i. */
    private static Tensor runningProduct(Tensor x, Tensor g, boolean exclusive) {
        long n = x.size(-1);
        Tensor number = Tensor.arange(n).to(x.device());
        Tensor row = number.unsqueeze(1), column = number.unsqueeze(0);
        Tensor factors = x.unsqueeze(-2).expand(x.shape().concat(Shape.of(n))).maskedFill(row.eq(column), 1);
        Tensor without = Ops.apply(new Scan(ScanKind.PROD, x.rank(), false, exclusive), factors.contiguous());
        Tensor reaches = exclusive ? column.gt(row) : column.ge(row);
        return without.maskedFill(reaches.not(), 0).mul(g.unsqueeze(-2)).sum(-1);
    }

    private static List<Tensor> scatter(int axis, GradientContext c) {
        Tensor indices = c.input(1), g = c.gradient();
        Tensor dx = c.needs(0) ? g.scatter(axis, indices, Tensor.zeros(g.type().with(indices.shape()), g.device())) : null;
        if (!c.needs(2)) return Arrays.asList(dx, null, null);
        // Of several values for one place only the last was used, and only it has a gradient.
        Tensor order = Tensor.arange(indices.elements()).to(g.device()).reshape(indices.shape());
        Tensor last = Tensor.zeros(g.type().as(DType.INT64), g.device()).scatter(axis, indices, order).gather(axis, indices);
        return Arrays.asList(dx, null, g.gather(axis, indices).maskedFill(last.ne(order), 0));
    }

    private static List<Tensor> concat(int axis, GradientContext c) {
        List<Tensor> parts = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < c.inputs().size(); i++) {
            long length = c.input(i).size(axis);
            parts.add(c.needs(i) ? c.gradient().narrow(axis, start, length) : null);
            start += length;
        }
        return parts;
    }

    private static Tensor pad(Pad op, Tensor g) {
        long[] counts = new long[2 * g.rank()];
        for (int i = 0; i < g.rank(); i++) {
            counts[2 * i] = -op.before().get(i);
            counts[2 * i + 1] = -op.after().get(i);
        }
        Tensor inner = g.pad(0, counts);
        for (int i = 0; i < g.rank(); i++)
            if (op.between().get(i) > 0) inner = inner.slice(i, 0, inner.size(i), op.between().get(i) + 1);
        return inner;
    }

    private static Tensor slice(Slice op, Shape input, Tensor g) {
        if (op.length() == 0) return Tensor.zeros(g.type().with(input), g.device());
        Tensor forward = op.step() > 0 ? g : g.flip(op.axis());
        long first = op.step() > 0 ? op.start() : op.start() + (op.length() - 1) * op.step();
        long step = Math.abs(op.step()), last = first + (op.length() - 1) * step;
        List<Long> before = zeros(input), after = zeros(input), between = zeros(input);
        before.set(op.axis(), first);
        after.set(op.axis(), input.size(op.axis()) - last - 1);
        between.set(op.axis(), step - 1);
        return Ops.apply(new Pad(before, after, between, 0), forward);
    }

    private static List<Long> zeros(Shape shape) {
        return new ArrayList<>(Collections.nCopies(shape.rank(), 0L));
    }
}
