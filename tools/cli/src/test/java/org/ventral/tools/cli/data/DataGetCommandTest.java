package org.ventral.tools.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.tools.cli.data.RemoteDataset.RemoteFile;
import picocli.CommandLine;

/** {@code ventral data get} from a server on this machine. */
class DataGetCommandTest {
    private static final byte[] CONTENT = "labels".repeat(1000).getBytes(StandardCharsets.US_ASCII);

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter(), err = new StringWriter();
    private HttpServer server;

    @BeforeEach void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/data/labels.gz", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT);
            }
        });
        server.start();
    }

    @AfterEach void stop() {
        server.stop(0);
    }

    @Test void bringsTheFilesOfADataSet() throws Exception {
        Path target = folder.resolve("new");
        assertThat(get("sample", "--mirror", address() + "data", "--to", target.toString())).isZero();
        assertThat(target.resolve("labels.gz")).hasBinaryContent(CONTENT);
        assertThat(out.toString()).isEqualTo("sample is in " + target + System.lineSeparator());
        assertThat(err.toString()).contains("made by this test", "labels.gz");
    }

    @Test void namesTheMirrorThatFailed() throws Exception {
        assertThat(get("sample", "--mirror", address() + "elsewhere", "--to", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("labels.gz of sample could not be downloaded", "HTTP status 404");
        assertThat(folder.resolve("labels.gz")).doesNotExist();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private int get(String... arguments) throws Exception {
        String checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
        var sample = new RemoteDataset("sample", "made by this test", List.of(URI.create("http://127.0.0.1:1/")), List.of(new RemoteFile("labels.gz", CONTENT.length, checksum)));
        return new CommandLine(new DataGetCommand(List.of(sample))).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
