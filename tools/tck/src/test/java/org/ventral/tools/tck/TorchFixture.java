package org.ventral.tools.tck;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ventral.tensor.Safetensors;
import org.ventral.tensor.Tensor;

/**
 * What PyTorch made of one op: see {@code src/test/python/torch_fixtures.py}, which writes the files.
 *
 * @param name of the case, unique in its file
 * @param op what is called, a case of {@link TorchCalls}
 * @param options of the call
 * @param tensors {@code in0…, out0…, seed0…, grad0…, v0…, second0…}
 */
record TorchFixture(String name, String op, Map<String, String> options, Map<String, Tensor> tensors) {
    /** The cases of a file. */
    static List<TorchFixture> read(String family) {
        URL resource = TorchFixture.class.getResource("torch-" + family + ".safetensors");
        if (resource == null) throw new IllegalStateException("torch-" + family + ".safetensors is missing; run torch_fixtures.py");
        try (var file = Safetensors.open(Path.of(resource.toURI()))) {
            Map<String, Map<String, Tensor>> tensors = new LinkedHashMap<>();
            for (String name : file.names()) {
                int slash = name.indexOf('/');
                tensors.computeIfAbsent(name.substring(0, slash), _ -> new LinkedHashMap<>()).put(name.substring(slash + 1), file.tensor(name));
            }
            List<TorchFixture> cases = new ArrayList<>();
            new TreeMap<>(file.metadata()).forEach((name, call) -> {
                String[] words = call.split(" ");
                Map<String, String> options = new LinkedHashMap<>();
                for (String word : List.of(words).subList(1, words.length)) {
                    int equals = word.indexOf('=');
                    options.put(word.substring(0, equals), word.substring(equals + 1));
                }
                cases.add(new TorchFixture(name, words[0], options, tensors.get(name)));
            });
            return cases;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("torch-" + family + ".safetensors cannot be read", e);
        }
    }

    /** How many tensors have this role. */
    List<Tensor> all(String role) {
        List<Tensor> found = new ArrayList<>();
        for (int i = 0; tensors.containsKey(role + i); i++) found.add(tensors.get(role + i));
        return found;
    }

    String text(String option) {
        String value = options.get(option);
        if (value == null) throw new IllegalStateException(name + " has no option " + option + "; it has " + options);
        return value;
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    boolean flag(String option) {
        return Boolean.parseBoolean(options.getOrDefault(option, "false"));
    }

    int whole(String option) {
        return Integer.parseInt(text(option));
    }

    double number(String option) {
        return text(option).equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text(option));
    }

    long[] longs(String option) {
        return Arrays.stream(text(option).split(",")).mapToLong(Long::parseLong).toArray();
    }

    int[] ints(String option) {
        return Arrays.stream(text(option).split(",")).mapToInt(Integer::parseInt).toArray();
    }
}
