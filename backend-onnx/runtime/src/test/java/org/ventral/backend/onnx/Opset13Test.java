package org.ventral.backend.onnx;

/** Every op through ONNX Runtime in the words of opset 13. */
class Opset13Test extends ExportTests {
    Opset13Test() {
        super(13);
    }
}
