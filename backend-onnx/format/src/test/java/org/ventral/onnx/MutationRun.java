package org.ventral.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ventral.tensor.Rng;

/**
 * Reads damaged models, one after the other, each in a folder beside which lies what must not be read. As a program:
 * {@code java -Xmx512m … org.ventral.onnx.MutationRun COUNT SEED [FOLDER…]}, with the {@code .onnx} files of folders as further seeds.
 */
final class MutationRun {
    private static final long MOST_NANOSECONDS = 2_000_000_000L;

    private final Path folder;
    private final Map<String, Integer> ends = new TreeMap<>();
    private long slowest;

    MutationRun(Path root) throws IOException {
        folder = Files.createDirectories(root.resolve("model"));
        Path outside = Files.write(root.resolve("outside.bin"), new byte[64]);
        Files.write(folder.resolve("inside.bin"), new byte[64]);
        if (!Files.exists(folder.resolve("link.bin"))) Files.createSymbolicLink(folder.resolve("link.bin"), outside);
        if (!Files.exists(folder.resolve("linked"))) Files.createSymbolicLink(folder.resolve("linked"), root);
    }

    /** How often each kind of end was met. */
    Map<String, Integer> ends() {
        return ends;
    }

    /** The longest time that one file took, in seconds. */
    double slowest() {
        return slowest / 1e9;
    }

    /** Reads so many mutations of each in turn; throws on the first that ends as it must not. */
    void run(List<byte[]> seeds, int count, long seed) throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] bytes = new Mutations(Rng.of(seed).split(i)).mutate(seeds.get(i % seeds.size()));
            Path file = Files.write(folder.resolve("model.onnx"), bytes);
            long start = System.nanoTime();
            String end;
            try {
                OnnxModels.load(file);
                end = "loaded";
            } catch (OnnxFormatException | OnnxUnsupportedException e) {
                end = e.getClass().getSimpleName();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutation %d of seed %d: %s".formatted(i, seed, e), e);
            }
            long took = System.nanoTime() - start;
            if (took > MOST_NANOSECONDS) throw new AssertionError("mutation %d of seed %d took %.1f s".formatted(i, seed, took / 1e9));
            slowest = Math.max(slowest, took);
            ends.merge(end, 1, Integer::sum);
        }
    }

    static List<byte[]> samples() {
        return List.of(SampleModels.classifier().bytes(), SampleModels.conditional().bytes(), SampleModels.withFunction().bytes());
    }

    public static void main(String[] args) throws IOException {
        List<byte[]> seeds = new ArrayList<>(samples());
        for (int i = 2; i < args.length; i++) {
            try (Stream<Path> files = Files.walk(Path.of(args[i]))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) seeds.add(Files.readAllBytes(file));
            }
        }
        MutationRun run = new MutationRun(Files.createTempDirectory("mutations"));
        run.run(seeds, Integer.parseInt(args[0]), Long.parseLong(args[1]));
        System.out.printf("%d seeds: %s, slowest %.3f s%n", seeds.size(), run.ends(), run.slowest());
    }
}
