package org.ventral.tensor;

/** Moves elements between strided storage and row-major arrays, converting between types. Slow and simple: for inspection, casts and I/O. */
final class Elements {
    private Elements() {}

    /** Does something with each element's place in storage, in row-major order. */
    @FunctionalInterface
    interface Visitor {
        void visit(int position, int place);
    }

    static void visit(Layout layout, Visitor visitor) {
        Shape shape = layout.shape();
        int count = Math.toIntExact(shape.elements());
        if (count == 0) return;
        int rank = shape.rank();
        if (rank == 0) {
            visitor.visit(0, Math.toIntExact(layout.offset()));
            return;
        }
        long[] strides = layout.strides(), index = new long[rank];
        long inner = shape.size(rank - 1), place = layout.offset();
        for (int position = 0; position < count; ) {
            for (long i = 0, at = place; i < inner; i++, at += strides[rank - 1]) visitor.visit(position++, (int) at);
            for (int axis = rank - 2; axis >= 0; axis--) {
                place += strides[axis];
                if (++index[axis] < shape.size(axis)) break;
                place -= strides[axis] * shape.size(axis);
                index[axis] = 0;
            }
        }
    }

    static double[] doubles(Tensor tensor) {
        double[] out = new double[Math.toIntExact(tensor.elements())];
        Storage storage = tensor.storage();
        switch (tensor.dtype()) {
            case FLOAT32 -> { float[] a = storage.floats(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case FLOAT64 -> { double[] a = storage.doubles(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case INT32 -> { int[] a = storage.ints(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case INT64 -> { long[] a = storage.longs(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case BOOL, INT8 -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case UINT8 -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> out[i] = a[p] & 0xff); }
            case FLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> out[i] = Float.float16ToFloat(a[p])); }
            case BFLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> out[i] = HalfFloats.bfloat16ToFloat(a[p])); }
        }
        return out;
    }

    static long[] longs(Tensor tensor) {
        long[] out = new long[Math.toIntExact(tensor.elements())];
        Storage storage = tensor.storage();
        switch (tensor.dtype()) {
            case FLOAT32 -> { float[] a = storage.floats(); visit(tensor.layout(), (i, p) -> out[i] = (long) a[p]); }
            case FLOAT64 -> { double[] a = storage.doubles(); visit(tensor.layout(), (i, p) -> out[i] = (long) a[p]); }
            case INT32 -> { int[] a = storage.ints(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case INT64 -> { long[] a = storage.longs(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case BOOL, INT8 -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> out[i] = a[p]); }
            case UINT8 -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> out[i] = a[p] & 0xff); }
            case FLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> out[i] = (long) Float.float16ToFloat(a[p])); }
            case BFLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> out[i] = (long) HalfFloats.bfloat16ToFloat(a[p])); }
        }
        return out;
    }

    static float[] floats(Tensor tensor) {
        float[] out = new float[Math.toIntExact(tensor.elements())];
        if (tensor.dtype() == DType.FLOAT32) {
            float[] a = tensor.storage().floats();
            if (tensor.layout().isContiguous()) System.arraycopy(a, (int) tensor.layout().offset(), out, 0, out.length);
            else visit(tensor.layout(), (i, p) -> out[i] = a[p]);
        } else {
            double[] values = doubles(tensor);
            for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
        }
        return out;
    }

    /** Writes row-major values of a floating computation into a tensor, converted to its dtype. */
    static void store(Tensor tensor, double[] values) {
        Storage storage = tensor.storage();
        switch (tensor.dtype()) {
            case FLOAT32 -> { float[] a = storage.floats(); visit(tensor.layout(), (i, p) -> a[p] = (float) values[i]); }
            case FLOAT64 -> { double[] a = storage.doubles(); visit(tensor.layout(), (i, p) -> a[p] = values[i]); }
            case INT32 -> { int[] a = storage.ints(); visit(tensor.layout(), (i, p) -> a[p] = (int) values[i]); }
            case INT64 -> { long[] a = storage.longs(); visit(tensor.layout(), (i, p) -> a[p] = (long) values[i]); }
            case BOOL -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> a[p] = (byte) (values[i] != 0 ? 1 : 0)); }
            case INT8, UINT8 -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> a[p] = (byte) (int) values[i]); }
            case FLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> a[p] = Float.floatToFloat16((float) values[i])); }
            case BFLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> a[p] = HalfFloats.floatToBfloat16((float) values[i])); }
        }
    }

    /** Writes row-major values of an integer computation into a tensor, converted to its dtype. */
    static void store(Tensor tensor, long[] values) {
        Storage storage = tensor.storage();
        switch (tensor.dtype()) {
            case INT32 -> { int[] a = storage.ints(); visit(tensor.layout(), (i, p) -> a[p] = (int) values[i]); }
            case INT64 -> { long[] a = storage.longs(); visit(tensor.layout(), (i, p) -> a[p] = values[i]); }
            case BOOL -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> a[p] = (byte) (values[i] != 0 ? 1 : 0)); }
            case INT8, UINT8 -> { byte[] a = storage.bytes(); visit(tensor.layout(), (i, p) -> a[p] = (byte) values[i]); }
            case FLOAT32 -> { float[] a = storage.floats(); visit(tensor.layout(), (i, p) -> a[p] = values[i]); }
            case FLOAT64 -> { double[] a = storage.doubles(); visit(tensor.layout(), (i, p) -> a[p] = values[i]); }
            case FLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> a[p] = Float.floatToFloat16(values[i])); }
            case BFLOAT16 -> { short[] a = storage.shorts(); visit(tensor.layout(), (i, p) -> a[p] = HalfFloats.floatToBfloat16(values[i])); }
        }
    }
}
