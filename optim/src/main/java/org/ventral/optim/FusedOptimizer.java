package org.ventral.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * An optimizer that updates all parameters of like settings in one op.
 *
 * <p>Steps are counted for each parameter. Usually all counts are equal; where a parameter was frozen for a while, it is behind, and Adam's
 * corrections (7.68, 7.69) must know: with the count of the others its first steps would be some three times too long.
 */
class FusedOptimizer implements Optimizer {
    /** The role under which the count of steps is saved, a scalar int64; it is there for optimizers that remember anything. */
    private static final String STEP = "step";

    private final String name;
    private final UpdateRule rule;
    private final List<Slot> slots = new ArrayList<>();
    private double rate;
    private long steps;

    /** A parameter and what is remembered of it. */
    private static final class Slot {
        final String name;
        final Parameter parameter;
        final double rateFactor;
        final double weightDecay;
        List<Tensor> states = List.of();                       // made on the first step
        long steps;

        Slot(String name, Parameter parameter, double rateFactor, double weightDecay) {
            this.name = name;
            this.parameter = parameter;
            this.rateFactor = rateFactor;
            this.weightDecay = weightDecay;
        }

        TensorType type() {
            return parameter.type();
        }
    }

    /** Parameters with equal keys fit one op. */
    private record Key(double rateFactor, double weightDecay, long steps, DType dtype, Device device) {}

    FusedOptimizer(String name, UpdateRule rule, OptimizerBuilder<?, ?> settings, Map<String, Parameter> parameters) {
        this(name, rule, settings.rate, settings.weightDecay, settings.groups, parameters);
    }

    FusedOptimizer(String name, UpdateRule rule, double rate, double weightDecay, List<ParameterGroup> groups, Map<String, Parameter> parameters) {
        this.name = name;
        this.rule = rule;
        this.rate = rate;
        for (ParameterGroup group : groups)
            if (parameters.keySet().stream().noneMatch(group::matches))
                throw new IllegalArgumentException("%s: group \"%s\" matches none of the parameters %s".formatted(name, group.pattern(), parameters.keySet()));
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        parameters.forEach((parameterName, parameter) -> {
            if (!seen.add(parameter)) return;                  // tied weights have several names and are one parameter
            ParameterGroup group = groups.stream().filter(g -> g.matches(parameterName)).findFirst().orElse(ParameterGroup.matching("*"));
            slots.add(new Slot(parameterName, parameter, group.rateFactor(), group.weightDecay().orElse(weightDecay)));
        });
    }

    @Override public String name() {
        return name;
    }

    @Override public double rate() {
        return rate;
    }

    @Override public void rate(double rate) {
        this.rate = Settings.atLeastZero("rate", rate);
    }

    @Override public long steps() {
        return steps;
    }

    @Override public void step(Gradients gradients) {
        Map<Key, List<Slot>> batches = new LinkedHashMap<>();
        Map<Slot, Tensor> found = new IdentityHashMap<>();
        for (Slot slot : slots) {
            Tensor gradient = slot.parameter.isTrainable() ? gradients.find(slot.parameter).orElse(null) : null;
            if (gradient == null) continue;
            found.put(slot, gradient);
            Key key = new Key(slot.rateFactor, slot.weightDecay, slot.steps, gradient.dtype(), gradient.device());
            batches.computeIfAbsent(key, _ -> new ArrayList<>()).add(slot);
        }
        batches.forEach((key, batch) -> update(key, batch, found));
        steps++;
    }

    private void update(Key key, List<Slot> batch, Map<Slot, Tensor> gradients) {
        List<Tensor> inputs = new ArrayList<>(batch.size() * (2 + rule.states().size()));
        for (Slot slot : batch) inputs.add(slot.parameter.value());
        for (Slot slot : batch) if (slot.states.isEmpty()) slot.states = fresh(slot);
        for (int role = 0; role < rule.states().size(); role++) for (Slot slot : batch) inputs.add(slot.states.get(role).to(slot.parameter.value().device()));
        for (Slot slot : batch) inputs.add(gradients.get(slot));
        Ops.applyAll(rule.update(batch.size(), rate * key.rateFactor(), key.weightDecay(), key.steps() + 1), inputs);
        for (Slot slot : batch) slot.steps++;
    }

    private List<Tensor> fresh(Slot slot) {
        return MemoryScope.outside(() -> rule.states().stream().map(_ -> Tensor.zerosLike(slot.parameter.value())).toList());
    }

    // ------------------------------------------------------------------------------------------------ saving

    @Override public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        if (rule.states().isEmpty()) return state;
        for (Slot slot : slots) {
            state.put(slot.name + "." + STEP, Tensor.of(new long[] {slot.steps}));
            for (int role = 0; role < slot.states.size(); role++) state.put(slot.name + "." + rule.states().get(role), slot.states.get(role).copy());
        }
        return Collections.unmodifiableMap(state);
    }

    @Override public void load(Map<String, Tensor> state, long steps) {
        if (steps < 0) throw new IllegalArgumentException(name + ": the number of steps must not be negative, got " + steps);
        var report = new StateReport(name, state);
        List<Long> counts = new ArrayList<>();
        for (Slot slot : slots) {
            long count = rule.states().isEmpty() ? 0 : report.count(slot.name + "." + STEP, steps);
            counts.add(count);
            if (count > 0) for (String role : rule.states()) report.require(slot.name + "." + role, slot.type());
        }
        report.finish();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            slot.steps = counts.get(i);
            slot.states = slot.steps == 0 ? List.of() : MemoryScope.outside(
                    () -> rule.states().stream().map(role -> state.get(slot.name + "." + role).to(slot.parameter.value().device()).detach().copy()).toList());
        }
        this.steps = steps;
    }

    @Override public String toString() {
        return "%s of %d parameters, rate %s, after %d steps".formatted(name, slots.size(), rate, steps);
    }
}
