package org.example.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.nn.Module;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Optimizers;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.spi.BackendProvider;

/** Ventral finds the plugin by its declarations alone. */
class DiscoveryTest {
    @Test void theBackendIsFoundByName() {
        Device device = Device.named("sample");
        assertThat(device.backend()).isInstanceOf(SampleBackend.class);
        Tensor x = Tensor.of(3, 4).to(device);
        assertThat(x.norm().item()).isEqualTo(5);
        assertThat(x.norm().device()).isSameAs(device);
    }

    @Test void theBackendIsPreferredToNoneThatIsMeantForWork() {
        assertThat(Device.providers().named("sample").orElseThrow().priority()).isLessThan(50);
    }

    @Test void modelAndOptimizerAreFoundByNameAndLearn() {
        Module model = Models.named("mlp").create(new ModelOptions(3, Map.of("hidden", "16")), Rng.of(1));
        Optimizer optimizer = Optimizers.create("lion", model.parameters(), OptimizerOptions.defaults().with("rate", 1e-3));
        assertThat(optimizer.name()).isEqualTo("lion");
        Tensor x = Tensor.randn(Rng.of(2), 6, 1, 32, 32), classes = Tensor.of(new long[] {0, 1, 2, 0, 1, 2}, 6);
        double before = model.forward(x).crossEntropy(classes).item();
        for (int i = 0; i < 20; i++) optimizer.step(model.forward(x).crossEntropy(classes).backward());
        assertThat(model.forward(x).crossEntropy(classes).item()).isLessThan(before / 4);
    }

    /** Users of the module path read the module's declaration, those of the class path the file: both must say the same. */
    @ParameterizedTest
    @ValueSource(classes = {BackendProvider.class, OptimizerProvider.class, ModelProvider.class})
    void moduleAndClassPathDeclareTheSameProviders(Class<?> service) throws Exception {
        Path classes = Path.of(SampleBackend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var module = ModuleFinder.of(classes).find("org.example.plugin").orElseThrow().descriptor();
        var declared = module.provides().stream().filter(p -> p.service().equals(service.getName())).flatMap(p -> p.providers().stream()).toList();
        assertThat(Files.readAllLines(classes.resolve("META-INF/services").resolve(service.getName()))).isEqualTo(declared);
    }
}
