package org.ventral.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of named tensors in the <a href="https://github.com/huggingface/safetensors">Safetensors format</a>, which PyTorch, NumPy, JAX and others
 * read and write too.
 *
 * {@snippet :
 * Safetensors.write(path, Map.of("weight", weight), Map.of("format", "ventral"));
 * Map<String, Tensor> all = Safetensors.read(path);
 * try (var file = Safetensors.open(path)) {                       // of a large file, only what is wanted
 *     Tensor weight = file.tensor("weight");
 * }
 * }
 *
 * <p>The file is the length of its header (8 bytes, little-endian), the header (JSON: dtype, shape and place of each tensor) and the
 * elements, row-major and little-endian. It is mapped into memory, so opening costs nothing but the header, and a tensor's bytes are read when
 * it is asked for.
 *
 * <p>Reading trusts nothing: lengths, counts and places are checked against the size of the file before memory is taken, and whatever is
 * wrong is a {@link SafetensorsException}. A file must not be cut short by someone else while it is open; {@link #write} never does this, as it
 * puts a new file in the old one's place.
 */
public final class Safetensors implements AutoCloseable {
    private final String file;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final MemorySegment bytes;
    private final Arena arena;

    private Safetensors(String file, SafetensorsHeader header, long dataStart, MemorySegment bytes, Arena arena) {
        this.file = file;
        this.header = header;
        this.dataStart = dataStart;
        this.bytes = bytes;
        this.arena = arena;
    }

    /**
     * Writes tensors in the order of the map, and metadata in the order of its keys; equal contents give equal bytes.
     *
     * <p>The file appears whole or not at all: it is written under another name in the same folder, forced to disk, and then renamed. If that
     * fails at any point, such as for want of space, what the path named before is still there.
     *
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if a name cannot be written as UTF-8, or is {@code __metadata__}
     */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        SafetensorsWriter.write(path, tensors, metadata);
    }

    /**
     * All tensors of a file, on the heap, in the order of the header.
     *
     * @throws IOException if the file cannot be read
     * @throws SafetensorsException if it is malformed or holds a dtype that is not supported
     */
    public static Map<String, Tensor> read(Path path) throws IOException {
        try (var file = open(path)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : file.names()) tensors.put(name, file.tensor(name));
            return Collections.unmodifiableMap(tensors);
        }
    }

    /**
     * Maps a file and checks its header.
     *
     * @throws IOException if the file cannot be read
     * @throws SafetensorsException if it is malformed or holds a dtype that is not supported
     */
    public static Safetensors open(Path path) throws IOException {
        String file = path.toString();
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            byte[] json = headerBytes(file, channel, size);
            long dataStart = SafetensorsHeader.LENGTH_BYTES + (long) json.length;
            SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - dataStart);
            Arena arena = Arena.ofShared();
            try {
                return new Safetensors(file, header, dataStart, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), arena);
            } catch (IOException | RuntimeException e) {
                arena.close();
                throw e;
            }
        }
    }

    /** The text of the header, read once its length is known to fit the file. */
    private static byte[] headerBytes(String file, FileChannel channel, long size) throws IOException {
        long left = size - SafetensorsHeader.LENGTH_BYTES;
        if (left < 0)
            throw new SafetensorsException(file, null, 0, "the file has %d bytes, its header's length alone takes %d".formatted(size, SafetensorsHeader.LENGTH_BYTES));
        long length = read(file, channel, 0, SafetensorsHeader.LENGTH_BYTES).getLong();
        if (length < 0 || length > left)
            throw new SafetensorsException(file, null, 0, "the header takes %s bytes, the file has %d after its length".formatted(Long.toUnsignedString(length), left));
        if (length > SafetensorsHeader.MAX_BYTES)
            throw new SafetensorsException(file, null, 0, "the header takes %d bytes, more than %d".formatted(length, SafetensorsHeader.MAX_BYTES));
        return read(file, channel, SafetensorsHeader.LENGTH_BYTES, (int) length).array();
    }

    private static ByteBuffer read(String file, FileChannel channel, long from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining())
            if (channel.read(buffer, from + buffer.position()) < 0)
                throw new SafetensorsException(file, null, from + buffer.position(), "the file was cut short while it was read");
        return buffer.flip();
    }

    /** The names of the tensors, in the order of the header. */
    public List<String> names() {
        return List.copyOf(header.tensors().keySet());
    }

    /** Element type and shape of each tensor, in the order of the header. */
    public Map<String, TensorType> types() {
        Map<String, TensorType> types = new LinkedHashMap<>();
        header.tensors().forEach((name, entry) -> types.put(name, entry.type()));
        return Collections.unmodifiableMap(types);
    }

    /** What the writer added of its own. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Whether there is a tensor of this name. */
    public boolean contains(String name) {
        return header.tensors().containsKey(name);
    }

    /**
     * Copies a tensor to the heap, onto the preferred device.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws IllegalStateException if the file has been closed
     */
    public Tensor tensor(String name) {
        SafetensorsHeader.Entry entry = header.tensors().get(name);
        if (entry == null) throw new IllegalArgumentException(file + " has no tensor \"" + name + "\"; it has " + header.tensors().keySet());
        TensorType type = entry.type();
        if (type.shape().elements() > Integer.MAX_VALUE - 8) throw failure(entry, 0, type + " has more elements than one array can hold");
        Tensor tensor = Tensor.uninitialized(type, Device.preferred());
        Storage storage = tensor.storage();
        long from = dataStart + entry.begin();
        int count = (int) type.shape().elements();
        switch (type.dtype()) {
            case FLOAT32 -> MemorySegment.copy(bytes, little(ValueLayout.JAVA_FLOAT_UNALIGNED), from, storage.floats(), 0, count);
            case FLOAT64 -> MemorySegment.copy(bytes, little(ValueLayout.JAVA_DOUBLE_UNALIGNED), from, storage.doubles(), 0, count);
            case INT32 -> MemorySegment.copy(bytes, little(ValueLayout.JAVA_INT_UNALIGNED), from, storage.ints(), 0, count);
            case INT64 -> MemorySegment.copy(bytes, little(ValueLayout.JAVA_LONG_UNALIGNED), from, storage.longs(), 0, count);
            case FLOAT16, BFLOAT16 -> MemorySegment.copy(bytes, little(ValueLayout.JAVA_SHORT_UNALIGNED), from, storage.shorts(), 0, count);
            case INT8, UINT8 -> MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, storage.bytes(), 0, count);
            case BOOL -> {
                byte[] truth = storage.bytes();
                MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, truth, 0, count);
                for (int i = 0; i < count; i++)
                    if ((truth[i] & 0xfe) != 0) throw failure(entry, i, "a bool must be 0 or 1, found " + (truth[i] & 0xff));
            }
        }
        return tensor;
    }

    /** Ends the mapping. Tensors that were read stay valid. */
    @Override public void close() {
        if (arena.scope().isAlive()) arena.close();
    }

    private SafetensorsException failure(SafetensorsHeader.Entry entry, long inside, String fault) {
        return new SafetensorsException(file, entry.name(), dataStart + entry.begin() + inside, fault);
    }

    private static ValueLayout little(ValueLayout layout) {
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    @Override public String toString() {
        return file + ": " + header.tensors().size() + " tensors";
    }
}
