package org.ventral.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What ONNX Runtime calls things, and what Ventral does. */
final class Values {
    private Values() {}

    /** A result as a tensor on the heap. */
    static Tensor tensor(String name, OnnxValue value, Device device) {
        if (!(value instanceof OnnxTensor tensor)) throw new OnnxRuntimeException("output \"%s\" is no tensor but %s".formatted(name, value.getType()), null);
        TensorInfo info = tensor.getInfo();
        TensorType type = new TensorType(dtype(name, info.type), Shape.of(info.getShape()));
        if (type.shape().isEmpty()) return Tensor.zeros(type, device);
        ByteBuffer bytes = switch (type.dtype()) {
            // Half precision is converted by the other getters.
            case FLOAT16, BFLOAT16 -> {
                ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(type.shape().elements() * 2)).order(ByteOrder.nativeOrder());
                copy.asShortBuffer().put(tensor.getShortBuffer());
                yield copy;
            }
            default -> tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        };
        return HostBuffer.read(bytes, type, device);
    }

    private static DType dtype(String name, OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            case INT8 -> DType.INT8;
            case UINT8 -> DType.UINT8;
            case INT32 -> DType.INT32;
            case INT64 -> DType.INT64;
            case BOOL -> DType.BOOL;
            case FLOAT16 -> DType.FLOAT16;
            case BFLOAT16 -> DType.BFLOAT16;
            default -> throw new OnnxRuntimeException("\"%s\" has elements of type %s, for which there is no tensor".formatted(name, type), null);
        };
    }

    /** What ONNX Runtime says of an input or output. */
    static OnnxPort port(ai.onnxruntime.NodeInfo info) {
        if (!(info.getInfo() instanceof TensorInfo tensor)) return new OnnxPort(info.getName(), new OnnxType.Other(info.getInfo().toString()));
        List<OnnxType.Dimension> sizes = new ArrayList<>();
        String[] symbols = tensor.getDimensionNames();
        for (int i = 0; i < tensor.getShape().length; i++) sizes.add(new OnnxType.Dimension(tensor.getShape()[i], symbols[i]));
        return element(tensor.onnxType)
                .map(type -> new OnnxPort(info.getName(), new OnnxType.OfTensor(type, Optional.of(sizes))))
                .orElseGet(() -> new OnnxPort(info.getName(), new OnnxType.Other(tensor.onnxType.toString())));
    }

    /** The constants are called as in the standard, behind a prefix. */
    static Optional<ElementType> element(TensorInfo.OnnxTensorType type) {
        String name = type.name().substring("ONNX_TENSOR_ELEMENT_DATA_TYPE_".length());
        for (ElementType element : ElementType.values()) if (element.name().equals(name)) return Optional.of(element);
        return Optional.empty();
    }
}
