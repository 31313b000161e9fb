package org.ventral.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.tensor.DType;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Safetensors;
import org.ventral.tensor.Tensor;

/** What holds for every optimizer. */
class OptimizerTest {
    static List<String> names() {
        return List.of("sgd", "momentum", "nesterov", "adam", "adamw");
    }

    private static Map<String, Parameter> parameters() {
        var random = new SplittableRandom(3);
        float[] weight = new float[6], bias = new float[3];
        for (int i = 0; i < weight.length; i++) weight[i] = (float) random.nextDouble(-1, 1);
        for (int i = 0; i < bias.length; i++) bias[i] = (float) random.nextDouble(-1, 1);
        return Slopes.named("fc.weight", Parameter.of(Tensor.of(weight, 2, 3)), "fc.bias", Parameter.of(Tensor.of(bias)));
    }

    private static Gradients gradients(Map<String, Parameter> parameters, long seed) {
        var random = new SplittableRandom(seed);
        Map<String, Tensor> slopes = new HashMap<>();
        parameters.forEach((name, parameter) -> {
            float[] slope = new float[(int) parameter.type().shape().elements()];
            for (int i = 0; i < slope.length; i++) slope[i] = (float) random.nextDouble(-1, 1);
            slopes.put(name, Tensor.of(slope, parameter.type().shape().toArray()));
        });
        return Slopes.gradients(parameters, slopes);
    }

    private static Optimizer create(String name, Map<String, Parameter> parameters) {
        return Optimizers.create(name, parameters, OptimizerOptions.defaults().with("rate", 0.05));
    }

