package org.ventral.onnx.reader;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.OptionalProto;
import org.ventral.onnx.proto.SequenceProto;
import org.ventral.onnx.proto.TensorProto;
import org.ventral.tensor.Device;

/** Reads models and the values of test data. */
public final class ModelReader {
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    private ModelReader() {}

    /** The model in a file; its external data is looked for beside it. */
    public static ModelDef read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        return of(file, () -> read(bytes, file.toAbsolutePath().getParent()));
    }

    /** The model in some bytes, with external data in a folder, or, given null, none. */
    public static ModelDef read(byte[] bytes, Path folder) {
        ModelProto proto = parse(ModelProto.parser(), WireKind.MODEL, bytes);
        return new GraphReader(new TensorReader(new ExternalData(folder))).model(proto);
    }

    /** The value in a file of test data: what it holds is told by the type that the model gives it. */
    public static OnnxValue value(Path file, OnnxType type, Device device) throws IOException {
        byte[] bytes = bytes(file);
        return of(file, () -> switch (type) {
            case OnnxType.OfSequence _ -> value(parse(SequenceProto.parser(), WireKind.SEQUENCE, bytes), device);
            case OnnxType.OfOptional _ -> value(parse(OptionalProto.parser(), WireKind.OPTIONAL, bytes), device);
            case OnnxType.OfTensor _, OnnxType.Other _ -> value(parse(TensorProto.parser(), WireKind.TENSOR, bytes), device);
        });
    }

    /** What is read from a file; what is wrong with it is said with the file's name in front. */
    private static <T> T of(Path file, Supplier<T> content) {
        try {
            return content.get();
        } catch (OnnxFormatException e) {
            throw new OnnxFormatException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** The name in a file of test data that holds a tensor; empty if it has none. */
    public static String name(Path file) throws IOException {
        byte[] bytes = bytes(file);
        return of(file, () -> parse(TensorProto.parser(), WireKind.TENSOR, bytes)).getName();
    }

    private static OnnxValue value(TensorProto proto, Device device) {
        return TensorCodec.decode(new TensorReader(new ExternalData(null)).read(proto, "tensor"), device);
    }

    private static OnnxValue value(SequenceProto proto, Device device) {
        List<OnnxValue> values = new ArrayList<>();
        for (TensorProto tensor : proto.getTensorValuesList()) values.add(value(tensor, device));
        for (SequenceProto sequence : proto.getSequenceValuesList()) values.add(value(sequence, device));
        for (OptionalProto optional : proto.getOptionalValuesList()) values.add(value(optional, device));
        if (proto.getSparseTensorValuesCount() > 0) throw new OnnxUnsupportedException("a sequence of sparse tensors is not supported");
        return OnnxValue.sequence(values);
    }

    private static OnnxValue value(OptionalProto proto, Device device) {
        if (proto.hasTensorValue()) return OnnxValue.optional(value(proto.getTensorValue(), device));
        if (proto.hasSequenceValue()) return OnnxValue.optional(value(proto.getSequenceValue(), device));
        if (proto.hasOptionalValue()) return OnnxValue.optional(value(proto.getOptionalValue(), device));
        if (proto.hasSparseTensorValue()) throw new OnnxUnsupportedException("an optional sparse tensor is not supported");
        return OnnxValue.optional(OnnxValue.absent());
    }

    private static byte[] bytes(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MOST_BYTES) throw new OnnxFormatException("%s: %d bytes; a model of more than 2 GB keeps its tensors in external files".formatted(file.getFileName(), size));
        return Files.readAllBytes(file);
    }

    private static <T> T parse(Parser<T> parser, WireKind kind, byte[] bytes) {
        WireCheck.check(kind, bytes);
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.enableAliasing(true);        // tensors keep to the array that was read instead of copying their part of it
        try {
            return parser.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry());
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxFormatException("byte %d: %s".formatted(in.getTotalBytesRead(), e.getMessage()), e);
        }
    }
}
