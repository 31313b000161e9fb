package org.ventral.backend.onnx;

import org.ventral.tensor.Device;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tools.tck.BackendTck;

class OnnxRuntimeBackendTest extends BackendTck {
    @Override protected Device device(int threads) {
        return Device.create("onnx", BackendOptions.threads(threads));
    }
}