    private static void assertSameBits(Map<String, Parameter> a, Map<String, Parameter> b) {
        a.forEach((name, parameter) -> assertThat(b.get(name).value().toFloats()).as(name).containsExactly(parameter.value().toFloats()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void findsTheBottomOfABowl(String name) {
        Map<String, Parameter> x = Map.of("x", Slopes.parameter(3, -2, 0.5));
        Optimizer optimizer = Optimizers.create(name, x, OptimizerOptions.defaults().with("rate", name.startsWith("adam") ? 0.1 : 0.05).with("weight-decay", 0));
        Tensor bottom = Tensor.of(new double[] {1, 2, -4}, 3), curvature = Tensor.of(new double[] {1, 3, 6}, 3);
        for (int step = 0; step < 1_000; step++) {
            if (step == 500) optimizer.rate(optimizer.rate() / 10);
            optimizer.step(x.get("x").value().sub(bottom).square().mul(curvature).sum().backward());
        }
        for (int i = 0; i < 3; i++) assertThat(Slopes.values(x.get("x"))[i]).isCloseTo(new double[] {1, 2, -4}[i], within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("names")
    void goesOnFromASavedStateAsIfNothingHadHappened(String name, @TempDir Path folder) throws IOException {
        Map<String, Parameter> whole = parameters(), resumed = parameters();
        Optimizer uninterrupted = create(name, whole), first = create(name, resumed);
        for (int step = 0; step < 9; step++) uninterrupted.step(gradients(whole, step));
        for (int step = 0; step < 4; step++) first.step(gradients(resumed, step));
        Safetensors.write(folder.resolve("optimizer.safetensors"), first.state(), Map.of());

        Optimizer second = create(name, resumed);
        second.load(Safetensors.read(folder.resolve("optimizer.safetensors")), first.steps());
        assertThat(second.steps()).isEqualTo(4);
        for (int step = 4; step < 9; step++) second.step(gradients(resumed, step));
        assertSameBits(whole, resumed);
        second.state().forEach((role, tensor) -> assertThat(tensor.toDoubles()).as(role).containsExactly(uninterrupted.state().get(role).toDoubles()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aStateIsASnapshot(String name) {
        Map<String, Parameter> parameters = parameters();
        Optimizer optimizer = create(name, parameters);
        assertThat(optimizer.steps()).isZero();
        optimizer.load(optimizer.state(), 0);
        optimizer.step(gradients(parameters, 1));
        Map<String, Tensor> state = optimizer.state();
        Map<String, double[]> before = new HashMap<>();
        state.forEach((role, tensor) -> before.put(role, tensor.toDoubles()));
        optimizer.step(gradients(parameters, 2));
        state.forEach((role, tensor) -> assertThat(tensor.toDoubles()).as(role).containsExactly(before.get(role)));
        optimizer.load(state, 1);
        optimizer.step(gradients(parameters, 3));
        state.forEach((role, tensor) -> assertThat(tensor.toDoubles()).as(role).containsExactly(before.get(role)));
    }

    @Test void namesTheRolesOfItsState() {
        Map<String, Parameter> parameters = Slopes.named("conv1.weight", Slopes.parameter(1));
        Optimizer adam = create("adam", parameters), momentum = create("momentum", parameters);
        for (Optimizer optimizer : List.of(adam, momentum)) optimizer.step(Slopes.gradients(parameters, "conv1.weight", 1));
        assertThat(adam.state()).containsOnlyKeys("conv1.weight.step", "conv1.weight.m", "conv1.weight.v");
        assertThat(momentum.state()).containsOnlyKeys("conv1.weight.step", "conv1.weight.delta");
        assertThat(create("sgd", parameters).state()).isEmpty();
    }

    @Test void loadingIsStrictAndTellsEverythingAtOnce() {
        Map<String, Parameter> parameters = parameters();
        Optimizer adam = create("adam", parameters);
        adam.step(gradients(parameters, 1));
        Map<String, Tensor> state = new HashMap<>(adam.state());
        state.remove("fc.bias.v");
        state.put("fc.weight.m", Tensor.zeros(3, 2));
        state.put("fc.gain.m", Tensor.zeros(3));
        assertThatThrownBy(() -> adam.load(state, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("adam: the state does not fit; missing: fc.bias.v; unexpected: fc.gain.m; different: fc.weight.m is float32[3, 2], expected float32[2, 3]");
        assertThatThrownBy(() -> adam.load(Map.of(), 1)).hasMessage(
                "adam: the state does not fit; missing: fc.weight.step, fc.weight.m, fc.weight.v, fc.bias.step, fc.bias.m, fc.bias.v");
        assertThatThrownBy(() -> adam.load(adam.state(), 0)).hasMessageContaining("fc.weight.step is 1, expected 0 to 0");
        assertThatThrownBy(() -> create("sgd", parameters).load(adam.state(), 1)).hasMessageContaining("unexpected: fc.weight.step");
        assertThatThrownBy(() -> create("sgd", parameters).load(Map.of(), -1)).hasMessageContaining("-1");
        assertThat(adam.steps()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void leavesFrozenAndUnusedParametersAlone(String name) {
        Map<String, Parameter> parameters = Slopes.named("used", Slopes.parameter(1), "frozen", Slopes.parameter(2), "unused", Slopes.parameter(3));
        Optimizer optimizer = Optimizers.create(name, parameters, OptimizerOptions.defaults().with("weight-decay", 0.5));
        parameters.get("frozen").trainable(false);
        optimizer.step(Slopes.gradients(parameters, "used", 1));
        assertThat(Slopes.values(parameters.get("used"))[0]).isLessThan(1);
        assertThat(Slopes.values(parameters.get("frozen"))).containsExactly(2);
        assertThat(Slopes.values(parameters.get("unused"))).containsExactly(3);
        assertThat(optimizer.state().keySet()).noneMatch(role -> role.startsWith("frozen.") && !role.equals("frozen.step"));
        optimizer.load(optimizer.state(), 1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aParameterThatThawsLateBeginsLikeANewOne(String name) {
        Map<String, Parameter> parameters = Slopes.named("early", Slopes.parameter(1), "late", Slopes.parameter(2));
        Optimizer optimizer = create(name, parameters);
        for (int step = 0; step < 10; step++) optimizer.step(Slopes.gradients(parameters, "early", 0.5));
        Map<String, Parameter> fresh = Slopes.named("late", Slopes.parameter(2));
        Optimizer other = create(name, fresh);
        for (int step = 0; step < 3; step++) {
            optimizer.step(Slopes.gradients(parameters, Map.of("early", Tensor.of(new double[] {1}, 1), "late", Tensor.of(new double[] {-3}, 1))));
            other.step(Slopes.gradients(fresh, "late", -3));
        }
        assertThat(Slopes.values(parameters.get("late"))).containsExactly(Slopes.values(fresh.get("late")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void updatesTiedWeightsOnceAndMixedTypesTogether(String name) {
        Parameter shared = Slopes.parameter(1, 2);
        Parameter single = Parameter.of(Tensor.of(1, 2));
        Map<String, Parameter> tied = Slopes.named("embedding", shared, "head", shared, "single", single), alone = Slopes.named("embedding", Slopes.parameter(1, 2));
        Optimizer a = create(name, tied), b = create(name, alone);
        for (int step = 0; step < 2; step++) {
            Tensor loss = shared.value().mul(0.5).sum().add(single.value().mul(0.5f).sum().cast(DType.FLOAT64));
            a.step(loss.backward());
            b.step(Slopes.gradients(alone, "embedding", 0.5, 0.5));
        }
        assertThat(Slopes.values(shared)).containsExactly(Slopes.values(alone.get("embedding")));
        assertThat(Slopes.values(single)[1]).isCloseTo(Slopes.values(shared)[1], within(1e-6));
    }

    @Test void groupsHaveRatesAndDecaysOfTheirOwn() {
        Map<String, Parameter> parameters = Slopes.named("a.weight", Slopes.parameter(1), "a.bias", Slopes.parameter(1), "b.weight", Slopes.parameter(1));
        Optimizer sgd = Sgd.builder().rate(0.1).weightDecay(0.5).group(ParameterGroup.matching("*.bias").weightDecay(0))
                .group(ParameterGroup.matching("a.*").rateFactor(2).weightDecay(1)).build(parameters);
        Tensor one = Tensor.of(new double[] {1}, 1);
        sgd.step(Slopes.gradients(parameters, Map.of("a.weight", one, "a.bias", one, "b.weight", one)));
        assertThat(Slopes.values(parameters.get("a.weight"))[0]).isCloseTo(1 - 0.2 * (1 + 1), within(1e-15));
        assertThat(Slopes.values(parameters.get("a.bias"))[0]).isCloseTo(1 - 0.1, within(1e-15));
        assertThat(Slopes.values(parameters.get("b.weight"))[0]).isCloseTo(1 - 0.1 * (1 + 0.5), within(1e-15));
        assertThatThrownBy(() -> Sgd.builder().group(ParameterGroup.matching("*.bais")).build(parameters))
                .hasMessage("sgd: group \"*.bais\" matches none of the parameters [a.weight, a.bias, b.weight]");
    }

    @Test void patternsMatchWholeNames() {
        assertThat(ParameterGroup.matching("*").matches("a.b")).isTrue();
        assertThat(ParameterGroup.matching("a.b").matches("a.b")).isTrue();
        assertThat(ParameterGroup.matching("a.b").matches("axb")).isFalse();
        assertThat(ParameterGroup.matching("a.*.bias").matches("a.b.c.bias")).isTrue();
        assertThat(ParameterGroup.matching("a*").matches("ba")).isFalse();
        assertThat(ParameterGroup.matching("*norm*").matches("layers.3.norm1.weight")).isTrue();
    }

    @Test void refusesSettingsThatMakeNoSense() {
        Map<String, Parameter> parameters = parameters();
        assertThatThrownBy(() -> Sgd.builder().rate(-1)).hasMessage("rate must be finite and at least 0, got -1.0");
        assertThatThrownBy(() -> Adam.builder().beta1(1)).hasMessage("beta1 must be at least 0 and below 1, got 1.0");
        assertThatThrownBy(() -> Momentum.builder().dampening(0.1).build(parameters)).hasMessageContaining("needs PyTorch's form");
        assertThatThrownBy(() -> Sgd.builder().build(Map.of())).hasMessageContaining("no parameters");
        assertThatThrownBy(() -> create("sgd", parameters).rate(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
