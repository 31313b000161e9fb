package org.example.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ventral.optim.Optimizer;
import org.ventral.optim.ParameterGroup;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;

/** Lion: every element moves by the same length, in the direction that momentum and gradient agree on; see {@link LionUpdate}. */
final class Lion implements Optimizer {
    private static final String ROLE = ".momentum";

    private final Map<String, Parameter> parameters;
    private final List<ParameterGroup> groups;
    private final LionUpdate settings;
    private Map<String, Tensor> momenta;
    private double rate;
    private long steps;

    /** The rate of the settings is the first one. */
    Lion(Map<String, Parameter> parameters, List<ParameterGroup> groups, LionUpdate settings) {
        this.parameters = new LinkedHashMap<>(parameters);
        this.groups = groups;
        this.settings = settings;
        this.rate = settings.rate();
        // What lasts from step to step must not belong to the memory scope in which it is made.
        this.momenta = MemoryScope.outside(() -> {
            Map<String, Tensor> zeros = new LinkedHashMap<>();
            this.parameters.forEach((name, parameter) -> zeros.put(name + ROLE, Tensor.zerosLike(parameter.value())));
            return zeros;
        });
    }

    @Override public String name() {
        return "lion";
    }

    @Override public void step(Gradients gradients) {
        parameters.forEach((name, parameter) -> {
            if (!parameter.isTrainable()) return;
            gradients.find(parameter).ifPresent(g -> Ops.applyAll(update(name), parameter.value(), momenta.get(name + ROLE), g));
        });
        steps++;
    }

    private LionUpdate update(String parameter) {
        ParameterGroup group = groups.stream().filter(g -> g.matches(parameter)).findFirst().orElse(ParameterGroup.matching("*"));
        return new LionUpdate(rate * group.rateFactor(), settings.beta1(), settings.beta2(), group.weightDecay().orElse(settings.weightDecay()));
    }

    @Override public double rate() {
        return rate;
    }

    @Override public void rate(double rate) {
        if (!(rate >= 0 && Double.isFinite(rate))) throw new IllegalArgumentException("lion: rate must be finite and at least 0, got " + rate);
        this.rate = rate;
    }

    @Override public long steps() {
        return steps;
    }

    @Override public Map<String, Tensor> state() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        momenta.forEach((name, momentum) -> copies.put(name, momentum.copy()));
        return Collections.unmodifiableMap(copies);
    }

    @Override public void load(Map<String, Tensor> state, long steps) {
        if (steps < 0) throw new IllegalArgumentException("lion: the number of steps must not be negative, got " + steps);
        List<String> faults = new ArrayList<>();
        momenta.forEach((name, momentum) -> {
            Tensor found = state.get(name);
            if (found == null) faults.add(name + " is missing");
            else if (!found.type().equals(momentum.type())) faults.add("%s is %s, expected %s".formatted(name, found.type(), momentum.type()));
        });
        Set<String> unexpected = new TreeSet<>(state.keySet());
        unexpected.removeAll(momenta.keySet());
        for (String name : unexpected) faults.add(name + " is unexpected");
        if (!faults.isEmpty()) throw new IllegalArgumentException("lion: the state does not fit: " + String.join("; ", faults));

        momenta = MemoryScope.outside(() -> {
            Map<String, Tensor> loaded = new LinkedHashMap<>();
            momenta.forEach((name, old) -> loaded.put(name, state.get(name).to(old.device()).detach().copy()));
            return loaded;
        });
        this.steps = steps;
    }
}
