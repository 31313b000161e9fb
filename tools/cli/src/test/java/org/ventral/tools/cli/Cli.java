package org.ventral.tools.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command as tests run it. */
final class Cli {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Cli() {}

    /** What a command left behind. */
    record Outcome(int status, String out, String err) {
        List<Map<?, ?>> json() throws IOException {
            List<Map<?, ?>> lines = new ArrayList<>();
            for (String line : out.lines().toList()) lines.add(JSON.readValue(line, Map.class));
            return lines;
        }
    }

    /** Runs it in this process. */
    static Outcome run(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Ventral.run(new PrintWriter(out, true), new PrintWriter(err, true), strings(arguments).toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    /** Starts it in a process of its own, with the modules of this one. */
    static Process start(Path errors, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        String modules = System.getProperty("jdk.module.path");
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        if (modules == null) command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ventral.class.getName()));
        else command.addAll(List.of("--module-path", modules, "--module", "org.ventral.tools.cli/" + Ventral.class.getName()));
        command.addAll(strings(arguments));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    private static List<String> strings(Object... arguments) {
        return List.of(arguments).stream().map(Object::toString).toList();
    }

    /** Writes a data set of MNIST's form: each class a bar at a place of its own, which a model learns in a few steps. */
    static Path images(Path folder, int train, int test) throws IOException {
        Files.createDirectories(folder);
        write(folder, "train", train);
        write(folder, "t10k", test);
        return folder;
    }

    private static void write(Path folder, String part, int count) throws IOException {
        byte[] images = new byte[16 + count * 784], labels = new byte[8 + count];
        header(images, 3, count, 28, 28);
        header(labels, 1, count);
        for (int i = 0; i < count; i++) {
            int label = i * 7 % 10;
            labels[8 + i] = (byte) label;
            for (int row = 0; row < 28; row++)
                for (int k = 0; k < 3; k++) images[16 + i * 784 + row * 28 + label * 5 / 2 + k] = (byte) (255 - i % 50 - row);
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images);
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels);
    }

    private static void header(byte[] file, int rank, int... sizes) {
        file[2] = 8;
        file[3] = (byte) rank;
        for (int i = 0; i < sizes.length; i++) ByteBuffer.wrap(file).putInt(4 + 4 * i, sizes[i]);
    }
}
