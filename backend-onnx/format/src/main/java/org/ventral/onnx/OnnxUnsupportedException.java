package org.ventral.onnx;

/** A model is well-formed but asks for an operator, an attribute or an element type that is not supported. */
public final class OnnxUnsupportedException extends OnnxException {
    private static final long serialVersionUID = 1;

    /** With a message that says where and what. */
    public OnnxUnsupportedException(String message) {
        super(message, null);
    }
}
