package org.ventral.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * One heap array, shared by a tensor and the views of it.
 *
 * <p>Storage that a {@link MemoryScope} has taken back has no array any more: whoever touches it gets a
 * {@link ReleasedTensorException} that names the scope, never another tensor's numbers. The array may be longer than
 * {@link #length()}, as it comes from a pool of rounded sizes; the rest is nobody's.
 *
 * <p>For backends and file formats. Other code uses the methods of {@link Tensor}.
 */
public final class Storage {
    private final DType dtype;
    private final int length;
    private Object array;
    private int version;
    private String releasedBy;
    /** What made the symbolic tensor that this stands in for; null for storage that has, or had, an array. */
    private final String origin;
    private boolean parameter;
    MemoryScope owner;

    Storage(DType dtype, int length, Object array) {
        this.dtype = dtype;
        this.length = length;
        this.array = array;
        this.origin = null;
    }

    private Storage(DType dtype, int length, String origin) {
        this.dtype = dtype;
        this.length = length;
        this.origin = origin;
    }

    /** Storage without an array, for a tensor whose values are not known while a function is traced. */
    static Storage symbolic(TensorType type, String origin) {
        return new Storage(type.dtype(), (int) Math.min(type.shape().elements(), Integer.MAX_VALUE), Objects.requireNonNull(origin, "origin"));
    }

    /** Element type. */
    public DType dtype() {
        return dtype;
    }

    /** Number of elements. */
    public int length() {
        return length;
    }

    /** How often the contents were changed in place; tells a gradient that what it saved is no longer what it saw. */
    public int version() {
        return version;
    }

    /** Whether a scope has taken the memory back. */
    public boolean isReleased() {
        return array == null && origin == null;
    }

    /** Whether this stands in for values that are not known yet, as a function is being traced. */
    public boolean isSymbolic() {
        return origin != null;
    }

    /** What made this symbolic storage, as {@code Linear} or {@code input "x"}. */
    String origin() {
        return origin;
    }

    /** Whether it holds the value of a {@link Parameter}. */
    boolean isParameter() {
        return parameter;
    }

    void markParameter() {
        parameter = true;
    }

    /** The array of float32 data. */
    public float[] floats() {
        return (float[]) array(DType.FLOAT32);
    }

    /** The array of float64 data. */
    public double[] doubles() {
        return (double[]) array(DType.FLOAT64);
    }

    /** The array of int32 data. */
    public int[] ints() {
        return (int[]) array(DType.INT32);
    }

    /** The array of int64 data. */
    public long[] longs() {
        return (long[]) array(DType.INT64);
    }

    /** The array of bool, int8 or uint8 data. */
    public byte[] bytes() {
        return (byte[]) array(DType.BOOL, DType.INT8, DType.UINT8);
    }

    /** The array of float16 or bfloat16 bits. */
    public short[] shorts() {
        return (short[]) array(DType.FLOAT16, DType.BFLOAT16);
    }

    /** The array, whatever its type. */
    public Object array() {
        if (origin != null) throw new SymbolicTensorException(dtype, origin);
        if (array == null) throw new ReleasedTensorException(dtype, length, releasedBy);
        return array;
    }

    private Object array(DType... expected) {
        Object data = array();
        for (DType type : expected) if (type == dtype) return data;
        throw new IllegalStateException("Storage holds " + dtype + ", not " + expected[0] + ": cast the tensor first");
    }

    void modified() {
        version++;
    }

    void clear() {
        switch (array()) {
            case float[] a -> Arrays.fill(a, 0, length, 0f);
            case double[] a -> Arrays.fill(a, 0, length, 0d);
            case int[] a -> Arrays.fill(a, 0, length, 0);
            case long[] a -> Arrays.fill(a, 0, length, 0L);
            case byte[] a -> Arrays.fill(a, 0, length, (byte) 0);
            case short[] a -> Arrays.fill(a, 0, length, (short) 0);
            default -> throw new IllegalStateException("not an array of numbers");
        }
    }

    void release(String scope) {
        if (array == null) return;
        ArrayPool.give(array);
        array = null;
        releasedBy = scope;
        owner = null;
    }
}
