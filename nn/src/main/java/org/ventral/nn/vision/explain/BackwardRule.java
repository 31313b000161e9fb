package org.ventral.nn.vision.explain;

import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.ActivationKind;
import org.ventral.tensor.op.Op;

/** How a rectifier passes a signal back when an image is reconstructed from activations. All else, pooling too, passes it as gradients do. */
public enum BackwardRule {
    /** As in training, where the rectifier's input was positive: the plain gradient, or saliency (Simonyan, Vedaldi and Zisserman, 2014). */
    GRADIENT,
    /** Where the signal itself is positive: the deconvolutional network (Zeiler and Fergus, 2014), by which figure 7.12 was made. */
    DECONVOLUTION,
    /** Where both are: guided back-propagation (Springenberg, Dosovitskiy, Brox and Riedmiller, 2015), which leaves the clearest pictures. */
    GUIDED;

    /** The op that stands for another one when this rule is followed. */
    Op of(Op op) {
        return this != GRADIENT && op instanceof Activation(ActivationKind kind, _) && kind == ActivationKind.RELU ? new RuledRectifier(this) : op;
    }
}
