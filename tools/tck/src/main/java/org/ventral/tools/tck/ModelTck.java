package org.ventral.tools.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.nn.Module;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Proves a model: it can be built again from its seed, takes the inputs that it declares, can be saved and loaded, learns with all its
 * parameters, and predicts the same twice.
 *
 * {@snippet :
 * class MlpTest extends ModelTck {
 *     @Override protected ModelProvider provider() {
 *         return new MlpProvider();
 *     }
 * }
 * }
 */
public abstract class ModelTck {
    /** For subclasses. */
    protected ModelTck() {}

    /** The plugin under test. */
    protected abstract ModelProvider provider();

    /** What it is built for in these tests. */
    protected ModelOptions options() {
        return ModelOptions.classes(10);
    }

    /** The shape of the answer to one sample: by default one score for each class. */
    protected Shape outputShape() {
        return Shape.of(options().classes());
    }

    private Module model(long seed) {
        return provider().create(options(), Rng.of(seed));
    }

    private Tensor batch(int samples, long seed) {
        return Tensor.randn(Rng.of(seed), Shape.of(samples).concat(provider().inputShape()).toArray());
    }

    // ------------------------------------------------------------------------------------------------ it is built

    @Test void saysWhatItIs() {
        assertTrue(provider().name().matches("[a-z][a-z0-9-]*"), () -> "name \"" + provider().name() + "\" is not of lower-case letters, digits and hyphens");
        assertFalse(provider().description().isBlank(), "the description is blank");
        assertEquals(1, provider().description().lines().count(), "lines of the description");
    }

    @Test void isTheSameFromTheSameSeed() {
        assertSameState(model(7), model(7), true);
        assertSameState(model(7), model(8), false);
    }

    private static void assertSameState(Module a, Module b, boolean same) {
        Map<String, Tensor> first = a.stateDict(), second = b.stateDict();
        assertEquals(java.util.List.copyOf(first.keySet()), java.util.List.copyOf(second.keySet()), "names");
        boolean equal = first.keySet().stream().allMatch(name -> Arrays.equals(first.get(name).toDoubles(), second.get(name).toDoubles()));
        assertEquals(same, equal, same ? "one seed gave two models" : "two seeds gave one model");
    }

    @Test void namesItsParameters() {
        Module model = model(1);
        assertFalse(model.parameters().isEmpty(), "there are no parameters");
        for (String name : model.stateDict().keySet())
            assertTrue(name.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*"), () -> "\"" + name + "\" is not a dotted name");
        assertEquals(model.parameters().size() + model.buffers().size(), model.stateDict().size(), "a parameter and a buffer share a name");
        long counted = model.parameters().values().stream().mapToLong(p -> p.type().shape().elements()).sum();
        assertEquals(counted, model.parameterCount());
    }

    @Test void refusesUnknownSettings() {
        Map<String, String> settings = new HashMap<>(options().settings());
        settings.put("no-such-setting", "1");
        var unknown = new ModelOptions(options().classes(), settings);
        String message = assertThrows(IllegalArgumentException.class, () -> provider().create(unknown, Rng.of(1))).getMessage();
        assertTrue(message.contains("no-such-setting"), () -> "the message should name the setting: " + message);
    }

    // ------------------------------------------------------------------------------------------------ it computes

    @Test void takesBatchesOfAnySize() {
        Module model = model(2);
        for (boolean training : new boolean[] {false, true}) {
            if (training) model.train();
            else model.eval();
            for (int samples : new int[] {1, 3}) {
                if (training && samples == 1) continue;                        // batch statistics of one sample are none
                Tensor y = model.forward(batch(samples, 5));
                assertEquals(Shape.of(samples).concat(outputShape()), y.shape(), "shape of the output");
                for (double v : y.toDoubles()) assertTrue(Double.isFinite(v), "an output is not finite");
            }
        }
    }

    @Test void refusesInputsOfAnotherRank() {
        Module model = model(2);
        assertThrows(ShapeException.class, () -> model.forward(Tensor.zeros(Shape.of(1, 1, 1).concat(batch(2, 1).shape()).toArray())));
    }

    @Test void predictsEachSampleByItself() {
        Module model = model(3);
        model.eval();
        Tensor x = batch(3, 6), together = model.forward(x);
        double largest = 0;
        for (double v : together.toDoubles()) largest = Math.max(largest, Math.abs(v));
        for (int i = 0; i < 3; i++)
            assertArrayEquals(together.narrow(0, i, 1).toDoubles(), model.forward(x.narrow(0, i, 1)).toDoubles(), 1e-4 * largest, "sample " + i);
    }

    @Test void predictsTheSameTwice() {
        Module model = model(3);
        model.eval();
        assertFalse(model.isTraining());
        Map<String, double[]> before = values(model);
        Tensor x = batch(3, 6);
        assertArrayEquals(model.forward(x).toDoubles(), model.forward(x).toDoubles());
        values(model).forEach((name, values) -> assertArrayEquals(before.get(name), values, () -> name + " changed in evaluation mode"));
    }

    // ------------------------------------------------------------------------------------------------ it is saved and learns

    @Test void canBeSavedAndLoaded() {
        Module saved = model(4), loaded = model(5);
        loaded.load(saved.stateDict());
        assertSameState(saved, loaded, true);
        saved.eval();
        loaded.eval();
        Tensor x = batch(2, 9);
        assertArrayEquals(saved.forward(x).toDoubles(), loaded.forward(x).toDoubles(), "outputs");
    }

    @Test void refusesAStateThatDoesNotFit() {
        Module model = model(4);
        Map<String, Tensor> state = new LinkedHashMap<>(model.stateDict());
        String first = state.keySet().iterator().next();
        state.remove(first);
        String message = assertThrows(IllegalArgumentException.class, () -> model.load(state)).getMessage();
        assertTrue(message.contains(first), () -> "the message should name what is missing: " + message);
    }

    @Test void everyParameterHasAGradient() {
        Module model = model(6);
        model.train();
        Tensor y = model.forward(batch(3, 11));
        // Weights that differ, as the gradient of a plain sum dies in a softmax or a normalization.
        Gradients gradients = y.mul(Tensor.randn(Rng.of(12), y.shape().toArray())).sum().backward();
        model.parameters().forEach((name, parameter) -> {
            if (!parameter.isTrainable()) return;
            Tensor gradient = gradients.find(parameter).orElseThrow(() -> new AssertionError(name + " has no gradient"));
            double[] values = gradient.toDoubles();
            assertTrue(Arrays.stream(values).allMatch(Double::isFinite), () -> "the gradient of " + name + " is not finite");
            assertTrue(Arrays.stream(values).anyMatch(v -> v != 0), () -> "the gradient of " + name + " is 0");
        });
    }

    private static Map<String, double[]> values(Module model) {
        Map<String, double[]> values = new LinkedHashMap<>();
        model.stateDict().forEach((name, tensor) -> values.put(name, tensor.toDoubles()));
        return values;
    }
}
