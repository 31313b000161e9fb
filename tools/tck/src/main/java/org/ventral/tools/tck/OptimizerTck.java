package org.ventral.tools.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.ventral.optim.Optimizer;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * Proves an optimizer: it finds minima, leaves alone what it must, goes on exactly from a saved state, and refuses what it does not know.
 *
 * {@snippet :
 * class LionTest extends OptimizerTck {
 *     @Override protected OptimizerProvider provider() {
 *         return new LionProvider();
 *     }
 * }
 * }
 */
public abstract class OptimizerTck {
    /** For subclasses. */
    protected OptimizerTck() {}

    /** The plugin under test. */
    protected abstract OptimizerProvider provider();

    /** Settings with which it finds the minima of the tests in {@link #steps()}; the rate falls linearly to 0 on the way. */
    protected OptimizerOptions options() {
        return OptimizerOptions.defaults().with("rate", 0.05);
    }

    /** How many steps it may take to a minimum. */
    protected int steps() {
        return 500;
    }

    // ------------------------------------------------------------------------------------------------ it finds minima

    @Test void findsTheMinimumOfAQuadratic() {
        assertLossFalls(Problem.quadratic(DType.FLOAT32));
    }

    @Test void findsTheMinimumOfAQuadraticInDoublePrecision() {
        assertLossFalls(Problem.quadratic(DType.FLOAT64));
    }

    @Test void fitsALinearModel() {
        assertLossFalls(Problem.leastSquares());
    }

    private void assertLossFalls(Problem problem) {
        Optimizer optimizer = optimizer(problem);
        double before = problem.loss().item(), rate = optimizer.rate();
        for (int i = 0; i < steps(); i++) {
            optimizer.rate(rate * (1 - (double) i / steps()));
            optimizer.step(problem.loss().backward());
        }
        double after = problem.loss().item();
        assertTrue(after < before / 1000, () -> "the loss went from " + before + " to " + after + " in " + steps() + " steps");
    }

    // ------------------------------------------------------------------------------------------------ it counts and obeys

