/**
 * Runs graphs and ONNX files on ONNX Runtime.
 *
 * <p>ONNX Runtime is not required to be there: without it, this module loads all the same and its backend says that it is not available.
 * As it is an automatic module, it is found on the module path because this module's other dependencies bring an automatic module in.
 * Give the virtual machine {@code --enable-native-access=com.microsoft.onnxruntime}.
 *
 * @provides org.ventral.tensor.spi.BackendProvider the backend named {@code onnx}
 */
module org.ventral.backend.onnx {
    requires static com.microsoft.onnxruntime;
    requires transitive org.ventral.onnx;
    requires transitive org.ventral.tensor;

    exports org.ventral.backend.onnx;

    provides org.ventral.tensor.spi.BackendProvider with org.ventral.backend.onnx.OnnxRuntimeBackendProvider;
}
