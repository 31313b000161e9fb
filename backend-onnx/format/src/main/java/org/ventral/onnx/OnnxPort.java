package org.ventral.onnx;

/**
 * An input or output of a model.
 *
 * @param name its name
 * @param type what the model says of it
 */
public record OnnxPort(String name, OnnxType type) {
    /** As in {@code image: float [batch, 3, 224, 224]}. */
    @Override public String toString() {
        return name + ": " + type;
    }
}
