package org.ventral.optim;

/** Settings that {@link Adam} and {@link AdamW} share. */
abstract class AdamBuilder<B extends AdamBuilder<B, O>, O extends Optimizer> extends OptimizerBuilder<B, O> {
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;
    private boolean epsilonInsideRoot;

    AdamBuilder(double weightDecay) {
        super(0.001, weightDecay);
    }

    AdamRule rule(boolean decoupled) {
        return new AdamRule(beta1, beta2, epsilon, epsilonInsideRoot, decoupled);
    }

    /** γ₁ of eq. 7.66 in [0, 1): the decay of the mean of the gradients. */
    public B beta1(double decay) {
        this.beta1 = Settings.fraction("beta1", decay);
        return self();
    }

    /** γ₂ of eq. 7.67 in [0, 1): the decay of the mean of their squares. */
    public B beta2(double decay) {
        this.beta2 = Settings.fraction("beta2", decay);
        return self();
    }

    /** ε, which keeps the divisor from 0. */
    public B epsilon(double epsilon) {
        this.epsilon = Settings.atLeastZero("epsilon", epsilon);
        return self();
    }

    /** Whether ε is added under the root, as eq. 7.70 is printed, and not to the root, as published. */
    public B epsilonInsideRoot(boolean inside) {
        this.epsilonInsideRoot = inside;
        return self();
    }
}
