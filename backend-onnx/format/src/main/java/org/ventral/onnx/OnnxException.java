package org.ventral.onnx;

/** What goes wrong with an ONNX file: it is malformed, or asks for what is not supported. */
public abstract sealed class OnnxException extends RuntimeException permits OnnxFormatException, OnnxUnsupportedException {
    private static final long serialVersionUID = 1;

    OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
