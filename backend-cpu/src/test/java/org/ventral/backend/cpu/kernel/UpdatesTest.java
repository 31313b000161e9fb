package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.backend.cpu.kernel.Samples.ONE;
import static org.ventral.backend.cpu.kernel.Samples.TWO;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.backend.cpu.loops.AdamStep;
import org.ventral.backend.cpu.loops.UpdateSpans;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.backend.cpu.scalar.ScalarUpdates;

/** The optimizers' updates against their formulas in double, over parameters of several sizes, and the same bits from every kind of loop. */
class UpdatesTest {
    private static final int[] LENGTHS = {61, 1, 40_003, 16_384};
    private static final int STEPS = 3;

    /** Parameters, gradients and two kinds of state. */
    private static final class Model {
        final List<View<float[]>> p, g, m, v;

        Model() {
            Random random = new Random(4);
            p = group(random);
            g = group(random);
            m = zeros();
            v = zeros();
        }

        private static List<View<float[]>> group(Random random) {
            return java.util.Arrays.stream(LENGTHS).mapToObj(n -> new View<>(Samples.normal(random, n + 2), 2)).toList();
        }

        private static List<View<float[]>> zeros() {
            return java.util.Arrays.stream(LENGTHS).mapToObj(n -> new View<>(new float[n], 0)).toList();
        }
    }

    @FunctionalInterface
    private interface Update {
        void run(Workers workers, Model model, int step);
    }

    /** The formula for one number: state 0 is the parameter, 2 and 3 are m and v, 1 is the gradient. */
    @FunctionalInterface
    private interface Formula {
        void run(double[] state, int step);
    }

    private static void check(Update update, Formula formula) {
        Model one = new Model(), two = new Model(), start = new Model();
        for (int step = 1; step <= STEPS; step++) {
            update.run(ONE, one, step);
            update.run(TWO, two, step);
        }
        for (int k = 0; k < LENGTHS.length; k++) {
            assertArrayEquals(one.p.get(k).array(), two.p.get(k).array());
            for (int i = 0; i < LENGTHS[k]; i += 7) {
                double[] state = {start.p.get(k).array()[i + 2], start.g.get(k).array()[i + 2], 0, 0};
                for (int step = 1; step <= STEPS; step++) formula.run(state, step);
                Samples.close(state[0], one.p.get(k).array()[i + 2], 2e-6);
                Samples.close(state[2], one.m.get(k).array()[i], 2e-6);
                Samples.close(state[3], one.v.get(k).array()[i], 2e-6);
            }
        }
    }

    @Test
    void gradientDescent() {
        check((workers, model, _) -> Updates.sgd(workers, 0.1f, 0.01f, LENGTHS, model.p, model.g), (s, _) -> s[0] -= 0.1 * (s[1] + 0.01 * s[0]));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void momentumAsTheBookHasIt(boolean nesterov) {
        check((workers, model, _) -> Updates.momentum(workers, 0.1f, 0.9f, 0.01f, nesterov, LENGTHS, model.p, model.g, model.m), (s, _) -> {
            double descent = -0.1 * (s[1] + 0.01 * s[0]);
            s[2] = 0.9 * s[2] + descent;
            s[0] += nesterov ? 0.9 * s[2] + descent : s[2];
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void momentumWithTheRateOutside(boolean nesterov) {
        float dampening = nesterov ? 0f : 0.2f;
        check((workers, model, _) -> Updates.velocity(workers, 0.1f, 0.9f, dampening, 0.01f, nesterov, LENGTHS, model.p, model.g, model.m), (s, _) -> {
            double slope = s[1] + 0.01 * s[0];
            s[2] = 0.9 * s[2] + (1 - dampening) * slope;
            s[0] -= 0.1 * (nesterov ? slope + 0.9 * s[2] : s[2]);
        });
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void adam(boolean decoupled, boolean inside) {
        check((workers, model, t) -> Updates.adam(workers, AdamStep.of(0.01, 0.9, 0.999, 1e-3, 0.1, decoupled, inside, t), LENGTHS, model.p, model.g, model.m, model.v), (s, t) -> {
            double slope = s[1] + (decoupled ? 0 : 0.1 * s[0]);
            s[2] = 0.9 * s[2] + 0.1 * slope;
            s[3] = 0.999 * s[3] + 0.001 * slope * slope;
            double m = s[2] / (1 - Math.pow(0.9, t)), v = s[3] / (1 - Math.pow(0.999, t));
            s[0] = s[0] * (decoupled ? 1 - 0.01 * 0.1 : 1) - 0.01 * m / (inside ? Math.sqrt(v + 1e-3) : Math.sqrt(v) + 1e-3);
        });
    }

    @Test
    void vectorAndScalarLoopsGiveTheSameBits() {
        Random random = new Random(5);
        int n = 103;
        float[] p = Samples.normal(random, n), g = Samples.normal(random, n), m = Samples.normal(random, n), v = new float[n];
        java.util.Arrays.fill(v, 0.3f);
        AdamStep step = AdamStep.of(0.01, 0.9, 0.999, 1e-8, 0.1, true, false, 2);
        float[] p2 = p.clone(), m2 = m.clone(), v2 = v.clone();
        UpdateSpans vector = Loops.updates(), scalar = new ScalarUpdates();
        vector.adam(step, p, 0, g, 0, m, 0, v, 0, n);
        scalar.adam(step, p2, 0, g, 0, m2, 0, v2, 0, n);
        vector.momentum(0.1f, 0.9f, 0.01f, true, p, 0, g, 0, m, 0, n);
        scalar.momentum(0.1f, 0.9f, 0.01f, true, p2, 0, g, 0, m2, 0, n);
        vector.velocity(0.1f, 0.9f, 0.1f, 0.01f, false, p, 0, g, 0, v, 0, n);
        scalar.velocity(0.1f, 0.9f, 0.1f, 0.01f, false, p2, 0, g, 0, v2, 0, n);
        vector.sgd(0.1f, 0.01f, p, 0, g, 0, n);
        scalar.sgd(0.1f, 0.01f, p2, 0, g, 0, n);
        assertArrayEquals(p2, p);
        assertArrayEquals(m2, m);
        assertArrayEquals(v2, v);
    }

    @Test
    void countsStepsFromOne() {
        assertThrows(IllegalArgumentException.class, () -> AdamStep.of(0.1, 0.9, 0.999, 1e-8, 0, true, false, 0));
    }
}
