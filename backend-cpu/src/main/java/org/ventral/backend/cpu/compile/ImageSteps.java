package org.ventral.backend.cpu.compile;

import java.util.stream.IntStream;
import org.ventral.backend.cpu.kernel.ConvEpilogue;
import org.ventral.backend.cpu.kernel.ConvOrder;
import org.ventral.backend.cpu.kernel.ConvReorder;
import org.ventral.backend.cpu.kernel.ConvShape;
import org.ventral.backend.cpu.kernel.Convolution;
import org.ventral.backend.cpu.kernel.PoolShape;
import org.ventral.backend.cpu.kernel.Pooling;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.op.Activation;

/** Steps on images {@code [N, C, H, W]}, which lie in channels-last order between convolutions. */
final class ImageSteps {
    private ImageSteps() {}

    /** How images of a shape lie in channels-last order. */
    static Layout channelsLast(Shape shape) {
        return Layout.dense(shape, order(shape.rank()));
    }

    static boolean isChannelsLast(Layout layout) {
        return layout.permute(order(layout.shape().rank())).isContiguous();
    }

    private static int[] order(int rank) {
        return IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray();
    }

    /** A copy in another order. */
    static Step reorder(Workers workers, Shape shape, Place from, ConvOrder has, Place to, ConvOrder wants) {
        int n = Math.toIntExact(shape.size(0)), channels = Math.toIntExact(shape.size(1)), plane = Math.toIntExact(shape.elements() / shape.size(0) / shape.size(1));
        return frame -> ConvReorder.reorder(workers, n, channels, plane, from.floats(frame), from.at(frame), has, to.floats(frame), to.at(frame), wants);
    }

    /**
     * A convolution on images in the order that {@link Convolution#imageOrder} says.
     *
     * @param addend what is added to the results, or null
     * @param function what is applied then, or null
     */
    static Step convolution(Workers workers, ConvShape shape, Place x, ConvWeights weights, Place addend, Activation function, Place y) {
        ActivationFunction kind = function == null ? null : ActivationFunction.of(function.kind());
        float alpha = function == null ? 0 : (float) function.alpha();
        return frame -> {
            ConvWeights.Packed packed = weights.packed();
            ConvEpilogue then = new ConvEpilogue(addend == null ? null : addend.floats(frame), addend == null ? 0 : addend.at(frame) - y.at(frame), kind, alpha);
            Convolution.forward(workers, shape, x.floats(frame), x.at(frame), packed.filter(), packed.bias(), 0, then, y.floats(frame), y.at(frame));
        };
    }

    static Step maxPool(Workers workers, PoolShape shape, ConvOrder order, Place x, Place y) {
        return frame -> Pooling.max(workers, shape, order, x.floats(frame), x.at(frame), y.floats(frame), y.at(frame));
    }

    static Step averagePool(Workers workers, PoolShape shape, ConvOrder order, boolean padding, Place x, Place y) {
        return frame -> Pooling.average(workers, shape, order, padding, x.floats(frame), x.at(frame), y.floats(frame), y.at(frame));
    }
}
