package org.ventral.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.spi.Availability;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.BackendProvider;

class AvailabilityTest {
    private static final List<Class<?>> OURS = List.of(Tensor.class, OnnxWriter.class, OnnxRuntimeBackendProvider.class, AskAvailability.class);
    private static final List<Class<?>> ALL = List.of(Tensor.class, OnnxWriter.class, OnnxRuntimeBackendProvider.class, AskAvailability.class, ai.onnxruntime.OrtEnvironment.class);

    @TempDir Path temporary;

    @Test void isFoundAndAvailable() {
        var providers = ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get).filter(p -> p.name().equals("onnx")).toList();
        assertThat(providers).hasSize(1);
        assertThat(providers.getFirst()).isInstanceOf(OnnxRuntimeBackendProvider.class);
        assertThat(providers.getFirst().availability()).isEqualTo(new Availability.Available());
    }

    @Test void theCpuIsPreferred() {
        assertThat(Device.providers().choose(null).name()).isEqualTo("cpu");
    }

    @Test void unknownSettingsAreRefused() {
        assertThatThrownBy(() -> Device.create("onnx", new BackendOptions(1, Map.of("providr", "cuda")))).hasMessageContaining("providr").hasMessageContaining("optimization");
        assertThatThrownBy(() -> Device.create("onnx", new BackendOptions(1, Map.of("optimization", "most")))).hasMessageContaining("most").hasMessageContaining("extended");
    }

    /** Without ONNX Runtime's jar the provider loads all the same and says what is missing. */
    @Test void saysThatTheJarIsMissing() throws Exception {
        assertThat(ask(classPath(OURS), List.of())).contains("not on the module path or class path").contains("onnxruntime:1.28.0");
    }

    /** A library that cannot be loaded is a reason, not a crash. */
    @Test void saysThatTheLibraryCannotBeLoaded() throws Exception {
        for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) Files.writeString(temporary.resolve(System.mapLibraryName(library)), "this is no library");
        assertThat(ask(classPath(ALL), List.of("-Donnxruntime.native.path=" + temporary))).contains("cannot be loaded");
    }

    @Test void unpacksTheLibraryOnceIntoTheCache() throws Exception {
        List<String> flags = List.of("-Dventral.cache=" + temporary, "-Djava.io.tmpdir=" + Files.createDirectory(temporary.resolve("tmp")));
        assertThat(ask(classPath(ALL), flags)).contains("available");
        List<Path> first = files(temporary.resolve("onnxruntime"));
        assertThat(first).anyMatch(file -> file.getFileName().toString().equals(System.mapLibraryName("onnxruntime")));
        List<Object> times = new ArrayList<>();
        for (Path file : first) times.add(Files.getLastModifiedTime(file));
        assertThat(ask(classPath(ALL), flags)).contains("available");
        assertThat(files(temporary.resolve("onnxruntime"))).isEqualTo(first);
        for (int i = 0; i < first.size(); i++) assertThat(Files.getLastModifiedTime(first.get(i))).isEqualTo(times.get(i));
        assertThat(files(temporary.resolve("tmp"))).noneMatch(file -> file.toString().contains("onnxruntime"));
    }

    /** Where classes come from. */
    private static String classPath(List<Class<?>> classes) {
        return classes.stream().map(type -> Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString())
                .distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** What a fresh virtual machine says. */
    private static String ask(String classPath, List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, AskAvailability.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
