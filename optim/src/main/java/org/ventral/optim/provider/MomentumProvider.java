package org.ventral.optim.provider;

import java.util.Map;
import org.ventral.optim.Momentum;
import org.ventral.optim.Optimizer;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;

/** {@link Momentum} without look ahead: {@code rate}, {@code momentum}, {@code weight-decay}, {@code form} (book or pytorch), {@code dampening}. */
public final class MomentumProvider implements OptimizerProvider {
    @Override public String name() {
        return "momentum";
    }

    @Override public Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options) {
        var settings = options.reader(name());
        var builder = builder(settings).dampening(settings.atLeast("dampening", 0, 0));
        settings.finish();
        return builder.groups(options.groups()).build(parameters);
    }

    /** What the forms with and without look ahead share. */
    static Momentum.Builder builder(OptimizerOptions.Reader settings) {
        return Momentum.builder()
                .rate(settings.atLeast("rate", 0.01, 0))
                .momentum(settings.fraction("momentum", 0.9))
                .weightDecay(settings.atLeast("weight-decay", 0, 0))
                .form(settings.choice("form", "book", "book", "pytorch").equals("book") ? Momentum.Form.BOOK : Momentum.Form.PYTORCH);
    }
}
