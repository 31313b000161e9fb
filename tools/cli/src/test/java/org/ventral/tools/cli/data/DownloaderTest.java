package org.ventral.tools.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.tools.cli.data.RemoteDataset.RemoteFile;

/** Downloads from a server on this machine that behaves well, or badly in one way. */
class DownloaderTest {
    private static final String NAME = "train-labels.gz";

    private final byte[] content = randomBytes(200_000);
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final Downloader downloader = new Downloader();
    private HttpServer server;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        downloader.close();
    }

    @Test
    void bringsAFileWholeAndReportsItsProgress() throws Exception {
        serve("/good/", this::sendWithRanges);
        var seen = new ArrayList<Long>();
        downloader.download(dataset("/good/"), folder.resolve("new"), (_, received) -> seen.add(received));
        assertThat(folder.resolve("new", NAME)).hasBinaryContent(content);
        assertThat(folder.resolve("new", NAME + ".part")).doesNotExist();
        assertThat(seen).isSorted().endsWith((long) content.length);
    }

    @Test
    void leavesARightFileAlone() throws Exception {
        Files.write(folder.resolve(NAME), content);
        downloader.download(dataset("/nothing-is-served-here/"), folder, (_, _) -> { });
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void replacesADamagedFile() throws Exception {
        serve("/good/", this::sendWithRanges);
        byte[] damaged = content.clone();
        damaged[77]++;
        Files.write(folder.resolve(NAME), damaged);
        downloader.download(dataset("/good/"), folder, (_, _) -> { });
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void goesOnWhereAnEarlierRunStopped() throws Exception {
        serve("/good/", this::sendWithRanges);
        Files.write(folder.resolve(NAME + ".part"), Arrays.copyOf(content, 150_000));
        downloader.download(dataset("/good/"), folder, (_, _) -> { });
        assertThat(ranges).containsExactly("bytes=150000-");
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void startsAnewWhenTheEarlierPartIsOfAnotherFile() throws Exception {
        serve("/good/", this::sendWithRanges);
        Files.write(folder.resolve(NAME + ".part"), new byte[150_000]);
        downloader.download(dataset("/good/"), folder, (_, _) -> { });
        assertThat(ranges).containsExactly("bytes=150000-", "none");
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void startsAnewWhereTheServerKnowsNoRanges() throws Exception {
        serve("/plain/", exchange -> send(exchange, 200, content));
        Files.write(folder.resolve(NAME + ".part"), Arrays.copyOf(content, 150_000));
        downloader.download(dataset("/plain/"), folder, (_, _) -> { });
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void refusesAWrongChecksum() throws Exception {
        byte[] other = content.clone();
        other[123_456] ^= 1;
        serve("/other/", exchange -> send(exchange, 200, other));
        assertThatThrownBy(() -> downloader.download(dataset("/other/"), folder, (_, _) -> { }))
                .isInstanceOf(DownloadException.class)
                .hasMessageContainingAll(NAME + " of sample could not be downloaded", "the checksum is wrong", sha256(content), sha256(other));
        assertThat(folder.resolve(NAME)).doesNotExist();
        assertThat(folder.resolve(NAME + ".part")).isEmptyFile();
    }

    @Test
    void keepsWhatArrivedOfABodyThatWasCutShort() throws Exception {
        serve("/cut/", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 120_000);
            exchange.getResponseBody().flush();
            throw new IOException("the server gives up");
        });
        assertThatThrownBy(() -> downloader.download(dataset("/cut/"), folder, (_, _) -> { }))
                .isInstanceOf(DownloadException.class)
                .hasMessageMatching("(?s).*ended after \\d+ of 200000 bytes.*Try again.*");
        assertThat(folder.resolve(NAME)).doesNotExist();

        serve("/good/", this::sendWithRanges);
        downloader.download(dataset("/good/"), folder, (_, _) -> { });
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void refusesAShortBodyOfAServerThatPromisedNoMore() throws Exception {
        serve("/short/", exchange -> send(exchange, 200, Arrays.copyOf(content, 1000)));
        assertThatThrownBy(() -> downloader.download(dataset("/short/"), folder, (_, _) -> { }))
                .isInstanceOf(DownloadException.class).hasMessageContaining("ended after 1000 of 200000 bytes");
    }

    @Test
    void stopsAtABodyThatDoesNotEnd() throws Exception {
        serve("/long/", exchange -> send(exchange, 200, Arrays.copyOf(content, 300_000)));
        assertThatThrownBy(() -> downloader.download(dataset("/long/"), folder, (_, _) -> { }))
                .isInstanceOf(DownloadException.class).hasMessageContaining("sent more than the 200000 bytes of this file");
        assertThat(folder.resolve(NAME + ".part")).isEmptyFile();
    }

    @Test
    void takesTheNextMirrorWhenOneLacksTheFile() throws Exception {
        serve("/lacks/", exchange -> send(exchange, 404, new byte[] {'n', 'o'}));
        serve("/good/", this::sendWithRanges);
        downloader.download(dataset("/lacks/", "/good/"), folder, (_, _) -> { });
        assertThat(folder.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void namesEveryMirrorThatFailed() throws Exception {
        serve("/lacks/", exchange -> send(exchange, 404, new byte[0]));
        serve("/broken/", exchange -> send(exchange, 500, new byte[0]));
        assertThatThrownBy(() -> downloader.download(dataset("/lacks/", "/broken/"), folder, (_, _) -> { }))
                .isInstanceOf(DownloadException.class)
                .hasMessageContainingAll("/lacks/" + NAME + ": HTTP status 404", "/broken/" + NAME + ": HTTP status 500", folder.toString());
    }

    @Test
    void saysWhenNoServerAnswers() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        RemoteDataset nowhere = dataset("/").from(URI.create("http://127.0.0.1:" + free));
        assertThatThrownBy(() -> downloader.download(nowhere, folder, (_, _) -> { }))
                .isInstanceOf(DownloadException.class).hasMessageContaining("http://127.0.0.1:" + free + "/" + NAME);
    }

    @Test
    void leavesAFileToTheProcessThatIsWritingIt() throws Exception {
        serve("/good/", this::sendWithRanges);
        try (var channel = FileChannel.open(folder.resolve(NAME + ".part"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            assertThatThrownBy(() -> downloader.download(dataset("/good/"), folder, (_, _) -> { }))
                    .isInstanceOf(IOException.class).hasMessageContaining("is being written by another download");
        }
    }

    @Test
    void fashionMnistIsKnownByName() {
        RemoteDataset dataset = RemoteDataset.named("fashion-mnist").orElseThrow();
        assertThat(dataset.files()).hasSize(4).allSatisfy(file -> assertThat(file.sha256()).matches("[0-9a-f]{64}"));
        assertThat(RemoteDataset.named("imagenet")).isEmpty();
        assertThatThrownBy(() -> dataset.from(URI.create("ftp://example.org/"))).hasMessageContaining("http://");
    }

    private RemoteDataset dataset(String... paths) throws Exception {
        int port = server.getAddress().getPort();
        List<URI> mirrors = Arrays.stream(paths).map(path -> URI.create("http://127.0.0.1:" + port + path)).toList();
        return new RemoteDataset("sample", "made by this test", mirrors, List.of(new RemoteFile(NAME, content.length, sha256(content))));
    }

    private void serve(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private void sendWithRanges(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "none" : range);
        if (range == null) {
            send(exchange, 200, content);
        } else {
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] randomBytes(int count) {
        var bytes = new byte[count];
        new Random(20).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** An HTTP handler. */
    @FunctionalInterface
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }
}
