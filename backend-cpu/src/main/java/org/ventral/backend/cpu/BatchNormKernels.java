package org.ventral.backend.cpu;

import java.util.List;
import org.ventral.backend.cpu.kernel.BatchNorms;
import org.ventral.backend.cpu.kernel.Copy;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Batch normalization on float32 tensors {@code [N, C, …]} in any dense order of the axes; others are made contiguous first. */
final class BatchNormKernels {
    private static final int CHANNELS = 1;

    private BatchNormKernels() {}

    static List<Tensor> forward(Workers workers, double epsilon, List<Tensor> in, List<TensorType> types) {
        Tensor x = usable(in.get(0)), y = Operands.fresh(types.get(0), x);
        Tensor mean = Tensor.uninitialized(types.get(1), x.device()), variance = Tensor.uninitialized(types.get(2), x.device());
        BatchNorms norms = new BatchNorms(workers, Operands.sizes(x.shape()), CHANNELS);
        float[] means = mean.storage().floats(), variances = variance.storage().floats();
        norms.statistics(Operands.floats(x), means, variances);
        norms.normalize(Operands.floats(x), means, factors(Operands.vector(in.get(1)), variances, epsilon, channels(x)), Operands.vector(in.get(2)), Operands.floats(y));
        return List.of(y, mean, variance);
    }

    static List<Tensor> inference(Workers workers, double epsilon, List<Tensor> in, TensorType type) {
        Tensor x = usable(in.get(0)), y = Operands.fresh(type, x);
        float[] factors = factors(Operands.vector(in.get(1)), Operands.vector(in.get(4)), epsilon, channels(x));
        new BatchNorms(workers, Operands.sizes(x.shape()), CHANNELS)
            .normalize(Operands.floats(x), Operands.vector(in.get(3)), factors, Operands.vector(in.get(2)), Operands.floats(y));
        return List.of(y);
    }

    static List<Tensor> gradient(Workers workers, double epsilon, List<Tensor> in, List<TensorType> types) {
        Tensor x = usable(in.get(0)), g = like(workers, in.get(2), x), dx = Operands.fresh(types.get(0), x);
        int channels = channels(x);
        double count = (double) x.elements() / channels;
        BatchNorms norms = new BatchNorms(workers, Operands.sizes(x.shape()), CHANNELS);
        View<float[]> xs = Operands.floats(x), gs = Operands.floats(g);
        float[] mean = new float[channels], variance = new float[channels], offset = new float[channels], slope = new float[channels];
        norms.statistics(xs, mean, variance);
        double[] sums = norms.gradientSums(gs, xs, mean);
        Tensor dScale = Tensor.uninitialized(types.get(1), x.device()), dShift = Tensor.uninitialized(types.get(2), x.device());
        for (int c = 0; c < channels; c++) {
            dShift.storage().floats()[c] = (float) sums[c];
            dScale.storage().floats()[c] = (float) (sums[channels + c] / Math.sqrt(variance[c] + epsilon));
            offset[c] = (float) (sums[c] / count);
            slope[c] = (float) (sums[channels + c] / count / (variance[c] + epsilon));
        }
        norms.gradient(gs, xs, mean, factors(Operands.vector(in.get(1)), variance, epsilon, channels), offset, slope, Operands.floats(dx));
        return List.of(dx, dScale, dShift);
    }

    private static int channels(Tensor x) {
        return Math.toIntExact(x.size(CHANNELS));
    }

    private static float[] factors(float[] scale, float[] variance, double epsilon, int channels) {
        float[] factors = new float[channels];
        for (int c = 0; c < channels; c++) factors[c] = (float) (scale[c] / Math.sqrt(variance[c] + epsilon));
        return factors;
    }

    private static Tensor usable(Tensor x) {
        return x.layout().isDense() && BatchNorms.fits(Operands.sizes(x.shape()), CHANNELS, Operands.floats(x).strides()) ? x : x.contiguous();
    }

    /** The gradient in the memory order of x. */
    private static Tensor like(Workers workers, Tensor g, Tensor x) {
        if (g.layout().sameStrides(x.layout())) return g;
        Tensor copy = Operands.fresh(g.type(), x);
        Copy.copy(workers, Operands.sizes(g.shape()), Operands.view(g), Operands.view(copy));
        return copy;
    }
}
