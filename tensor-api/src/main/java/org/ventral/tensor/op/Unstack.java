package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The slices of a tensor along an axis, without that axis: the reverse of {@link Tensor#stack}.
 *
 * <p>The gradient is one stack. Of slices taken one by one it would be a sum of as many tensors as there are slices, each as large as the
 * whole: for the steps of a sequence, work that grows with the square of its length.
 *
 * @param axis counted from the front
 */
public record Unstack(int axis) implements CompositeOp {
    /** The slices. */
    public static List<Tensor> of(Tensor x, int axis) {
        return Ops.applyAll(new Unstack(axis), x);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        TensorType x = inputs.getFirst();
        return Collections.nCopies(Math.toIntExact(x.shape().size(axis)), x.with(x.shape().without(axis)));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        List<Tensor> slices = new ArrayList<>();
        for (long i = 0; i < inputs.getFirst().size(axis); i++) slices.add(inputs.getFirst().select(axis, i));
        return slices;
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(context -> {
            List<Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < context.input(0).size(axis); i++) gradients.add(context.gradient(i));
            return List.of(Tensor.stack(axis, gradients));
        });
    }
}
