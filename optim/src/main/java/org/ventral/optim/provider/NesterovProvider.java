package org.ventral.optim.provider;

import java.util.Map;
import org.ventral.optim.Momentum;
import org.ventral.optim.Optimizer;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;

/** {@link Momentum} with Nesterov's look ahead: {@code rate}, {@code momentum}, {@code weight-decay}, {@code form} (book or pytorch). */
public final class NesterovProvider implements OptimizerProvider {
    @Override public String name() {
        return "nesterov";
    }

    @Override public Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options) {
        var settings = options.reader(name());
        Momentum.Builder builder = MomentumProvider.builder(settings).nesterov(true);
        settings.finish();
        return builder.groups(options.groups()).build(parameters);
    }
}
