package org.ventral.tools.tck;

import org.junit.jupiter.api.Nested;
import org.ventral.optim.Optimizers;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;

/** The platform's own optimizers pass what plugins must. */
class OptimizersTest {
    private abstract static class Found extends OptimizerTck {
        private final String name;

        Found(String name) {
            this.name = name;
        }

        @Override protected OptimizerProvider provider() {
            return Optimizers.providers().choose(name);
        }
    }

    @Nested class Sgd extends Found {
        Sgd() {
            super("sgd");
        }
    }

    @Nested class Momentum extends Found {
        Momentum() {
            super("momentum");
        }
    }

    @Nested class MomentumInPyTorchsForm extends Found {
        MomentumInPyTorchsForm() {
            super("momentum");
        }

        @Override protected OptimizerOptions options() {
            return super.options().with("form", "pytorch").with("dampening", 0.1);
        }
    }

    @Nested class Nesterov extends Found {
        Nesterov() {
            super("nesterov");
        }
    }

    @Nested class Adam extends Found {
        Adam() {
            super("adam");
        }
    }

    @Nested class AdamW extends Found {
        AdamW() {
            super("adamw");
        }

        @Override protected OptimizerOptions options() {
            return super.options().with("weight-decay", 1e-4);                 // which moves the minimum, so not much
        }
    }
}
