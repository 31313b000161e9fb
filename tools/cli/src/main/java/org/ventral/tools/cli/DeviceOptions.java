package org.ventral.tools.cli;

import java.util.Optional;
import org.ventral.tensor.Device;
import picocli.CommandLine.Option;

/** Where to compute. To be applied before the first tensor is made. */
public final class DeviceOptions {
    @Option(names = "--backend", paramLabel = "NAME", description = "Backend to compute with, such as cpu or reference; see ventral plugins. By default the available one of highest priority.")
    private String backend;

    @Option(names = "--threads", paramLabel = "T", description = "Threads to use; by default one for each processor. Results do not depend on it.")
    private Integer threads;

    /** For picocli. */
    public DeviceOptions() {}

    /** Makes the chosen backend the preferred device. */
    public Device apply() {
        return apply(null);
    }

    /**
     * Makes the chosen backend the preferred device.
     *
     * @param byDefault the backend to take where the user names none; null for the best there is
     * @throws UsageException if there is no such backend, or the number of threads is out of range
     */
    public Device apply(String byDefault) {
        Threads.use(threads);
        String chosen = backend == null ? byDefault : backend;
        if (chosen != null) System.setProperty("ventral.backend", Choices.require("backend", Device.providers(), chosen).name());
        Device device = Device.preferred();
        if (chosen != null && !device.name().equals(chosen))
            throw new IllegalStateException("backend " + chosen + " was chosen too late: this process computes with " + device.name() + " already");
        return device;
    }

    /** The backend that the user named. */
    public Optional<String> backend() {
        return Optional.ofNullable(backend);
    }

    /** How many threads are used. */
    public int threads() {
        return threads != null ? threads : Threads.count();
    }
}
