package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.model.TensorDef;

/** Cast, CastLike and BitCast: the same values, or the same bits, as another element type. */
final class CastOperators {
    private CastOperators() {}

    static void register(Registry registry) {
        registry.add("Cast", 1, call -> List.of(convert(call, namedType(call))));
        registry.add("Cast", 6, call -> List.of(convert(call, ElementType.of((int) call.integer("to")))));
        registry.add("CastLike", 15, call -> List.of(convert(call, call.type(1))));
        registry.add("BitCast", 26, CastOperators::reinterpret);
    }

    /** In opset 1 the type has its name in the attribute, as in {@code "FLOAT"}. */
    private static ElementType namedType(Call call) {
        String name = call.text("to", "");
        for (ElementType type : ElementType.values()) if (type.name().equals(name)) return type;
        throw call.malformed("to '%s' is no element type".formatted(name));
    }

    private static OnnxValue convert(Call call, ElementType to) {
        call.type(0);                                              // says which node it is if the input is no tensor
        Conversion conversion = new Conversion(to, call.integer("saturate", 1) != 0, rounding(call));
        try {
            return conversion.apply(call.value(0), call.device());
        } catch (NumberFormatException e) {
            throw call.malformed(e.getMessage());
        }
    }

    private static Conversion.PowerRounding rounding(Call call) {
        String mode = call.text("round_mode", "up");
        return switch (mode) {
            case "up" -> Conversion.PowerRounding.UP;
            case "down" -> Conversion.PowerRounding.DOWN;
            case "nearest" -> Conversion.PowerRounding.NEAREST;
            default -> throw call.malformed("round_mode '%s'; it must be up, down or nearest".formatted(mode));
        };
    }

    /** The bits of each element read as those of another type of the same width. */
    private static List<OnnxValue> reinterpret(Call call) {
        ElementType from = call.type(0), to = ElementType.of((int) call.integer("to"));
        if (from.bits() != to.bits() || from == ElementType.STRING) throw call.malformed("%s has not the width of %s".formatted(from, to));
        TensorDef bits = TensorCodec.encode("", call.value(0));
        return List.of(TensorCodec.decode(new TensorDef("", to, bits.shape(), bits.raw(), List.of()), call.device()));
    }
}
