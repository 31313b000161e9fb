package org.ventral.optim.spi;

import java.util.Map;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.spi.Provider;

/**
 * A plugin that updates parameters. Declare it with {@code provides … with} in module-info and in {@code META-INF/services}.
 *
 * {@snippet :
 * public final class LionProvider implements OptimizerProvider {
 *     @Override public String name() {
 *         return "lion";
 *     }
 *
 *     @Override public Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options) {
 *         var settings = options.reader(name());
 *         double rate = settings.atLeast("rate", 1e-4, 0);
 *         var rule = new LionRule(settings.fraction("beta1", 0.9), settings.fraction("beta2", 0.99));
 *         settings.finish();                                       // refuses what was not asked for
 *         return Optimizers.of(name(), rule, parameters, rate, 0, options.groups());
 *     }
 * }
 * }
 */
public interface OptimizerProvider extends Provider {
    /**
     * An optimizer of these parameters.
     *
     * @param parameters by name; the order of the map is the order of updates
     * @throws IllegalArgumentException if an option is unknown or its value does not fit
     */
    Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options);
}
