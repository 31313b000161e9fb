package org.ventral.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Memory outside the heap that ONNX Runtime reads from or writes to, for tensors of one type. It is used again and again: tensors on the
 * heap are copied in before a run and out after it.
 */
final class HostBuffer implements AutoCloseable {
    private final TensorType type;
    private final int elements;
    private final ByteBuffer bytes;
    private final OnnxTensor view;

    HostBuffer(OrtEnvironment environment, TensorType type) throws OrtException {
        this.type = type;
        this.elements = Math.toIntExact(type.shape().elements());
        this.bytes = ByteBuffer.allocateDirect(Math.toIntExact((long) elements * type.dtype().bytes())).order(ByteOrder.nativeOrder());
        long[] shape = type.shape().toArray();
        this.view = switch (type.dtype()) {
            case FLOAT32 -> OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), shape);
            case FLOAT64 -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), shape);
            case INT32 -> OnnxTensor.createTensor(environment, bytes.asIntBuffer(), shape);
            case INT64 -> OnnxTensor.createTensor(environment, bytes.asLongBuffer(), shape);
            case BOOL -> OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.BOOL);
            case INT8 -> OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.INT8);
            case UINT8 -> OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
            case FLOAT16 -> OnnxTensor.createTensor(environment, bytes.asShortBuffer(), shape, OnnxJavaType.FLOAT16);
            case BFLOAT16 -> OnnxTensor.createTensor(environment, bytes.asShortBuffer(), shape, OnnxJavaType.BFLOAT16);
        };
    }

    /** The same memory, as ONNX Runtime knows it. */
    OnnxTensor view() {
        return view;
    }

    long bytes() {
        return bytes.capacity();
    }

    /** Copies a tensor in. */
    void load(Tensor tensor) {
        Tensor row = tensor.contiguous();
        int start = Math.toIntExact(row.layout().offset());
        switch (type.dtype()) {
            case FLOAT32 -> bytes.asFloatBuffer().put(row.storage().floats(), start, elements);
            case FLOAT64 -> bytes.asDoubleBuffer().put(row.storage().doubles(), start, elements);
            case INT32 -> bytes.asIntBuffer().put(row.storage().ints(), start, elements);
            case INT64 -> bytes.asLongBuffer().put(row.storage().longs(), start, elements);
            case BOOL, INT8, UINT8 -> bytes.put(0, row.storage().bytes(), start, elements);
            case FLOAT16, BFLOAT16 -> bytes.asShortBuffer().put(row.storage().shorts(), start, elements);
        }
    }

    /** Copies what is there into a new tensor. */
    Tensor copy(Device device) {
        return read(bytes, type, device);
    }

    @Override public void close() {
        view.close();
    }

    /** A new tensor with elements in row-major order. */
    static Tensor read(ByteBuffer bytes, TensorType type, Device device) {
        Tensor tensor = Tensor.uninitialized(type, device);
        int elements = Math.toIntExact(type.shape().elements());
        switch (type.dtype()) {
            case FLOAT32 -> bytes.asFloatBuffer().get(tensor.storage().floats(), 0, elements);
            case FLOAT64 -> bytes.asDoubleBuffer().get(tensor.storage().doubles(), 0, elements);
            case INT32 -> bytes.asIntBuffer().get(tensor.storage().ints(), 0, elements);
            case INT64 -> bytes.asLongBuffer().get(tensor.storage().longs(), 0, elements);
            case BOOL, INT8, UINT8 -> bytes.get(0, tensor.storage().bytes(), 0, elements);
            case FLOAT16, BFLOAT16 -> bytes.asShortBuffer().get(tensor.storage().shorts(), 0, elements);
        }
        return tensor;
    }
}
