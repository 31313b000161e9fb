package org.ventral.backend.cpu.compile;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ventral.backend.cpu.kernel.ConvFilter;
import org.ventral.backend.cpu.kernel.ConvShape;
import org.ventral.backend.cpu.kernel.Convolution;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Tensor;

/**
 * The constant weights of a convolution, rearranged once, and again after one of them has changed. Batch normalization that follows, a factor and a summand for each
 * channel, is multiplied into them: {@code f (w ⋆ x + b) + s = (f w) ⋆ x + (f b + s)}.
 */
final class ConvWeights {
    private final Workers workers;
    private final ConvShape shape;
    private final boolean folding;
    private final Tensor weight, bias, shift;
    private final Norm norm;
    private final List<Tensor> all;
    private volatile Packed packed;

    /** The constants of a batch normalization. */
    record Norm(Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {}

    /**
     * Weights made ready.
     *
     * @param bias a number for each output channel, or null
     */
    record Packed(List<Integer> versions, ConvFilter filter, float[] bias) {}

    /** Weights {@code [OC, C, KH, KW]}, and what is added; all but the weight may be null. */
    ConvWeights(Workers workers, ConvShape shape, boolean folding, Tensor weight, Tensor bias, Norm norm, Tensor shift) {
        this.workers = workers;
        this.shape = shape;
        this.folding = folding;
        this.weight = weight;
        this.bias = bias;
        this.norm = norm;
        this.shift = shift;
        Stream<Tensor> statistics = norm == null ? Stream.of() : Stream.of(norm.scale, norm.shift, norm.mean, norm.variance);
        this.all = Stream.concat(Stream.of(weight, bias, shift), statistics).filter(Objects::nonNull).toList();
    }

    Packed packed() {
        Packed now = packed;
        if (now == null || !isCurrent(now)) packed = now = pack();
        return now;
    }

    private boolean isCurrent(Packed now) {
        for (int i = 0; i < all.size(); i++) if (all.get(i).storage().version() != now.versions.get(i)) return false;
        return true;
    }

    private Packed pack() {
        List<Integer> versions = all.stream().map(tensor -> tensor.storage().version()).toList();
        float[] w = weight.toFloats(), b = bias == null ? null : bias.toFloats();
        if (norm != null || shift != null) {
            if (b == null) b = new float[shape.oc()];
            if (norm != null) fold(w, b);
            if (shift != null) {
                float[] more = shift.toFloats();
                for (int i = 0; i < b.length; i++) b[i] += more[i];
            }
        }
        return new Packed(versions, Convolution.pack(workers, shape, w, 0, folding), b);
    }

    private void fold(float[] w, float[] b) {
        float[] scale = norm.scale.toFloats(), shifts = norm.shift.toFloats(), mean = norm.mean.toFloats(), variance = norm.variance.toFloats();
        int taps = shape.taps();
        for (int oc = 0; oc < b.length; oc++) {
            double factor = scale[oc] / Math.sqrt(variance[oc] + norm.epsilon);
            for (int k = oc * taps; k < (oc + 1) * taps; k++) w[k] = (float) (w[k] * factor);
            b[oc] = (float) ((b[oc] - mean[oc]) * factor + shifts[oc]);
        }
    }
}
