package org.ventral.nn.vision;

import org.ventral.nn.Gain;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.nn.layer.BatchNorm2d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Sequential;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * What the blocks of a {@link ResNet} have in common: {@code relu(branch(x) + shortcut(x))} (eq. 7.55), where each convolution of the branch is
 * followed by batch normalization, and a rectifier follows all but the last. {@code [N, in, H, W] → [N, out, H/stride, W/stride]}.
 *
 * <p>The names of the parts are torchvision's, so that files of weights fit: {@code conv1, bn1, conv2, bn2, …}, and for a projection
 * {@code downsample.0} and {@code downsample.1}.
 */
public abstract sealed class ResidualBlock extends Module permits BasicBlock, Bottleneck {
    /** How a block brings its input to the shape of its branch, if that differs. */
    public enum Shortcut {
        /** By a 1×1 convolution without bias and batch normalization: a linear map. */
        PROJECTION,
        /** By leaving out pixels and adding channels of zeros: the identity, without parameters. The CIFAR networks of the paper have it. */
        PADDING,
        /** There is no shortcut at all: a plain network, to compare with. */
        NONE
    }

    /**
     * A block's place in the network.
     *
     * @param in       channels of the input
     * @param width    channels inside; a basic block has as many outside, a bottleneck four times
     * @param stride   by how much the image shrinks
     * @param shortcut what is added
     * @param zeroInit whether the last scale begins as 0, so that the block begins as the identity
     */
    public record Form(int in, int width, int stride, Shortcut shortcut, boolean zeroInit) {
        /** Checks the counts. */
        public Form {
            if (in < 1 || width < 1 || stride < 1)
                throw new IllegalArgumentException("ResidualBlock: channels and stride must be at least 1, got %d in, width %d, stride %d".formatted(in, width, stride));
        }
    }

    private final Form form;
    private final int out;
    private Module projection;

    ResidualBlock(Form form, int out) {
        this.form = form;
        this.out = out;
    }

    /** To be called last by constructors, as the names are in torchvision's order. */
    final void addProjection(Rng rng) {
        boolean changes = form.stride != 1 || form.in != out;
        if (form.shortcut == Shortcut.PROJECTION && changes)
            projection = child("downsample", Sequential.of(convolution(form.in, out, 1, form.stride, rng.split("downsample")), BatchNorm2d.of(out)));
    }

    /** A convolution without bias that keeps the size but for its stride, its weight drawn by He's rule by fan-out (eqs. 7.115, 7.119). */
    static Conv2d convolution(int in, int out, int kernel, int stride, Rng rng) {
        return Conv2d.builder(in, out, kernel).stride(stride).padding(kernel / 2).bias(false).weightInit(Init.heNormal(Init.Fan.OUT, Gain.RELU)).build(rng);
    }

    /** The normalization at the end of a branch. */
    static BatchNorm2d last(Form form, int out) {
        boolean zero = form.zeroInit && form.shortcut != Shortcut.NONE;
        return BatchNorm2d.builder(out).initialScale(zero ? 0 : 1).build();
    }

    abstract Tensor branch(Tensor x);

    /**
     * The block's map.
     *
     * @throws ShapeException if {@code x} is not {@code [N, in, H, W]}
     */
    @Override public final Tensor forward(Tensor x) {
        Tensor y = branch(x);
        return (form.shortcut == Shortcut.NONE ? y : y.add(shortcut(x))).relu();
    }

    private Tensor shortcut(Tensor x) {
        if (projection != null) return projection.forward(x);
        Tensor fewer = form.stride == 1 ? x : x.slice(2, 0, x.size(2), form.stride).slice(3, 0, x.size(3), form.stride);
        int missing = out - form.in;
        return missing == 0 ? fewer : fewer.pad(0, 0, 0, missing / 2, missing - missing / 2, 0, 0, 0, 0);
    }

    @Override protected final String settings() {
        return form.in + ", " + out + (form.stride == 1 ? "" : ", stride " + form.stride) + (form.shortcut == Shortcut.NONE ? ", plain" : "");
    }
}
