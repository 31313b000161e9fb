package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * An affine map of the last axis (eq. 7.105): {@code y = x Wᵀ + b}.
 *
 * <p>Inputs: {@code x [..., in]}, {@code w [out, in]}, optionally {@code b [out]}. Output: {@code [..., out]}.
 */
public record Linear() implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2, 3);
        TensorType x = inputs.get(0), w = inputs.get(1);
        Checks.floating(name(), x);
        for (TensorType other : inputs) Checks.sameDType(name(), x, other);
        if (w.shape().rank() != 2) throw new ShapeException("Linear: weight must be [out, in], got %s", w.shape());
        if (x.shape().rank() < 1) throw new ShapeException("Linear: input must have an axis of features, got a scalar");
        long out = w.shape().size(0), features = w.shape().size(1);
        if (x.shape().size(-1) != features)
            throw new ShapeException("Linear: input %s has %s, weight %s expects %d", x.shape(), Spatial.counted(x.shape().size(-1), "feature"), w.shape(), features);
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(out)))
            throw new ShapeException("Linear: bias %s does not fit weight %s; it must be [%d]", inputs.get(2).shape(), w.shape(), out);
        return List.of(x.with(x.shape().with(-1, out)));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), w = inputs.get(1);
        Tensor y = rows(x).matmul(w.t()).reshape(x.shape().with(-1, w.size(0)));
        return List.of(inputs.size() == 3 ? y.add(inputs.get(2)) : y);
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(Linear::gradient);
    }

    private static List<Tensor> gradient(GradientContext c) {
        Tensor g = rows(c.gradient());
        Tensor dx = c.needs(0) ? g.matmul(c.input(1)).reshape(c.input(0).shape()) : null;
        Tensor dw = c.needs(1) ? g.t().matmul(rows(c.input(0))) : null;
        if (c.inputs().size() == 2) return Arrays.asList(dx, dw);
        return Arrays.asList(dx, dw, c.needs(2) ? g.sum(0) : null);
    }

    /** All axes but the last made one; a matrix stays as it lies. */
    private static Tensor rows(Tensor x) {
        long features = x.size(-1);
        Shape leading = x.shape().first(x.rank() - 1);
        return x.reshape(leading.elements(), features);
    }
}
