package org.ventral.tools.tck;

import org.ventral.tensor.Device;

class ReferenceBackendTest extends BackendTck {
    @Override protected Device device(int threads) {
        return Device.reference();
    }
}
