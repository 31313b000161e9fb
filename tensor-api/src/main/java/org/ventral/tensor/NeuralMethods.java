package org.ventral.tensor;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.ActivationKind;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.BatchNorm;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.op.LogSoftmax;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.RmsNorm;
import org.ventral.tensor.op.Softmax;

/**
 * The functions that neural networks are built from. Tensors are floating; images and the like are {@code [N, C, spatial…]}: batch, channels, then 1 to
 * 3 spatial axes.
 */
public sealed interface NeuralMethods permits Tensor {
    /** This tensor. */
    Tensor self();

    /** Largest elements and their places in the flat spatial plane of the input. */
    record Pooled(Tensor values, Tensor places) {}

    /** A normalized batch, and the mean and the population variance of each of its channels. */
    record NormalizedBatch(Tensor values, Tensor mean, Tensor variance) {}

    // ------------------------------------------------------------------------------------------------ activations

    private Tensor activation(ActivationKind kind, double alpha) {
        return Ops.apply(new Activation(kind, alpha), self());
    }

    /** {@code max(x, 0)} (figure 7.8c); its derivative at 0 is taken as 0. */
    default Tensor relu() {
        return activation(ActivationKind.RELU, 0);
    }

    /** {@code x} where positive, else {@code slope · x}. */
    default Tensor leakyRelu(double slope) {
        return activation(ActivationKind.LEAKY_RELU, slope);
    }

    /** {@code x} where positive, else {@code alpha · (eˣ − 1)} (Clevert et al., 2016). */
    default Tensor elu(double alpha) {
        return activation(ActivationKind.ELU, alpha);
    }

    /** {@code x · Φ(x)}, with the normal distribution function Φ (Hendrycks and Gimpel, 2016). */
    default Tensor gelu() {
        return activation(ActivationKind.GELU, 0);
    }

    /** {@link #gelu} approximated: {@code ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))}. */
    default Tensor geluTanh() {
        return activation(ActivationKind.GELU_TANH, 0);
    }

    /** {@code x · σ(x)}, also known as swish. */
    default Tensor silu() {
        return activation(ActivationKind.SILU, 0);
    }

    /** {@code ln(1 + eˣ)}, without overflow. */
    default Tensor softplus() {
        return activation(ActivationKind.SOFTPLUS, 0);
    }

    /** Scores made probabilities: {@code exp xᵢ / Σⱼ exp xⱼ} along an axis. */
    default Tensor softmax(int axis) {
        return Ops.apply(new Softmax(self().shape().axis(axis)), self());
    }

    /** The logarithm of {@link #softmax}, exact where that would round to 0. */
    default Tensor logSoftmax(int axis) {
        return Ops.apply(new LogSoftmax(self().shape().axis(axis)), self());
    }

    // ------------------------------------------------------------------------------------------------ losses

    /**
     * The mean cross-entropy between these scores {@code [N, K, d…]} and the true classes {@code [N, d…]}.
     *
     * @throws ShapeException if a class is not one of K; the message names it
     */
    default Tensor crossEntropy(Tensor classes) {
        return crossEntropy(classes, CrossEntropy.plain(), Reduction.MEAN);
    }

    /**
     * The cross-entropy between these scores {@code [N, K, d…]} and the true classes {@code [N, d…]}, with labels smoothed (eq. 7.129) or a
     * class ignored as the form says. The mean is over the elements that are not ignored.
     */
    default Tensor crossEntropy(Tensor classes, CrossEntropy form, Reduction reduction) {
        return Losses.crossEntropy(self(), classes, form, reduction);
    }

    /** The cross-entropy between these scores {@code [N, K, d…]} and target probabilities of the same shape: {@code −Σₖ tₖ ln softmax(x)ₖ}, {@code [N, d…]}. */
    default Tensor softCrossEntropy(Tensor targets, Reduction reduction) {
        return Losses.softCrossEntropy(self(), targets, reduction);
    }

    /** The cross-entropy of two classes, {@code −t ln σ(x) − (1 − t) ln(1 − σ(x))}, for scores x and targets t from 0 to 1. */
    default Tensor binaryCrossEntropyWithLogits(Tensor targets, Reduction reduction) {
        return Losses.binaryCrossEntropy(self(), targets, reduction);
    }

    /** The mean squared error. */
    default Tensor mse(Tensor target) {
        return mse(target, Reduction.MEAN);
    }

    /** The squared error {@code (x − t)²}. */
    default Tensor mse(Tensor target, Reduction reduction) {
        return Losses.squaredError(self(), target, reduction);
    }

    /** Huber's loss of the error d: {@code ½ d²} up to {@code |d| = delta}, and the tangent {@code delta (|d| − ½ delta)} beyond. */
    default Tensor huber(Tensor target, double delta, Reduction reduction) {
        return Losses.huber(self(), target, delta, reduction);
    }

    /** {@link #huber} over {@code beta}: the slope beyond {@code beta} is 1. */
    default Tensor smoothL1(Tensor target, double beta, Reduction reduction) {
        return Losses.smoothL1(self(), target, beta, reduction);
    }

    /**
     * The Kullback–Leibler divergence {@code t (ln t − x)} of target probabilities t from these log-probabilities x, element by element; its
     * sum over the classes is the divergence of one distribution, so the mean over a batch is the sum over the batch size.
     */
    default Tensor klDivergence(Tensor target, Reduction reduction) {
        return Losses.klDivergence(self(), target, reduction);
    }

    // ------------------------------------------------------------------------------------------------ linear maps

    /** {@code x Wᵀ} for weights {@code [out, in]}: {@code [..., in] → [..., out]}. */
    default Tensor linear(Tensor weight) {
        return Ops.apply(new Linear(), self(), weight);
    }

