package org.ventral.nn.layer;

import java.util.Arrays;
import org.ventral.nn.Buffer;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What normalizations need for axis 1 of {@code [N, C, …]}. */
final class Channels {
    private Channels() {}

    static int atLeastOne(String layer, int channels) {
        if (channels < 1) throw new IllegalArgumentException(layer + ": channels must be at least 1, got " + channels);
        return channels;
    }

    static void require(String layer, Tensor x, long channels, int fewestAxes, int mostAxes) {
        if (x.rank() < fewestAxes || x.rank() > mostAxes)
            throw new ShapeException("%s: input must have rank %s, [N, %d%s], got %s", layer,
                    fewestAxes == mostAxes ? fewestAxes : mostAxes == Integer.MAX_VALUE ? fewestAxes + " or more" : fewestAxes + " or " + mostAxes,
                    channels, mostAxes > 2 ? ", …" : "", x.shape());
        if (x.size(1) != channels)
            throw new ShapeException("%s: input %s has %d channels, the layer expects %d", layer, x.shape(), x.size(1), channels);
    }

    /** The value of a parameter, or if there is none a tensor of one number that fits x. */
    static Tensor orFull(Parameter parameter, double number, long size, Tensor x) {
        return parameter != null ? parameter.value() : full(number, Shape.of(size), x);
    }

    /** A tensor of one number, with the dtype and on the device of another. */
    static Tensor full(double number, Shape shape, Tensor like) {
        return Tensor.full(new TensorType(like.dtype(), shape), number, like.device());
    }

    /** A vector {@code [C]} as {@code [C, 1, …]}, which broadcasts along axis 1 of a tensor of that rank. */
    static Tensor along(Tensor vector, int rank) {
        long[] sizes = new long[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = vector.size(0);
        return vector.reshape(sizes);
    }

    /**
     * Channels {@code [N, C, …]} cut into groups of neighbours, each of which is standardized by its own mean and population variance in
     * each sample. Layer normalization of {@code [N, groups, rest]} over the last axis.
     */
    static Tensor standardizeGroups(Tensor x, long groups, double epsilon) {
        if (x.size(0) == 0) return x;
        Shape rest = Shape.of(x.elements() / (x.size(0) * groups));
        return x.reshape(x.size(0), groups, rest.size(0)).layerNorm(full(1, rest, x), full(0, rest, x), epsilon).reshape(x.shape());
    }

    /** Moves a running average towards what the newest batch has, by this part of the way. */
    static void move(Buffer running, Tensor batch, double momentum) {
        Tensor now = batch.cast(running.type().dtype());
        running.update(old -> old.mul(1 - momentum).add(now.mul(momentum)));
    }

    /** {@code x · weight + bias}, each channel with its own; null for none. */
    static Tensor affine(Tensor x, Parameter weight, Parameter bias) {
        Tensor scaled = weight == null ? x : x.mul(along(weight.value(), x.rank()));
        return bias == null ? scaled : scaled.add(along(bias.value(), x.rank()));
    }
}
