package org.ventral.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ventral.nn.Module;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

class ConvolutionFixturesTest {
    private static final Rng RNG = Rng.of(5);
    private static final Map<String, Supplier<Module>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("conv1d", () -> Conv1d.builder(2, 3, 4).stride(3).padding(2).dilation(2).build(RNG));
        LAYERS.put("conv1d-same", () -> Conv1d.builder(2, 2, 4).samePadding().bias(false).build(RNG));
        LAYERS.put("conv2d", () -> Conv2d.builder(3, 4, 3, 2).stride(2, 1).padding(1, 0).build(RNG));
        LAYERS.put("conv2d-groups", () -> Conv2d.builder(4, 6, 3).groups(2).dilation(1, 2).build(RNG));
        LAYERS.put("conv2d-depthwise", () -> Conv2d.builder(3, 6, 3).groups(3).padding(1).bias(false).build(RNG));
        LAYERS.put("conv3d", () -> Conv3d.builder(2, 2, 1, 2, 3).stride(1, 2, 1).padding(0, 1, 1).build(RNG));
        LAYERS.put("transpose1d", () -> ConvTranspose1d.builder(2, 3, 4).stride(3).padding(1).outputPadding(2).build(RNG));
        LAYERS.put("transpose2d", () -> ConvTranspose2d.of(3, 2, 3, RNG));
        LAYERS.put("transpose2d-stride", () -> ConvTranspose2d.builder(3, 2, 3).stride(2).build(RNG));
        LAYERS.put("transpose2d-uneven", () -> ConvTranspose2d.builder(4, 6, 3, 2).stride(2, 3).padding(1, 0).outputPadding(0, 2).groups(2).dilation(2, 1).build(RNG));
        LAYERS.put("transpose2d-unbiased", () -> ConvTranspose2d.builder(2, 2, 4).stride(2).padding(1).bias(false).build(RNG));
        LAYERS.put("transpose3d", () -> ConvTranspose3d.builder(2, 2, 2, 1, 3).stride(1, 2, 2).padding(0, 0, 1).build(RNG));
        LAYERS.put("max-overlapping", () -> MaxPool.of(windows(3, 3).stride(2).padding(1)));
        LAYERS.put("max-ceil", () -> MaxPool.of(windows(2, 3).stride(2).ceil(true)));
        LAYERS.put("max-dilated", () -> MaxPool.of(windows(3).stride(1).dilation(2)));
        LAYERS.put("max3d", () -> MaxPool.of(2));
        LAYERS.put("min", () -> MinPool.of(2));
        LAYERS.put("min-overlapping", () -> MinPool.of(windows(3, 3).stride(2).padding(1)));
        LAYERS.put("average-overlapping", () -> AveragePool.of(org.ventral.tensor.op.AveragePool.of(3, 3).stride(2)));
        LAYERS.put("average3d", () -> AveragePool.of(2));
        LAYERS.put("adaptive-average1d", () -> AdaptiveAveragePool.of(3));
        LAYERS.put("adaptive-average2d", () -> AdaptiveAveragePool.of(3, 2));
        LAYERS.put("adaptive-average3d", () -> AdaptiveAveragePool.of(2, 3, 1));
        LAYERS.put("adaptive-max1d", () -> AdaptiveMaxPool.of(3));
        LAYERS.put("adaptive-max2d", () -> AdaptiveMaxPool.of(3, 2));
        LAYERS.put("adaptive-max3d", () -> AdaptiveMaxPool.of(2, 3, 1));
    }

    private static org.ventral.tensor.op.MaxPool windows(long... kernel) {
        return org.ventral.tensor.op.MaxPool.of(kernel);
    }

    @TestFactory Stream<DynamicTest> computesWhatPyTorchDoes() {
        Map<String, Fixture> fixtures = Fixture.all("convolution.safetensors");
        assertThat(fixtures.keySet()).isEqualTo(LAYERS.keySet());
        return fixtures.values().stream().map(f -> DynamicTest.dynamicTest(f.name(), () -> f.check(LAYERS.get(f.name()).get())));
    }

    @Test void transposedConvolutionEnlargesAsInFigure729() {
        Tensor x = Tensor.ones(1, 1, 2, 2);
        assertThat(ConvTranspose2d.of(1, 1, 3, RNG).forward(x).shape()).isEqualTo(Shape.of(1, 1, 4, 4));
        assertThat(ConvTranspose2d.builder(1, 1, 3).stride(2).build(RNG).forward(x).shape()).isEqualTo(Shape.of(1, 1, 5, 5));
    }

    /** Figure 7.10b. */
    @Test void convolutionMovesWithItsInput() {
        Conv2d layer = Conv2d.builder(2, 3, 3).padding(1).build(RNG);
        Tensor image = Tensor.randn(Rng.of(1), 1, 2, 4, 4);
        Tensor here = layer.forward(image.pad(0, 0, 0, 0, 0, 2, 6, 2, 6)), there = layer.forward(image.pad(0, 0, 0, 0, 0, 5, 3, 4, 4));
        assertThat(there.slice(2, 4, 10).slice(3, 3, 9).toFloats()).isEqualTo(here.slice(2, 1, 7).slice(3, 1, 7).toFloats());
        assertThat(there.toFloats()).isNotEqualTo(here.toFloats());
    }

    /** Figure 7.10a: what moves within a window of max pooling leaves the output as it is; across its edge it does not. */
    @Test void maxPoolingDoesNotSeeSmallMoves() {
        float[][] outputs = new float[3][];
        int[] places = {2, 3, 4};
        for (int i = 0; i < places.length; i++) {
            float[] row = new float[8];
            row[places[i]] = 1;
            outputs[i] = MaxPool.of(2).forward(Tensor.of(row, 1, 1, 8)).toFloats();
        }
        assertThat(outputs[0]).containsExactly(0, 1, 0, 0);
        assertThat(Arrays.equals(outputs[0], outputs[1])).isTrue();
        assertThat(outputs[2]).containsExactly(0, 0, 1, 0);
    }

    @Test void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> ConvTranspose2d.builder(3, 4, 3).groups(2).build(RNG)).hasMessage("ConvTranspose2d: 3 channels in and 4 out cannot be cut into 2 groups");
        assertThatThrownBy(() -> ConvTranspose1d.of(0, 4, 3, RNG)).hasMessage("ConvTranspose1d: channels must be at least 1, got 0 in and 4 out");
        assertThatThrownBy(() -> ConvTranspose1d.builder(1, 1, 3).outputPadding(1).build(RNG)).hasMessageContaining("output padding");
        assertThat(ConvTranspose2d.builder(4, 2, 3).stride(2).padding(1).outputPadding(1).bias(false).build(RNG))
                .hasToString("ConvTranspose2d(4, 2, kernel 3×3, stride 2×2, padding 1×1, output padding 1×1, no bias)");
        assertThat(MinPool.of(2)).hasToString("MinPool(2)");
    }
}
