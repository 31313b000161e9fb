package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.Threads;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Option;

/** What a model is to run on. */
public final class EngineOptions {
    @Option(names = "--backend", paramLabel = "NAME", description = "cpu, reference, or onnx to hand the whole file to ONNX Runtime; by default the available one of highest priority.")
    private String backend;

    @Option(names = "--threads", paramLabel = "T", description = "Threads to use; by default one for each processor.")
    private Integer threads;

    /** For picocli. */
    public EngineOptions() {}

    /** The threads that were asked for. To be called before the first tensor is made. */
    public int threads() {
        return Threads.use(threads);
    }

    /**
     * The backend that was asked for, or the best there is.
     *
     * @throws UsageException if there is no such backend, or it cannot work here
     */
    public String backend() {
        threads();
        return backend == null ? Device.preferred().name() : Choices.require("backend", Device.providers(), backend).name();
    }

    /** The model of a file on the backend that was asked for. */
    public Engine open(Path file) throws IOException {
        requireFile(file);
        return Engine.open(file, backend(), threads());
    }

    /** Says plainly what is wrong with a path. */
    static void requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) throw new IOException(file + " is a folder, not an ONNX file");
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
    }
}
