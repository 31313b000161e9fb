package org.ventral.optim.provider;

import java.util.Map;
import org.ventral.optim.AdamW;
import org.ventral.optim.Optimizer;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;

/** {@link AdamW}: {@code rate}, {@code beta1}, {@code beta2}, {@code epsilon}, {@code weight-decay}, {@code epsilon-inside-root}. */
public final class AdamWProvider implements OptimizerProvider {
    @Override public String name() {
        return "adamw";
    }

    @Override public Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options) {
        var settings = options.reader(name());
        var builder = AdamW.builder()
                .rate(settings.atLeast("rate", 0.001, 0))
                .beta1(settings.fraction("beta1", 0.9))
                .beta2(settings.fraction("beta2", 0.999))
                .epsilon(settings.atLeast("epsilon", 1e-8, 0))
                .weightDecay(settings.atLeast("weight-decay", 0.01, 0))
                .epsilonInsideRoot(settings.flag("epsilon-inside-root", false));
        settings.finish();
        return builder.groups(options.groups()).build(parameters);
    }
}
