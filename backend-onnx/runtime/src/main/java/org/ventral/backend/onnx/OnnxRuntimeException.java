package org.ventral.backend.onnx;

/** ONNX Runtime refused a model or failed at running it; the message is its own, with what was being done. */
public final class OnnxRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OnnxRuntimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
