package org.ventral.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Writes Safetensors files: first under another name, then in place at once. */
final class SafetensorsWriter {
    private static final int BUFFER = 1 << 16;

    private SafetensorsWriter() {}

    static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Map<String, TensorType> types = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
        byte[] header = SafetensorsHeader.format(types, metadata);

        Path target = path.toAbsolutePath(), folder = target.getParent();
        if (folder == null) throw new FileSystemException(path.toString(), null, "is a folder");
        if (!Files.isDirectory(folder)) throw new NoSuchFileException(path.toString(), null, "there is no folder " + folder);
        // A name that no one else uses; not createTempFile, whose files none but the owner may read.
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
                drain(buffer.putLong(header.length), channel);
                writeFully(ByteBuffer.wrap(header), channel);
                for (Tensor tensor : tensors.values()) write(tensor, buffer, channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    private static void write(Tensor tensor, ByteBuffer buffer, FileChannel channel) throws IOException {
        try (var _ = MemoryScope.open("Safetensors.write")) {
            Tensor row = tensor.detach().contiguous();
            Object array = row.storage().array();
            int at = (int) row.layout().offset(), end = at + (int) row.elements(), chunk = BUFFER / row.dtype().bytes();
            while (at < end) {
                int count = Math.min(chunk, end - at);
                switch (array) {
                    case float[] a -> buffer.asFloatBuffer().put(a, at, count);
                    case double[] a -> buffer.asDoubleBuffer().put(a, at, count);
                    case int[] a -> buffer.asIntBuffer().put(a, at, count);
                    case long[] a -> buffer.asLongBuffer().put(a, at, count);
                    case short[] a -> buffer.asShortBuffer().put(a, at, count);
                    case byte[] a -> buffer.duplicate().put(a, at, count);
                    default -> throw new IllegalStateException("unknown storage");
                }
                drain(buffer.position(count * row.dtype().bytes()), channel);
                at += count;
            }
        }
    }

    private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
        writeFully(buffer.flip(), channel);
        buffer.clear();
    }

    private static void writeFully(ByteBuffer buffer, FileChannel channel) throws IOException {
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    /** Makes the new name itself survive a loss of power. */
    private static void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows opens no folders, and needs none of this.
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) throw e;
        }
    }
}
