package org.ventral.tools.cli.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ventral.nn.data.DatasetLocations;
import org.ventral.nn.data.ImageSources;
import org.ventral.tools.cli.BarRenderer;
import org.ventral.tools.cli.LineConsumer;
import org.ventral.tools.cli.Terminal;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.data.RemoteDataset.RemoteFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral data get}: downloads a data set to where {@code ventral train} finds it. */
@Command(name = "get", mixinStandardHelpOptions = true, description = "Downloads a data set, checks it, and puts it where ventral train finds it.")
final class DataGetCommand implements Callable<Integer> {
    private static final double MEGABYTE = 1e6;

    private final List<RemoteDataset> known;

    @Parameters(paramLabel = "NAME", description = "Which; ventral data list shows all.")
    private String name;

    @Option(names = "--mirror", paramLabel = "URL", description = "Web folder to download from, instead of the usual places.")
    private URI mirror;

    @Option(names = "--to", paramLabel = "DIR", description = "Folder for the files; by default one in the user's cache.")
    private Path to;

    @Spec private CommandSpec spec;

    /** For picocli. */
    DataGetCommand() {
        this(RemoteDataset.ALL);
    }

    DataGetCommand(List<RemoteDataset> known) {
        this.known = known;
    }

    @Override public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut(), err = spec.commandLine().getErr();
        RemoteDataset dataset = dataset();
        Path folder = to == null ? DatasetLocations.ofSystem().cacheOf(name) : to;
        err.printf("%s (%s) to %s%n", dataset.name(), dataset.origin(), folder);
        try (var downloader = new Downloader(); var progress = new Files(err)) {
            downloader.download(dataset, folder, progress);
        }
        out.printf("%s is in %s%n", dataset.name(), folder);
        out.flush();
        return 0;
    }

    private RemoteDataset dataset() {
        RemoteDataset dataset = known.stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow(() -> new UsageException(ImageSources.NAMES.contains(name)
                ? name + " is embedded; there is nothing to download"
                : "unknown data set \"" + name + "\"; there is " + String.join(", ", known.stream().map(RemoteDataset::name).toList())));
        try {
            return mirror == null ? dataset : dataset.from(mirror);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--mirror: " + e.getMessage());
        }
    }

    /** A bar for each file on a terminal, else a line. */
    private static final class Files implements Downloader.Progress, AutoCloseable {
        private final PrintWriter err;
        private final boolean bars = Terminal.showsErrors();
        private ProgressBar bar;

        Files(PrintWriter err) {
            this.err = err;
        }

        @Override public void received(RemoteFile file, long received) {
            if (bars) {
                if (bar == null) bar = new ProgressBarBuilder().setTaskName(file.name()).setInitialMax(file.bytes()).setRenderer(new BarRenderer()).setConsumer(new LineConsumer(err)).build();
                bar.setExtraMessage(Text.format("%.1f of %.1f MB", received / MEGABYTE, file.bytes() / MEGABYTE));
                bar.stepTo(received);
            }
            if (received < file.bytes()) return;
            if (!bars) err.println(Text.format("%s  %.1f MB", file.name(), file.bytes() / MEGABYTE));
            close();
        }

        @Override public void close() {
            if (bar != null) bar.close();
            bar = null;
        }
    }
}