    @Test void countsItsSteps() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        assertEquals(0, optimizer.steps());
        run(optimizer, problem, 3);
        assertEquals(3, optimizer.steps());
    }

    @Test void isNamedLikeItsProvider() {
        assertTrue(provider().name().matches("[a-z][a-z0-9-]*"), () -> "name \"" + provider().name() + "\" is not of lower-case letters, digits and hyphens");
        assertEquals(provider().name(), optimizer(Problem.quadratic(DType.FLOAT32)).name());
    }

    @Test void stepsFurtherAtAHigherRate() {
        double slow = firstStep(0.01), fast = firstStep(0.02);
        assertEquals(0, firstStep(0), "at rate 0");
        assertTrue(slow > 0 && fast > 1.5 * slow, () -> "rate 0.01 moved by " + slow + ", rate 0.02 by " + fast);
    }

    /** How far the first step moves the parameters at a rate that is set afterwards. */
    private double firstStep(double rate) {
        Problem problem = Problem.quadratic(DType.FLOAT64);
        Optimizer optimizer = optimizer(problem);
        optimizer.rate(rate);
        assertEquals(rate, optimizer.rate());
        Map<String, double[]> before = problem.values();
        run(optimizer, problem, 1);
        double moved = 0;
        for (var entry : problem.values().entrySet())
            for (int i = 0; i < entry.getValue().length; i++) moved += Math.abs(entry.getValue()[i] - before.get(entry.getKey())[i]);
        return moved;
    }

    @Test void leavesFrozenParametersAlone() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        run(optimizer, problem, 2);
        Parameter frozen = problem.parameters.get("layer.bias"), other = problem.parameters.get("layer.weight");
        frozen.trainable(false);
        double[] before = frozen.value().toDoubles(), otherBefore = other.value().toDoubles();
        run(optimizer, problem, 3);
        assertArrayEquals(before, frozen.value().toDoubles(), "the frozen parameter");
        assertFalse(java.util.Arrays.equals(otherBefore, other.value().toDoubles()), "the other parameter should have moved");
        frozen.trainable(true);
        run(optimizer, problem, 1);
        assertFalse(java.util.Arrays.equals(before, frozen.value().toDoubles()), "the parameter should move again");
    }

    @Test void leavesAloneWhatTheLossDoesNotDependOn() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        Parameter used = problem.parameters.get("layer.weight"), unused = problem.parameters.get("layer.bias");
        double[] before = unused.value().toDoubles();
        optimizer.step(used.value().square().sum().backward());
        assertArrayEquals(before, unused.value().toDoubles());
    }

    @Test void givesTheSameBitsTwice() {
        assertSameBits(trained(10).values(), trained(10).values());
    }

    /** What an optimizer remembers must outlive the memory scope in which it was made or loaded. */
    @Test void worksInsideMemoryScopes() {
        Problem problem = Problem.leastSquares();
        Optimizer optimizer;
        try (var _ = MemoryScope.open("creation")) {
            optimizer = optimizer(problem);
        }
        for (int i = 0; i < 10; i++)
            try (var _ = MemoryScope.open("step")) {
                run(optimizer, problem, 1);
                if (i == 4) optimizer.load(optimizer.state(), 5);
            }
        assertSameBits(trained(10).values(), problem.values());
    }

    private Problem trained(int steps) {
        Problem problem = Problem.leastSquares();
        run(optimizer(problem), problem, steps);
        return problem;
    }

    // ------------------------------------------------------------------------------------------------ it goes on from a saved state

    @Test void goesOnExactlyFromASavedState() {
        Problem problem = Problem.leastSquares();
        Optimizer optimizer = optimizer(problem);
        run(optimizer, problem, 7);
        Map<String, Tensor> state = optimizer.state();
        Map<String, double[]> saved = values(state);
        Problem resumed = problem.copy();
        run(optimizer, problem, 5);
        assertSameBits(saved, values(state));                                  // copies do not change with later steps

        Optimizer second = optimizer(resumed);
        second.load(state, 7);
        assertEquals(7, second.steps());
        run(second, resumed, 5);
        assertSameBits(problem.values(), resumed.values());
        assertEquals(12, second.steps());
        assertSameBits(values(optimizer.state()), values(second.state()));
        assertSameBits(saved, values(state));
    }

    @Test void goesOnExactlyThoughAParameterWasFrozen() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        problem.parameters.get("layer.bias").trainable(false);
        run(optimizer, problem, 3);
        problem.parameters.get("layer.bias").trainable(true);
        Map<String, Tensor> state = optimizer.state();
        Problem resumed = problem.copy();
        run(optimizer, problem, 3);
        Optimizer second = optimizer(resumed);
        second.load(state, 3);
        run(second, resumed, 3);
        assertSameBits(problem.values(), resumed.values());
    }

    @Test void namesItsStateByParameter() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        run(optimizer, problem, 2);
        for (String name : optimizer.state().keySet())
            assertTrue(problem.parameters.keySet().stream().anyMatch(p -> name.startsWith(p + ".")), () -> name + " is not the name of a parameter, a dot and a role");
    }

    @Test void refusesAStateThatDoesNotFit() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        run(optimizer, problem, 2);
        Map<String, Tensor> more = new HashMap<>(optimizer.state());
        more.put("nobody.knows.me", Tensor.zeros(3));
        assertTrue(refusal(optimizer, more).contains("nobody.knows.me"), "the message should name what is unexpected");
        for (String name : optimizer.state().keySet()) {
            Map<String, Tensor> less = new HashMap<>(optimizer.state());
            less.remove(name);
            assertTrue(refusal(optimizer, less).contains(name), "the message should name what is missing");
            Map<String, Tensor> other = new HashMap<>(optimizer.state());
            other.put(name, Tensor.zeros(9, 9, 9));
            assertTrue(refusal(optimizer, other).contains(name), "the message should name what has another shape");
        }
        assertEquals(2, optimizer.steps(), "a refused state must change nothing");
    }

    private static String refusal(Optimizer optimizer, Map<String, Tensor> state) {
        return assertThrows(IllegalArgumentException.class, () -> optimizer.load(state, 5)).getMessage();
    }

    // ------------------------------------------------------------------------------------------------ it refuses what it does not know

    @Test void refusesUnknownSettings() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        var options = options().with("no-such-setting", 1);
        String message = assertThrows(IllegalArgumentException.class, () -> provider().create(problem.parameters, options)).getMessage();
        assertTrue(message.contains("no-such-setting"), () -> "the message should name the setting: " + message);
        assertTrue(message.contains("rate"), () -> "the message should list the settings that there are: " + message);
    }

    @Test void refusesRatesThatAreNone() {
        Problem problem = Problem.quadratic(DType.FLOAT32);
        Optimizer optimizer = optimizer(problem);
        for (double rate : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> optimizer.rate(rate), () -> "rate " + rate);
            assertThrows(IllegalArgumentException.class, () -> provider().create(problem.parameters, options().with("rate", rate)), () -> "setting rate=" + rate);
        }
        assertThrows(IllegalArgumentException.class, () -> provider().create(problem.parameters, options().with("rate", "fast")));
    }

    // ------------------------------------------------------------------------------------------------ machinery

    private Optimizer optimizer(Problem problem) {
        return provider().create(problem.parameters, options());
    }

    private static void run(Optimizer optimizer, Problem problem, int steps) {
        for (int i = 0; i < steps; i++) optimizer.step(problem.loss().backward());
    }

    private static Map<String, double[]> values(Map<String, Tensor> tensors) {
        Map<String, double[]> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.toDoubles()));
        return values;
    }

    private static void assertSameBits(Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    /** Parameters and a loss of them that can become 0. */
    private record Problem(Map<String, Parameter> parameters, Function<Map<String, Parameter>, Tensor> function) {
        /** {@code Σ cᵢ (θᵢ − tᵢ)²} for curvatures c from 0.5 to 2. */
        static Problem quadratic(DType dtype) {
            Rng rng = Rng.of(3);
            Tensor weight = Tensor.randn(rng, 2, 3).cast(dtype), bias = Tensor.randn(rng, 4).cast(dtype);
            Tensor c1 = Tensor.uniform(rng, 0.5, 2, 2, 3).cast(dtype), c2 = Tensor.uniform(rng, 0.5, 2, 4).cast(dtype);
            Tensor t1 = Tensor.randn(rng, 2, 3).cast(dtype), t2 = Tensor.randn(rng, 4).cast(dtype);
            return of(weight, bias, p -> {
                Tensor first = p.get("layer.weight").value().sub(t1).square().mul(c1).sum();
                return first.add(p.get("layer.bias").value().sub(t2).square().mul(c2).sum());
            });
        }

        /** The mean squared error of a linear model on data that one fits exactly. */
        static Problem leastSquares() {
            Rng rng = Rng.of(4);
            Tensor x = Tensor.randn(rng, 24, 3);
            Tensor y = x.linear(Tensor.randn(rng, 2, 3), Tensor.randn(rng, 2));
            return of(Tensor.randn(rng, 2, 3), Tensor.randn(rng, 2),
                    p -> x.linear(p.get("layer.weight").value(), p.get("layer.bias").value()).mse(y));
        }

        private static Problem of(Tensor weight, Tensor bias, Function<Map<String, Parameter>, Tensor> function) {
            Map<String, Parameter> parameters = new LinkedHashMap<>();
            parameters.put("layer.weight", Parameter.of(weight));
            parameters.put("layer.bias", Parameter.of(bias));
            return new Problem(parameters, function);
        }

        Tensor loss() {
            return function.apply(parameters);
        }

        Problem copy() {
            return of(parameters.get("layer.weight").value(), parameters.get("layer.bias").value(), function);
        }

        Map<String, double[]> values() {
            Map<String, double[]> values = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> values.put(name, parameter.value().toDoubles()));
            return values;
        }
    }
}
