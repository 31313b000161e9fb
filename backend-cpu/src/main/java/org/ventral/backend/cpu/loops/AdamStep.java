package org.ventral.backend.cpu.loops;

/**
 * The numbers of one step of Adam (Kingma and Ba, 2015) or AdamW (Loshchilov and Hutter, 2019), made once per step from the hyper-parameters.
 *
 * <p>With g′ = g + {@code l2} θ and θ′ = {@code keep} θ: m ← β₁ m + (1 - β₁) g′, v ← β₂ v + (1 - β₂) g′², and
 * θ ← θ′ - {@code rate} · m / (√(v · {@code unbias}) + {@code epsilon}), or with {@code epsilonInside}
 * θ ← θ′ - {@code rate} · m / √(v · {@code unbias} + {@code epsilon}).
 *
 * @param rate the learning rate over 1 - β₁ᵗ
 * @param beta1 decay of the mean
 * @param beta2 decay of the squares' mean
 * @param unbias 1 / (1 - β₂ᵗ)
 * @param l2 weight decay that joins the gradient, or 0
 * @param keep 1 - learning rate · decoupled weight decay, or 1
 * @param epsilon keeps the divisor from zero
 * @param epsilonInside whether epsilon stands inside the root
 */
public record AdamStep(float rate, float beta1, float beta2, float unbias, float l2, float keep, float epsilon, boolean epsilonInside) {
    /**
     * Makes the numbers of step {@code t}, counted from 1, in double before they are rounded.
     *
     * @param decoupled whether the weight decay acts on the parameter itself (AdamW) rather than through the gradient (Adam with L2)
     * @throws IllegalArgumentException if t is less than 1
     */
    public static AdamStep of(double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled, boolean epsilonInside, long t) {
        if (t < 1) throw new IllegalArgumentException("Adam: steps count from 1, got " + t);
        return new AdamStep((float) (rate / (1 - Math.pow(beta1, t))), (float) beta1, (float) beta2, (float) (1 / (1 - Math.pow(beta2, t))),
            decoupled ? 0f : (float) decay, decoupled ? (float) (1 - rate * decay) : 1f, (float) epsilon, epsilonInside);
    }
}
