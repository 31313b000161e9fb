package org.ventral.backend.onnx;

import static org.ventral.backend.onnx.RoundTrip.BATCH;
import static org.ventral.backend.onnx.RoundTrip.TIME;
import static org.ventral.backend.onnx.RoundTrip.batchOf;
import static org.ventral.backend.onnx.RoundTrip.layer;

import java.util.ArrayList;
import java.util.List;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.AdaptiveAveragePool;
import org.ventral.nn.layer.AdaptiveMaxPool;
import org.ventral.nn.layer.AveragePool;
import org.ventral.nn.layer.BatchNorm1d;
import org.ventral.nn.layer.BatchNorm2d;
import org.ventral.nn.layer.BatchNorm3d;
import org.ventral.nn.layer.Conv1d;
import org.ventral.nn.layer.Conv2d;
import org.ventral.nn.layer.Conv3d;
import org.ventral.nn.layer.ConvTranspose1d;
import org.ventral.nn.layer.ConvTranspose2d;
import org.ventral.nn.layer.ConvTranspose3d;
import org.ventral.nn.layer.Dropout;
import org.ventral.nn.layer.Flatten;
import org.ventral.nn.layer.GroupNorm;
import org.ventral.nn.layer.Identity;
import org.ventral.nn.layer.InstanceNorm1d;
import org.ventral.nn.layer.InstanceNorm2d;
import org.ventral.nn.layer.InstanceNorm3d;
import org.ventral.nn.layer.LayerNorm;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.MaxPool;
import org.ventral.nn.layer.MinPool;
import org.ventral.nn.layer.Residual;
import org.ventral.nn.layer.RmsNorm;
import org.ventral.nn.layer.Sequential;
import org.ventral.nn.vision.BasicBlock;
import org.ventral.nn.vision.Bottleneck;
import org.ventral.nn.vision.LeNet5;
import org.ventral.nn.vision.ResNet;
import org.ventral.nn.vision.ResidualBlock.Form;
import org.ventral.nn.vision.ResidualBlock.Shortcut;
import org.ventral.tensor.Rng;
import org.ventral.tensor.graph.Size;

/** Every layer that has no memory, and the models made of them. */
final class LayerCases {
    private LayerCases() {}

    static List<RoundTrip> all() {
        Rng rng = Rng.of(7);
        List<RoundTrip> all = new ArrayList<>();
        linear(all, rng);
        convolutions(all, rng);
        pooling(all);
        normalization(all);
        activations(all);
        models(all, rng);
        return all;
    }

    private static void linear(List<RoundTrip> all, Rng rng) {
        all.add(layer("linear", Linear.of(5, 3, rng), batchOf(5)));
        all.add(layer("linear without bias", Linear.builder(5, 3).bias(false).build(rng), batchOf(5)));
        all.add(layer("linear over a sequence", Linear.of(5, 3, rng), BATCH, TIME, Size.of(5)));
        all.add(layer("identity", new Identity(), BATCH, TIME));
        all.add(layer("flatten", new Flatten(), batchOf(3, 4, 5)));
        all.add(layer("dropout", Dropout.of(0.5, rng), batchOf(3, 5)));
        all.add(layer("sequential", Sequential.of(new Flatten(), Linear.of(15, 4, rng), Activation.tanh(), Dropout.of(0.5, rng)), batchOf(3, 5)));
        all.add(layer("residual", Residual.of(Linear.of(5, 5, rng)), batchOf(5)));
        all.add(layer("residual with a projection", Residual.of(Linear.of(5, 3, rng), Linear.builder(5, 3).bias(false).build(rng)), batchOf(5)));
    }

    private static void convolutions(List<RoundTrip> all, Rng rng) {
        all.add(layer("conv1d", Conv1d.builder(2, 4, 3).padding(1).build(rng), batchOf(2, 9)));
        all.add(layer("conv1d of any length", Conv1d.builder(2, 4, 3).dilation(2).bias(false).build(rng), BATCH, Size.of(2), TIME).traced(9, 12, 14));
        all.add(layer("conv2d", Conv2d.builder(2, 4, 3).stride(2).groups(2).build(rng), batchOf(2, 9, 8)));
        all.add(layer("conv2d of the same size", Conv2d.builder(2, 4, 3, 4).samePadding().build(rng), batchOf(2, 9, 8)));
        all.add(layer("conv2d of any height", Conv2d.of(2, 4, 3, rng), BATCH, Size.of(2), TIME, Size.of(8)).traced(7, 11, 13));
        all.add(layer("conv3d", Conv3d.of(1, 2, 2, rng), batchOf(1, 4, 4, 5)));
        all.add(layer("transposed conv1d", ConvTranspose1d.builder(2, 4, 3).stride(2).outputPadding(1).build(rng), batchOf(2, 9)));
        all.add(layer("transposed conv1d of any length", ConvTranspose1d.builder(2, 4, 3).stride(2).build(rng), BATCH, Size.of(2), TIME));
        all.add(layer("transposed conv2d", ConvTranspose2d.builder(4, 6, 3).stride(2).padding(1).groups(2).build(rng), batchOf(4, 5, 6)));
        all.add(layer("transposed conv2d, dilated", ConvTranspose2d.builder(2, 3, 3).dilation(2).bias(false).build(rng), batchOf(2, 5, 6)));
        all.add(layer("transposed conv3d", ConvTranspose3d.of(2, 3, 2, rng), batchOf(2, 3, 4, 3)));
    }

