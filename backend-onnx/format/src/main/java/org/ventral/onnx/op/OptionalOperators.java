package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;

/** Values that may not be there: Optional, OptionalGetElement, OptionalHasElement. */
final class OptionalOperators {
    private OptionalOperators() {}

    static void register(Registry registry) {
        registry.add("Optional", 15, call -> List.of(OnnxValue.optional(call.value(0))));
        registry.add("OptionalGetElement", 15, OptionalOperators::content);
        registry.add("OptionalHasElement", 15, call -> List.of(call.host(new boolean[] {hasContent(call.value(0))})));
    }

    /** What is no optional is its own content. */
    private static List<OnnxValue> content(Call call) {
        if (!hasContent(call.value(0))) throw call.malformed("the optional has no content");
        return List.of(call.value(0) instanceof OnnxValue.OfOptional(OnnxValue value) ? value : call.value(0));
    }

    private static boolean hasContent(OnnxValue value) {
        return value instanceof OnnxValue.OfOptional optional ? !optional.isEmpty() : value.isPresent();
    }
}
