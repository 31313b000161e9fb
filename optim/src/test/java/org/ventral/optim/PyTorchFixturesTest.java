package org.ventral.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Safetensors;
import org.ventral.tensor.Tensor;

/** Steps, rates and clipped gradients as PyTorch computes them; the files are made by {@code src/test/python/optim_fixtures.py}. */
class PyTorchFixturesTest {
    private static final List<String> NAMES = List.of("weight", "bias");

    @TempDir static Path folder;
    static Fixture single;
    static Fixture exact;

    private record Fixture(Map<String, Tensor> tensors, Map<String, String> cases, double tolerance) {
        static Fixture load(String file, double tolerance) throws IOException {
            Path copy = folder.resolve(file);
            try (InputStream in = PyTorchFixturesTest.class.getResourceAsStream(file)) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            try (var open = Safetensors.open(copy)) {
                return new Fixture(Safetensors.read(copy), open.metadata(), tolerance);
            }
        }

        Map<String, Parameter> start() {
            return Slopes.named("weight", Parameter.of(tensors.get("start.weight")), "bias", Parameter.of(tensors.get("start.bias")));
        }

        Gradients gradients(Map<String, Parameter> parameters, int step) {
            return Slopes.gradients(parameters, Map.of("weight", tensors.get("gradient.weight").select(0, step), "bias", tensors.get("gradient.bias").select(0, step)));
        }

        void assertAgree(String what, Tensor found, Tensor expected) {
            assertThat(found.type()).isEqualTo(expected.type());
            double[] x = found.toDoubles(), y = expected.toDoubles();
            for (int i = 0; i < x.length; i++) assertThat(x[i]).as("%s, element %d", what, i).isCloseTo(y[i], within(tolerance * Math.max(1, Math.abs(y[i]))));
        }
    }

    @BeforeAll static void load() throws IOException {
        single = Fixture.load("optim32.safetensors", 1e-6);
        exact = Fixture.load("optim64.safetensors", 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "sgd-decay", "sgd-halved", "momentum-book", "momentum-book-decay", "momentum-pytorch-halved", "momentum-dampened", "nesterov-book",
        "nesterov-pytorch-halved", "adam", "adam-betas", "adam-decay", "adam-decoupled", "adamw", "adamw-decay"})
    void takesTheSameSteps(String name) {
        for (Fixture fixture : List.of(single, exact)) {
            String[] words = fixture.cases().get(name).split(" ");
            OptimizerOptions options = OptimizerOptions.defaults();
            int halve = -1;
            for (int i = 1; i < words.length; i++) {
                String[] setting = words[i].split("=");
                if (setting[0].equals("halve")) halve = Integer.parseInt(setting[1]);
                else options = options.with(setting[0], setting[1]);
            }
            Map<String, Parameter> parameters = fixture.start();
            Optimizer optimizer = Optimizers.create(words[0], parameters, options);
            for (int step = 0; step < 20; step++) {
                if (step == halve) optimizer.rate(optimizer.rate() / 2);
                optimizer.step(fixture.gradients(parameters, step));
                for (String parameter : NAMES)
                    fixture.assertAgree("%s of %s after step %d".formatted(parameter, name, step), parameters.get(parameter).value(),
                            fixture.tensors().get(name + "." + parameter).select(0, step));
            }
        }
    }

    static Schedule schedule(String name) {
        return switch (name) {
            case "linear" -> Schedules.linear(0.1, 0.001, 40);
            case "cosine" -> Schedules.cosine(0.1, 0.001, 59);
            case "restarts" -> Schedules.cosineWithRestarts(0.1, 0.001, 7, 2);
            case "restarts-even" -> Schedules.cosineWithRestarts(0.1, 0, 11, 1);
            case "stepwise" -> Schedules.stepwise(0.1, 0.3, 15);
            case "exponential" -> Schedules.exponential(0.1, 0.9);
            case "polynomial" -> Schedules.polynomial(0.1, 0, 2, 40);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "cosine", "restarts", "restarts-even", "stepwise", "exponential", "polynomial"})
    void hasTheSameRates(String name) {
        double[] expected = exact.tensors().get("schedule." + name).toDoubles();
        for (int step = 0; step < expected.length; step++) assertThat(schedule(name).rate(step)).as("step %d", step).isCloseTo(expected[step], within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"norm", "value"})
    void clipsAlike(String kind) {
        for (Fixture fixture : List.of(single, exact)) {
            Map<String, Parameter> parameters = fixture.start();
            Gradients all = fixture.gradients(parameters, 0);
            Gradients clipped = kind.equals("norm") ? Clipping.byNorm(all, 0.5).gradients() : Clipping.byValue(all, 0.4);
            for (String name : NAMES) {
                double[] found = clipped.of(parameters.get(name)).toDoubles(), expected = fixture.tensors().get("clipped." + kind + "." + name).toDoubles();
                // PyTorch adds 1e-6 to the norm that it divides by.
                for (int i = 0; i < found.length; i++) assertThat(found[i]).isCloseTo(expected[i], within(1e-6));
            }
        }
    }
}
