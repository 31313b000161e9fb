package org.ventral.onnx.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Tensors between the packed bytes of a file and the tensors that Ventral computes with. */
public final class TensorCodec {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8L;

    private TensorCodec() {}

    /** Why a tensor cannot be held, as in {@code of element type COMPLEX64}; empty if it can. */
    public static Optional<String> refused(TensorDef tensor) {
        if (tensor.type() == ElementType.STRING) return Optional.empty();
        if (!tensor.type().isHeld()) return Optional.of("of element type " + tensor.type());
        return refused(tensor.shape());
    }

    /** Why a sparse tensor cannot be held; empty if it can. */
    public static Optional<String> refused(SparseTensorDef sparse) {
        return refused(sparse.values()).or(() -> refused(sparse.shape()));
    }

    private static Optional<String> refused(Shape shape) {
        return shape.elements() > MOST_ELEMENTS ? Optional.of("of shape %s, with more elements than an array holds,".formatted(shape)) : Optional.empty();
    }

    /** The value of a tensor of a file, in memory of its own. */
    public static OnnxValue decode(TensorDef tensor, Device device) {
        ElementType type = tensor.type();
        if (type == ElementType.STRING) return new OnnxValue.OfStrings(tensor.shape(), tensor.strings());
        refused(tensor).ifPresent(why -> {
            throw new OnnxUnsupportedException("tensor \"%s\" %s is not supported".formatted(tensor.name(), why));
        });
        Tensor out = Tensor.uninitialized(new TensorType(type.holder(), tensor.shape()), device);
        int n = (int) out.elements();
        MemorySegment raw = tensor.raw();
        switch (out.storage().array()) {
            case float[] target when type == ElementType.FLOAT -> MemorySegment.copy(raw, FLOAT, 0, target, 0, n);
            case float[] target -> {
                for (int i = 0; i < n; i++) target[i] = NarrowFloat.decode(type, bits(raw, type, i));
            }
            case double[] target -> MemorySegment.copy(raw, DOUBLE, 0, target, 0, n);
            case int[] target when type == ElementType.INT32 -> MemorySegment.copy(raw, INT, 0, target, 0, n);
            case int[] target -> {
                int shift = Integer.SIZE - type.bits();
                boolean unsigned = type.isUnsigned();
                for (int i = 0; i < n; i++) {
                    int high = bits(raw, type, i) << shift;
                    target[i] = unsigned ? high >>> shift : high >> shift;
                }
            }
            case long[] target when type == ElementType.UINT32 -> {
                for (int i = 0; i < n; i++) target[i] = raw.get(INT, 4L * i) & 0xFFFF_FFFFL;
            }
            case long[] target -> MemorySegment.copy(raw, LONG, 0, target, 0, n);
            case byte[] target -> {
                for (int i = 0; i < n; i++) target[i] = (byte) (raw.get(ValueLayout.JAVA_BYTE, i) == 0 ? 0 : 1);
            }
            default -> throw new IllegalStateException("unknown storage");
        }
        return OnnxValue.of(type, out);
    }

    /** The value of a sparse tensor, dense. */
    public static OnnxValue decode(SparseTensorDef sparse, Device device) {
        ElementType type = sparse.values().type();
        Shape shape = sparse.shape();
        int rank = shape.rank();
        refused(sparse).ifPresent(why -> {
            throw new OnnxUnsupportedException("sparse tensor \"%s\" %s is not supported".formatted(sparse.values().name(), why));
        });
        double[] values = decode(sparse.values(), device).tensor().toDoubles();
        long[] indices = decode(sparse.indices(), device).tensor().toLongs();
        boolean flat = sparse.indices().shape().rank() == 1;
        if (indices.length != (flat ? values.length : (long) values.length * rank))
            throw new OnnxFormatException("sparse tensor \"%s\": %d indices for %d values of shape %s".formatted(sparse.values().name(), indices.length, values.length, shape));
        double[] dense = new double[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            long place = flat ? indices[i] : 0;
            if (!flat) for (int axis = 0; axis < rank; axis++) place = place * shape.size(axis) + within(indices[i * rank + axis], shape.size(axis), sparse);
            dense[(int) within(place, dense.length, sparse)] = values[i];
        }
        Tensor out = Tensor.uninitialized(new TensorType(type.holder(), shape), device);
        out.write(dense);
        return OnnxValue.of(type, out);
    }

