package org.ventral.tools.tck;

import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;

/** The platform's own model passes what plugins must. */
class LeNet5ModelTest extends ModelTck {
    @Override protected ModelProvider provider() {
        return Models.named("lenet5");
    }
}
