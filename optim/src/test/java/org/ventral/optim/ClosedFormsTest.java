package org.ventral.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;

/** Steps against the equations, written out as loops over numbers. */
class ClosedFormsTest {
    private static final int SIZE = 7, STEPS = 25;

    private final double[][] slopes = new double[STEPS][SIZE];
    private final double[] start = new double[SIZE];
    private final Map<String, Parameter> parameters;

    ClosedFormsTest() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < SIZE; i++) start[i] = random.nextDouble(-1, 1);
        for (double[] row : slopes) for (int i = 0; i < SIZE; i++) row[i] = random.nextDouble(-2, 2);
        parameters = Map.of("p", Slopes.parameter(start));
    }

    private double[] walk(Optimizer optimizer, IntToDoubleFunction rate) {
        for (int t = 0; t < STEPS; t++) {
            try (var _ = MemoryScope.open("step")) {           // as a trainer does: what an optimizer remembers must outlive it
                optimizer.rate(rate.applyAsDouble(t));
                optimizer.step(Slopes.gradients(parameters, "p", slopes[t]));
            }
        }
        assertThat(optimizer.steps()).isEqualTo(STEPS);
        return Slopes.values(parameters.get("p"));
    }

    private static double rate(int t) {
        return 0.1 / (1 + t);
    }

    private static void assertClose(double[] found, double[] expected) {
        for (int i = 0; i < SIZE; i++) assertThat(found[i]).isCloseTo(expected[i], within(1e-12));
    }

    @Test void descentIsEquation759() {
        double[] theta = start.clone();
        for (int t = 0; t < STEPS; t++) for (int i = 0; i < SIZE; i++) theta[i] = (1 - rate(t) * 0.01) * theta[i] - rate(t) * slopes[t][i];
        assertClose(walk(Sgd.builder().weightDecay(0.01).build(parameters), ClosedFormsTest::rate), theta);
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 0.05", "true, 0.05"})
    void momentumIsEquations761And762(boolean nesterov, double decay) {
        double[] theta = start.clone(), delta = new double[SIZE];
        for (int t = 0; t < STEPS; t++) {
            for (int i = 0; i < SIZE; i++) {
                double push = rate(t) * (slopes[t][i] + decay * theta[i]);
                delta[i] = 0.8 * delta[i] - push;
                theta[i] += nesterov ? 0.8 * delta[i] - push : delta[i];
            }
        }
        assertClose(walk(Momentum.builder().momentum(0.8).nesterov(nesterov).weightDecay(decay).build(parameters), ClosedFormsTest::rate), theta);
    }

    @ParameterizedTest
    @CsvSource({"false, false, 0", "true, false, 0", "false, false, 0.1", "true, true, 0.1", "false, true, 0.1"})
    void adamIsEquations766To770(boolean insideRoot, boolean decoupled, double decay) {
        double b1 = 0.8, b2 = 0.9, epsilon = 0.01;
        double[] theta = start.clone(), m = new double[SIZE], v = new double[SIZE];
        for (int t = 1; t <= STEPS; t++) {
            for (int i = 0; i < SIZE; i++) {
                double eta = rate(t - 1), g = slopes[t - 1][i] + (decoupled ? 0 : decay * theta[i]);
                m[i] = b1 * m[i] + (1 - b1) * g;
                v[i] = b2 * v[i] + (1 - b2) * g * g;
                double mHat = m[i] / (1 - Math.pow(b1, t)), vHat = v[i] / (1 - Math.pow(b2, t));
                double step = insideRoot ? mHat / Math.sqrt(vHat + epsilon) : mHat / (Math.sqrt(vHat) + epsilon);
                theta[i] -= eta * (step + (decoupled ? decay * theta[i] : 0));                    // table 7.1
            }
        }
        Optimizer adam = Adam.builder().beta1(b1).beta2(b2).epsilon(epsilon).epsilonInsideRoot(insideRoot).decoupled(decoupled).weightDecay(decay).build(parameters);
        assertClose(walk(adam, ClosedFormsTest::rate), theta);
    }

    @Test void adamWIsDecoupledAdam() {
        double[] adamW = walk(AdamW.builder().weightDecay(0.3).build(parameters), ClosedFormsTest::rate);
        parameters.get("p").assign(Tensor.of(start, SIZE));
        assertThat(walk(Adam.builder().decoupled(true).weightDecay(0.3).build(parameters), ClosedFormsTest::rate)).containsExactly(adamW);
    }

    @Test void bothFormsOfMomentumTakeTheSameStepsAtAConstantRate() {
        double[] book = walk(Momentum.builder().build(parameters), _ -> 0.05);
        parameters.get("p").assign(Tensor.of(start, SIZE));
        assertClose(walk(Momentum.builder().form(Momentum.Form.PYTORCH).build(parameters), _ -> 0.05), book);
    }

    @Test void adamsFirstStepHasTheLengthOfTheRate() {
        Optimizer adam = Adam.builder().rate(0.25).epsilon(0).build(parameters);
        adam.step(Slopes.gradients(parameters, "p", slopes[0]));
        for (int i = 0; i < SIZE; i++) assertThat(Slopes.values(parameters.get("p"))[i]).isCloseTo(start[i] - 0.25 * Math.signum(slopes[0][i]), within(1e-15));
    }
}
