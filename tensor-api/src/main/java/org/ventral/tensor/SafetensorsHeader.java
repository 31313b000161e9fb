package org.ventral.tensor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the header of a Safetensors file says: where each tensor's bytes lie, and the metadata. A header that exists has been checked: the
 * tensors fill the data of the file without gap or overlap, and each fills its own stretch.
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {
    /** Bytes of the length that every file begins with. */
    static final int LENGTH_BYTES = Long.BYTES;
    /** The longest header that is read. It is the limit of the format's own reader; real headers are a thousandth of it. */
    static final long MAX_BYTES = 100_000_000;
    /** The highest rank that is read. */
    private static final int MAX_RANK = 64;
    private static final String METADATA = "__metadata__";

    /** Types of the format that have no {@link DType}. */
    private static final Set<String> UNSUPPORTED = Set.of("I16", "U16", "U32", "U64", "C64", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4");

    /**
     * One tensor.
     *
     * @param begin its first byte, counted from the end of the header
     * @param end the byte after its last
     * @param position where the header tells of it, counted from the start of the header
     */
    record Entry(String name, TensorType type, long begin, long end, int position) {}

    SafetensorsHeader {
        tensors = Collections.unmodifiableMap(tensors);
        metadata = Collections.unmodifiableMap(metadata);
    }

    // ------------------------------------------------------------------------------------------------ reading

    /**
     * Reads and checks a header.
     *
     * @param file name of the file, for errors
     * @param dataBytes how many bytes follow the header in the file
     */
    static SafetensorsHeader parse(String file, byte[] json, long dataBytes) {
        return new Parser(file, json, dataBytes).parse();
    }

    private static final class Parser {
        private final String file;
        private final StrictJson json;
        private final long dataBytes;
        private final Map<String, Entry> tensors = new LinkedHashMap<>();
        private Map<String, String> metadata;
        private String current;

        Parser(String file, byte[] text, long dataBytes) {
            this.file = file;
            this.json = new StrictJson(text);
            this.dataBytes = dataBytes;
        }

        SafetensorsHeader parse() {
            try {
                json.expect('{');
                if (!json.accept('}')) {
                    do {
                        member();
                    } while (json.continues('}'));
                }
                json.end();
            } catch (StrictJson.Fault fault) {
                throw failure(fault.position, fault.getMessage());
            }
            requireTiling();
            return new SafetensorsHeader(tensors, metadata == null ? Map.of() : metadata);
        }

        private void member() throws StrictJson.Fault {
            int position = json.position();
            String name = json.string();
            boolean duplicate = name.equals(METADATA) ? metadata != null : tensors.containsKey(name);
            if (duplicate) throw new StrictJson.Fault(position, "the name \"" + SafetensorsException.printable(name) + "\" is there twice");
            json.expect(':');
            if (name.equals(METADATA)) {
                metadata = strings();
            } else {
                current = name;
                tensors.put(name, tensor(name, position));
                current = null;
            }
        }

        private Map<String, String> strings() throws StrictJson.Fault {
            Map<String, String> strings = new LinkedHashMap<>();
            json.expect('{');
            if (json.accept('}')) return strings;
            do {
                int position = json.position();
                String key = json.string();
                json.expect(':');
                if (strings.put(key, json.string()) != null)
                    throw new StrictJson.Fault(position, "the metadata key \"" + SafetensorsException.printable(key) + "\" is there twice");
            } while (json.continues('}'));
            return strings;
        }

        private Entry tensor(String name, int position) throws StrictJson.Fault {
            String dtype = null;
            List<Long> sizes = null, offsets = null;
            json.expect('{');
            do {
                int at = json.position();
                String key = json.string();
                json.expect(':');
                boolean first = switch (key) {
                    case "dtype" -> dtype == null;
                    case "shape" -> sizes == null;
                    case "data_offsets" -> offsets == null;
                    default -> throw new StrictJson.Fault(at, "\"" + SafetensorsException.printable(key) + "\" is none of dtype, shape and data_offsets");
                };
                if (!first) throw new StrictJson.Fault(at, "\"" + key + "\" is there twice");
                switch (key) {
                    case "dtype" -> dtype = json.string();
                    case "shape" -> sizes = counts(MAX_RANK);
                    default -> offsets = counts(2);
                }
            } while (json.continues('}'));
            if (dtype == null || sizes == null || offsets == null || offsets.size() != 2)
                throw new StrictJson.Fault(position, "a tensor needs dtype, shape and two data_offsets");
            TensorType type = type(dtype, sizes, position);
            long begin = offsets.getFirst(), end = offsets.getLast();
            if (begin > end || end > dataBytes)
                throw failure(position, "data_offsets [%d, %d] do not lie in the %d bytes of data".formatted(begin, end, dataBytes));
            long needed = type.shape().elements() * type.dtype().bytes();
            if (needed != end - begin)
                throw failure(position, "%s takes %d bytes, data_offsets [%d, %d] span %d".formatted(type, needed, begin, end, end - begin));
            return new Entry(name, type, begin, end, position);
        }

        private List<Long> counts(int most) throws StrictJson.Fault {
            List<Long> counts = new ArrayList<>();
            json.expect('[');
            if (json.accept(']')) return counts;
            do {
                if (counts.size() == most) throw new StrictJson.Fault(json.position(), "the list has more than " + most + " numbers");
                counts.add(json.count());
            } while (json.continues(']'));
            return counts;
        }

        private TensorType type(String dtype, List<Long> sizes, int position) {
            if (UNSUPPORTED.contains(dtype))
                throw failure(position, "dtype " + dtype + " is not supported; supported are F64, F32, F16, BF16, I64, I32, I8, U8 and BOOL");
            DType known = null;
            for (DType candidate : DType.values()) if (code(candidate).equals(dtype)) known = candidate;
            if (known == null) throw failure(position, "dtype \"" + SafetensorsException.printable(dtype) + "\" is unknown");
            try {
                Shape shape = Shape.of(sizes);
                Math.multiplyExact(shape.elements(), known.bytes());
                return new TensorType(known, shape);
            } catch (ShapeException | ArithmeticException overflow) {
                throw failure(position, "shape " + sizes + " has more bytes than 63 bits can count");
            }
        }

        /** The tensors in the order of their data must touch, from the first byte to the last. */
        private void requireTiling() {
            List<Entry> ordered = new ArrayList<>(tensors.values());
            ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
            long reached = 0;
            for (Entry entry : ordered) {
                current = entry.name();
                if (entry.begin() < reached)
                    throw failure(entry.position(), "data_offsets [%d, %d] overlap those of another tensor, which end at %d".formatted(entry.begin(), entry.end(), reached));
                if (entry.begin() > reached)
                    throw failure(entry.position(), "data_offsets [%d, %d] leave a gap after byte %d of the data".formatted(entry.begin(), entry.end(), reached));
                reached = entry.end();
            }
            current = null;
            if (reached != dataBytes) throw failure(0, "the tensors account for %d bytes of data, the file has %d".formatted(reached, dataBytes));
        }

        private SafetensorsException failure(int position, String fault) {
            return new SafetensorsException(file, current, LENGTH_BYTES + (long) position, fault);
        }
    }

    // ------------------------------------------------------------------------------------------------ writing

    /** The header of tensors that are written one after another, padded so that the data begin at a multiple of 8 bytes. */
    static byte[] format(Map<String, TensorType> types, Map<String, String> metadata) {
        var json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            StrictJson.quote(METADATA, json);
            json.append(":{");
            // Sorted, because maps like Map.of iterate in another order in each run, and equal contents should be equal bytes.
            new TreeMap<>(metadata).forEach((key, value) -> {
                if (json.charAt(json.length() - 1) != '{') json.append(',');
                StrictJson.quote(requireText(key), json);
                json.append(':');
                StrictJson.quote(requireText(value), json);
            });
            json.append('}');
        }
        long reached = 0;
        for (var tensor : types.entrySet()) {
            if (tensor.getKey().equals(METADATA)) throw new IllegalArgumentException("Safetensors: a tensor must not be named " + METADATA);
            TensorType type = tensor.getValue();
            long begin = reached;
            reached += type.shape().elements() * type.dtype().bytes();
            if (json.length() > 1) json.append(',');
            StrictJson.quote(requireText(tensor.getKey()), json);
            json.append(":{\"dtype\":\"").append(code(type.dtype())).append("\",\"shape\":").append(type.shape().toString().replace(" ", ""))
                    .append(",\"data_offsets\":[").append(begin).append(',').append(reached).append("]}");
        }
        json.append('}');
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(bytes.length, 8) * 8;
        if (padded > MAX_BYTES) throw new IllegalArgumentException("Safetensors: the header would take %d bytes, more than %d".formatted(padded, MAX_BYTES));
        byte[] header = java.util.Arrays.copyOf(bytes, padded);
        java.util.Arrays.fill(header, bytes.length, padded, (byte) ' ');
        return header;
    }

    private static String requireText(String text) {
        if (!StrictJson.isText(text)) throw new IllegalArgumentException("Safetensors: \"" + text + "\" has half a surrogate pair, which UTF-8 cannot hold");
        return text;
    }

    /** What the format calls a dtype. */
    private static String code(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            case INT32 -> "I32";
            case INT64 -> "I64";
            case BOOL -> "BOOL";
            case FLOAT16 -> "F16";
            case BFLOAT16 -> "BF16";
            case INT8 -> "I8";
            case UINT8 -> "U8";
        };
    }
}
