package org.ventral.tools.tck;

import org.ventral.tensor.Device;
import org.ventral.tensor.spi.BackendOptions;

class CpuBackendTest extends BackendTck {
    @Override protected Device device(int threads) {
        return Device.create("cpu", BackendOptions.threads(threads));
    }
}
