package org.ventral.nn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Fixture;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;
import org.ventral.nn.vision.ResidualBlock.Form;
import org.ventral.nn.vision.ResidualBlock.Shortcut;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class ResNetTest {
    private static final Rng RNG = Rng.of(7);
    private static final Map<String, Supplier<Module>> BLOCKS = new LinkedHashMap<>();

    static {
        BLOCKS.put("basic", () -> BasicBlock.of(new Form(3, 3, 1, Shortcut.PROJECTION, false), RNG));
        BLOCKS.put("basic-projection", () -> BasicBlock.of(new Form(2, 4, 2, Shortcut.PROJECTION, false), RNG));
        BLOCKS.put("basic-padding", () -> BasicBlock.of(new Form(2, 5, 2, Shortcut.PADDING, false), RNG));
        BLOCKS.put("basic-plain", () -> BasicBlock.of(new Form(2, 4, 2, Shortcut.NONE, false), RNG));
        BLOCKS.put("bottleneck", () -> Bottleneck.of(new Form(8, 2, 1, Shortcut.PROJECTION, true), RNG));
        BLOCKS.put("bottleneck-projection", () -> Bottleneck.of(new Form(3, 2, 2, Shortcut.PROJECTION, false), RNG));
    }

    @TestFactory Stream<DynamicTest> blocksComputeWhatPyTorchDoes() {
        Map<String, Fixture> fixtures = Fixture.all("residual.safetensors");
        assertThat(fixtures.keySet()).isEqualTo(BLOCKS.keySet());
        return fixtures.values().stream().map(f -> DynamicTest.dynamicTest(f.name(), () -> f.check(BLOCKS.get(f.name()).get())));
    }

    @ParameterizedTest
    @CsvSource({"18, 11689512", "34, 21797672", "50, 25557032", "101, 44549160", "152, 60192808"})
    void largeNetworksHaveThePublishedNumberOfParameters(int depth, long parameters) {
        assertThat(ResNet.large(depth).build(RNG).parameterCount()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"20, 269722", "32, 464154", "44, 658586", "56, 853018", "110, 1727962", "18, 11173962"})
    void smallNetworksHaveThePublishedNumberOfParameters(int depth, long parameters) {
        assertThat(ResNet.small(depth).build(RNG).parameterCount()).isEqualTo(parameters);
    }

    @Test void theNamesAreTorchvisions() {
        var names = ResNet.large(50).build(RNG).stateDict().keySet();
        assertThat(names).startsWith("conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight")
                .contains("layer1.0.downsample.0.weight", "layer1.0.downsample.1.running_var", "layer3.5.bn3.num_batches_tracked", "fc.bias")
                .doesNotContain("layer1.1.downsample.0.weight", "conv1.bias");
    }

    @Test void anImageIsHalvedFiveTimes() {
        ResNet net = ResNet.large(18).classes(7).build(RNG);
        net.eval();
        assertThat(net.forward(Tensor.randn(Rng.of(1), 1, 3, 64, 48)).shape()).isEqualTo(Shape.of(1, 7));
        Tensor y = Tensor.randn(Rng.of(1), 1, 3, 64, 64);
        for (String part : List.of("conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4")) y = net.children().get(part).forward(y);
        assertThat(y.shape()).isEqualTo(Shape.of(1, 512, 2, 2));
    }

    @Test void withZeroInitEveryBlockBeginsAsTheIdentity() {
        var block = BasicBlock.of(new Form(3, 3, 1, Shortcut.PROJECTION, true), RNG);
        Tensor x = Tensor.randn(Rng.of(1), 2, 3, 4, 4);
        assertThat(block.forward(x).toFloats()).isEqualTo(x.relu().toFloats());
        var plain = ResNet.small(8).plain().zeroInit(true).channels(1).build(RNG);
        assertThat(plain.forward(Tensor.randn(Rng.of(1), 2, 1, 8, 8)).abs().max().item()).as("without shortcuts there must be no zeros").isPositive();
    }

    @Test void aPlainNetworkHasNoShortcuts() {
        assertThat(ResNet.large(34).plain().build(RNG).parameters().keySet()).noneMatch(name -> name.contains("downsample"));
        assertThat(ResNet.small(20).plain().build(RNG).parameterCount()).isEqualTo(269_722);
    }

    @Test void everyParameterGetsAGradient() {
        ResNet net = ResNet.small(14).channels(1).build(RNG);
        Gradients gradients = net.forward(Tensor.randn(Rng.of(2), 3, 1, 16, 16)).crossEntropy(Tensor.of(new long[] {1, 5, 9}, 3)).backward();
        net.parameters().forEach((name, parameter) -> assertThat(gradients.of(parameter).abs().max().item()).as(name).isPositive());
    }

    @Test void modelsAreFoundByName() {
        ModelProvider provider = Models.named("resnet20");
        assertThat(provider.inputShape()).isEqualTo(Shape.of(1, 32, 32));
        Module net = provider.create(new ModelOptions(10, Map.of("shortcut", "none", "zero-init", "true")), RNG);
        assertThat(net.parameters().keySet()).contains("layer3.2.conv2.weight");
        assertThat(Models.named("resnet152").inputShape()).isEqualTo(Shape.of(3, 224, 224));
        assertThat(Models.named("resnet18-small").description()).isEqualTo("ResNet-18 for grey 32×32 images");
        assertThatThrownBy(() -> provider.create(new ModelOptions(10, Map.of("shortcut", "long")), RNG)).hasMessage("resnet20: shortcut is default, projection, padding or none, got long");
        assertThatThrownBy(() -> provider.create(new ModelOptions(10, Map.of("depth", "3")), RNG)).hasMessageContaining("unknown setting depth");
    }

    @Test void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> ResNet.large(20)).hasMessage("ResNet: depth is 18, 34, 50, 101 or 152, got 20");
        assertThatThrownBy(() -> ResNet.small(21)).hasMessageContaining("6n + 2");
        assertThatThrownBy(() -> ResNet.small(8).build(RNG).forward(Tensor.zeros(1, 1, 32, 32)))
                .isInstanceOf(ShapeException.class).hasMessage("ResNet: input [1, 1, 32, 32] is not [N, 3, H, W]");
    }
}
