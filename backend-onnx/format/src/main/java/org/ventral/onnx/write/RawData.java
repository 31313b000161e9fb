package org.ventral.onnx.write;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Elements as the format holds them: one after another, little end first. */
final class RawData {
    private RawData() {}

    static ByteString of(Data data) {
        return switch (data) {
            case Data.Weights(Tensor tensor) -> of(tensor);
            case Data.Number(DType dtype, double value) -> of(dtype, value);
            case Data.Whole(long[] values, _) -> {
                ByteBuffer bytes = buffer(8L * values.length);
                bytes.asLongBuffer().put(values);
                yield UnsafeByteOperations.unsafeWrap(bytes);
            }
        };
    }

    static ByteString of(DType dtype, double value) {
        ByteBuffer bytes = buffer(dtype.bytes());
        switch (dtype) {
            case FLOAT32 -> bytes.putFloat((float) value);
            case FLOAT64 -> bytes.putDouble(value);
            case INT32 -> bytes.putInt((int) value);
            case INT64 -> bytes.putLong((long) value);
            case BOOL -> bytes.put((byte) (value == 0 ? 0 : 1));
            case INT8, UINT8 -> bytes.put((byte) (long) value);
            case FLOAT16, BFLOAT16 -> bytes.putShort(Tensor.full(new TensorType(dtype, Shape.scalar()), value, org.ventral.tensor.Device.preferred()).storage().shorts()[0]);
        }
        return UnsafeByteOperations.unsafeWrap(bytes.flip());
    }

    private static ByteString of(Tensor tensor) {
        return UnsafeByteOperations.unsafeWrap(bytes(tensor, 0, Math.toIntExact(tensor.elements())));
    }

    /** Some elements of a tensor, in row-major order. */
    static ByteBuffer bytes(Tensor tensor, int from, int count) {
        Tensor row = tensor.contiguous();
        int start = Math.toIntExact(row.layout().offset()) + from;
        ByteBuffer bytes = buffer((long) count * tensor.dtype().bytes());
        switch (tensor.dtype()) {
            case FLOAT32 -> bytes.asFloatBuffer().put(row.storage().floats(), start, count);
            case FLOAT64 -> bytes.asDoubleBuffer().put(row.storage().doubles(), start, count);
            case INT32 -> bytes.asIntBuffer().put(row.storage().ints(), start, count);
            case INT64 -> bytes.asLongBuffer().put(row.storage().longs(), start, count);
            case BOOL, INT8, UINT8 -> bytes.put(row.storage().bytes(), start, count).clear();
            case FLOAT16, BFLOAT16 -> bytes.asShortBuffer().put(row.storage().shorts(), start, count);
        }
        return bytes;
    }

    private static ByteBuffer buffer(long length) {
        return ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
