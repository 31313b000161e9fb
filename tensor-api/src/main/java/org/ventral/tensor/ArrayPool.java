package org.ventral.tensor;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays that were used and will be used again.
 *
 * <p>A fresh array costs its zeroing and its first touch, several times what an elementwise operation costs. Lengths are rounded up
 * to eighths of a power of two, so that slightly different sizes share. The pool holds at most a quarter of the heap; what is over
 * that goes to the garbage collector.
 */
final class ArrayPool {
    /** Below this length a fresh array is as cheap as a pooled one. */
    private static final int SMALLEST = 256;
    private static final long LIMIT_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private record Bin(Class<?> type, int length) {}

    private static final Map<Bin, ArrayDeque<Object>> BINS = new HashMap<>();
    private static long heldBytes;

    private ArrayPool() {}

    /** An array for at least {@code length} elements with whatever it last held. */
    static Object take(DType dtype, int length) {
        if (length < SMALLEST) return fresh(dtype, length);
        int rounded = round(length);
        synchronized (BINS) {
            ArrayDeque<Object> bin = BINS.get(new Bin(arrayType(dtype), rounded));
            if (bin != null && !bin.isEmpty()) {
                heldBytes -= bytes(bin.peekLast());
                return bin.pollLast();
            }
        }
        return fresh(dtype, rounded);
    }

    /** Takes an array back. The caller must not touch it again. */
    static void give(Object array) {
        int length = java.lang.reflect.Array.getLength(array);
        if (length < SMALLEST || length != round(length)) return;
        long bytes = bytes(array);
        synchronized (BINS) {
            if (heldBytes + bytes > LIMIT_BYTES) return;
            heldBytes += bytes;
            BINS.computeIfAbsent(new Bin(array.getClass(), length), _ -> new ArrayDeque<>()).addLast(array);
        }
    }

    /** Bytes lying in the pool. */
    static long heldBytes() {
        synchronized (BINS) {
            return heldBytes;
        }
    }

    /** Lets go of all pooled arrays. */
    static void clear() {
        synchronized (BINS) {
            BINS.clear();
            heldBytes = 0;
        }
    }

    private static int round(int length) {
        int step = Math.max(16, Integer.highestOneBit(length) >>> 3);
        long rounded = ((long) length + step - 1) / step * step;
        return rounded > Integer.MAX_VALUE - 8 ? length : (int) rounded;
    }

    private static long bytes(Object array) {
        return switch (array) {
            case float[] a -> 4L * a.length;
            case double[] a -> 8L * a.length;
            case int[] a -> 4L * a.length;
            case long[] a -> 8L * a.length;
            case byte[] a -> a.length;
            case short[] a -> 2L * a.length;
            default -> throw new IllegalArgumentException("not an array of numbers: " + array.getClass());
        };
    }

    private static Class<?> arrayType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> float[].class;
            case FLOAT64 -> double[].class;
            case INT32 -> int[].class;
            case INT64 -> long[].class;
            case BOOL, INT8, UINT8 -> byte[].class;
            case FLOAT16, BFLOAT16 -> short[].class;
        };
    }

    private static Object fresh(DType dtype, int length) {
        return java.lang.reflect.Array.newInstance(arrayType(dtype).getComponentType(), length);
    }
}
