package org.ventral.onnx.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ventral.tensor.Tensor;

/** The file beside a model that holds its large parameters, each from a place where a page of memory may begin. Made when the first one comes. */
final class ExternalFile implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int CHUNK = 1 << 20;

    private final Path target;
    private final long limit;
    private Path temporary;
    private FileChannel channel;

    ExternalFile(Path target, long limit) {
        this.target = target;
        this.limit = limit;
    }

    /** Parameters of more bytes than this belong here. */
    long limit() {
        return limit;
    }

    /** How the model names it. */
    String name() {
        return target.getFileName().toString();
    }

    /** Adds a tensor and answers where it begins. */
    long append(Tensor tensor) {
        try {
            if (channel == null) {
                temporary = SafeFile.temporary(target);
                channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
            }
            long offset = Math.ceilDiv(channel.position(), PAGE) * PAGE;
            channel.position(offset);
            Tensor row = tensor.contiguous();
            int elements = Math.toIntExact(row.elements());
            for (int from = 0; from < elements; from += CHUNK) {
                ByteBuffer bytes = RawData.bytes(row, from, Math.min(CHUNK, elements - from));
                while (bytes.hasRemaining()) channel.write(bytes);
            }
            return offset;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything is there: the file takes its name. One from an earlier export that is not needed any more is left alone. */
    void finish() throws IOException {
        if (channel == null) return;
        channel.force(true);
        channel.close();
        SafeFile.rename(temporary, target);
    }

    @Override public void close() throws IOException {
        if (channel == null) return;
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