    /** {@code x Wᵀ + b} for weights {@code [out, in]} and a bias {@code [out]} (eq. 7.105): {@code [..., in] → [..., out]}. */
    default Tensor linear(Tensor weight, Tensor bias) {
        return Ops.apply(new Linear(), self(), weight, bias);
    }

    /** Convolution with weights {@code [O, C/groups, kernel…]}, as in {@code x.conv(w, Conv.of(2).padding(1))}. */
    default Tensor conv(Tensor weight, Conv form) {
        return Ops.apply(form, self(), weight);
    }

    /** Convolution with weights {@code [O, C/groups, kernel…]} and a bias {@code [O]}, as in {@code x.conv(w, b, Conv.of(2).padding(1).stride(2))}. */
    default Tensor conv(Tensor weight, Tensor bias, Conv form) {
        return Ops.apply(form, self(), weight, bias);
    }

    /** Transposed convolution with weights {@code [C, O/groups, kernel…]} (figure 7.29). */
    default Tensor convTranspose(Tensor weight, ConvTranspose form) {
        return Ops.apply(form, self(), weight);
    }

    /** Transposed convolution with weights {@code [C, O/groups, kernel…]} and a bias {@code [O]}. */
    default Tensor convTranspose(Tensor weight, Tensor bias, ConvTranspose form) {
        return Ops.apply(form, self(), weight, bias);
    }

    // ------------------------------------------------------------------------------------------------ pooling

    /** One size for every spatial axis. */
    private long[] everywhere(String op, long size) {
        int spatial = self().rank() - 2;
        if (spatial < 1 || spatial > 3) throw new ShapeException("%s: input must be [N, C, spatial…] with 1 to 3 spatial axes, got %s", op, self().shape());
        long[] kernel = new long[spatial];
        Arrays.fill(kernel, size);
        return kernel;
    }

    /** The largest element of each window of {@code size} along every spatial axis, side by side (figure 7.9). */
    default Tensor maxPool(long size) {
        return maxPool(MaxPool.of(everywhere("MaxPool", size)));
    }

    /** The largest element of each window, as in {@code x.maxPool(MaxPool.of(3, 3).stride(2).padding(1))}. */
    default Tensor maxPool(MaxPool form) {
        return Ops.applyAll(form, self()).getFirst();
    }

    /** The largest element of each window, and where it was. */
    default Pooled maxPoolWithPlaces(MaxPool form) {
        List<Tensor> results = Ops.applyAll(form, self());
        return new Pooled(results.get(0), results.get(1));
    }

    /** The smallest element of each window; the form is that of max pooling. */
    default Tensor minPool(MaxPool form) {
        return self().neg().maxPool(form).neg();
    }

    /** The mean of each window of {@code size} along every spatial axis, side by side. */
    default Tensor averagePool(long size) {
        return averagePool(AveragePool.of(everywhere("AveragePool", size)));
    }

    /** The mean of each window, as in {@code x.averagePool(AveragePool.of(3, 3).stride(2))}. */
    default Tensor averagePool(AveragePool form) {
        return Ops.apply(form, self());
    }

    /**
     * The means of a given number of windows along each spatial axis, which cover it as evenly as they can: window i of n reaches from
     * {@code ⌊i · size / n⌋} to {@code ⌈(i + 1) · size / n⌉}. {@code adaptiveAveragePool(1, 1)} is the mean of each image.
     */
    default Tensor adaptiveAveragePool(long... sizes) {
        return AdaptivePooling.average(self(), sizes);
    }

    /** The largest elements of a given number of windows along each spatial axis; see {@link #adaptiveAveragePool}. */
    default Tensor adaptiveMaxPool(long... sizes) {
        return AdaptivePooling.max(self(), sizes);
    }

    // ------------------------------------------------------------------------------------------------ normalization

    /** Each sample standardized over its last axes, those of scale and shift, then scaled and shifted (eqs. 7.108–7.111). */
    default Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
        return Ops.apply(new LayerNorm(scale.rank(), epsilon), self(), scale, shift);
    }

    /** Each sample over the root of its mean square along its last axes, those of scale, then scaled. */
    default Tensor rmsNorm(Tensor scale, double epsilon) {
        return Ops.apply(new RmsNorm(scale.rank(), epsilon), self(), scale);
    }

    /** Each channel standardized over the batch and the spatial axes, then scaled and shifted: the form for training (eqs. 7.102–7.107). */
    default NormalizedBatch batchNorm(Tensor scale, Tensor shift, double epsilon) {
        List<Tensor> results = Ops.applyAll(new BatchNorm(epsilon), self(), scale, shift);
        return new NormalizedBatch(results.get(0), results.get(1), results.get(2));
    }

    /** Each channel standardized by a given mean and variance, then scaled and shifted: the form for a trained model. */
    default Tensor batchNorm(Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
        return Ops.apply(new BatchNormInference(epsilon), self(), scale, shift, mean, variance);
    }

    /**
     * Each element set to 0 with probability p, and the others divided by {@code 1 − p}, so that the expectation stays (eq. 7.127,
     * inverted dropout).
     *
     * @param rng where the choice comes from; it moves on
     * @param p from 0 to 1
     */
    default Tensor dropout(Rng rng, double p) {
        if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("dropout: the probability must be from 0 to 1, got " + p);
        Tensor x = self();
        if (!x.dtype().isFloating()) throw new ShapeException("dropout: %s is not floating; cast it first, as in x.cast(DType.FLOAT32)", x.type());
        if (p == 0) return x;
        Tensor kept = Tensor.bernoulli(rng, 1 - p, x.shape().toArray()).to(x.device()).cast(x.dtype());
        return x.mul(p == 1 ? kept : kept.div(1 - p));
    }
}
