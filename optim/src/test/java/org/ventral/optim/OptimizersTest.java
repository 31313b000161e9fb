package org.ventral.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.spi.ProviderNotFoundException;

/** Optimizers by name. */
class OptimizersTest {
    private final Map<String, Parameter> parameters = Map.of("x", Slopes.parameter(1));

    @Test void findsAllOfThisModule() {
        assertThat(Optimizers.providers().all()).extracting(OptimizerProvider::name).contains("sgd", "momentum", "nesterov", "adam", "adamw");
        for (OptimizerProvider provider : Optimizers.providers().all())
            assertThat(provider.create(parameters, OptimizerOptions.defaults()).name()).isEqualTo(provider.name());
    }

    @Test void moduleInfoAndServiceFileAgree() throws Exception {
        String service = OptimizerProvider.class.getName();
        Path classes = Path.of(Optimizers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleReference module = ModuleFinder.of(classes).find("org.ventral.optim").orElseThrow();
        List<String> declared = module.descriptor().provides().stream().filter(p -> p.service().equals(service)).flatMap(p -> p.providers().stream()).toList();
        try (ModuleReader reader = module.open(); InputStream file = reader.open("META-INF/services/" + service).orElseThrow()) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()).containsExactlyElementsOf(declared).hasSize(5);
        }
    }

    @Test void anUnknownNameListsThoseFound() {
        assertThatThrownBy(() -> Optimizers.create("lion", parameters, OptimizerOptions.defaults())).isInstanceOf(ProviderNotFoundException.class)
                .hasMessageContaining("no optimizer named \"lion\"").hasMessageContaining("adamw");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "adam | beta3 | 0.5 | adam knows rate, beta1, beta2, epsilon, weight-decay, decoupled, epsilon-inside-root; got 'beta3'",
        "adamw | decoupled | true | adamw knows rate, beta1, beta2, epsilon, weight-decay, epsilon-inside-root; got 'decoupled'",
        "sgd | momentum | 0.9 | sgd knows rate, weight-decay; got 'momentum'",
        "sgd | rate | -1 | sgd: rate must be finite and at least 0, got -1",
        "sgd | rate | NaN | sgd: rate must be finite and at least 0, got NaN",
        "sgd | rate | fast | sgd: rate must be a number, got fast",
        "momentum | momentum | 1 | momentum: momentum must be at least 0 and below 1, got 1",
        "nesterov | form | ours | nesterov: form must be one of book, pytorch, got ours",
        "adam | decoupled | yes | adam: decoupled must be true or false, got yes",
    })
    void tellsWhatIsWrongWithAnOption(String optimizer, String option, String value, String message) {
        assertThatThrownBy(() -> Optimizers.create(optimizer, parameters, OptimizerOptions.defaults().with(option, value)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test void optionsReachTheOptimizer() {
        var options = OptimizerOptions.defaults().with("rate", 0.5).with(ParameterGroup.matching("x").rateFactor(0.5));
        Optimizer sgd = Optimizers.create("sgd", parameters, options);
        sgd.step(Slopes.gradients(parameters, "x", 1));
        assertThat(sgd.rate()).isEqualTo(0.5);
        assertThat(Slopes.values(parameters.get("x"))).containsExactly(0.75);
    }
}
