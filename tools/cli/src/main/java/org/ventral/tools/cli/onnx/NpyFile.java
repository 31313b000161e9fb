package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/**
 * Arrays in NumPy's file format, versions 1 to 3: six magic bytes, a version, the length of a header, the header as a Python dictionary with the
 * element type, the order and the shape, then the elements.
 */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([<>|=]?)([a-zA-Z])(\\d+)['\"]");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d,\\s]*)\\)");

    private NpyFile() {}

    /**
     * The array in a file, as an input of a type takes it: numbers are converted to its element type where they are values of that.
     *
     * @throws IOException if the file cannot be read, or is no such file
     */
    static OnnxValue read(Path file, OnnxType wanted) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < 12 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) throw new IOException(file + " is no NumPy file: it does not begin as one");
        int lengthBytes = bytes[6] == 1 ? 2 : 4, begin = 8 + lengthBytes;
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = lengthBytes == 2 ? little.getShort(8) & 0xffff : little.getInt(8) & 0xffffffffL;
        if (begin + length > bytes.length) throw new IOException("%s: its header is said to have %d bytes, but the file ends before".formatted(file, length));
        String header = new String(bytes, begin, (int) length, StandardCharsets.ISO_8859_1);
        Matcher type = find(file, header, TYPE), order = find(file, header, ORDER), sizes = find(file, header, SHAPE);
        ByteBuffer elements = ByteBuffer.wrap(bytes, begin + (int) length, bytes.length - begin - (int) length).slice()
                .order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long[] shape = Arrays.stream(sizes.group(1).split(",")).map(String::strip).filter(size -> !size.isEmpty()).mapToLong(Long::parseLong).toArray();
        return new Reading(file, type.group(2).charAt(0), Integer.parseInt(type.group(3)), shape, order.group(1).equals("True"), elements).value(wanted);
    }

    private static Matcher find(Path file, String header, Pattern what) throws IOException {
        Matcher matcher = what.matcher(header);
        if (!matcher.find()) throw new IOException(file + ": only plain arrays of numbers and truth values can be read, its header is " + header.strip());
        return matcher;
    }

    /** The elements of a file whose header is known. */
    private record Reading(Path file, char kind, int width, long[] shape, boolean columnsFirst, ByteBuffer elements) {
        OnnxValue value(OnnxType wanted) throws IOException {
            int count = count();
            OnnxValue value = switch (kind) {
                case 'f' -> Values.of(Values.element(wanted, floating()), doubles(count), stored());
                case 'i', 'u', 'b' -> Values.of(Values.element(wanted, whole()), longs(count), stored());
                default -> throw unsupported();
            };
            return columnsFirst && shape.length > 1 && value instanceof OnnxValue.OfTensor(var type, var tensor) ? OnnxValue.of(type, reversed(tensor)) : value;
        }

        private int count() throws IOException {
            long count = 1;
            try {
                for (long size : shape) count = Math.multiplyExact(count, size);
            } catch (ArithmeticException _) {
                count = Long.MAX_VALUE;
            }
            if (width < 1 || count > elements.remaining() / width)
                throw new IOException("%s: shape %s takes more bytes than the %d that the file holds".formatted(file, Arrays.toString(shape), elements.remaining()));
            return (int) count;
        }

        /** The sizes in the order of the bytes. */
        private long[] stored() {
            long[] sizes = shape.clone();
            if (columnsFirst) for (int i = 0; i < sizes.length; i++) sizes[i] = shape[sizes.length - 1 - i];
            return sizes;
        }

        private static Tensor reversed(Tensor tensor) {
            int[] axes = new int[tensor.rank()];
            for (int i = 0; i < axes.length; i++) axes[i] = axes.length - 1 - i;
            return tensor.permute(axes).contiguous();
        }

        private ElementType floating() {
            return width == 8 ? ElementType.DOUBLE : width == 2 ? ElementType.FLOAT16 : ElementType.FLOAT;
        }

        private ElementType whole() throws IOException {
            if (kind == 'b') return ElementType.BOOL;
            return switch (width) {
                case 1 -> kind == 'i' ? ElementType.INT8 : ElementType.UINT8;
                case 2 -> kind == 'i' ? ElementType.INT16 : ElementType.UINT16;
                case 4 -> kind == 'i' ? ElementType.INT32 : ElementType.UINT32;
                case 8 -> kind == 'i' ? ElementType.INT64 : ElementType.UINT64;
                default -> throw unsupported();
            };
        }

        private double[] doubles(int count) throws IOException {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) values[i] = switch (width) {
                case 2 -> Float.float16ToFloat(elements.getShort(2 * i));
                case 4 -> elements.getFloat(4 * i);
                case 8 -> elements.getDouble(8 * i);
                default -> throw unsupported();
            };
            return values;
        }

        private long[] longs(int count) throws IOException {
            boolean signed = kind == 'i';
            long[] values = new long[count];
            for (int i = 0; i < count; i++) values[i] = switch (width) {
                case 1 -> signed ? elements.get(i) : elements.get(i) & 0xff;
                case 2 -> signed ? elements.getShort(2 * i) : elements.getShort(2 * i) & 0xffff;
                case 4 -> signed ? elements.getInt(4 * i) : elements.getInt(4 * i) & 0xffffffffL;
                case 8 -> elements.getLong(8 * i);
                default -> throw unsupported();
            };
            return values;
        }

        private IOException unsupported() {
            return new IOException("%s: elements of type %s%d cannot be read".formatted(file, kind, width));
        }
    }
}
