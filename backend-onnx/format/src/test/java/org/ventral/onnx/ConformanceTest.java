package org.ventral.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.Device;

/**
 * ONNX's own cases, where they are present: in the folder that system property {@code ventral.onnx.conformance} or environment variable
 * {@code VENTRAL_ONNX_CONFORMANCE} names, else in {@code onnx-conformance} in a folder {@code shared} beside the project. Where there are none, the
 * test says so and is skipped: they are no part of the project.
 */
class ConformanceTest {
    private static Path folder() {
        String named = System.getProperty("ventral.onnx.conformance", System.getenv("VENTRAL_ONNX_CONFORMANCE"));
        if (named != null) return Path.of(named);
        Path project = Path.of("").toAbsolutePath();
        while (project != null && !Files.isDirectory(project.resolve("tensor-api"))) project = project.getParent();
        return project == null ? Path.of("onnx-conformance") : project.resolveSibling("shared").resolve("onnx-conformance");
    }

    @Test void casesPass() throws IOException {
        Path root = folder();
        assumeTrue(Files.isDirectory(root), "ONNX's conformance cases are not there (" + root.getFileName() + "): skipped");
        List<String> others = new ArrayList<>();
        int passed = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.endsWith("model.onnx")).sorted().toList()) {
                OnnxCase.Outcome outcome = OnnxCase.run(file.getParent(), Device.preferred());
                if (outcome.status() == OnnxCase.Status.PASS) passed++;
                else others.add("%s %s %s".formatted(root.relativize(file.getParent()), outcome.status(), outcome.detail()));
            }
        }
        assertThat(passed).as("cases that pass, beside %s", others).isGreaterThanOrEqualTo((int) Math.ceil(0.98 * (passed + others.size())));
        assertThat(others).as("wrong answers").noneMatch(line -> line.contains(" FAIL "));
    }
}
