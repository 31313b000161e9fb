package org.ventral.nn.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A JSON object in a file, whose last member is the CRC-32C of all bytes before its line. */
final class SealedText {
    private static final String END = "\n}";
    private static final String SEAL = "  \"checksum\": \"%08x\"\n}\n";

    private SealedText() {}

    /** An object that has a member a line, with its seal. */
    static String seal(String object) {
        String body = object.substring(0, object.length() - END.length()) + ",\n";
        return body + SEAL.formatted(crc(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes an object that has a member a line, and forces it to disk. */
    static void write(Path file, String object) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(seal(object));
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
    }

    /**
     * The text of a file.
     *
     * @throws CheckpointException if it is too long or not as it was written
     */
    static String open(Path file, long maxBytes) throws IOException {
        long size = Files.size(file);
        if (size > maxBytes) throw new CheckpointException(file + ": has " + size + " bytes, more than the " + maxBytes + " of any state");
        byte[] bytes = Files.readAllBytes(file);
        int sealLength = SEAL.formatted(0L).length(), start = bytes.length - sealLength;
        if (start < 0) throw damaged(file, bytes.length);
        byte[] body = java.util.Arrays.copyOf(bytes, start);
        String seal = new String(bytes, start, sealLength, StandardCharsets.ISO_8859_1);
        if (!seal.equals(SEAL.formatted(crc(body)))) throw damaged(file, bytes.length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file + ": is not UTF-8", e);
        }
    }

    private static CheckpointException damaged(Path file, int bytes) {
        return new CheckpointException(file + ": is damaged: its " + bytes + " bytes do not end in their checksum");
    }

    private static long crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}
