package org.ventral.nn.vision;

import org.ventral.nn.Module;
import org.ventral.nn.layer.BatchNorm2d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** The residual block of two 3×3 convolutions, the first of which has the stride (figure 7.16 with convolutions as its linear maps). */
public final class BasicBlock extends ResidualBlock {
    private final Module[] branch;

    private BasicBlock(Form form, Rng rng) {
        super(form, form.width());
        int width = form.width();
        Conv2d conv1 = child("conv1", convolution(form.in(), width, 3, form.stride(), rng.split("conv1")));
        BatchNorm2d bn1 = child("bn1", BatchNorm2d.of(width));
        Conv2d conv2 = child("conv2", convolution(width, width, 3, 1, rng.split("conv2")));
        BatchNorm2d bn2 = child("bn2", last(form, width));
        branch = new Module[] {conv1, bn1, conv2, bn2};
        addProjection(rng);
    }

    /** A block. */
    public static BasicBlock of(Form form, Rng rng) {
        return new BasicBlock(form, rng);
    }

    @Override Tensor branch(Tensor x) {
        Tensor hidden = branch[1].forward(branch[0].forward(x)).relu();
        return branch[3].forward(branch[2].forward(hidden));
    }
}