    private static long within(long index, long size, SparseTensorDef sparse) {
        if (index < 0 || index >= size)
            throw new OnnxFormatException("sparse tensor \"%s\": index %d lies outside shape %s".formatted(sparse.values().name(), index, sparse.shape()));
        return index;
    }

    /** Element i of a type of up to 16 bits, in the low bits; elements of less than a byte begin at a byte's low end. */
    private static int bits(MemorySegment raw, ElementType type, int i) {
        return switch (type.bits()) {
            case 16 -> raw.get(SHORT, 2L * i);
            case 8 -> raw.get(ValueLayout.JAVA_BYTE, i);
            case 4 -> raw.get(ValueLayout.JAVA_BYTE, i >> 1) >> ((i & 1) << 2) & 0xF;
            case 2 -> raw.get(ValueLayout.JAVA_BYTE, i >> 2) >> ((i & 3) << 1) & 0x3;
            default -> throw new IllegalStateException(type + " has " + type.bits() + " bits");
        };
    }

    /** A value as it stands in a file. */
    public static TensorDef encode(String name, OnnxValue value) {
        if (value instanceof OnnxValue.OfStrings strings) return new TensorDef(name, ElementType.STRING, strings.shape(), MemorySegment.NULL, strings.values());
        ElementType type = value.type();
        Tensor row = value.tensor().contiguous();
        int from = (int) row.layout().offset(), n = (int) row.elements();
        MemorySegment raw = MemorySegment.ofArray(new byte[Math.toIntExact(TensorDef.bytes(type, n))]);
        switch (row.storage().array()) {
            case float[] source when type == ElementType.FLOAT -> MemorySegment.copy(source, from, raw, FLOAT, 0, n);
            case float[] source -> {
                for (int i = 0; i < n; i++) put(raw, type, i, NarrowFloat.encode(type, source[from + i], true));
            }
            case double[] source -> MemorySegment.copy(source, from, raw, DOUBLE, 0, n);
            case int[] source when type == ElementType.INT32 -> MemorySegment.copy(source, from, raw, INT, 0, n);
            case int[] source -> {
                for (int i = 0; i < n; i++) put(raw, type, i, source[from + i]);
            }
            case long[] source when type == ElementType.UINT32 -> {
                for (int i = 0; i < n; i++) raw.set(INT, 4L * i, (int) source[from + i]);
            }
            case long[] source -> MemorySegment.copy(source, from, raw, LONG, 0, n);
            case byte[] source -> MemorySegment.copy(source, from, raw, ValueLayout.JAVA_BYTE, 0, n);
            default -> throw new IllegalStateException("unknown storage");
        }
        return new TensorDef(name, type, row.shape(), raw, List.of());
    }

    /** The bits of a value taken for another type of the same size. */
    public static OnnxValue reinterpret(OnnxValue value, ElementType as) {
        TensorDef bits = encode("", value);
        if (bits.type().bits() != as.bits()) throw new IllegalArgumentException(bits.type() + " and " + as + " differ in size");
        return decode(new TensorDef("", as, bits.shape(), bits.raw(), List.of()), value.tensor().device());
    }

    private static void put(MemorySegment raw, ElementType type, int i, int bits) {
        switch (type.bits()) {
            case 16 -> raw.set(SHORT, 2L * i, (short) bits);
            case 8 -> raw.set(ValueLayout.JAVA_BYTE, i, (byte) bits);
            case 4 -> merge(raw, i >> 1, (bits & 0xF) << ((i & 1) << 2));
            case 2 -> merge(raw, i >> 2, (bits & 0x3) << ((i & 3) << 1));
            default -> throw new IllegalStateException(type + " has " + type.bits() + " bits");
        }
    }

    private static void merge(MemorySegment raw, long at, int bits) {
        raw.set(ValueLayout.JAVA_BYTE, at, (byte) (raw.get(ValueLayout.JAVA_BYTE, at) | bits));
    }
}
