package org.ventral.optim.provider;

import java.util.Map;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Sgd;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;

/** {@link Sgd}: {@code rate}, {@code weight-decay}. */
public final class SgdProvider implements OptimizerProvider {
    @Override public String name() {
        return "sgd";
    }

    @Override public Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options) {
        var settings = options.reader(name());
        var builder = Sgd.builder().rate(settings.atLeast("rate", 0.01, 0)).weightDecay(settings.atLeast("weight-decay", 0, 0));
        settings.finish();
        return builder.groups(options.groups()).build(parameters);
    }
}
