package org.ventral.tools.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this module run in a Java of their own. */
final class ChildJvm {
    private ChildJvm() {}

    /** The output, both streams together, of a program that must end well. */
    static String run(Path java, List<String> options, Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("child", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            if (!ended) process.destroyForcibly().waitFor();
            String text = Files.readString(output);
            assertThat(ended).as("the program hung: " + text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            Files.delete(output);
        }
    }

    /** The Java that runs the tests. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }
}
