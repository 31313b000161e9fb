package org.ventral.onnx;

/** A file, or a model in it, is not what the standard says; the message names the byte or the node. */
public final class OnnxFormatException extends OnnxException {
    private static final long serialVersionUID = 1;

    /** With a message that says where and what. */
    public OnnxFormatException(String message) {
        super(message, null);
    }

    /** With what was found underneath. */
    public OnnxFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
