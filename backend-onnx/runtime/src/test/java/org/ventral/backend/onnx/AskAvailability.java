package org.ventral.backend.onnx;

import java.nio.charset.StandardCharsets;
import org.ventral.tensor.Device;
import org.ventral.tensor.spi.Availability;

/** Says whether the backend is available, in a virtual machine of its own. */
final class AskAvailability {
    private AskAvailability() {}

    public static void main(String[] arguments) throws java.io.IOException {
        String answer = switch (Device.providers().named("onnx").orElseThrow().availability()) {
            case Availability.Available() -> "available";
            case Availability.Unavailable(String reason) -> reason;
        };
        new java.io.FileOutputStream(java.io.FileDescriptor.out).write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
