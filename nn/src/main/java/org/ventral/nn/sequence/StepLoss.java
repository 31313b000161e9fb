package org.ventral.nn.sequence;

import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** The loss of a sequence from the losses of its steps, {@code L = 1/T · Σ L_t} (eq. 7.28). */
public final class StepLoss {
    private StepLoss() {}

    /**
     * The mean over the steps of each sequence and over the sequences of a batch.
     *
     * @param losses  of the steps, {@code [N, T]}
     * @param lengths how many steps of each sequence count, int64 {@code [N]}, from 1 to T: each is averaged over its own T, so that long sequences weigh as
     *                much as short ones
     * @throws ShapeException if the shapes are others or a length is out of range
     */
    public static Tensor mean(Tensor losses, Tensor lengths) {
        if (losses.rank() != 2 || lengths.dtype() != DType.INT64 || !lengths.shape().equals(Shape.of(losses.size(0))))
            throw new ShapeException("StepLoss: losses must be [N, T] and lengths int64 [N], got %s and %s", losses.shape(), lengths.type());
        long steps = losses.size(1);
        for (long length : lengths.toLongs())
            if (length < 1 || length > steps) throw new ShapeException("StepLoss: length %d is not from 1 to %d", length, steps);
        Tensor counted = Tensor.arange(steps).to(losses.device()).unsqueeze(0).lt(lengths.unsqueeze(1));
        return counted.where(losses, 0).sum(1).div(lengths.cast(losses.dtype())).mean();
    }
}
