package org.ventral.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.tensor.Parameter;

/**
 * What can be set of every optimizer.
 *
 * @param <B> the builder itself
 * @param <O> the optimizer
 */
abstract class OptimizerBuilder<B extends OptimizerBuilder<B, O>, O extends Optimizer> {
    double rate;
    double weightDecay;
    final List<ParameterGroup> groups = new ArrayList<>();

    OptimizerBuilder(double rate, double weightDecay) {
        this.rate = rate;
        this.weightDecay = weightDecay;
    }

    abstract B self();

    abstract O create(Map<String, Parameter> parameters);

    /** Learning rate η. */
    public B rate(double rate) {
        this.rate = Settings.atLeastZero("rate", rate);
        return self();
    }

    /** Weight decay λ, 0 for none. */
    public B weightDecay(double decay) {
        this.weightDecay = Settings.atLeastZero("weightDecay", decay);
        return self();
    }

    /** Other settings for some parameters. Of several groups that match a name, the first one added decides. */
    public B group(ParameterGroup group) {
        groups.add(group);
        return self();
    }

    /** Other settings for some parameters. */
    public B groups(List<ParameterGroup> groups) {
        groups.forEach(this::group);
        return self();
    }

    /**
     * The optimizer of these parameters, by name.
     *
     * @throws IllegalArgumentException if there are none, or a group matches none
     */
    public O build(Map<String, Parameter> parameters) {
        if (parameters.isEmpty()) throw new IllegalArgumentException("there are no parameters to optimize");
        return create(new LinkedHashMap<>(parameters));
    }
}
