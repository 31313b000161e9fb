package org.ventral.tools.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ventral.backend.onnx.OnnxRuntimeBackendProvider;
import org.ventral.tensor.spi.Availability;

/**
 * Goes once through the usual commands, in a folder of its own and without a word. The launcher runs it after a build to learn which classes they load,
 * for an archive of them that Java maps at each later start instead of reading and checking one by one.
 */
public final class Rehearsal {
    private static final int SIDE = 32;

    private Rehearsal() {}

    /** Takes no arguments. The status is that of the first command that fails. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("ventral-rehearsal");
        int status;
        try {
            status = commands(folder).stream().mapToInt(Rehearsal::run).filter(s -> s != 0).findFirst().orElse(0);
        } finally {
            delete(folder);
        }
        System.exit(status);
    }

    private static List<List<String>> commands(Path folder) {
        String run = folder.resolve("run").toString(), model = folder.resolve("model.onnx").toString();
        String image = Collections.nCopies(SIDE, Collections.nCopies(SIDE, 0.5)).toString();
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of("train", "lenet5", "--data", "digits", "--epochs", "1", "--batch-size", "256", "--out", run));
        commands.add(List.of("onnx", "export", run, model));
        commands.add(List.of("onnx", "info", model));
        commands.add(List.of("onnx", "run", model, "--input", "[[" + image + "]]", "--top", "1"));
        if (new OnnxRuntimeBackendProvider().availability() instanceof Availability.Available)
            commands.add(List.of("onnx", "run", model, "--input", "[[" + image + "]]", "--backend", "onnx"));
        return commands;
    }

    private static int run(List<String> command) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Ventral.run(nowhere, nowhere, command.toArray(String[]::new));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
