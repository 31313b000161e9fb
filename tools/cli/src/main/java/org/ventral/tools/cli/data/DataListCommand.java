package org.ventral.tools.cli.data;

import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ventral.nn.data.DatasetLocations;
import org.ventral.nn.data.ImageSources;
import org.ventral.tools.cli.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ventral data list}: every data set that has a name, and where it is. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the data sets that have a name, and where they were found.")
final class DataListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON line for each.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (String name : ImageSources.NAMES) {
            Optional<RemoteDataset> remote = RemoteDataset.named(name);
            String place = remote.isEmpty() ? "embedded" : place(name);
            String origin = remote.map(RemoteDataset::origin).orElse("Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998), CC BY 4.0");
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("name", name);
                fields.put("place", place);
                fields.put("origin", origin);
                out.println(Json.line(fields));
            } else {
                out.printf("%-14s %s%n%-14s %s%n", name, place == null ? "not here; ventral data get " + name + " downloads it" : place, "", origin);
            }
        }
        out.flush();
        return 0;
    }

    /** The folder of its files; null if it is nowhere. */
    private static String place(String name) {
        try {
            Path folder = DatasetLocations.ofSystem().find(name).trainImages().toAbsolutePath().getParent();
            return folder.toString();
        } catch (FileNotFoundException _) {
            return null;
        }
    }
}
