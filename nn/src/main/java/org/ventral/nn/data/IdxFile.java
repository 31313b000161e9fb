package org.ventral.nn.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array as MNIST and its relatives store it (<a href="http://yann.lecun.com/exdb/mnist/">the IDX format</a>), plain or gzipped.
 *
 * <p>The file is {@code 0 0 type rank}, then {@code rank} sizes of four bytes, then the elements in row-major order; all numbers are
 * big-endian. A gzipped file is told by its first two bytes, not by its name.
 *
 * <p>Reading trusts nothing. The sizes must account for every byte of the file, a gzipped one's trailer and checksum included, and this is
 * checked before memory is taken: a file of a few bytes that promises gigabytes costs a few bytes. What is wrong is a
 * {@link DataFileException}.
 */
public final class IdxFile {
    /** The largest array that is read, in bytes: 1 GiB. */
    public static final int MAX_BYTES = 1 << 30;
    /** The highest rank that is read. */
    public static final int MAX_RANK = 8;

    /** A gzipped file that inflates by more than this is read piece by piece, so that memory follows what is really there. */
    private static final int USUAL_INFLATION = 16;
    private static final int GZIP_MAGIC = 0x1f8b;
    /** A gzip header and trailer around an empty deflate stream cannot be shorter. */
    private static final int GZIP_SHORTEST = 18;
    private static final int BUFFER = 1 << 16;

    private final ElementType type;
    private final int[] dimensions;
    private final byte[] bytes;

    private IdxFile(ElementType type, int[] dimensions, byte[] bytes) {
        this.type = type;
        this.dimensions = dimensions;
        this.bytes = bytes;
    }

    /** What the elements are. */
    public enum ElementType {
        /** Unsigned bytes: pixels and labels. */
        UINT8(0x08, 1),
        /** Signed bytes. */
        INT8(0x09, 1),
        /** 16-bit integers. */
        INT16(0x0b, 2),
        /** 32-bit integers. */
        INT32(0x0c, 4),
        /** 32-bit floating point. */
        FLOAT32(0x0d, 4),
        /** 64-bit floating point. */
        FLOAT64(0x0e, 8);

        private final int code;
        private final int size;

        ElementType(int code, int size) {
            this.code = code;
            this.size = size;
        }

        /** {@return the number of bytes of one element} */
        public int size() {
            return size;
        }
    }

