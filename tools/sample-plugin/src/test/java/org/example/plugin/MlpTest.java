package org.example.plugin;

import java.util.Map;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.tools.tck.ModelTck;

class MlpTest extends ModelTck {
    @Override protected ModelProvider provider() {
        return new MlpProvider();
    }

    @Override protected ModelOptions options() {
        return new ModelOptions(7, Map.of("hidden", "24", "dropout", "0.2"));
    }
}
