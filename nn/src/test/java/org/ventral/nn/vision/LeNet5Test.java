package org.ventral.nn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.nn.Init;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class LeNet5Test {
    @Test void hasTheParametersOfTheFigure() {
        var model = LeNet5.builder().build(Rng.of(1));
        assertThat(model.parameterCount()).isEqualTo(61_706);
        assertThat(model.children().get("conv1").parameterCount()).isEqualTo(156);
        assertThat(model.children().get("conv2").parameterCount()).isEqualTo(2_416);
        assertThat(model.children().get("fc1").parameterCount()).isEqualTo(48_120);
        assertThat(model.children().get("fc2").parameterCount()).isEqualTo(10_164);
        assertThat(model.children().get("fc3").parameterCount()).isEqualTo(850);
        assertThat(model.parameters().keySet()).containsExactly("conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias",
                "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias");
    }

    @Test void mapsImagesToScoresAndEveryParameterGetsAGradient() {
        var model = LeNet5.builder().classes(4).build(Rng.of(1));
        Tensor scores = model.forward(Tensor.randn(Rng.of(2), 3, 1, 32, 32));
        assertThat(scores.shape()).isEqualTo(Shape.of(3, 4));
        var gradients = CrossEntropy.mean(scores, Tensor.of(new int[] {0, 1, 2}, 3)).backward();
        model.parameters().forEach((name, parameter) -> assertThat(gradients.of(parameter).abs().sum().item()).as(name).isPositive());
    }

    @Test void refusesImagesOfAnotherSize() {
        var model = LeNet5.builder().build(Rng.of(1));
        assertThatThrownBy(() -> model.forward(Tensor.zeros(2, 1, 28, 28))).isInstanceOf(ShapeException.class).hasMessageStartingWith("LeNet5: input [2, 1, 28, 28] is not [N, 1, 32, 32]");
        assertThatThrownBy(() -> LeNet5.builder().classes(0)).hasMessage("LeNet5: classes must be at least 1, got 0");
    }

    @Test void canBeTheOriginal() {
        var model = LeNet5.builder().averagePooling().activation(Activation::sigmoid).weightInit(Init.constant(0)).biasInit(Init.zeros()).build(Rng.of(1));
        assertThat(model.forward(Tensor.ones(1, 1, 32, 32)).toFloats()).containsOnly(0);
        assertThat(model.toString()).contains("(pool2): AveragePool(2)").contains("(act4): Sigmoid()");
    }

    @Test void weightsDependOnTheSeedAlone() {
        var one = LeNet5.builder().build(Rng.of(3)).stateDict();
        var other = LeNet5.builder().averagePooling().activation(Activation::relu).build(Rng.of(3)).stateDict();
        one.forEach((name, tensor) -> assertThat(other.get(name).toFloats()).as(name).isEqualTo(tensor.toFloats()));
    }

    @Test void theProviderReadsItsSettings() {
        var provider = new LeNet5Provider();
        var model = provider.create(new ModelOptions(7, Map.of("activation", "relu", "pooling", "average", "init", "he")), Rng.of(1));
        assertThat(model.toString()).contains("Relu()").contains("AveragePool").contains("Linear(84, 7)");
        assertThat(model.parameters().get("fc1.bias").value().toFloats()).containsOnly(0);
        assertThatThrownBy(() -> provider.create(new ModelOptions(7, Map.of("pool", "max")), Rng.of(1))).hasMessage("lenet5: unknown setting pool; there are activation, pooling, init");
        assertThatThrownBy(() -> provider.create(new ModelOptions(7, Map.of("pooling", "min")), Rng.of(1))).hasMessage("lenet5: pooling is max or average, got min");
        assertThatThrownBy(() -> provider.create(new ModelOptions(7, Map.of("activation", "swish")), Rng.of(1))).hasMessageContaining("no activation is named \"swish\"");
        assertThatThrownBy(() -> provider.create(new ModelOptions(7, Map.of("init", "random")), Rng.of(1))).hasMessage("lenet5: init is default, xavier or he, got random");
    }
}
