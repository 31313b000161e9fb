package org.ventral.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.loss.Loss;
import org.ventral.nn.loss.Mse;
import org.ventral.nn.sequence.SequenceReader;
import org.ventral.nn.vision.LeNet5;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;

/** Every layer, loss and model, written once and run for several sizes of the batch and the sequence, in ONNX Runtime and read again by us. */
class LayersTest {
    private static final List<Map<String, Long>> SIZES = List.of(Map.of("batch", 1L, "time", 9L), Map.of("batch", 4L, "time", 6L), Map.of("batch", 4L, "time", 6L));
    private static final double TOLERANCE = 1e-5;

    private static List<RoundTrip> cases() {
        return Stream.of(LayerCases.all(), RecurrentCases.all(), FunctionCases.all()).flatMap(List::stream).toList();
    }

    @TestFactory Stream<DynamicTest> oneFileServesAllSizes() {
        return cases().stream().flatMap(one -> IntStream.of(13, 17, 21).mapToObj(opset ->
                DynamicTest.dynamicTest(one.name() + ", opset " + opset, () -> check(one, opset))));
    }

    private static void check(RoundTrip one, int opset) {
        byte[] bytes = one.bytes(opset);
        OnnxModel again = OnnxModels.read(bytes);
        try (var there = OnnxRuntimeModel.of(bytes, OnnxRuntimeOptions.threads(1))) {
            for (Map<String, Long> sizes : SIZES) {
                Map<String, Tensor> inputs = one.sample(sizes);
                List<Tensor> given = List.copyOf(inputs.values());
                List<Tensor> expected = one.function().apply(given);
                compare("ONNX Runtime at " + sizes, List.copyOf(there.run(inputs).values()), expected);
                List<OnnxValue> values = again.run(given.stream().map(OnnxValue::of).toList(), Device.preferred());
                compare("read again, at " + sizes, values.stream().map(OnnxValue::tensor).toList(), expected);
            }
        }
    }

    private static void compare(String where, List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).as(where).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).type()).as("%s, output %d", where, i).isEqualTo(expected.get(i).type());
            assertThat(worst(actual.get(i), expected.get(i))).as("%s, output %d, largest error", where, i).isLessThan(TOLERANCE);
        }
    }

    static double worst(Tensor a, Tensor b) {
        double[] x = a.toDoubles(), y = b.toDoubles();
        double worst = 0;
        for (int i = 0; i < x.length; i++) worst = Math.max(worst, Double.compare(x[i], y[i]) == 0 ? 0 : Math.abs(x[i] - y[i]));
        return worst;
    }

    /** A layer, loss or model that is added must be added here, too. */
    @Test void noneIsLeftOut() throws IOException {
        List<Class<?>> wanted = new ArrayList<>();
        for (Class<?> one : List.of(Linear.class, Mse.class, LeNet5.class, SequenceReader.class)) wanted.addAll(neighbours(one));
        wanted.removeIf(type -> Modifier.isAbstract(type.getModifiers()) || !Module.class.isAssignableFrom(type) && !Loss.class.isAssignableFrom(type));
        Set<Class<?>> covered = new HashSet<>();
        for (RoundTrip one : cases()) one.subject().ifPresent(covered::add);
        assertThat(wanted).hasSizeGreaterThan(30);
        assertThat(covered).as("classes that are cases of their own").containsAll(wanted);
    }

    /** All classes of the package of a class, wherever it was loaded from. */
    private static List<Class<?>> neighbours(Class<?> one) throws IOException {
        String folder = one.getPackageName().replace('.', '/');
        Path origin = Path.of(URI.create(one.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (Files.isDirectory(origin)) return classes(one, origin.resolve(folder));
        try (FileSystem jar = FileSystems.newFileSystem(origin)) {
            return classes(one, jar.getPath(folder));
        }
    }

    private static List<Class<?>> classes(Class<?> one, Path folder) throws IOException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (String file : files.map(path -> path.getFileName().toString()).sorted().toList()) {
                if (!file.endsWith(".class") || file.contains("-")) continue;
                classes.add(Class.forName(one.getPackageName() + "." + file.substring(0, file.length() - 6), false, one.getClassLoader()));
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        return classes;
    }
}
