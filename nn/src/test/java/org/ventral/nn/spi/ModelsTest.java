package org.ventral.nn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.Shape;
import org.ventral.tensor.spi.ProviderNotFoundException;

class ModelsTest {
    @Test void findsAModelByName() {
        ModelProvider provider = Models.named("lenet5");
        assertThat(provider.inputShape()).isEqualTo(Shape.of(1, 32, 32));
        assertThat(provider.description()).contains("61,706");
    }

    @Test void anUnknownNameListsAllThatThereAre() {
        assertThatThrownBy(() -> Models.named("lenet6")).isInstanceOf(ProviderNotFoundException.class)
                .hasMessageContaining("no model named \"lenet6\" is available").hasMessageContaining("lenet5");
    }

    @Test void theModuleAndTheClassPathDeclareTheSameProviders() throws IOException, URISyntaxException {
        Path classes = Path.of(ModelProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var module = ModuleFinder.of(classes).find("org.ventral.nn").orElseThrow().descriptor();
        List<String> declared = module.provides().stream().filter(p -> p.service().equals(ModelProvider.class.getName())).flatMap(p -> p.providers().stream()).toList();
        try (var in = Objects.requireNonNull(ModelProvider.class.getResourceAsStream("/META-INF/services/" + ModelProvider.class.getName()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()).isEqualTo(declared).isNotEmpty();
        }
    }
}