    private static void pooling(List<RoundTrip> all) {
        var overlapping = org.ventral.tensor.op.MaxPool.of(3, 3).stride(2).padding(1);
        all.add(layer("max pooling", MaxPool.of(2), batchOf(2, 9, 8)));
        all.add(layer("max pooling over 1 axis", MaxPool.of(2), batchOf(2, 9)));
        all.add(layer("max pooling over 3 axes", MaxPool.of(2), batchOf(2, 5, 4, 6)));
        all.add(layer("max pooling, overlapping", MaxPool.of(overlapping), batchOf(2, 9, 8)));
        all.add(layer("max pooling, dilated", MaxPool.of(org.ventral.tensor.op.MaxPool.of(3, 2).dilation(2)), batchOf(2, 9, 8)));
        all.add(layer("max pooling, rounded up", MaxPool.of(overlapping.ceil(true)), batchOf(2, 8, 7)));
        all.add(layer("min pooling", MinPool.of(2), batchOf(2, 9, 8)));
        all.add(layer("min pooling, overlapping", MinPool.of(overlapping), batchOf(2, 9, 8)));
        all.add(layer("average pooling", AveragePool.of(2), batchOf(2, 9, 8)));
        all.add(layer("average pooling over 1 axis", AveragePool.of(3), batchOf(2, 9)));
        var averaged = org.ventral.tensor.op.AveragePool.of(3, 3).stride(2).padding(1);
        all.add(layer("average pooling with padding", AveragePool.of(averaged.countIncludePad(true)), batchOf(2, 9, 8)));
        all.add(layer("average pooling without padding", AveragePool.of(averaged.countIncludePad(false)), batchOf(2, 9, 8)));
        all.add(layer("average pooling, rounded up", AveragePool.of(averaged.ceil(true)), batchOf(2, 8, 7)));
        all.add(layer("adaptive average pooling", AdaptiveAveragePool.of(2, 2), batchOf(3, 5, 6)));
        all.add(layer("global average pooling", AdaptiveAveragePool.of(1, 1), batchOf(3, 5, 6)));
        all.add(layer("adaptive max pooling", AdaptiveMaxPool.of(2, 3), batchOf(3, 5, 6)));
    }

    private static void normalization(List<RoundTrip> all) {
        all.add(layer("batch norm of vectors", BatchNorm1d.of(5), batchOf(5)));
        all.add(layer("batch norm 1d", BatchNorm1d.builder(5).affine(false).build(), batchOf(5, 4)));
        all.add(layer("batch norm 2d", BatchNorm2d.builder(3).epsilon(1e-3).build(), batchOf(3, 5, 4)));
        all.add(layer("batch norm 2d by the batch", BatchNorm2d.builder(3).trackRunningStatistics(false).build(), batchOf(3, 5, 4)));
        all.add(layer("batch norm 3d", BatchNorm3d.of(2), batchOf(2, 3, 4, 2)));
        all.add(layer("instance norm 1d", InstanceNorm1d.of(3), batchOf(3, 7)));
        all.add(layer("instance norm 2d", InstanceNorm2d.builder(3).affine(true).build(), batchOf(3, 5, 4)));
        all.add(layer("instance norm 2d by running averages", InstanceNorm2d.builder(3).trackRunningStatistics(true).build(), batchOf(3, 5, 4)));
        all.add(layer("instance norm 3d", InstanceNorm3d.builder(2).epsilon(1e-3).build(), batchOf(2, 3, 4, 2)));
        all.add(layer("group norm", GroupNorm.of(2, 6), batchOf(6, 5, 4)));
        all.add(layer("group norm of vectors", GroupNorm.of(3, 6, 1e-4, false), batchOf(6)));
        all.add(layer("layer norm", LayerNorm.of(6), BATCH, TIME, Size.of(6)));
        all.add(layer("layer norm over 2 axes", LayerNorm.builder(4, 5).bias(false).build(), batchOf(3, 4, 5)));
        all.add(layer("layer norm without parameters", LayerNorm.builder(6).affine(false).epsilon(1e-3).build(), batchOf(6)));
        all.add(layer("rms norm", RmsNorm.of(6), BATCH, TIME, Size.of(6)));
        all.add(layer("rms norm over 2 axes", RmsNorm.of(4, 5), batchOf(3, 4, 5)));
    }

    private static void activations(List<RoundTrip> all) {
        for (String name : List.of("relu", "tanh", "sigmoid", "gelu", "silu", "softplus", "leaky-relu", "elu")) all.add(layer(name, Activation.named(name), BATCH, TIME));
        all.add(layer("leaky relu of a slope", Activation.leakyRelu(0.1), BATCH, TIME));
        all.add(layer("elu of an alpha", Activation.elu(0.7), BATCH, TIME));
    }

    private static void models(List<RoundTrip> all, Rng rng) {
        all.add(layer("lenet5", LeNet5.builder().build(rng), batchOf(1, 32, 32)));
        all.add(layer("lenet5 with max pooling", LeNet5.builder().maxPooling().activation(Activation::relu).build(rng), batchOf(1, 32, 32)));
        all.add(layer("basic block", BasicBlock.of(new Form(4, 4, 1, Shortcut.PROJECTION, false), rng), batchOf(4, 8, 8)));
        all.add(layer("basic block with padding", BasicBlock.of(new Form(4, 8, 2, Shortcut.PADDING, false), rng), batchOf(4, 8, 8)));
        all.add(layer("basic block without shortcut", BasicBlock.of(new Form(4, 8, 2, Shortcut.NONE, false), rng), batchOf(4, 8, 8)));
        all.add(layer("bottleneck", Bottleneck.of(new Form(4, 2, 2, Shortcut.PROJECTION, false), rng), batchOf(4, 8, 8)));
        all.add(layer("resnet 8", ResNet.small(8).build(rng), batchOf(3, 32, 32)));
        all.add(layer("resnet 18", ResNet.large(18).classes(5).build(rng), batchOf(3, 64, 64)));
    }
}
