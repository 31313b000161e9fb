package org.example.plugin;

import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tools.tck.OptimizerTck;

class LionTest extends OptimizerTck {
    @Override protected OptimizerProvider provider() {
        return new LionProvider();
    }
}
