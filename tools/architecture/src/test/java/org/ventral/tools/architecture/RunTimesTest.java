package org.ventral.tools.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core in the run times that a user may put it into: a linked image, the class path, and a Java without the Vector API. */
class RunTimesTest {
    private static final Set<String> CORE = Set.of("org.ventral.tensor", "org.ventral.backend.cpu", "org.ventral.optim", "org.ventral.nn");

    /** What the launcher passes to Java. */
    private static final Path LAUNCHER_OPTIONS = Path.of("..", "jvm.options").toAbsolutePath().normalize();
    /** The launcher's alignment doubles what the small objects around an op take, next to which vectors that stay objects are to show. */
    private static final String SMALL_OBJECTS = "-XX:ObjectAlignmentInBytes=8";

    @TempDir Path folder;

    @Test void aLinkedImageTrainsLeNet5() throws Exception {
        List<Path> modules = ServiceDeclarationsTest.modules().stream().filter(m -> CORE.contains(m.descriptor().name()))
                .map(ModuleReference::location).map(location -> Path.of(location.orElseThrow())).toList();
        assertThat(modules).hasSize(CORE.size());
        // The optimizers' module may use Guava, which is modular and goes into the image with it.
        String path = modules.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)) + File.pathSeparator + libraries();
        Path image = folder.resolve("image");
        StringWriter messages = new StringWriter();
        int status = ToolProvider.findFirst("jlink").orElseThrow().run(new PrintWriter(messages), new PrintWriter(messages),
                "--module-path", path, "--add-modules", String.join(",", CORE), "--strip-debug", "--output", image.toString());
        assertThat(status).as(messages.toString()).isZero();
        assertThat(Files.exists(image.resolve("bin/java"))).isTrue();
        String output = ChildJvm.run(image.resolve("bin/java"), List.of("-XX:+UseParallelGC", "--class-path", programs(), "--add-modules", String.join(",", CORE)), TrainLeNet.class, "4");
        assertThat(output).contains("backend cpu");
        assertThat(accuracy(output)).isGreaterThan(0.9);
    }

    @Test void theClassPathWorksAtFullSpeedWithTheVectorModule() throws Exception {
        String output = ChildJvm.run(ChildJvm.java(), List.of("-XX:+UseParallelGC", "--add-modules", "jdk.incubator.vector", "--class-path", ChildJvm.classPath()), TrainLeNet.class, "4");
        assertThat(output).contains("backend cpu").doesNotContain("--add-modules jdk.incubator.vector");
        assertThat(accuracy(output)).isGreaterThan(0.9);
    }

    @Test void theClassPathWorksWithoutTheVectorModuleAndSaysWhatToPass() throws Exception {
        String output = ChildJvm.run(ChildJvm.java(), List.of("-XX:+UseParallelGC", "--class-path", ChildJvm.classPath()), TrainLeNet.class, "4");
        assertThat(output).contains("backend cpu").containsOnlyOnce("--add-modules jdk.incubator.vector");
        assertThat(accuracy(output)).isGreaterThan(0.9);
    }

    @Test void trainingInASmallHeapDoesNotGrow() throws Exception {
        String output = ChildJvm.run(ChildJvm.java(), List.of("-Xmx256m", "-XX:+UseParallelGC", "--add-modules", "jdk.incubator.vector", "--class-path", ChildJvm.classPath()), Soak.class, "1500");
        Matcher growth = Pattern.compile("growth KB (-?[0-9]+)").matcher(output);
        assertThat(growth.find()).as(output).isTrue();
        assertThat(Long.parseLong(growth.group(1))).as(output).isLessThan(512);
    }

    /** Java's first compiler gives up on kernels that need too many registers, and leaves them in the interpreter, 70 times slower. */
    @Test void javaCompilesEveryKernel() throws Exception {
        String output = ChildJvm.run(ChildJvm.java(), List.of("-XX:+UseParallelGC", "-XX:+PrintCompilation", "--add-modules", "jdk.incubator.vector",
                "--class-path", ChildJvm.classPath()), ExerciseKernels.class);
        assertThat(output).contains("org.ventral.backend.cpu.vector");
        // Class loading in the middle of a compilation only puts it off.
        assertThat(output.lines().filter(line -> line.contains("COMPILE SKIPPED") && !line.contains("concurrent class loading")).toList()).isEmpty();
    }

    /** Vectors that stay objects make a kernel ten to a hundred times slower for as long as the program runs. */
    @Test void noKernelBoxesItsVectors() throws Exception {
        String output = ChildJvm.run(ChildJvm.java(), List.of("@" + LAUNCHER_OPTIONS, SMALL_OBJECTS, "-XX:-BackgroundCompilation", "--add-modules", "jdk.incubator.vector",
                "--class-path", ChildJvm.classPath()), KernelGarbage.class);
        assertThat(output.lines().filter(line -> line.startsWith("boxes")).toList()).isEmpty();
        assertThat(output).containsPattern("clean kernels [1-9]");
    }

    private static double accuracy(String output) {
        Matcher matcher = Pattern.compile("accuracy ([0-9.]+)").matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    /** Where this module's programs are. */
    private static String programs() throws Exception {
        return Path.of(TrainLeNet.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static String libraries() {
        return java.util.Arrays.stream(ChildJvm.classPath().split(File.pathSeparator)).filter(e -> e.contains("guava") || e.contains("failureaccess")).collect(Collectors.joining(File.pathSeparator));
    }
}
