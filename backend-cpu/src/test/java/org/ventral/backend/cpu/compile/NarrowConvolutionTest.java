package org.ventral.backend.cpu.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.spi.BackendOptions;

/** Convolutions with fewer channels than a tile is wide, as in a first layer: with bias, sum and activation, and without. */
class NarrowConvolutionTest {
    private static final Device ONE = Device.create("cpu", BackendOptions.threads(1)), TWO = Device.create("cpu", BackendOptions.threads(2));

    @ParameterizedTest
    @CsvSource({"1, 1, 8, 3, 28, 1", "2, 3, 12, 3, 9, 1", "1, 5, 15, 1, 7, 0", "3, 2, 9, 5, 11, 2", "9, 1, 8, 3, 40, 1", "1, 8, 8, 3, 12, 1",
        "1, 8, 16, 3, 26, 0", "1, 8, 16, 3, 26, 1", "2, 16, 24, 3, 24, 0", "1, 16, 8, 5, 21, 0", "1, 6, 24, 1, 32, 0"})
    void computesWhatTheReferenceDoes(long n, long channels, long outputs, long kernel, long size, long padding) {
        Tensor w = Tensor.randn(Rng.of(1), outputs, channels, kernel, kernel), b = Tensor.randn(Rng.of(2), outputs), x = Tensor.randn(Rng.of(3), n, channels, size, size);
        Conv conv = Conv.of(2).padding(padding);
        Graph graph = Graph.trace(in -> {
            Tensor plain = in.getFirst().conv(w, conv);
            return List.of(plain, in.getFirst().conv(w, b, conv).add(plain).relu());
        }, List.of(GraphInput.of("x", n, channels, size, size)));
        List<Tensor> expected = graph.run(x.to(Device.reference()));
        List<Tensor> one = ONE.backend().compile(graph).run(List.of(x.to(ONE))), two = TWO.backend().compile(graph).run(List.of(x.to(TWO)));
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).toFloats(), one.get(i).toFloats(), 1e-4f, "output " + i);
            assertArrayEquals(one.get(i).toFloats(), two.get(i).toFloats(), "output " + i + " on two threads");
        }
    }
}
