package org.ventral.tools.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.nn.spi.Models;
import org.ventral.optim.Optimizers;
import org.ventral.tensor.Device;
import org.ventral.tensor.spi.Availability;
import org.ventral.tensor.spi.Provider;
import org.ventral.tensor.spi.Providers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ventral plugins}: what was found, and why some of it cannot be used here. */
@Command(name = "plugins", mixinStandardHelpOptions = true, description = "Lists every backend, optimizer and model that was found.")
final class PluginsCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON line for each.")
    private boolean json;

    @Spec private CommandSpec spec;

    private record Row(String kind, String name, String version, String module, String state, boolean available) {}

    @Override public Integer call() {
        List<Row> rows = new ArrayList<>();
        collect(rows, "backend", Device.providers());
        collect(rows, "optimizer", Optimizers.providers());
        collect(rows, "model", Models.providers());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            for (Row row : rows) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("kind", row.kind);
                fields.put("name", row.name);
                fields.put("version", row.version);
                fields.put("module", row.module);
                fields.put("available", row.available);
                if (!row.available) fields.put("reason", row.state);
                out.println(Json.line(fields));
            }
        } else {
            out.printf("%-10s %-14s %-16s %-28s %s%n", "KIND", "NAME", "VERSION", "MODULE", "STATE");
            for (Row row : rows) out.printf("%-10s %-14s %-16s %-28s %s%n", row.kind, row.name, row.version, row.module, row.state);
        }
        return 0;
    }

    private static <P extends Provider> void collect(List<Row> rows, String kind, Providers<P> providers) {
        for (P provider : providers.all()) {
            Module module = provider.getClass().getModule();
            String home = module.isNamed() ? module.getName() : "class path";
            switch (provider.availability()) {
                case Availability.Available() -> rows.add(new Row(kind, provider.name(), provider.version(), home, "available", true));
                case Availability.Unavailable(String reason) -> rows.add(new Row(kind, provider.name(), provider.version(), home, "not available: " + reason, false));
            }
        }
        for (String message : providers.broken()) rows.add(new Row(kind, "?", "?", "?", "cannot be loaded: " + message, false));
    }
}
