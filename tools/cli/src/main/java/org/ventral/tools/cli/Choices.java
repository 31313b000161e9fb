package org.ventral.tools.cli;

import java.util.stream.Collectors;
import org.ventral.tensor.spi.Availability;
import org.ventral.tensor.spi.Provider;
import org.ventral.tensor.spi.Providers;

/** Plugins by the names that users write. */
public final class Choices {
    private Choices() {}

    /**
     * The provider of a name.
     *
     * @param kind the word for errors, such as "optimizer"
     * @throws UsageException if there is none, or it cannot work here; one line that names those that can
     */
    public static <P extends Provider> P require(String kind, Providers<P> providers, String name) {
        P provider = providers.named(name).orElseThrow(() -> new UsageException("unknown " + kind + " \"" + name + "\"; there " + available(providers)));
        if (provider.availability() instanceof Availability.Unavailable(String reason))
            throw new UsageException(kind + " " + name + " is not available here: " + reason + "; there " + available(providers));
        return provider;
    }

    private static <P extends Provider> String available(Providers<P> providers) {
        String names = providers.all().stream().filter(p -> p.availability() instanceof Availability.Available).map(Provider::name).sorted().collect(Collectors.joining(", "));
        return names.isEmpty() ? "is none" : (names.contains(",") ? "are " : "is ") + names;
    }
}
