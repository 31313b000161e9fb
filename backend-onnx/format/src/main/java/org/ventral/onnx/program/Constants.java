package org.ventral.onnx.program;

import java.util.function.Supplier;
import org.ventral.onnx.OnnxValue;

/** Decides what becomes of the constants of a model. */
@FunctionalInterface
public interface Constants {
    /**
     * What a program asks at each run for the value of an initializer or a Constant node.
     *
     * @param name      its name
     * @param outermost whether it is of the outermost graph
     * @param value     decodes it, at each call anew
     */
    Supplier<OnnxValue> prepare(String name, boolean outermost, Supplier<OnnxValue> value);

    /** Decodes each once, at once. */
    static Supplier<OnnxValue> fixed(Supplier<OnnxValue> value) {
        OnnxValue found = value.get();
        return () -> found;
    }

    /** Leaves them as they are, for a look at a model that will not run. */
    static Constants none() {
        return (_, _, value) -> value;
    }
}
