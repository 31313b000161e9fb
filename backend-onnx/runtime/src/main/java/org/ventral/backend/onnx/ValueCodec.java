package org.ventral.backend.onnx;

import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Carries the values of a model over to ONNX Runtime's Java interface and back, as far as that can hold them. */
final class ValueCodec {
    private ValueCodec() {}

    /** A value as ONNX Runtime takes it; whoever gets it closes it. */
    static OnnxTensor encode(OrtEnvironment environment, String name, OnnxValue value, ValueInfo wanted) throws OrtException {
        return switch (value) {
            case OnnxValue.OfTensor(ElementType type, Tensor held) -> {
                boolean widened = !carries(type) && wanted instanceof TensorInfo info && Values.element(info.onnxType).equals(Optional.of(ElementType.of(type.holder())));
                yield encode(environment, name, widened ? ElementType.of(type.holder()) : type, held);
            }
            case OnnxValue.OfStrings(Shape shape, List<String> texts) -> OnnxTensor.createTensor(environment, texts.toArray(String[]::new), shape.toArray());
            case OnnxValue.OfSequence _, OnnxValue.OfOptional _, OnnxValue.Absent _ -> throw unsupported("input", name, value.toString());
        };
    }

    private static OnnxTensor encode(OrtEnvironment environment, String name, ElementType type, Tensor held) throws OrtException {
        if (type == ElementType.INT16) {
            ShortBuffer shorts = ByteBuffer.allocateDirect(Math.toIntExact(2 * held.elements())).order(ByteOrder.nativeOrder()).asShortBuffer();
            for (long element : held.toLongs()) shorts.put((short) element);
            return OnnxTensor.createTensor(environment, shorts.flip(), held.shape().toArray());
        }
        DType own = dtype(type).orElseThrow(() -> unsupported("input", name, type + " " + held.shape()));
        HostBuffer buffer = new HostBuffer(environment, new TensorType(own, held.shape()));
        buffer.load(held.cast(own));
        return buffer.view();
    }

    /** Whether values of a type can go in and come out. */
    static boolean carries(ElementType type) {
        return type == ElementType.STRING || type == ElementType.INT16 || dtype(type).isPresent();
    }

    static boolean carries(OnnxType type) {
        return switch (type) {
            case OnnxType.OfTensor(ElementType element, _) -> carries(element);
            case OnnxType.OfSequence _, OnnxType.OfOptional _ -> true;
            // Types that the Java interface has no name for.
            case OnnxType.Other _ -> false;
        };
    }

    private static OnnxUnsupportedException unsupported(String what, String name, String value) {
        return new OnnxUnsupportedException("%s \"%s\": the Java interface of ONNX Runtime cannot carry %s".formatted(what, name, value));
    }

    private static Optional<DType> dtype(ElementType type) {
        for (DType dtype : DType.values()) if (ElementType.of(dtype) == type) return Optional.of(dtype);
        return Optional.empty();
    }

    /** What ONNX Runtime answered. */
    static OnnxValue decode(String name, ai.onnxruntime.OnnxValue value, Device device) throws OrtException {
        return switch (value) {
            case OnnxTensor tensor -> decode(name, tensor, device);
            case OnnxSequence sequence -> {
                List<OnnxValue> elements = new ArrayList<>();
                for (ai.onnxruntime.OnnxValue element : sequence.getValue())
                    try (element) {
                        elements.add(decode(name, element, device));
                    }
                yield OnnxValue.sequence(elements);
            }
            default -> throw unsupported("output", name, "a " + value.getType());
        };
    }

    private static OnnxValue decode(String name, OnnxTensor tensor, Device device) throws OrtException {
        TensorInfo info = tensor.getInfo();
        ElementType type = Values.element(info.onnxType).orElseThrow(() -> unsupported("output", name, info.toString()));
        Shape shape = Shape.of(info.getShape());
        if (type == ElementType.STRING) {
            List<String> texts = new ArrayList<>();
            if (!shape.isEmpty()) flatten(tensor.getValue(), texts);
            return OnnxValue.strings(texts, shape.toArray());
        }
        if (shape.isEmpty()) return OnnxValue.of(type, Tensor.zeros(new TensorType(type.holder(), shape), device));
        if (dtype(type).isPresent()) return OnnxValue.of(type, Values.tensor(name, tensor, device).cast(type.holder()));
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        long[] values = new long[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++)
            values[i] = switch (type) {
                case INT16 -> bytes.getShort(2 * i);
                case UINT16 -> Short.toUnsignedLong(bytes.getShort(2 * i));
                case UINT32 -> Integer.toUnsignedLong(bytes.getInt(4 * i));
                case UINT64 -> bytes.getLong(8 * i);
                default -> throw unsupported("output", name, type.toString());
            };
        return OnnxValue.of(type, Tensor.of(values, shape.toArray()).to(device).cast(type.holder()));
    }

    private static void flatten(Object value, List<String> texts) {
        if (value instanceof String text) texts.add(text);
        else for (int i = 0; i < Array.getLength(value); i++) flatten(Array.get(value, i), texts);
    }
}
