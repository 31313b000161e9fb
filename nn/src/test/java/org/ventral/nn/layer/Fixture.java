package org.ventral.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ventral.nn.Module;
import org.ventral.tensor.DType;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Safetensors;
import org.ventral.tensor.Tensor;

/**
 * What PyTorch computed for one case: inputs, parameters, outputs and gradients. The files are made by
 * {@code src/test/python/layer_fixtures.py}, which says what they hold.
 */
public record Fixture(String name, Map<String, Tensor> tensors) {
    /** Of float32 sums of some dozens of products, against PyTorch's float64. */
    private static final double TOLERANCE = 2e-5;

    /** The cases of a file. */
    public static Map<String, Fixture> all(String file) {
        try {
            Path copy = Files.createTempFile("fixture", ".safetensors");
            try (InputStream in = Fixture.class.getResourceAsStream(file)) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                Map<String, Fixture> cases = new LinkedHashMap<>();
                Safetensors.read(copy).forEach((key, tensor) -> {
                    int slash = key.indexOf('/');
                    cases.computeIfAbsent(key.substring(0, slash), name -> new Fixture(name, new LinkedHashMap<>())).tensors.put(key.substring(slash + 1), tensor);
                });
                return cases;
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tensors of a group, such as {@code state}, by name. */
    public Map<String, Tensor> group(String group) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> {
            if (key.startsWith(group + "/")) found.put(key.substring(group.length() + 1), tensor);
        });
        return found;
    }

    /** Checks a layer whose only input is x and whose only output is y. */
    public void check(Module layer) {
        check(layer, in -> Map.of("y", layer.forward(in.get("x"))));
    }

    /** Checks outputs, the gradients of inputs and parameters, buffers, and the output in evaluation mode. */
    public void check(Module layer, Function<Map<String, Tensor>, Map<String, Tensor>> call) {
        assertThat(layer.stateDict().keySet()).as("names of %s", name).containsExactlyInAnyOrderElementsOf(group("state").keySet());
        layer.load(group("state"));
        Map<String, Tensor> leaves = new LinkedHashMap<>();
        group("in").forEach((key, tensor) -> leaves.put(key, tensor.dtype().isFloating() ? tensor.requiresGradient() : tensor));
        Map<String, Tensor> outputs = call.apply(leaves);
        assertThat(outputs.keySet()).containsExactlyInAnyOrderElementsOf(group("out").keySet());
        Tensor sum = null;
        for (var seed : group("seed").entrySet()) {
            Tensor part = outputs.get(seed.getKey()).mul(seed.getValue()).sum();
            sum = sum == null ? part : sum.add(part);
        }
        Gradients gradients = sum.backward();
        group("out").forEach((key, expected) -> assertAgree(key, outputs.get(key), expected));
        group("din").forEach((key, expected) -> assertAgree("the gradient of " + key, gradients.of(leaves.get(key)), expected));
        Map<String, Parameter> parameters = layer.parameters();
        group("grad").forEach((key, expected) -> assertAgree("the gradient of " + key, gradients.of(parameters.get(key)), expected));
        group("after").forEach((key, expected) -> assertAgree(key + " afterwards", layer.buffers().get(key).value(), expected));
        Tensor evaluated = tensors.get("eval/y");
        if (evaluated == null) return;
        layer.eval();
        assertAgree("y in evaluation", call.apply(group("in")).get("y"), evaluated);
    }

    private void assertAgree(String what, Tensor found, Tensor expected) {
        assertThat(found.type()).as("%s of %s", what, name).isEqualTo(expected.type());
        double[] x = found.cast(DType.FLOAT64).toDoubles(), y = expected.cast(DType.FLOAT64).toDoubles();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < x.length; i++) if (!(Math.abs(x[i] - y[i]) <= TOLERANCE * Math.max(1, Math.abs(y[i])))) wrong.add("%d: %s instead of %s".formatted(i, x[i], y[i]));
        assertThat(wrong).as("%s of %s", what, name).isEmpty();
    }

    /** Checks in float64 that a function's gradients are its slopes, by differences of both sides. */
    public static void assertSlopes(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        List<Tensor> leaves = new ArrayList<>();
        for (Tensor input : inputs) leaves.add(input.cast(DType.FLOAT64).requiresGradient());
        Tensor y = function.apply(leaves);
        double[] weights = new double[(int) y.elements()];
        for (int i = 0; i < weights.length; i++) weights[i] = Math.sin(3 * i + 1);
        Tensor seed = Tensor.of(weights, y.shape().toArray());
        List<Tensor> gradients = y.mul(seed).sum().gradient(leaves);
        double step = 1e-5;
        for (int k = 0; k < inputs.length; k++) {
            double[] values = leaves.get(k).toDoubles(), slopes = gradients.get(k).toDoubles();
            for (int i = 0; i < values.length; i++) {
                double up = shifted(function, leaves, k, values, i, step, seed), down = shifted(function, leaves, k, values, i, -step, seed);
                double slope = (up - down) / (2 * step);
                assertThat(slopes[i]).as("gradient of input %d, element %d", k, i).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    private static double shifted(Function<List<Tensor>, Tensor> function, List<Tensor> leaves, int k, double[] values, int i, double by, Tensor seed) {
        double[] moved = values.clone();
        moved[i] += by;
        List<Tensor> others = new ArrayList<>(leaves);
        others.set(k, Tensor.of(moved, leaves.get(k).shape().toArray()));
        return function.apply(others).mul(seed).sum().item();
    }
}
