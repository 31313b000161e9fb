package org.ventral.nn.signal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;

/**
 * Discrete convolution and cross-correlation of signals {@code [L]}, images {@code [H, W]} and volumes {@code [D, H, W]} with a kernel of the same rank.
 * Tensors are floating; gradients flow to both. For batches, channels, strides and the rest see {@link org.ventral.nn.layer.Conv2d} and its kin.
 *
 * {@snippet :
 * Tensor edges = Convolutions.convolve(image, Kernels.edge(), Extent.SAME);
 * }
 */
public final class Convolutions {
    private Convolutions() {}

    /**
     * The convolution {@code (x ∗ h)[n] = Σₘ x[m] h[n − m]} (eqs. 7.21, 7.22): the output of a linear time-invariant system with the impulse response h
     * for the input x. It is commutative, {@code x ∗ h = h ∗ x}; element 0 of the full extent is n = 0. For functions of a continuous variable, eq. 7.23,
     * it is the sum that approximates the integral, times the width of a step.
     *
     * @throws ShapeException if the ranks differ or are not 1 to 3, one is empty, or the kernel is longer than the signal and the extent valid
     */
    public static Tensor convolve(Tensor x, Tensor h, Extent extent) {
        int[] axes = IntStream.range(0, h.rank()).toArray();
        return slide("convolve", x, axes.length == 0 ? h : h.flip(axes), extent);
    }

    /**
     * The cross-correlation {@code y[n] = Σₘ x[n + m] h[m]}: the kernel h slides over x and is not flipped, so that an output is large where x looks like
     * h. This is what convolutional networks compute. Element 0 of the full extent is {@code n = 1 − M}, that of the valid one n = 0.
     *
     * <p>Eq. 7.24 names the operands the other way round: its {@code (x ⋆ h)[n] = Σₘ x[m] h[n + m]} slides x over h, and is {@code crossCorrelate(h, x)} here.
     * Unlike convolution, the order matters: exchanged operands reverse the result.
     *
     * @throws ShapeException if the ranks differ or are not 1 to 3, one is empty, or the kernel is longer than the signal and the extent valid
     */
    public static Tensor crossCorrelate(Tensor x, Tensor h, Extent extent) {
        return slide("crossCorrelate", x, h, extent);
    }

    private static Tensor slide(String name, Tensor x, Tensor h, Extent extent) {
        int rank = x.rank();
        if (rank < 1 || rank > 3 || h.rank() != rank || x.shape().isEmpty() || h.shape().isEmpty())
            throw new ShapeException("%s: signal and kernel have the same 1 to 3 axes, none of them empty, got %s and %s", name, x.shape(), h.shape());
        List<Long> before = new ArrayList<>(), after = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            long reach = h.size(axis) - 1;
            if (extent == Extent.VALID && reach >= x.size(axis))
                throw new ShapeException("%s: the kernel %s is longer than the signal %s along axis %d; no place is valid", name, h.shape(), x.shape(), axis);
            before.add(switch (extent) {
                case FULL -> reach;
                case SAME -> reach - reach / 2;
                case VALID -> 0L;
            });
            after.add(switch (extent) {
                case FULL -> reach;
                case SAME -> reach / 2;
                case VALID -> 0L;
            });
        }
        List<Long> ones = Collections.nCopies(rank, 1L);
        Shape one = Shape.of(1, 1);
        Tensor y = x.reshape(one.concat(x.shape())).conv(h.reshape(one.concat(h.shape())), new Conv(ones, before, after, ones, 1));
        return y.reshape(y.shape().last(rank));
    }
}