    /**
     * Reads a file.
     *
     * @param path a plain or gzipped IDX file
     * @return its content
     * @throws DataFileException if it is no IDX file, is cut short, has bytes to spare or breaks a limit of this class
     * @throws IOException       if it is missing or cannot be read
     */
    public static IdxFile read(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + " is not a file");
        }
        long stored = Files.size(path);
        try (var file = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            if (!startsLikeGzip(file)) {
                return new Parser(path, stored, stored, file).parse();
            }
            long inflated = inflatedLength(path, stored);
            try (var content = new GZIPInputStream(file, BUFFER)) {
                return new Parser(path, stored, inflated, content).parse();
            }
        } catch (ZipException | EOFException damaged) {
            var failure = new DataFileException(path.toString(), 0, "an intact gzip stream", damaged.getMessage());
            failure.initCause(damaged);
            throw failure;
        }
    }

    /** {@return what the elements are} */
    public ElementType type() {
        return type;
    }

    /** {@return the sizes, outermost first: {@code [60000, 28, 28]} for the training images of MNIST} */
    public int[] dimensions() {
        return dimensions.clone();
    }

    /** {@return the number of elements} */
    public int length() {
        return bytes.length / type.size;
    }

    /** {@return the elements as stored: big-endian, row-major. The array is this object's own: read, do not write} */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The elements of an integer file.
     *
     * @return a new array; unsigned bytes are 0 to 255
     * @throws IllegalStateException if the elements are floating point
     */
    public int[] toInts() {
        var values = new int[length()];
        var source = ByteBuffer.wrap(bytes);
        switch (type) {
            case UINT8 -> Arrays.setAll(values, i -> bytes[i] & 0xff);
            case INT8 -> Arrays.setAll(values, i -> bytes[i]);
            case INT16 -> Arrays.setAll(values, _ -> source.getShort());
            case INT32 -> source.asIntBuffer().get(values);
            case FLOAT32, FLOAT64 -> throw new IllegalStateException("IdxFile: " + type + " elements are no integers; use toFloats()");
        }
        return values;
    }

    /**
     * The elements as floats; large integers and doubles are rounded.
     *
     * @return a new array
     */
    public float[] toFloats() {
        var values = new float[length()];
        var source = ByteBuffer.wrap(bytes);
        switch (type) {
            case FLOAT32 -> source.asFloatBuffer().get(values);
            case FLOAT64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) source.getDouble();
                }
            }
            case UINT8, INT8, INT16, INT32 -> {
                int[] integers = toInts();
                for (int i = 0; i < values.length; i++) {
                    values[i] = integers[i];
                }
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return "IdxFile " + type + " " + Arrays.toString(dimensions);
    }

    private static boolean startsLikeGzip(BufferedInputStream file) throws IOException {
        file.mark(2);
        int first = file.read();
        int second = file.read();
        file.reset();
        return (first << 8 | second) == GZIP_MAGIC;
    }

    /** A gzip stream ends with the length of what it holds; a file that was cut off ends with something else. */
    private static long inflatedLength(Path path, long stored) throws IOException {
        if (stored < GZIP_SHORTEST) {
            throw new DataFileException(path.toString(), 0, "a gzip stream of at least " + GZIP_SHORTEST + " bytes", stored + " bytes");
        }
        var trailer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (trailer.hasRemaining() && channel.read(trailer, stored - trailer.remaining()) > 0) {
                // a read may return fewer bytes than asked for
            }
        }
        return Integer.toUnsignedLong(trailer.getInt(0));
    }

    /**
     * One pass over the content.
     *
     * @param stored  length of the file
     * @param content length that the content should have, by the file system or by the gzip trailer
     */
    private record Parser(Path path, long stored, long content, InputStream in) {
        IdxFile parse() throws IOException {
            if (content < Integer.BYTES) {
                throw fault(0, "an IDX header", claimed(content));
            }
            var header = new DataInputStream(in);
            int magic = header.readInt();
            ElementType type = typeOf(magic);
            int rank = magic & 0xff;
            long dataStart = Integer.BYTES * (1L + rank);
            if (content < dataStart) {
                throw fault(Integer.BYTES, "a header of " + dataStart + " bytes for rank " + rank, claimed(content));
            }
            var dimensions = new int[rank];
            long size = type.size;
            for (int axis = 0; axis < rank; axis++) {
                dimensions[axis] = header.readInt();
                long offset = Integer.BYTES * (1L + axis);
                if (dimensions[axis] < 0) {
                    throw fault(offset, "a size of at most " + Integer.MAX_VALUE, Integer.toUnsignedString(dimensions[axis]));
                }
                size *= dimensions[axis]; // at most MAX_BYTES · 2³¹: no overflow
                if (size > MAX_BYTES) {
                    throw fault(offset, "at most " + MAX_BYTES + " bytes of data", "sizes " + Arrays.toString(Arrays.copyOf(dimensions, axis + 1)));
                }
            }
            if (content - dataStart != size) {
                throw fault(dataStart, size + " bytes of data for " + type + " " + Arrays.toString(dimensions), claimed(content - dataStart));
            }
            return new IdxFile(type, dimensions, data(dataStart, (int) size));
        }

        private ElementType typeOf(int magic) throws DataFileException {
            int code = magic >>> 8;
            for (ElementType type : ElementType.values()) {
                if (type.code == code && (magic & 0xff) >= 1 && (magic & 0xff) <= MAX_RANK) {
                    return type;
                }
            }
            throw fault(0, "the magic number of an IDX file, 00 00, type 08, 09 or 0b to 0e, rank 01 to 0" + MAX_RANK, "%08x".formatted(magic));
        }

        private byte[] data(long offset, int size) throws IOException {
            byte[] data;
            if (size <= USUAL_INFLATION * stored) {
                data = new byte[size];
                int read = in.readNBytes(data, 0, size);
                checkComplete(offset, size, read);
            } else {
                data = in.readNBytes(size);
                checkComplete(offset, size, data.length);
            }
            if (in.read() >= 0) { // at the end of a gzip stream this also compares its checksum
                throw fault(offset + size, "the end of the content", "more bytes");
            }
            return data;
        }

        private void checkComplete(long offset, int size, int read) throws DataFileException {
            if (read < size) {
                throw fault(offset + read, size - read + " more bytes of data", "the end of the content");
            }
        }

        private String claimed(long length) {
            return length + (in instanceof GZIPInputStream ? " bytes by the gzip trailer" : " bytes");
        }

        private DataFileException fault(long offset, String expected, String found) {
            return new DataFileException(path.toString(), offset, expected, found);
        }
    }
}
