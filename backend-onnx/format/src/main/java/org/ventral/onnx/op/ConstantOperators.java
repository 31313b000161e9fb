package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;

/** Constant and Identity. */
final class ConstantOperators {
    private ConstantOperators() {}

    static void register(Registry registry) {
        registry.add("Constant", 1, ConstantOperators::constant);
        registry.add("Identity", 1, call -> List.of(call.value(0)));
    }

    /** One of seven attributes holds the value. */
    private static List<OnnxValue> constant(Call call) {
        if (call.hasAttribute("value")) return List.of(call.constant("value"));
        if (call.hasAttribute("sparse_value")) return List.of(call.constant("sparse_value"));
        if (call.hasAttribute("value_float")) return List.of(call.host(new float[] {call.number("value_float", 0)}));
        if (call.hasAttribute("value_floats")) {
            float[] values = call.numbers("value_floats");
            return List.of(call.host(values, values.length));
        }
        if (call.hasAttribute("value_int")) return List.of(call.host(new long[] {call.integer("value_int")}));
        if (call.hasAttribute("value_ints")) {
            long[] values = call.integers("value_ints");
            return List.of(call.host(values, values.length));
        }
        if (call.hasAttribute("value_string")) return List.of(OnnxValue.strings(List.of(call.text("value_string", ""))));
        if (call.hasAttribute("value_strings")) {
            String[] values = call.texts("value_strings");
            return List.of(OnnxValue.strings(Arrays.asList(values), values.length));
        }
        throw call.malformed("has none of the attributes that a constant may have");
    }
}
