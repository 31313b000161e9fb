package org.ventral.onnx.reader;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.model.SparseTensorDef;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.proto.SparseTensorProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;

/** Tensors of a file: their elements may stand in raw bytes, in one of six typed fields, or in a file beside the model. */
final class TensorReader {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int MOST_AXES = 64;
    /** Bound of the elements that a sparse tensor is unpacked to: its size in the file says nothing about them. */
    private static final long MOST_SPARSE = 1L << 24;

    private final ExternalData external;

    TensorReader(ExternalData external) {
        this.external = external;
    }

    TensorDef read(TensorProto tensor, String where) {
        String name = tensor.getName();
        String what = where + (name.isEmpty() ? "" : " \"" + name + "\"");
        ElementType type = type(tensor.getDataType(), what);
        Shape shape = shape(tensor.getDimsList(), what);
        if (tensor.hasSegment()) throw new OnnxFormatException(what + ": tensors in segments are not allowed in a model");
        long elements = shape.elements();
        if (type == ElementType.STRING) return new TensorDef(name, type, shape, MemorySegment.NULL, strings(tensor, elements, what));
        if (elements > Long.MAX_VALUE / 128) throw new OnnxFormatException("%s: shape %s is too large".formatted(what, shape));
        long bytes = TensorDef.bytes(type, elements);
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) return new TensorDef(name, type, shape, external.map(tensor.getExternalDataList(), bytes, what), List.of());
        if (tensor.hasRawData() && (!tensor.getRawData().isEmpty() || elements == 0)) return new TensorDef(name, type, shape, raw(tensor.getRawData(), bytes, type, shape, what), List.of());
        return new TensorDef(name, type, shape, typed(tensor, type, shape, what), List.of());
    }

    SparseTensorDef read(SparseTensorProto sparse, String where) {
        TensorDef values = read(sparse.getValues(), where + ", values");
        TensorDef indices = read(sparse.getIndices(), where + ", indices");
        Shape shape = shape(sparse.getDimsList(), where);
        if (indices.type() != ElementType.INT64 || indices.shape().rank() < 1 || indices.shape().rank() > 2 || values.shape().rank() != 1 || !values.type().isHeld())
            throw new OnnxFormatException("%s: a sparse tensor has values [NNZ] and int64 indices [NNZ] or [NNZ, rank], got %s and %s".formatted(where, values, indices));
        if (shape.elements() > MOST_SPARSE) throw new OnnxFormatException("%s: shape %s of a sparse tensor has more than %d elements".formatted(where, shape, MOST_SPARSE));
        return new SparseTensorDef(values, indices, shape);
    }

    static ElementType type(int code, String what) {
        try {
            return ElementType.of(code);
        } catch (OnnxFormatException e) {
            throw new OnnxFormatException(what + ": " + e.getMessage());
        }
    }

    static Shape shape(List<Long> sizes, String what) {
        if (sizes.size() > MOST_AXES) throw new OnnxFormatException("%s: has %d axes, more than %d".formatted(what, sizes.size(), MOST_AXES));
        try {
            return Shape.of(sizes);
        } catch (ShapeException e) {
            throw new OnnxFormatException(what + ": " + e.getMessage());
        }
    }

    private static MemorySegment raw(ByteString data, long bytes, ElementType type, Shape shape, String what) {
        if (data.size() != bytes)
            throw new OnnxFormatException("%s: %d bytes of raw data, %s %s takes %d".formatted(what, data.size(), type, shape, bytes));
        return MemorySegment.ofBuffer(data.asReadOnlyByteBuffer());
    }

    private static List<String> strings(TensorProto tensor, long elements, String what) {
        requireCount(tensor.getStringDataCount(), elements, what);
        List<String> strings = new ArrayList<>(tensor.getStringDataCount());
        for (ByteString text : tensor.getStringDataList()) strings.add(text.toString(StandardCharsets.UTF_8));
        return strings;
    }

    private static void requireCount(int count, long wanted, String what) {
        if (count != wanted) throw new OnnxFormatException("%s: has %d values, its shape needs %d".formatted(what, count, wanted));
    }

    /** The elements of a typed field as raw bytes. Those of less than 8 bits stand packed in the low byte of each number. */
    private static MemorySegment typed(TensorProto tensor, ElementType type, Shape shape, String what) {
        long elements = shape.elements();
        int count = switch (type) {
            case FLOAT, COMPLEX64 -> tensor.getFloatDataCount();
            case DOUBLE, COMPLEX128 -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            default -> tensor.getInt32DataCount();
        };
        long wanted = switch (type) {
            case COMPLEX64, COMPLEX128 -> 2 * elements;
            default -> type.bits() < 8 ? TensorDef.bytes(type, elements) : elements;
        };
        requireCount(count, wanted, what);
        MemorySegment raw = MemorySegment.ofArray(new byte[Math.toIntExact(TensorDef.bytes(type, elements))]);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FLOAT, COMPLEX64 -> raw.set(FLOAT, 4L * i, tensor.getFloatData(i));
                case DOUBLE, COMPLEX128 -> raw.set(DOUBLE, 8L * i, tensor.getDoubleData(i));
                case INT64 -> raw.set(LONG, 8L * i, tensor.getInt64Data(i));
                case UINT64 -> raw.set(LONG, 8L * i, tensor.getUint64Data(i));
                case UINT32 -> raw.set(INT, 4L * i, (int) tensor.getUint64Data(i));
                case INT32 -> raw.set(INT, 4L * i, tensor.getInt32Data(i));
                case INT16, UINT16, FLOAT16, BFLOAT16 -> raw.set(SHORT, 2L * i, (short) tensor.getInt32Data(i));
                default -> raw.set(ValueLayout.JAVA_BYTE, i, (byte) tensor.getInt32Data(i));
            }
        }
        return raw;
    }
}
