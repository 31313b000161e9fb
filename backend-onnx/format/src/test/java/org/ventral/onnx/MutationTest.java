package org.ventral.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files end in one of two exceptions, or load. {@link MutationRun} does more of them. */
class MutationTest {
    @Test void damagedFilesAreRefusedOrRead(@TempDir Path folder) throws IOException {
        MutationRun run = new MutationRun(folder);
        run.run(MutationRun.samples(), 2_000, 2026);
        assertThat(run.ends()).containsOnlyKeys("loaded", "OnnxFormatException", "OnnxUnsupportedException");
    }
}
