package org.ventral.tools.cli.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.ventral.tools.cli.data.RemoteDataset.RemoteFile;

/**
 * Downloads data sets into a folder.
 *
 * <p>A file appears under its name only when it is whole and its checksum is right; until then it grows as {@code NAME.part}, from which
 * a later run goes on where the server allows that. A file that is there and right is not downloaded again. Two processes never write
 * one file: the second is told so.
 */
public final class Downloader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUFFER = 1 << 16;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_UNFIT = 416;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    /** Is told how far a file has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after every piece that arrived, and once for a file that was there already.
         *
         * @param file     the file
         * @param received its bytes on disk so far, at most {@code file.bytes()}
         */
        void received(RemoteFile file, long received);
    }

    /**
     * Gets every file of a data set.
     *
     * @param dataset  what to get, and from where
     * @param folder   where to put it; made if it is not there
     * @param progress is told how far it is
     * @throws DownloadException if no mirror gives a file with the right checksum
     * @throws IOException       if the folder cannot be written
     */
    public void download(RemoteDataset dataset, Path folder, Progress progress) throws IOException {
        Files.createDirectories(folder);
        for (RemoteFile file : dataset.files()) {
            Path target = folder.resolve(file.name());
            if (isThere(file, target)) {
                progress.received(file, file.bytes());
            } else {
                download(dataset, file, target, progress);
            }
        }
    }

    private static boolean isThere(RemoteFile file, Path target) throws IOException {
        if (!Files.isRegularFile(target) || Files.size(target) != file.bytes()) {
            return false;
        }
        try (var channel = FileChannel.open(target)) {
            return sha256(channel).equals(file.sha256());
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private void download(RemoteDataset dataset, RemoteFile file, Path target, Progress progress) throws IOException {
        Path part = target.resolveSibling(file.name() + ".part");
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            lock(channel, part);
            var failures = new ArrayList<String>();
            boolean complete = false;
            for (int i = 0; i < dataset.mirrors().size() && !complete; i++) {
                URI source = dataset.mirrors().get(i).resolve(file.name());
                try {
                    fetchChecked(source, file, channel, progress);
                    complete = true;
                } catch (MirrorException failed) {
                    failures.add("  " + source + ": " + failed.getMessage());
                }
            }
            if (!complete) {
                throw new DownloadException(message(dataset, file, target, failures));
            }
            channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String message(RemoteDataset dataset, RemoteFile file, Path target, List<String> failures) {
        return file.name() + " of " + dataset.name() + " could not be downloaded:\n" + String.join("\n", failures)
                + "\nTry again (what has arrived is kept), name a mirror, or put the files into " + target.getParent() + " yourself.";
    }

    /** The lock is released as the channel closes. */
    private static void lock(FileChannel channel, Path part) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(part + " is being written by another download");
        }
    }

    /** What an earlier run left may be of another file; so where its continuation is wrong, the whole is asked for once. */
    private void fetchChecked(URI source, RemoteFile file, FileChannel channel, Progress progress) throws IOException, MirrorException {
        boolean continued = channel.size() > 0;
        fetch(source, file, channel, progress);
        String found = sha256(channel);
        if (!found.equals(file.sha256()) && continued) {
            channel.truncate(0);
            fetch(source, file, channel, progress);
            found = sha256(channel);
        }
        if (!found.equals(file.sha256())) {
            channel.truncate(0);
            throw new MirrorException("the checksum is wrong: expected SHA-256 " + file.sha256() + ", found " + found);
        }
    }

    /** Brings the partial file to its full length: the rest of it if the server can give parts, else all of it anew. */
    private void fetch(URI source, RemoteFile file, FileChannel channel, Progress progress) throws IOException, MirrorException {
        if (channel.size() > file.bytes()) {
            channel.truncate(0);
        }
        long have = channel.size();
        if (have == file.bytes()) {
            return;
        }
        HttpResponse<InputStream> response = send(source, have);
        if (response.statusCode() == RANGE_UNFIT && have > 0) {
            response.body().close();
            have = 0;
            response = send(source, 0);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != OK && response.statusCode() != PARTIAL) {
                throw new MirrorException("HTTP status " + response.statusCode());
            }
            if (response.statusCode() == OK) {
                have = 0;
            } else if (!response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + have + "-")) {
                throw new MirrorException("asked for byte " + have + " onwards, got Content-Range "
                        + response.headers().firstValue("Content-Range").orElse("none"));
            }
            channel.truncate(have).position(have);
            copy(body, file, channel, progress);
        }
    }

    private HttpResponse<InputStream> send(URI source, long from) throws InterruptedIOException, MirrorException {
        HttpRequest.Builder request = HttpRequest.newBuilder(source).timeout(PATIENCE);
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the download of " + source + " was interrupted");
        } catch (IOException failed) {
            throw new MirrorException(failed.getMessage() == null ? "no connection" : failed.getMessage());
        }
    }

    private static void copy(InputStream body, RemoteFile file, FileChannel channel, Progress progress) throws IOException, MirrorException {
        var buffer = new byte[BUFFER];
        int count;
        while ((count = read(body, buffer, file, channel)) >= 0) {
            if (channel.position() + count > file.bytes()) {
                channel.truncate(0);
                throw new MirrorException("sent more than the " + file.bytes() + " bytes of this file");
            }
            var piece = ByteBuffer.wrap(buffer, 0, count);
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
            progress.received(file, channel.position());
        }
        if (channel.position() < file.bytes()) {
            throw cutShort(file, channel);
        }
    }

    private static int read(InputStream body, byte[] buffer, RemoteFile file, FileChannel channel) throws IOException, MirrorException {
        try {
            return body.read(buffer);
        } catch (IOException _) {
            throw cutShort(file, channel);
        }
    }

    private static MirrorException cutShort(RemoteFile file, FileChannel channel) throws IOException {
        return new MirrorException("ended after " + channel.position() + " of " + file.bytes() + " bytes");
    }

    private static String sha256(FileChannel channel) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            var buffer = ByteBuffer.allocate(BUFFER);
            channel.position(0);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What one mirror did wrong; the next may do better. */
    private static final class MirrorException extends Exception {
        private static final long serialVersionUID = 1L;

        MirrorException(String message) {
            super(message);
        }
    }
}
