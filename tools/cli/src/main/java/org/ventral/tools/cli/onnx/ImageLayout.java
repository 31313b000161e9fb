package org.ventral.tools.cli.onnx;

import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxType.Dimension;
import org.ventral.tools.cli.UsageException;

/**
 * How an input takes images.
 *
 * @param port          the input
 * @param element       element type
 * @param order         in which order its axes are
 * @param batch         images that it takes at once; -1 for any number
 * @param channels      1 for grey, 3 for colours; -1 where it does not say
 * @param height        rows; -1 for any number
 * @param width         columns; -1 for any number
 */
public record ImageLayout(OnnxPort port, ElementType element, Order order, long batch, long channels, long height, long width) {
    /** Orders of axes. */
    public enum Order {
        /** {@code [N, C, H, W]}. */
        CHANNELS_FIRST,
        /** {@code [N, H, W, C]}. */
        CHANNELS_LAST,
        /** {@code [C, H, W]}, or {@code [N, H, W]} of grey images. */
        THREE,
        /** {@code [N, H·W]}. */
        FLAT
    }

    /**
     * How this input takes images.
     *
     * @throws UsageException if it takes none
     */
    public static ImageLayout of(OnnxPort port) {
        if (!(port.type() instanceof OnnxType.OfTensor(var element, var sizes)) || sizes.isEmpty()) throw none(port);
        List<Dimension> axes = sizes.get();
        return switch (axes.size()) {
            case 4 -> isChannels(axes.get(3)) && !isChannels(axes.get(1))
                    ? new ImageLayout(port, element, Order.CHANNELS_LAST, size(axes.get(0)), axes.get(3).size(), size(axes.get(1)), size(axes.get(2)))
                    : new ImageLayout(port, element, Order.CHANNELS_FIRST, size(axes.get(0)), size(axes.get(1)), size(axes.get(2)), size(axes.get(3)));
            case 3 -> axes.getFirst().size() == 3
                    ? new ImageLayout(port, element, Order.THREE, 1, 3, size(axes.get(1)), size(axes.get(2)))
                    : new ImageLayout(port, element, Order.THREE, size(axes.get(0)), 1, size(axes.get(1)), size(axes.get(2)));
            case 2 -> {
                long side = Math.round(Math.sqrt(axes.get(1).size()));
                if (side < 2 || side * side != axes.get(1).size()) throw none(port);
                yield new ImageLayout(port, element, Order.FLAT, size(axes.getFirst()), 1, side, side);
            }
            default -> throw none(port);
        };
    }

    private static boolean isChannels(Dimension axis) {
        return axis.size() == 1 || axis.size() == 3 || axis.size() == 4;
    }

    /** Some exporters write 0 for an open size. */
    private static long size(Dimension axis) {
        return axis.size() > 0 ? axis.size() : -1;
    }

    private static UsageException none(OnnxPort port) {
        return new UsageException("input " + port + " does not take images; give it a .npy, .pb or .json file");
    }

    /** The shape for so many images of a size. */
    public long[] shape(long images, long channelCount, long rows, long columns) {
        return switch (order) {
            case CHANNELS_FIRST -> new long[] {images, channelCount, rows, columns};
            case CHANNELS_LAST -> new long[] {images, rows, columns, channelCount};
            case THREE -> channelCount > 1 ? new long[] {channelCount, rows, columns} : new long[] {images, rows, columns};
            case FLAT -> new long[] {images, rows * columns};
        };
    }
}
