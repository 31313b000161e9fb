package org.ventral.tools.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.spi.Availability;
import org.ventral.tensor.spi.BackendOptions;

/** Every output, gradient and second derivative against PyTorch's, in float64 and float32, on the reference backend and on the CPU's. */
class TorchFixturesTest {
    private static final List<String> FAMILIES = List.of("elementwise", "reductions", "movement", "indexing", "algebra", "neural", "convolution", "pooling");

    @TestFactory Stream<DynamicNode> agreesWithPyTorch() {
        return FAMILIES.stream().flatMap(family -> {
            List<TorchFixture> cases = TorchFixture.read(family);
            return devices().flatMap(device -> Stream.of(DType.FLOAT64, DType.FLOAT32).map(dtype -> DynamicContainer.dynamicContainer(
                    family + " on " + device + " in " + dtype, cases.stream().flatMap(c -> comparisons(c, dtype, device)))));
        });
    }

    private static Stream<Device> devices() {
        Optional<Device> cpu = Device.providers().named("cpu").filter(p -> p.availability() instanceof Availability.Available)
                .map(_ -> Device.create("cpu", BackendOptions.threads(2)));
        return Stream.concat(Stream.of(Device.reference()), cpu.stream());
    }

    private static Stream<DynamicTest> comparisons(TorchFixture c, DType dtype, Device device) {
        Results results = new Results(c, dtype, device);
        return c.tensors().keySet().stream().filter(role -> role.matches("(out|grad|second)\\d+")).map(role ->
                DynamicTest.dynamicTest(c.name() + " " + c.options() + " " + role, () -> close(c.tensors().get(role), results.get(role), tolerance(c, dtype))));
    }

    /** Runs a case once, when the first of its results is asked for. */
    private static final class Results {
        private final TorchFixture fixture;
        private final DType dtype;
        private final Device device;
        private List<Tensor> inputs, leaves, outputs, gradients, second;

        Results(TorchFixture fixture, DType dtype, Device device) {
            this.fixture = fixture;
            this.dtype = dtype;
            this.device = device;
        }

        Tensor get(String role) {
            if (outputs == null) run();
            int number = Integer.parseInt(role.replaceAll("\\D", ""));
            if (role.startsWith("out")) return outputs.get(number);
            // Gradients stand for the inputs that have one, numbered as those are.
            int leaf = leaves.indexOf(inputs.get(number));
            return (role.startsWith("grad") ? gradients : second).get(leaf);
        }

        private void run() {
            inputs = fixture.all("in").stream().map(x -> x.dtype().isFloating() ? here(x) : x.to(device)).toList();
            boolean differentiated = fixture.tensors().keySet().stream().anyMatch(role -> role.startsWith("grad"));
            leaves = new ArrayList<>();
            if (differentiated) inputs = inputs.stream().map(x -> x.dtype().isFloating() ? leaf(x) : x).toList();
            outputs = TorchCalls.call(fixture, inputs);
            assertEquals(fixture.all("out").size(), outputs.size(), "number of outputs");
            if (!differentiated) return;
            Tensor total = weighted(outputs, "seed", IntStream.range(0, outputs.size()).toArray());
            if (fixture.tensors().keySet().stream().noneMatch(role -> role.startsWith("second"))) {
                Optional<Gradients> found = total.isTracked() ? Optional.of(total.backward()) : Optional.empty();
                gradients = leaves.stream().map(x -> found.flatMap(g -> g.find(x)).orElse(Tensor.zerosLike(x))).toList();
            } else {
                gradients = total.gradient(leaves);
                second = weighted(gradients, "v", leaves.stream().mapToInt(inputs::indexOf).toArray()).gradient(leaves);
            }
        }

        private Tensor leaf(Tensor x) {
            Tensor leaf = x.requiresGradient();
            leaves.add(leaf);
            return leaf;
        }

        private Tensor here(Tensor x) {
            return x.to(device).cast(dtype);
        }

        /** The sum of all elements, each times its weight. */
        private Tensor weighted(List<Tensor> parts, String role, int[] numbers) {
            Tensor total = null;
            for (int i = 0; i < parts.size(); i++) {
                Tensor weights = fixture.tensors().get(role + numbers[i]);
                if (weights == null) continue;                                  // of integers
                Tensor term = parts.get(i).mul(here(weights)).sum();
                total = total == null ? term : total.add(term);
            }
            return total;
        }
    }

    /** The error allowed, relative to the largest magnitude: that of rounding, times what the op makes of it. */
    private static double tolerance(TorchFixture c, DType dtype) {
        boolean single = dtype == DType.FLOAT32;
        return switch (c.op()) {
            case "cholesky", "solve", "triangularSolve", "inverse", "qrSquares", "eighSquares", "svdSquares" -> single ? 2e-4 : 1e-11;
            default -> single ? 1e-5 : 1e-12;
        };
    }

    private static void close(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape(), "shape");
        if (!expected.dtype().isFloating()) assertEquals(expected.dtype(), actual.dtype(), "dtype");
        double[] want = expected.toDoubles(), got = actual.toDoubles();
        double largest = 0;
        for (double v : want) if (Double.isFinite(v)) largest = Math.max(largest, Math.abs(v));
        // Small gradients, as of a saturated softmax, are differences of numbers near 1.
        double allowed = expected.dtype().isFloating() ? tolerance * Math.max(largest, 0.05) : 0;
        for (int i = 0; i < want.length; i++)
            if (Double.compare(want[i], got[i]) != 0 && !(Math.abs(want[i] - got[i]) <= allowed))
                fail("element " + i + " of " + expected.shape() + " is " + got[i] + ", PyTorch has " + want[i] + ", allowed are " + allowed);
    }
}
