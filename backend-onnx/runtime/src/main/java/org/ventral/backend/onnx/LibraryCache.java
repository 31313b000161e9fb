package org.ventral.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder in which native libraries are unpacked once, each version under a hash of its content.
 *
 * <p>A version's folder is filled under another name and renamed when it is complete, so that it is there whole or not at all, however many
 * processes begin at once.
 */
final class LibraryCache {
    /** The libraries that the jars of ONNX Runtime may hold for a platform. */
    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni",
            "onnxruntime_providers_shared", "onnxruntime_providers_cuda", "onnxruntime_providers_tensorrt");

    /** A library in a jar; the checksum is the one that the jar holds, so that finding it costs no reading. */
    private record Entry(String file, URL source, long size, String checksum) {}

    private final Path folder;

    LibraryCache(Path folder) {
        this.folder = folder;
    }

    /** Where this user's caches are: system property {@code ventral.cache}, else the platform's usual place. */
    static Path userFolder() {
        String chosen = System.getProperty("ventral.cache");
        if (chosen != null) return Path.of(chosen, "onnxruntime");
        String home = System.getProperty("user.home"), os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String named = os.contains("win") ? System.getenv("LOCALAPPDATA") : System.getenv("XDG_CACHE_HOME");
        Path base = named != null && !named.isBlank() && Path.of(named).isAbsolute() ? Path.of(named)
                : os.contains("mac") ? Path.of(home, "Library", "Caches")
                : Path.of(home, ".cache");
        return base.resolve("ventral").resolve("onnxruntime");
    }

    /** The name that ONNX Runtime's jar has for this platform, as in {@code linux-x64}. */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT), arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("win") ? "win" : os.contains("mac") || os.contains("osx") ? "osx" : "linux";
        return system + "-" + (arch.startsWith("aarch64") || arch.startsWith("arm64") ? "aarch64" : "x64");
    }

    /**
     * The folder with the libraries for a platform, unpacked if they are not there yet.
     *
     * @param near a class of the jar that holds them
     * @return empty if the jar has none for the platform
     */
    Optional<Path> unpacked(Class<?> near, String platform) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String library : LIBRARIES) {
            String file = System.mapLibraryName(library);
            URL source = near.getResource("/ai/onnxruntime/native/" + platform + "/" + file);
            if (source != null) entries.add(entry(file, source));
        }
        if (entries.isEmpty()) return Optional.empty();
        Path target = folder.resolve(platform + "-" + hash(entries));
        if (!complete(target, entries)) unpack(target, entries);
        return Optional.of(target);
    }

    private static Entry entry(String file, URL source) throws IOException {
        URLConnection connection = source.openConnection();
        if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null && jar.getJarEntry().getCrc() != -1)
            return new Entry(file, source, jar.getJarEntry().getSize(), Long.toHexString(jar.getJarEntry().getCrc()));
        MessageDigest digest = sha256();
        long size = 0;
        byte[] chunk = new byte[1 << 16];
        try (InputStream in = connection.getInputStream()) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
                size += n;
            }
        }
        return new Entry(file, source, size, HexFormat.of().formatHex(digest.digest()));
    }

    private static String hash(List<Entry> entries) {
        MessageDigest digest = sha256();
        for (Entry entry : entries) digest.update("%s %d %s\n".formatted(entry.file, entry.size, entry.checksum).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean complete(Path target, List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            Path file = target.resolve(entry.file);
            if (!Files.isRegularFile(file) || Files.size(file) != entry.size) return false;
        }
        return true;
    }

    private void unpack(Path target, List<Entry> entries) throws IOException {
        Files.createDirectories(folder);
        Path fresh = Files.createTempDirectory(folder, ".unpacking-");
        try {
            for (Entry entry : entries)
                try (InputStream in = entry.source.openStream()) {
                    Files.copy(in, fresh.resolve(entry.file), StandardCopyOption.REPLACE_EXISTING);
                }
            if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix"))
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            if (Files.exists(target) && !complete(target, entries)) delete(target);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process was faster, and what it made is as good.
            if (!complete(target, entries)) throw e;
        } finally {
            if (Files.exists(fresh)) delete(fresh);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
