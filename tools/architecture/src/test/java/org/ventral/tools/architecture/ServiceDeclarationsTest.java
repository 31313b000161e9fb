package org.ventral.tools.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Providers are declared twice, for the module path and for the class path; both say the same. */
class ServiceDeclarationsTest {
    @TestFactory List<DynamicTest> moduleInfoAndMetaInfAgree() {
        List<ModuleReference> ours = modules();
        assertThat(ours).hasSizeGreaterThanOrEqualTo(4);
        return ours.stream().map(module -> DynamicTest.dynamicTest(module.descriptor().name(), () -> {
            Map<String, TreeSet<String>> declared = new TreeMap<>();
            for (ModuleDescriptor.Provides provides : module.descriptor().provides()) declared.put(provides.service(), new TreeSet<>(provides.providers()));
            assertThat(metaInf(module)).isEqualTo(declared);
        })).toList();
    }

    static List<ModuleReference> modules() {
        Path[] entries = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).map(Path::of).filter(java.nio.file.Files::exists).toArray(Path[]::new);
        return Arrays.stream(entries).flatMap(ServiceDeclarationsTest::module).filter(m -> m.descriptor().name().startsWith("org.ventral.")).toList();
    }

    private static java.util.stream.Stream<ModuleReference> module(Path entry) {
        if (java.nio.file.Files.isDirectory(entry) && !java.nio.file.Files.exists(entry.resolve("module-info.class"))) return java.util.stream.Stream.empty();
        return ModuleFinder.of(entry).findAll().stream().filter(m -> !m.descriptor().isAutomatic());
    }

    private static Map<String, TreeSet<String>> metaInf(ModuleReference module) throws IOException {
        Map<String, TreeSet<String>> services = new TreeMap<>();
        try (ModuleReader reader = module.open()) {
            for (String name : reader.list().filter(n -> n.startsWith("META-INF/services/") && !n.endsWith("/")).toList()) {
                try (InputStream in = reader.open(name).orElseThrow()) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    services.put(name.substring("META-INF/services/".length()),
                            new TreeSet<>(text.lines().map(line -> line.replaceFirst("#.*", "").strip()).filter(line -> !line.isEmpty()).toList()));
                }
            }
        }
        return services;
    }
}
