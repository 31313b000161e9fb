package org.ventral.onnx.reader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.proto.StringStringEntryProto;

/**
 * Files beside the model that hold elements of its tensors. They are mapped, not read, and they must lie in the model's folder: a path that
 * is absolute, or that leads out of it by dots or by links, is refused.
 */
final class ExternalData {
    private final Path folder;
    private final Map<Path, MemorySegment> mapped = new HashMap<>();

    /** For a model in a folder; without one, given null, no tensor may be external. */
    ExternalData(Path folder) {
        this.folder = folder;
    }

    MemorySegment map(List<StringStringEntryProto> entries, long bytes, String what) {
        if (folder == null) throw new OnnxFormatException(what + ": its data is in another file, and this model is not in a folder");
        String location = null;
        long offset = 0, length = bytes;
        for (StringStringEntryProto entry : entries) {
            switch (entry.getKey()) {
                case "location" -> location = entry.getValue();
                case "offset" -> offset = number(entry, what);
                case "length" -> length = number(entry, what);
                default -> { }      // a checksum, or what later versions may add
            }
        }
        if (location == null || location.isEmpty()) throw new OnnxFormatException(what + ": external data without a location");
        if (length != bytes) throw new OnnxFormatException("%s: %d bytes of external data, its type and shape take %d".formatted(what, length, bytes));
        MemorySegment file = mapped.computeIfAbsent(resolve(location, what), path -> open(path, what));
        if (offset > file.byteSize() || length > file.byteSize() - offset)
            throw new OnnxFormatException("%s: bytes %d to %d of \"%s\", which has %d".formatted(what, offset, offset + length, location, file.byteSize()));
        return file.asSlice(offset, length);
    }

    private static long number(StringStringEntryProto entry, String what) {
        try {
            long value = Long.parseLong(entry.getValue());
            if (value >= 0) return value;
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new OnnxFormatException("%s: %s of external data is \"%s\", not a number from 0 on".formatted(what, entry.getKey(), entry.getValue()));
    }

    private Path resolve(String location, String what) {
        try {
            Path relative = Path.of(location);
            // Backslashes and drive letters would be harmless here and lead out of the folder elsewhere.
            if (relative.isAbsolute() || location.indexOf('\\') >= 0 || location.indexOf(':') >= 0 || location.startsWith("/"))
                throw new OnnxFormatException("%s: external data at \"%s\", which is no relative path".formatted(what, location));
            Path root = folder.toRealPath();
            Path lexical = root.resolve(relative).normalize();
            if (!lexical.startsWith(root) || lexical.equals(root))
                throw new OnnxFormatException("%s: external data at \"%s\" lies outside the model's folder".formatted(what, location));
            Path real = lexical.toRealPath();
            if (!real.startsWith(root))
                throw new OnnxFormatException("%s: external data at \"%s\" lies outside the model's folder, through a link".formatted(what, location));
            if (!Files.isRegularFile(real)) throw new OnnxFormatException("%s: external data at \"%s\" is not a file".formatted(what, location));
            return real;
        } catch (InvalidPathException | IOException e) {
            throw new OnnxFormatException("%s: external data at \"%s\" cannot be found".formatted(what, location), e);
        }
    }

    private static MemorySegment open(Path path, String what) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        } catch (IOException e) {
            throw new OnnxFormatException("%s: external data at \"%s\" cannot be read".formatted(what, path.getFileName()), e);
        }
    }
}
