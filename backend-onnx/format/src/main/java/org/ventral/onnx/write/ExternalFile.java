package org.ventral.onnx.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ventral.tensor.Tensor;

/**
 * The file beside a model that holds its large parameters, each from a place where a page of memory may begin.
 *
 * <p>It is called after the model and what it holds, {@code NAME.onnx.0123456789abcdef.data}: so the file of an earlier export stays what it was until the
 * new model is in its place, and whoever reads a model, or finds one after the machine stopped, finds the numbers that belong to it.
 */
final class ExternalFile implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int CHUNK = 1 << 20;
    /** Bytes of the hash in the name. */
    private static final int HASH = 8;

    private final Path model;
    private final Map<String, Long> offsets = new HashMap<>();
    private final MessageDigest digest;
    private Path temporary, target;
    private FileChannel channel;
    private boolean added, needed;

    /** @param model where the model will be */
    ExternalFile(Path model) {
        this.model = model;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);                 // every Java has it
        }
    }

    /** Adds a tensor. */
    void append(String name, Tensor tensor) throws IOException {
        if (channel == null) {
            temporary = SafeFile.temporary(model);
            channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        }
        long gap = -channel.position() & PAGE - 1;
        write(ByteBuffer.allocate((int) gap));
        offsets.put(name, channel.position());
        Tensor row = tensor.contiguous();
        int elements = Math.toIntExact(row.elements());
        for (int from = 0; from < elements; from += CHUNK) write(RawData.bytes(row, from, Math.min(CHUNK, elements - from)));
    }

    private void write(ByteBuffer bytes) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /** All tensors are there: the file takes its name. */
    void finish() throws IOException {
        if (channel == null) return;
        channel.force(true);
        channel.close();
        target = model.resolveSibling("%s.%s.data".formatted(model.getFileName(), HexFormat.of().formatHex(digest.digest(), 0, HASH)));
        added = !Files.exists(target);
        SafeFile.rename(temporary, target);
    }

    /** How the model names the file. */
    String name() {
        return target.getFileName().toString();
    }

    /** Whether a tensor is here. */
    boolean holds(String name) {
        return offsets.containsKey(name);
    }

    /** Where a tensor begins. */
    long offset(String name) {
        return offsets.get(name);
    }

    /** The new model is there: removes the files of earlier exports to the same place. One that cannot be removed does no harm. */
    void replaceOthers() {
        needed = true;
        Pattern ours = Pattern.compile(Pattern.quote(model.getFileName().toString()) + "\\.[0-9a-f]{" + 2 * HASH + "}\\.data");
        try (Stream<Path> files = Files.list(model.getParent())) {
            List<Path> others = files.filter(file -> !file.equals(target) && ours.matcher(file.getFileName().toString()).matches()).toList();
            for (Path other : others) Files.deleteIfExists(other);
        } catch (IOException e) {
            return;
        }
    }

    @Override public void close() throws IOException {
        if (channel == null) return;
        channel.close();
        Files.deleteIfExists(temporary);
        if (added && !needed) Files.deleteIfExists(target);
    }
}
