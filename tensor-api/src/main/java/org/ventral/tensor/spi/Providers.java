package org.ventral.tensor.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.StringJoiner;

/**
 * The providers of one kind that were found, and the choice among them: by name if one is given, else the available one of highest
 * priority, equal priorities by name.
 *
 * <p>{@code ServiceLoader} must be called in the module that declares {@code uses}, so the caller loads and this class chooses.
 */
public final class Providers<P extends Provider> {
    private final String kind;
    private final List<P> found;
    private final List<String> broken;

    private Providers(String kind, List<P> found, List<String> broken) {
        this.kind = kind;
        this.found = List.copyOf(found);
        this.broken = List.copyOf(broken);
    }

    /**
     * Reads all providers. One that cannot be loaded does not hide the others; it is listed when a choice fails.
     *
     * @param kind the word for errors, such as "backend"
     */
    public static <P extends Provider> Providers<P> of(String kind, ServiceLoader<P> loader) {
        List<P> found = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        var candidates = loader.iterator();
        while (true) {
            try {
                if (!candidates.hasNext()) break;
                found.add(candidates.next());
            } catch (ServiceConfigurationError e) {
                broken.add(e.getMessage());
            }
        }
        found.sort(Comparator.comparingInt((P p) -> -p.priority()).thenComparing(Provider::name));
        for (int i = 1; i < found.size(); i++)
            for (int j = 0; j < i; j++)
                if (found.get(i).name().equals(found.get(j).name()) && found.get(i).getClass() != found.get(j).getClass())
                    throw new IllegalStateException("two %ss are named \"%s\": %s and %s; remove one of the jars".formatted(
                            kind, found.get(i).name(), found.get(j).getClass().getName(), found.get(i).getClass().getName()));
        return new Providers<>(kind, found.stream().filter(distinctNames()).toList(), broken);
    }

    private static <P extends Provider> java.util.function.Predicate<P> distinctNames() {
        var seen = new java.util.HashSet<String>();
        return p -> seen.add(p.name());                    // on a mixed path one class may be declared twice
    }

    /** All that were found, the preferred first. */
    public List<P> all() {
        return found;
    }

    /** Messages of those that could not be loaded. */
    public List<String> broken() {
        return broken;
    }

    /** The one with this name, available or not. */
    public Optional<P> named(String name) {
        return found.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /**
     * The one with this name, or the preferred one if the name is null.
     *
     * @throws ProviderNotFoundException if there is none, listing every candidate and why it was refused
     */
    public P choose(String name) {
        for (P candidate : found) {
            boolean wanted = name == null || candidate.name().equals(name);
            if (wanted && candidate.availability() instanceof Availability.Available) return candidate;
        }
        throw new ProviderNotFoundException(explain(name));
    }

    private String explain(String name) {
        var text = new StringJoiner("\n  ", "", "");
        text.add(name == null ? "no " + kind + " is available" : "no " + kind + " named \"" + name + "\" is available");
        for (P candidate : found) {
            String why = switch (candidate.availability()) {
                case Availability.Available() -> "available";
                case Availability.Unavailable(String reason) -> "not available: " + reason;
            };
            text.add(candidate.name() + " " + candidate.version() + " (" + candidate.getClass().getName() + "): " + why);
        }
        for (String message : broken) text.add("could not be loaded: " + message);
        if (found.isEmpty() && broken.isEmpty()) text.add("none was found");
        text.add(found.isEmpty() ? "put a jar that provides one on the module path or class path" : "choose one of the available, or add the jar that provides it to the module path or class path");
        return text.toString();
    }
}
