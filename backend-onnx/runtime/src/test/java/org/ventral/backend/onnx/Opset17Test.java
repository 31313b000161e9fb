package org.ventral.backend.onnx;

/** Every op through ONNX Runtime in the words of opset 17. */
class Opset17Test extends ExportTests {
    Opset17Test() {
        super(17);
    }
}
