package org.ventral.nn.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoints of one run: {@code checkpoint-00000120}, {@code checkpoint-00000240} and so on, the last few of which are kept.
 *
 * <p>A checkpoint appears whole or not at all: it is written into a hidden folder, forced to disk and renamed, and only then are older ones
 * removed. A crash at any byte leaves the last good one. One process at a time may write.
 */
public final class CheckpointFolder {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{8,18})(?:-(\\d{1,9}))?");
    private static final String UNFINISHED = ".unfinished-", REMOVED = ".removed-";

    private final Path folder;
    private final int keep;

    private record Entry(Path path, long step, long revision) {}

    private CheckpointFolder(Path folder, int keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** A folder, made when the first checkpoint is written; the last two are kept. */
    public static CheckpointFolder in(Path folder) {
        return new CheckpointFolder(folder, 2);
    }

    /** The same folder with another number of checkpoints kept. */
    public CheckpointFolder keeping(int count) {
        if (count < 1) throw new IllegalArgumentException("CheckpointFolder: at least 1 checkpoint must be kept, got " + count);
        return new CheckpointFolder(folder, count);
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** The checkpoints, the oldest first. */
    public List<Path> all() throws IOException {
        return entries().stream().map(Entry::path).toList();
    }

    /** The newest checkpoint. */
    public Optional<Path> latest() throws IOException {
        List<Path> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /**
     * Adds a checkpoint, then removes those that are too many, and those of the same or a later step: a run that went on from an earlier one has
     * left them behind.
     *
     * @return its folder
     * @throws IOException if it cannot be written; what was there before is still there
     */
    public Path write(Checkpoint checkpoint) throws IOException {
        Files.createDirectories(folder);
        clean();
        long step = checkpoint.state().step();
        List<Entry> before = entries();
        long revision = before.stream().filter(entry -> entry.step == step).mapToLong(entry -> entry.revision + 1).max().orElse(0);
        Path target = folder.resolve("checkpoint-%08d%s".formatted(step, revision == 0 ? "" : "-" + revision));
        Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
        Files.createDirectory(unfinished);
        try {
            checkpoint.writeInto(unfinished);
            force(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            try {
                delete(unfinished);
            } catch (IOException hindered) {
                e.addSuppressed(hindered);
            }
            throw e;
        }
        force(folder);
        List<Entry> earlier = before.stream().filter(entry -> entry.step < step).toList();
        for (Entry entry : before)
            if (entry.step >= step || earlier.indexOf(entry) < earlier.size() - (keep - 1)) remove(entry.path);
        return target;
    }

    private List<Entry> entries() throws IOException {
        List<Entry> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) return found;
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path path : paths) {
                Matcher name = NAME.matcher(path.getFileName().toString());
                if (name.matches()) found.add(new Entry(path, Long.parseLong(name.group(1)), name.group(2) == null ? 0 : Long.parseLong(name.group(2))));
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparingLong(Entry::step).thenComparingLong(Entry::revision));
        return found;
    }

    /** What a crash has left. */
    private void clean() throws IOException {
        List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, "{" + UNFINISHED + "," + REMOVED + "}*")) {
            paths.forEach(left::add);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path path : left) delete(path);
    }

    /** Renamed first: a checkpoint of which half the files are gone must not look like one. */
    private void remove(Path checkpoint) throws IOException {
        Path hidden = folder.resolve(REMOVED + UUID.randomUUID());
        Files.move(checkpoint, hidden, StandardCopyOption.ATOMIC_MOVE);
        delete(hidden);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        List<Path> paths;
        try (var walk = Files.walk(tree)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) Files.delete(path);
    }

    /** Makes the names in a folder themselves survive a loss of power. */
    private static void force(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) throw e;      // Windows opens no folders, and needs none of this
        }
    }
}
