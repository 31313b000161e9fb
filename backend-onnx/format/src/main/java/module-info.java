/**
 * ONNX: models of other frameworks read, checked, run, trained further and written. Protobuf stays inside.
 */
module org.ventral.onnx {
    requires transitive org.ventral.tensor;
    requires com.google.protobuf;

    exports org.ventral.onnx;
}
