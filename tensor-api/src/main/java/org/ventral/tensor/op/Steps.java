package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What the ops over all steps of a recurrent unit have in common. Sequences are {@code [T, N, …]}. */
final class Steps {
    private Steps() {}

    /** The sequence {@code [T, N, H]} that an op gives for an input {@code [T, N, gates · H]} and a weight {@code [gates · H, H]}, which are checked. */
    static TensorType sequence(Op op, int gates, TensorType input, TensorType weight) {
        Checks.floating(op.name(), input);
        if (input.shape().rank() != 3 || weight.shape().rank() != 2 || input.shape().size(0) == 0) {
            String rows = gates == 1 ? "H" : gates + "H";
            throw new ShapeException("%s: input must be [T, N, %s] with at least one step and weight [%s, H], got %s and %s", op.name(), rows, rows, input.shape(), weight.shape());
        }
        long steps = input.shape().size(0), batch = input.shape().size(1), hidden = weight.shape().size(1);
        require(op, weight, input, Shape.of(gates * hidden, hidden));
        require(op, input, input, Shape.of(steps, batch, gates * hidden));
        return input.with(Shape.of(steps, batch, hidden));
    }

    /** The state of a sequence. */
    static TensorType state(TensorType sequence) {
        return sequence.with(sequence.shape().last(2));
    }

    static void require(Op op, TensorType type, TensorType input, Shape shape) {
        Checks.sameDType(op.name(), input, type);
        if (!type.shape().equals(shape)) throw new ShapeException("%s: an operand is %s where the others ask for %s", op.name(), type.shape(), shape);
    }

    /** Where step number i of so many stands. */
    static int place(int i, int steps, boolean reverse) {
        return reverse ? steps - 1 - i : i;
    }

    /** What step number i found: the first state, or what the step before it left. */
    static Tensor found(Tensor first, Tensor after, int i, int steps, boolean reverse) {
        return i == 0 ? first : after.select(0, place(i - 1, steps, reverse));
    }

    /** What all steps found: the values after the ones that came before them. */
    static Tensor before(Tensor first, Tensor after, boolean reverse) {
        Tensor begin = first.unsqueeze(0);
        long steps = after.size(0);
        return reverse ? Tensor.concat(0, List.of(after.slice(0, 1, steps), begin)) : Tensor.concat(0, List.of(begin, after.slice(0, 0, steps - 1)));
    }

    /** {@code [T, N, F]} as {@code [T · N, F]}. */
    static Tensor rows(Tensor x) {
        return x.reshape(x.size(0) * x.size(1), x.size(2));
    }

    /** Block number {@code gate} of {@code [N, gates · H]}. */
    static Tensor block(Tensor a, int gate, long hidden) {
        return a.slice(1, gate * hidden, (gate + 1) * hidden);
    }

    /** The gradient at the input of a sigmoid, over that at its output, from the output. */
    static Tensor sigmoidSlope(Tensor y) {
        return y.sub(y.square());
    }

    /** The same for tanh. */
    static Tensor tanhSlope(Tensor y) {
        return y.square().neg().add(1);
    }

    static Tensor plus(Tensor a, Tensor orNull) {
        return orNull == null ? a : a.add(orNull);
    }
}
