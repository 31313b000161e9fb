package org.ventral.nn.vision;

import org.ventral.nn.Module;
import org.ventral.nn.layer.BatchNorm2d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * The residual block of deep networks (figure 7.17): a 1×1 convolution makes the channels few, a 3×3 convolution works on them, a 1×1
 * convolution makes them four times as many. The stride is that of the 3×3 convolution, as in torchvision, and not of the first one, as in the
 * paper: so every pixel counts.
 */
public final class Bottleneck extends ResidualBlock {
    /** Channels outside for each channel inside. */
    public static final int EXPANSION = 4;

    private final Module[] branch;

    private Bottleneck(Form form, Rng rng) {
        super(form, EXPANSION * form.width());
        int width = form.width(), out = EXPANSION * width;
        Conv2d conv1 = child("conv1", convolution(form.in(), width, 1, 1, rng.split("conv1")));
        BatchNorm2d bn1 = child("bn1", BatchNorm2d.of(width));
        Conv2d conv2 = child("conv2", convolution(width, width, 3, form.stride(), rng.split("conv2")));
        BatchNorm2d bn2 = child("bn2", BatchNorm2d.of(width));
        Conv2d conv3 = child("conv3", convolution(width, out, 1, 1, rng.split("conv3")));
        BatchNorm2d bn3 = child("bn3", last(form, out));
        branch = new Module[] {conv1, bn1, conv2, bn2, conv3, bn3};
        addProjection(rng);
    }

    /** A block. */
    public static Bottleneck of(Form form, Rng rng) {
        return new Bottleneck(form, rng);
    }

    @Override Tensor branch(Tensor x) {
        Tensor squeezed = branch[1].forward(branch[0].forward(x)).relu();
        Tensor worked = branch[3].forward(branch[2].forward(squeezed)).relu();
        return branch[5].forward(branch[4].forward(worked));
    }
}
