package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Whole blocks put together, taken apart and rearranged: Concat, Split, Tile, Transpose, DepthToSpace, SpaceToDepth, Col2Im. */
final class BlockOperators {
    private BlockOperators() {}

    static void register(Registry registry) {
        registry.add("Concat", 1, call -> concat(call, call.integer("axis", 1)));
        registry.add("Concat", 4, call -> concat(call, call.integer("axis")));
        registry.add("Split", 1, BlockOperators::split);
        registry.add("Tile", 1, BlockOperators::tileOneAxis);
        registry.add("Tile", 6, BlockOperators::tile);
        registry.add("Transpose", 1, BlockOperators::transpose);
        registry.add("DepthToSpace", 1, BlockOperators::depthToSpace);
        registry.add("SpaceToDepth", 1, BlockOperators::spaceToDepth);
        registry.add("Col2Im", 18, BlockOperators::columnsToImage);
    }

    private static List<OnnxValue> concat(Call call, long axis) {
        List<OnnxValue> parts = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) if (call.has(i)) parts.add(call.value(i));
        if (parts.isEmpty()) throw call.malformed("there is nothing to join");
        int at = Movement.axis(call, axis, parts.getFirst().shape().rank());
        return List.of(Movement.join(call, parts, tensors -> Tensor.concat(at, tensors)));
    }

    /** Lengths are given as an input or, up to opset 12, as an attribute; without them the parts are equal, but for a smaller last one since opset 18. */
    private static List<OnnxValue> split(Call call) {
        Shape shape = call.value(0).shape();
        int axis = Movement.axis(call, call.integer("axis", 0), shape.rank());
        long size = shape.size(axis);
        long[] lengths = call.has(1) ? call.longs(1) : call.hasAttribute("split") ? call.integers("split") : equal(call, size);
        if (Arrays.stream(lengths).sum() != size || Arrays.stream(lengths).anyMatch(n -> n < 0))
            throw call.malformed("lengths %s do not sum to the size of axis %d of %s".formatted(Arrays.toString(lengths), axis, shape));
        if (lengths.length < call.outputs()) throw call.malformed("%d parts do not make %d outputs".formatted(lengths.length, call.outputs()));
        List<OnnxValue> parts = new ArrayList<>();
        long start = 0;
        for (long length : lengths) {
            long from = start;
            parts.add(Movement.of(call, call.value(0), x -> x.narrow(axis, from, length)));
            start += length;
        }
        return parts;
    }

    private static long[] equal(Call call, long size) {
        long count = call.integer("num_outputs", call.outputs());
        if (count < 1) throw call.malformed("cannot split into %d parts".formatted(count));
        if (size % count != 0 && call.opset() < 18) throw call.malformed("%d elements do not split into %d equal parts".formatted(size, count));
        long length = Math.ceilDiv(size, count);
        long[] lengths = new long[Math.toIntExact(count)];
        for (int i = 0; i < lengths.length; i++) lengths[i] = Math.clamp(size - i * length, 0, length);
        return lengths;
    }

    private static List<OnnxValue> tileOneAxis(Call call) {
        int rank = call.value(0).shape().rank();
        long[] counts = new long[rank];
        Arrays.fill(counts, 1);
        counts[Movement.axis(call, call.tensor(2).toLongs()[0], rank)] = call.tensor(1).toLongs()[0];
        return Movement.first(call, x -> x.tile(counts));
    }

    private static List<OnnxValue> tile(Call call) {
        long[] counts = call.longs(1);
        int rank = call.value(0).shape().rank();
        if (counts.length != rank || Arrays.stream(counts).anyMatch(n -> n < 0))
            throw call.malformed("repeats %s do not fit input %s".formatted(Arrays.toString(counts), call.value(0).shape()));
        return Movement.first(call, x -> x.tile(counts));
    }

    /** Axes in another order; in the opposite one if none is given. */
    private static List<OnnxValue> transpose(Call call) {
        int rank = call.value(0).shape().rank();
        int[] order = new int[rank];
        if (call.hasAttribute("perm")) {
            order = Movement.axes(call, call.integers("perm"), rank);
            if (order.length != rank) throw call.malformed("perm %s does not name every axis of %s".formatted(Arrays.toString(order), call.value(0).shape()));
        } else Arrays.setAll(order, i -> rank - 1 - i);
        int[] wanted = order;
        return Movement.first(call, x -> x.permute(wanted));
    }

    /** {@code [N, C·b², H, W] → [N, C, H·b, W·b]}; the b² are the outer part of the channels (mode DCR) or the inner (CRD). */
    private static List<OnnxValue> depthToSpace(Call call) {
        Shape shape = image(call);
        long b = blockSize(call), n = shape.size(0), c = shape.size(1) / (b * b), h = shape.size(2), w = shape.size(3);
        if (shape.size(1) % (b * b) != 0) throw call.malformed("%d channels of %s do not make blocks of %d by %d".formatted(shape.size(1), shape, b, b));
        String mode = call.text("mode", "DCR");
        return Movement.first(call, x -> (switch (mode) {
            case "DCR" -> x.reshape(n, b, b, c, h, w).permute(0, 3, 4, 1, 5, 2);
            case "CRD" -> x.reshape(n, c, b, b, h, w).permute(0, 1, 4, 2, 5, 3);
            default -> throw call.unsupported("mode " + mode);
        }).reshape(n, c, h * b, w * b));
    }

    /** {@code [N, C, H·b, W·b] → [N, b²·C, H, W]}. */
    private static List<OnnxValue> spaceToDepth(Call call) {
        Shape shape = image(call);
        long b = blockSize(call), n = shape.size(0), c = shape.size(1), h = shape.size(2) / b, w = shape.size(3) / b;
        if (shape.size(2) % b != 0 || shape.size(3) % b != 0) throw call.malformed("images of %s do not consist of blocks of %d by %d".formatted(shape, b, b));
        return Movement.first(call, x -> x.reshape(n, c, h, b, w, b).permute(0, 3, 5, 1, 2, 4).reshape(n, c * b * b, h, w));
    }

    private static Shape image(Call call) {
        Shape shape = call.value(0).shape();
        if (shape.rank() != 4) throw call.malformed("takes [N, C, H, W], got " + shape);
        return shape;
    }

    private static long blockSize(Call call) {
        long size = call.integer("blocksize");
        if (size < 1) throw call.malformed("blocksize must be positive, got " + size);
        return size;
    }

    /**
     * Columns {@code [N, C·Πblock, L]} added back to where the windows lay in images {@code [N, C, image…]}: the reverse of taking
     * windows. The windows lie {@code strides} apart on the padded image, their elements {@code dilations} apart.
     */
    private static List<OnnxValue> columnsToImage(Call call) {
        long[] image = call.longs(1), block = call.longs(2);
        int d = image.length;
        long[] ones = new long[d];
        Arrays.fill(ones, 1);
        long[] dilations = call.integers("dilations", ones), strides = call.integers("strides", ones), pads = call.integers("pads", new long[2 * d]);
        Tensor x = call.tensor(0);
        long blocks = Arrays.stream(block).reduce(1, Math::multiplyExact);
        if (block.length != d || dilations.length != d || strides.length != d || pads.length != 2 * d || x.rank() != 3 || blocks < 1 || x.size(1) % blocks != 0)
            throw call.malformed("columns %s, image %s, block %s, dilations %s, strides %s and pads %s do not fit together".formatted(x.shape(), Arrays.toString(image),
                    Arrays.toString(block), Arrays.toString(dilations), Arrays.toString(strides), Arrays.toString(pads)));
        long[] sizes = new long[2 + 2 * d], padded = new long[d];
        sizes[0] = x.size(0);
        sizes[1] = x.size(1) / blocks;
        for (int i = 0; i < d; i++) {
            padded[i] = image[i] + pads[i] + pads[d + i];
            sizes[2 + i] = block[i];
            sizes[2 + d + i] = Math.floorDiv(padded[i] - dilations[i] * (block[i] - 1) - 1, strides[i]) + 1;
        }
        Tensor y = x.reshape(Shape.of(sizes));
        for (int i = 0; i < d; i++) {                              // [N, C, done…, block_i, …, windows_i, …]: fold takes the window's elements last
            y = y.moveAxis(2 + i, -1);
            y = y.moveAxis(2 + d - 1, 2 + i).fold(2 + i, padded[i], strides[i], dilations[i]).narrow(2 + i, pads[i], image[i]);
        }
        return List.of(Fit.of(call.type(0), y));
    }
}
