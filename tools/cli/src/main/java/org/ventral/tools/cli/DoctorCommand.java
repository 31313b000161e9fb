package org.ventral.tools.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ventral.nn.data.DatasetLocations;
import org.ventral.tensor.Device;
import org.ventral.tensor.spi.Availability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ventral doctor}: what this machine offers. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Shows the JDK, the processor, memory, backends and data sets, and what could be better.")
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override public Integer call() {
        Map<String, String> facts = new LinkedHashMap<>();
        Runtime runtime = Runtime.getRuntime();
        facts.put("ventral", VersionProvider.version());
        facts.put("java", Runtime.version() + ", " + System.getProperty("java.vendor"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("cores", Integer.toString(runtime.availableProcessors()));
        facts.put("heap", runtime.maxMemory() / (1 << 20) + " MB at most");
        facts.put("collector", ManagementFactory.getGarbageCollectorMXBeans().stream().map(b -> b.getName()).collect(Collectors.joining(", ")));
        facts.put("vectors", vectors());
        for (var provider : Device.providers().all()) {
            facts.put("backend " + provider.name(), switch (provider.availability()) {
                case Availability.Available() -> "available, priority " + provider.priority();
                case Availability.Unavailable(String reason) -> "not available: " + reason;
            });
        }
        facts.put("data digits", "embedded, 1,797 images");
        facts.put("data fashion-mnist", fashionMnist());
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.line(facts));
        else facts.forEach((name, value) -> out.printf("%-22s %s%n", name, value));
        return 0;
    }

    private static String vectors() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty())
            return "off: start Java with --add-modules jdk.incubator.vector, or kernels run many times slower";
        return preferredBits() + "-bit";
    }

    /** Asked by reflection: this module is to work where that one is absent. */
    private static String preferredBits() {
        Module vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").orElseThrow();
        Class<?> shapes = Class.forName(vectors, "jdk.incubator.vector.VectorShape");
        if (shapes == null) return "unknown";
        try {
            Object preferred = shapes.getMethod("preferredShape").invoke(null);
            return shapes.getMethod("vectorBitSize").invoke(preferred).toString();
        } catch (ReflectiveOperationException _) {
            return "unknown";
        }
    }

    private static String fashionMnist() {
        try {
            Path folder = DatasetLocations.ofSystem().find(DatasetLocations.FASHION_MNIST).trainImages().getParent();
            return "found in " + folder;
        } catch (java.io.IOException e) {
            return "not found; ventral data get fashion-mnist downloads it";
        }
    }
}
