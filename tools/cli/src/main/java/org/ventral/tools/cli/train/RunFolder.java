package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ventral.nn.train.Checkpoint;
import org.ventral.nn.train.CheckpointException;
import org.ventral.nn.train.CheckpointFolder;
import org.ventral.tools.cli.Failures;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.UsageException;

/**
 * What a run leaves behind: {@code settings.json}, {@code checkpoints/}, {@code metrics.jsonl}, {@code curves.png}, {@code confusion.png} and,
 * at its end, {@code model.onnx}.
 *
 * @param path the folder
 */
record RunFolder(Path path) {
    private static final String SETTINGS = "settings.json", CHECKPOINTS = "checkpoints", METRICS = "metrics.jsonl";
    private static final int KEPT_CHECKPOINTS = 2;

    /** A folder of its own for a run that was given none, by the clock. */
    static RunFolder unused(String recipe) {
        String stamp = recipe + "-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        Path path = Path.of("runs", stamp);
        for (int i = 2; Files.exists(path); i++) path = Path.of("runs", stamp + "-" + i);
        return new RunFolder(path);
    }

    /** The folder of a run that is a part of this one. */
    RunFolder within(String name) {
        return new RunFolder(path.resolve(name));
    }

    /**
     * The folder of a run that is to be resumed or evaluated.
     *
     * @throws IOException if it is not there, or is none
     */
    static RunFolder existing(Path path) throws IOException {
        if (!Files.isDirectory(path)) throw new IOException("run folder " + path + (Files.exists(path) ? " is not a folder" : " does not exist"));
        RunFolder folder = new RunFolder(path);
        if (!Files.isDirectory(path.resolve(CHECKPOINTS)) && !Files.isRegularFile(folder.settings()))
            throw new IOException(path + " is no run folder: it holds neither " + CHECKPOINTS + "/ nor " + SETTINGS);
        return folder;
    }

    /**
     * The checkpoint that a user means by a run folder, its last one, or by the checkpoint itself.
     *
     * @throws IOException if there is none
     */
    static Path checkpoint(Path run) throws IOException {
        if (Files.isRegularFile(run.resolve("state.json"))) return run;
        return existing(run).checkpoints().latest().orElseThrow(() -> new IOException(run + " holds no checkpoint yet; ventral train --resume " + run + " goes on with that run"));
    }

    /**
     * Makes the folder and notes the settings, so that even a run that is killed before its first checkpoint can be resumed.
     *
     * @throws UsageException if it holds a run already
     * @throws IOException if it cannot be written
     */
    void create(Map<String, String> config) throws IOException {
        for (String name : List.of(SETTINGS, CHECKPOINTS, METRICS))
            if (Files.exists(path.resolve(name)))
                throw new UsageException("%s already holds a run; go on with it by --resume %s, or choose another --out".formatted(path, path));
        try {
            Files.createDirectories(path);
            replace(settings(), Json.pretty(config) + "\n");
        } catch (IOException e) {
            throw new IOException("run folder " + path + " cannot be written: " + Failures.message(e), e);
        }
    }

    /**
     * Where the training goes on; empty if it was killed before its first checkpoint.
     *
     * @throws IOException if the last checkpoint is damaged; the message says which one is left, as only its owner can decide to go back
     */
    Optional<Checkpoint> latest() throws IOException {
        List<Path> all = checkpoints().all();
        if (all.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Checkpoint.read(all.getLast()));
        } catch (CheckpointException e) {
            if (all.size() == 1) throw e;
            throw new IOException("%s. To go on from %s, remove %s".formatted(e.getMessage(), all.get(all.size() - 2).getFileName(), all.getLast()), e);
        }
    }

    /** The settings that the run was started with. */
    Map<String, String> startingConfig() throws IOException {
        return Json.readTexts(settings());
    }

    CheckpointFolder checkpoints() {
        return CheckpointFolder.in(path.resolve(CHECKPOINTS)).keeping(KEPT_CHECKPOINTS);
    }

    Path settings() {
        return path.resolve(SETTINGS);
    }

    Path metrics() {
        return path.resolve(METRICS);
    }

    Path curves() {
        return path.resolve("curves.png");
    }

    Path model() {
        return path.resolve("model.onnx");
    }

    Path confusion() {
        return path.resolve("confusion.png");
    }

    /** Writes a file that is there whole or not at all. */
    static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text, StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override public String toString() {
        return path.toString();
    }
}
