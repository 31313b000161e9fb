package org.ventral.nn.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.nn.Gain;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.AdaptiveAveragePool;
import org.ventral.nn.layer.BatchNorm2d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.MaxPool;
import org.ventral.nn.layer.Sequential;
import org.ventral.nn.vision.ResidualBlock.Form;
import org.ventral.nn.vision.ResidualBlock.Shortcut;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Residual networks (figure 7.17; He, Zhang, Ren and Sun, 2016): a first convolution, stages of {@linkplain ResidualBlock residual blocks} of
 * which each but the first halves the image and doubles the channels, the mean over the image, and a linear map to the classes.
 *
 * <p>For images of 224×224, {@code [N, 3, 224, 224] → [N, classes]}; the first convolution is 7×7 with stride 2, 3×3 max pooling with stride 2 follows:
 * <pre>
 * depth   blocks in the four stages      parameters at 1,000 classes
 *    18   basic      2, 2,  2, 2         11,689,512
 *    34   basic      3, 4,  6, 3         21,797,672
 *    50   bottleneck 3, 4,  6, 3         25,557,032
 *   101   bottleneck 3, 4, 23, 3         44,549,160
 *   152   bottleneck 3, 8, 36, 3         60,192,808
 * </pre>
 * For images of 32×32 (the paper's section 4.2), {@code [N, 3, 32, 32] → [N, classes]}, the first convolution is 3×3 and nothing is pooled; depth 6n + 2 has
 * three stages of n basic blocks with 16, 32 and 64 channels and shortcuts without parameters, depth 18 the stages of the large one:
 * <pre>
 * depth     20        32        44        56         110          18
 *      269,722   464,154   658,586   853,018   1,727,962   11,173,962   parameters at 10 classes
 * </pre>
 *
 * <p>Any image size works that is not too small. The names of the parameters are torchvision's: {@code conv1.weight}, {@code bn1.weight},
 * {@code layer1.0.conv1.weight}, …, {@code fc.bias}.
 */
public final class ResNet extends Module {
    private final int channels;
    private final Module[] chain;

    private ResNet(Builder from, Rng rng) {
        channels = from.channels;
        List<Module> parts = new ArrayList<>();
        int width = from.widths[0];
        Rng stem = rng.split("conv1");
        parts.add(child("conv1", from.large
                ? Conv2d.builder(channels, width, 7).stride(2).padding(3).bias(false).weightInit(Init.heNormal(Init.Fan.OUT, Gain.RELU)).build(stem)
                : ResidualBlock.convolution(channels, width, 3, 1, stem)));
        parts.add(child("bn1", BatchNorm2d.of(width)));
        parts.add(child("relu", Activation.relu()));
        if (from.large) parts.add(child("maxpool", MaxPool.of(org.ventral.tensor.op.MaxPool.of(3, 3).stride(2).padding(1))));
        int in = width;
        for (int stage = 0; stage < from.blocks.length; stage++) {
            String name = "layer" + (stage + 1);
            parts.add(child(name, stage(from, stage, in, rng.split(name))));
            in = from.widths[stage] * (from.bottleneck ? Bottleneck.EXPANSION : 1);
        }
        parts.add(child("avgpool", AdaptiveAveragePool.of(1, 1)));
        parts.add(child("flatten", new Flatten()));
        parts.add(child("fc", Linear.of(in, from.classes, rng.split("fc"))));
        chain = parts.toArray(Module[]::new);
    }

    private static Sequential stage(Builder from, int stage, int in, Rng rng) {
        Sequential.Builder blocks = Sequential.builder();
        int channels = in;
        for (int i = 0; i < from.blocks[stage]; i++) {
            int width = from.widths[stage], stride = i == 0 && stage > 0 ? 2 : 1;
            Form form = new Form(channels, width, stride, from.shortcut, from.zeroInit);
            blocks.add(from.bottleneck ? Bottleneck.of(form, rng.split(i)) : BasicBlock.of(form, rng.split(i)));
            channels = from.bottleneck ? Bottleneck.EXPANSION * width : width;
        }
        return blocks.build();
    }

    /**
     * The network of a depth for images of 224×224, 1,000 classes and 3 channels unless set.
     *
     * @param depth 18, 34, 50, 101 or 152
     */
    public static Builder large(int depth) {
        int[] blocks = switch (depth) {
            case 18 -> new int[] {2, 2, 2, 2};
            case 34, 50 -> new int[] {3, 4, 6, 3};
            case 101 -> new int[] {3, 4, 23, 3};
            case 152 -> new int[] {3, 8, 36, 3};
            default -> throw new IllegalArgumentException("ResNet: depth is 18, 34, 50, 101 or 152, got " + depth);
        };
        return new Builder(true, depth >= 50, blocks, new int[] {64, 128, 256, 512}, 1000, Shortcut.PROJECTION);
    }

    /**
     * The network of a depth for images of 32×32, 10 classes and 3 channels unless set.
     *
     * @param depth 18, or 6n + 2 for a number n from 1, as in 20, 32, 44, 56, 110
     */
    public static Builder small(int depth) {
        if (depth == 18) return new Builder(false, false, new int[] {2, 2, 2, 2}, new int[] {64, 128, 256, 512}, 10, Shortcut.PROJECTION);
        if (depth < 8 || depth % 6 != 2) throw new IllegalArgumentException("ResNet: depth for small images is 18 or 6n + 2, as 20 and 56 are, got " + depth);
        int[] blocks = new int[3];
        Arrays.fill(blocks, depth / 6);
        return new Builder(false, false, blocks, new int[] {16, 32, 64}, 10, Shortcut.PADDING);
    }

    /**
     * The scores of the classes.
     *
     * @throws ShapeException if {@code x} is not {@code [N, channels, H, W]}
     */
    @Override public Tensor forward(Tensor x) {
        if (x.rank() != 4 || x.size(1) != channels) throw new ShapeException("ResNet: input %s is not %s", x.shape(), "[N, " + channels + ", H, W]");
        Tensor y = x;
        for (Module part : chain) y = part.forward(y);
        return y;
    }

    /** The settings of a {@link ResNet}. */
    public static final class Builder {
        private final boolean large, bottleneck;
        private final int[] blocks, widths;
        private int classes, channels = 3;
        private Shortcut shortcut;
        private boolean zeroInit;

        private Builder(boolean large, boolean bottleneck, int[] blocks, int[] widths, int classes, Shortcut shortcut) {
            this.large = large;
            this.bottleneck = bottleneck;
            this.blocks = blocks;
            this.widths = widths;
            this.classes = classes;
            this.shortcut = shortcut;
        }

        /** Number of classes. */
        public Builder classes(int count) {
            if (count < 1) throw new IllegalArgumentException("ResNet: classes must be at least 1, got " + count);
            classes = count;
            return this;
        }

        /** Channels of the images: 3, as by default, for colour, 1 for grey. */
        public Builder channels(int count) {
            if (count < 1) throw new IllegalArgumentException("ResNet: channels must be at least 1, got " + count);
            channels = count;
            return this;
        }

        /** What the blocks add to their branch. */
        public Builder shortcut(Shortcut kind) {
            shortcut = kind;
            return this;
        }

        /** Leaves the shortcuts out: the plain network of the same depth, which shows the degradation that residual learning is the cure for. */
        public Builder plain() {
            return shortcut(Shortcut.NONE);
        }

        /** Whether the last scale of each branch begins as 0, so that every block begins as the identity; by default it does not. */
        public Builder zeroInit(boolean wanted) {
            zeroInit = wanted;
            return this;
        }

        /** Shape of an image. */
        public Shape inputShape() {
            return large ? Shape.of(channels, 224, 224) : Shape.of(channels, 32, 32);
        }

        /** The network; its weights are drawn from children of {@code rng}. */
        public ResNet build(Rng rng) {
            return new ResNet(this, rng);
        }
    }
}
