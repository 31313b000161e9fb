package org.example.plugin;

import org.ventral.tensor.Device;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tools.tck.BackendTck;

class SampleBackendTest extends BackendTck {
    @Override protected Device device(int threads) {
        return Device.create("sample", BackendOptions.threads(threads));
    }
}
