package org.ventral.tools.cli.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ventral.onnx.OnnxCase;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is fed into a model. */
final class InputOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--input", paramLabel = "[NAME=]WHAT", description = {
            "An input, by name or in order: a picture (.png, .jpg, .gif, .bmp), a .npy, .pb or .json file, JSON itself as in [[1,2],[3,4]], or a folder of input_0.pb, input_1.pb, ….",
            "A JSON object has an input of its own for each name. Several pictures for one input make a batch."})
    private List<String> written = new ArrayList<>();

    @Mixin private ImageOptions images = new ImageOptions();

    /** Values for the inputs of a model, in order; absent ones for optional inputs that are not given. */
    List<OnnxValue> values(List<OnnxPort> ports) throws IOException {
        Map<String, OnnxValue> named = new LinkedHashMap<>();
        Map<OnnxPort, List<Path>> pictures = new LinkedHashMap<>();
        int next = 0;
        for (String one : written) {
            Optional<OnnxPort> port = named(one, ports);
            String what = port.map(p -> one.substring(p.name().length() + 1)).orElse(one);
            Optional<JsonNode> json = json(what);
            if (json.isPresent() && json.get().isObject() && port.isEmpty()) {
                for (var field : json.get().properties()) put(named, named(field.getKey(), ports, field.getKey()), JsonValues.of(field.getValue(), named(field.getKey(), ports, field.getKey())));
                continue;
            }
            Path file = json.isPresent() ? null : existing(what, ports);
            if (file != null && Files.isDirectory(file)) {
                List<OnnxValue> all = OnnxCase.values(file, "input_", ports, Device.preferred());
                for (int i = 0; i < all.size(); i++) if (all.get(i).isPresent()) put(named, ports.get(i), all.get(i));
                continue;
            }
            boolean picture = file != null && ImageOptions.isImage(file);
            OnnxPort target = port.isPresent() ? port.get() : picture && ports.size() == 1 ? ports.getFirst() : ordinal(next++, ports);
            if (picture) pictures.computeIfAbsent(target, _ -> new ArrayList<>()).add(file);
            else put(named, target, json.isPresent() ? JsonValues.of(json.get(), target) : read(file, target));
        }
        for (var entry : pictures.entrySet()) put(named, entry.getKey(), images.read(entry.getValue(), entry.getKey()));
        return ordered(named, ports);
    }

    /** The input that a text begins with the name of; names may hold equals signs, and so may files. */
    private static Optional<OnnxPort> named(String one, List<OnnxPort> ports) {
        return ports.stream().filter(port -> one.startsWith(port.name() + "=")).findFirst();
    }

    private static OnnxPort named(String name, List<OnnxPort> ports, String what) {
        return ports.stream().filter(port -> port.name().equals(name)).findFirst().orElseThrow(() -> new UsageException("the model has no input \"%s\"; it has %s".formatted(what, ports)));
    }

    private static OnnxPort ordinal(int i, List<OnnxPort> ports) {
        if (i >= ports.size()) throw new UsageException("more inputs are given than the %d that the model has: %s".formatted(ports.size(), ports));
        return ports.get(i);
    }

    private static void put(Map<String, OnnxValue> named, OnnxPort port, OnnxValue value) {
        if (named.put(port.name(), value) != null) throw new UsageException("input " + port.name() + " is given twice");
    }

    /** JSON that was written in place, or is in a file. */
    private static Optional<JsonNode> json(String what) throws IOException {
        boolean inPlace = what.matches("(?s)\\s*([\\[{\"].*|true|false|[-+]?[0-9.]+([eE][-+]?[0-9]+)?)\\s*");
        if (!inPlace && !what.endsWith(".json")) return Optional.empty();
        if (!inPlace && !Files.isRegularFile(Path.of(what))) throw new NoSuchFileException(what);
        try {
            return Optional.of(inPlace ? JSON.readTree(what) : JSON.readTree(Files.readString(Path.of(what))));
        } catch (JsonProcessingException e) {
            throw new UsageException("--input %s is not JSON: %s".formatted(what.length() > 60 ? what.substring(0, 60) + "…" : what, e.getOriginalMessage()));
        }
    }

    private static Path existing(String what, List<OnnxPort> ports) throws IOException {
        try {
            Path file = Path.of(what);
            if (Files.exists(file)) return file;
        } catch (InvalidPathException _) {
            throw new UsageException("--input " + what + " is neither JSON nor a file");
        }
        int equals = what.indexOf('=');
        if (equals > 0 && Files.exists(Path.of(what.substring(equals + 1)))) throw new UsageException("the model has no input \"%s\"; it has %s".formatted(what.substring(0, equals), ports));
        throw new NoSuchFileException(what);
    }

    private static OnnxValue read(Path file, OnnxPort port) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".npy")) return NpyFile.read(file, port.type());
        if (name.endsWith(".pb")) return protobuf(file, port);
        throw new UsageException(file + " is neither a picture nor a .npy, .pb or .json file");
    }

    /** The value of one file, through a folder that holds it under the name that a test case gives it. */
    private static OnnxValue protobuf(Path file, OnnxPort port) throws IOException {
        Path folder = Files.createTempDirectory("ventral-input");
        try {
            Files.copy(file, folder.resolve("input_0.pb"), StandardCopyOption.REPLACE_EXISTING);
            return OnnxCase.values(folder, "input_", List.of(port), Device.preferred()).getFirst();
        } finally {
            Files.deleteIfExists(folder.resolve("input_0.pb"));
            Files.delete(folder);
        }
    }

    private static List<OnnxValue> ordered(Map<String, OnnxValue> named, List<OnnxPort> ports) {
        List<OnnxValue> values = new ArrayList<>();
        List<OnnxPort> missing = new ArrayList<>();
        for (OnnxPort port : ports) {
            OnnxValue value = named.getOrDefault(port.name(), OnnxValue.absent());
            if (!value.isPresent() && !(port.type() instanceof OnnxType.OfOptional)) missing.add(port);
            values.add(value);
        }
        if (!missing.isEmpty()) throw new UsageException("what goes into %s? Give each an --input".formatted(missing));
        return values;
    }
}
