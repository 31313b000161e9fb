package org.ventral.backend.onnx;

/** Every op through ONNX Runtime in the words of opset 21. */
class Opset21Test extends ExportTests {
    Opset21Test() {
        super(21);
    }
}
