package org.ventral.nn.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Size and CRC-32C of a file: enough to notice damage, not malice. */
record Fingerprint(long bytes, long crc) {
    static Fingerprint of(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        long bytes = 0;
        try (var channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
            while (channel.read(buffer) >= 0) {
                bytes += buffer.flip().remaining();
                crc.update(buffer);
                buffer.clear();
            }
        }
        return new Fingerprint(bytes, crc.getValue());
    }

    static Fingerprint decode(Fields fields) {
        String crc = fields.text("crc32c");
        if (!crc.matches("[0-9a-f]{8}")) throw new IllegalArgumentException(fields.path() + ".crc32c must be 8 hexadecimal digits");
        return new Fingerprint(fields.integer("bytes"), Long.parseLong(crc, 16));
    }

    Map<String, Object> encode() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bytes", bytes);
        all.put("crc32c", "%08x".formatted(crc));
        return all;
    }

    /** Refuses a file that is not as it was; the size first, so that a file that grew is not read through. */
    void check(Path file) throws IOException {
        long size = Files.size(file);
        if (size != bytes) throw new CheckpointException(file + ": is damaged: it has " + size + " bytes, was written with " + bytes);
        if (of(file).crc != crc) throw new CheckpointException(file + ": is damaged: its checksum is not that with which it was written");
    }
}
