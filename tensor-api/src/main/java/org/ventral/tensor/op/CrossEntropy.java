package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.DType;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The cross-entropy between class scores and the true classes, element by element: {@code −Σₖ tₖ ln softmax(x)ₖ}.
 *
 * <p>Inputs: logits {@code [N, K, d…]} with one score for each of K classes along axis 1, and class numbers {@code [N, d…]} (int32 or
 * int64). Output: one loss for each class number, {@code [N, d…]}, dtype of the logits.
 *
 * <p>The targets t are 1 for the true class and 0 elsewhere (eq. 7.128), or smoothed by ε in one of two conventions: the book's, with
 * {@code 1 − ε} for the true class and {@code ε/(K−1)} for each other one (eq. 7.129), or that of most libraries, with {@code 1 − ε + ε/K}
 * and {@code ε/K}.
 *
 * @param smoothing ε, from 0 to 1
 * @param overOthers whether ε is spread over the other classes only, as the book has it
 * @param ignoreIndex a class number whose elements have loss 0; {@link #NONE} if there is none
 */
public record CrossEntropy(double smoothing, boolean overOthers, long ignoreIndex) implements CompositeOp {
    /** The ignored index that no element has. */
    public static final long NONE = Long.MIN_VALUE;

    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing <= 1)) throw new IllegalArgumentException("CrossEntropy: smoothing must be from 0 to 1, got " + smoothing);
    }

    /** Without smoothing, and without an ignored class. */
    public static CrossEntropy plain() {
        return new CrossEntropy(0, false, NONE);
    }

    /** Smoothed over all classes, by {@code ε/K} each. */
    public CrossEntropy smoothedOverAll(double epsilon) {
        return new CrossEntropy(epsilon, false, ignoreIndex);
    }

    /** Smoothed over the other classes, by {@code ε/(K−1)} each (eq. 7.129). */
    public CrossEntropy smoothedOverOthers(double epsilon) {
        return new CrossEntropy(epsilon, true, ignoreIndex);
    }

    /** With loss 0 where the class number is this one. */
    public CrossEntropy ignoring(long index) {
        return new CrossEntropy(smoothing, overOthers, index);
    }

    /** Whether there is an ignored class number. */
    public boolean ignores() {
        return ignoreIndex != NONE;
    }

    /** The target of a class that is not the true one, among {@code classes}. */
    public double offTarget(long classes) {
        return smoothing == 0 ? 0 : smoothing / (overOthers ? classes - 1 : classes);
    }

    /** The target of the true class, among {@code classes}. */
    public double onTarget(long classes) {
        return overOthers ? 1 - smoothing : 1 - smoothing + offTarget(classes);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        return List.of(inputs.get(0).with(requireFit(name(), inputs.get(0), inputs.get(1))));
    }

    /** The shape of the losses. */
    Shape requireFit(String op, TensorType logits, TensorType indices) {
        Checks.floating(op, logits);
        Checks.index(op, indices);
        if (logits.shape().rank() < 2) throw new ShapeException("%s: logits must have rank 2 or more, [N, K, d…], got %s", op, logits.shape());
        Shape wanted = logits.shape().without(1);
        if (!indices.shape().equals(wanted))
            throw new ShapeException("%s: logits %s want class numbers %s, got %s", op, logits.shape(), wanted, indices.shape());
        if (overOthers && smoothing > 0 && logits.shape().size(1) < 2)
            throw new ShapeException("%s: logits %s have no other classes to smooth over; at least 2 are needed along axis 1", op, logits.shape());
        return wanted;
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor logits = inputs.get(0), indices = inputs.get(1);
        long classes = logits.size(1);
        requireClasses(indices, classes);
        Tensor surprise = Ops.apply(new LogSoftmax(1), logits).neg();
        Tensor known = ignores() ? indices.maskedFill(indices.eq(ignoreIndex), 0) : indices;
        Tensor own = surprise.gather(1, known.unsqueeze(1)).squeeze(1);
        double off = offTarget(classes);
        Tensor loss = smoothing == 0 ? own : own.mul(onTarget(classes) - off).add(surprise.sum(1).mul(off));
        return List.of(ignores() ? loss.maskedFill(indices.eq(ignoreIndex), 0) : loss);
    }

    /**
     * Checks that every class number is one of {@code classes}, or the ignored one. Backends that run this op whole must do so too.
     *
     * <p>While a function is traced the class numbers are not known yet; then there is nothing to check.
     *
     * @throws ShapeException naming the first that is not
     */
    public void requireClasses(Tensor indices, long classes) {
        if (indices.isSymbolic()) return;
        long[] values = indices.toLongs();
        for (int i = 0; i < values.length; i++)
            if ((values[i] < 0 || values[i] >= classes) && values[i] != ignoreIndex)
                throw new ShapeException("CrossEntropy: class %d is out of range for %d classes (element %d of the class numbers %s)", values[i], classes, i, indices.shape());
    }

    /** The targets t as a tensor like the logits: {@code [N, K, d…]}; those of ignored elements are of no use. */
    Tensor targets(Tensor logits, Tensor indices) {
        long classes = logits.size(1);
        Tensor numbers = Tensor.arange(classes).to(logits.device()).reshape(columns(classes, logits.rank()));
        Tensor own = indices.cast(DType.INT64).unsqueeze(1).eq(numbers).cast(logits.dtype());
        double off = offTarget(classes);
        return smoothing == 0 ? own : own.mul(onTarget(classes) - off).add(off);
    }

    private static Shape columns(long classes, int rank) {
        long[] sizes = new long[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = classes;
        return Shape.of(sizes);
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> Arrays.asList(
                Ops.apply(new CrossEntropyGradient(smoothing, overOthers, ignoreIndex), c.input(0), c.input(1), c.gradient()), null));
    }
}
