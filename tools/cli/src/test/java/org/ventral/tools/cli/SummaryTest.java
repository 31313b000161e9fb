package org.ventral.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ventral summary}: parameters as published, and what grows with the batch. */
class SummaryTest {
    @TempDir Path folder;

    @Test void countsTheParametersOfPublishedModels() throws IOException {
        assertEquals(61_706, number(summary("lenet5"), "parameters"));
        assertEquals(11_689_512, number(summary("resnet18", "--classes", 1000), "parameters"));
    }

    @Test void operationsAndOutputsGrowWithTheBatchAndParametersDoNot() throws IOException {
        Map<?, ?> one = summary("lenet5"), four = summary("lenet5", "--batch-size", 4);
        assertEquals(number(one, "parameters"), number(four, "parameters"));
        assertEquals(4 * number(one, "activation_bytes"), number(four, "activation_bytes"));
        assertTrue(number(four, "flops") > 3 * number(one, "flops"));
    }

    @Test void aFileHasTheSameTable() throws IOException {
        Map<?, ?> model = summary(OnnxFiles.classifier(folder.resolve("model.onnx"), true), "--batch-size", 3);
        assertEquals(7850, number(model, "parameters"));
        assertTrue(model.get("inputs").toString().contains("[3, 1, 28, 28]"), model::toString);
        assertTrue(!((List<?>) model.get("layers")).isEmpty());
    }

    @Test void saysWhatIsWrong() {
        assertEquals(2, Cli.run("summary", "lenet5", "--batch-size", 0).status());
        assertEquals(1, Cli.run("summary", folder.resolve("none.onnx")).status());
        var unknown = Cli.run("summary", "lenet6");
        assertTrue(unknown.status() != 0 && unknown.err().contains("lenet5"), unknown.err());
    }

    private static Map<?, ?> summary(Object subject, Object... more) throws IOException {
        Object[] arguments = new Object[more.length + 3];
        arguments[0] = "summary";
        arguments[1] = subject;
        System.arraycopy(more, 0, arguments, 2, more.length);
        arguments[more.length + 2] = "--json";
        var outcome = Cli.run(arguments);
        assertEquals(0, outcome.status(), outcome.err());
        return outcome.json().getFirst();
    }

    private static long number(Map<?, ?> fields, String name) {
        return ((Number) fields.get(name)).longValue();
    }
}
