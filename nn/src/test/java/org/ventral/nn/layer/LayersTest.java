package org.ventral.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.ventral.nn.Init;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class LayersTest {
    private static final Rng RNG = Rng.of(7);

    @Nested class LinearTest {
        @Test void isAMatrixProductAndABias() {
            var layer = Linear.of(2, 3, RNG);
            layer.parameters().get("weight").assign(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
            layer.parameters().get("bias").assign(Tensor.of(10, 20, 30));
            assertThat(layer.forward(Tensor.of(new float[] {1, -1}, 1, 2)).toFloats()).containsExactly(9, 19, 29);
            assertThat(layer.forward(Tensor.zeros(4, 5, 2)).shape()).isEqualTo(Shape.of(4, 5, 3));
        }

        @Test void canDoWithoutABias() {
            var layer = Linear.builder(2, 3).bias(false).weightInit(Init.constant(1)).build(RNG);
            assertThat(layer.parameters().keySet()).containsExactly("weight");
            assertThat(layer.forward(Tensor.of(new float[] {1, 2}, 1, 2)).toFloats()).containsExactly(3, 3, 3);
            assertThat(layer).hasToString("Linear(2, 3, no bias)");
        }

        @Test void beginsTheSameForTheSameGeneratorWhateverElseWasDrawn() {
            Rng one = Rng.of(1), other = Rng.of(1);
            other.nextInt();
            assertThat(Linear.of(4, 4, one).weight().value().toFloats()).isEqualTo(Linear.of(4, 4, other).weight().value().toFloats());
        }

        @Test void refusesAnInputOfAnotherWidth() {
            assertThatThrownBy(() -> Linear.of(3, 2, RNG).forward(Tensor.zeros(5, 4))).isInstanceOf(ShapeException.class).hasMessageContaining("[5, 4]").hasMessageContaining("[2, 3]");
            assertThatThrownBy(() -> Linear.of(0, 2, RNG)).hasMessage("Linear: sizes must be at least 1, got 0 in and 2 out");
        }
    }

    @Nested class ConvolutionTest {
        @Test void hasOneSizeAnAxis() {
            assertThat(Conv1d.of(2, 4, 3, RNG).forward(Tensor.zeros(5, 2, 9)).shape()).isEqualTo(Shape.of(5, 4, 7));
            assertThat(Conv2d.of(1, 6, 5, RNG).forward(Tensor.zeros(2, 1, 9, 8)).shape()).isEqualTo(Shape.of(2, 6, 5, 4));
            assertThat(Conv3d.builder(1, 2, 1, 2, 3).build(RNG).forward(Tensor.zeros(1, 1, 4, 4, 4)).shape()).isEqualTo(Shape.of(1, 2, 4, 3, 2));
        }

        @Test void settingsReachTheOp() {
            var layer = Conv2d.builder(4, 8, 3).stride(2).padding(1).dilation(2, 1).groups(2).bias(false).build(RNG);
            assertThat(layer.weight().type().shape()).isEqualTo(Shape.of(8, 2, 3, 3));
            assertThat(layer.forward(Tensor.zeros(1, 4, 9, 9)).shape()).isEqualTo(Shape.of(1, 8, 4, 5));
            assertThat(layer).hasToString("Conv2d(4, 8, kernel 3×3, stride 2×2, padding 1×1, dilation 2×1, groups 2, no bias)");
        }

        @Test void samePaddingKeepsTheSize() {
            var layer = Conv2d.builder(1, 1, 4, 5).samePadding().weightInit(Init.constant(1)).biasInit(Init.zeros()).build(RNG);
            Tensor y = layer.forward(Tensor.ones(1, 1, 6, 6));
            assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 6, 6));
            assertThat(y.at(0, 0, 3, 3)).as("a window that lies inside").isEqualTo(20);
            assertThat(y.at(0, 0, 0, 0)).as("one row is above, two columns are to the left").isEqualTo(3 * 3);
            assertThatThrownBy(() -> Conv2d.builder(1, 1, 3).samePadding().stride(2).build(RNG)).hasMessageContaining("same padding needs stride 1");
        }

        @Test void refusesWhatDoesNotFit() {
            assertThatThrownBy(() -> Conv2d.of(3, 6, 5, RNG).forward(Tensor.zeros(64, 1, 28, 28)))
                    .isInstanceOf(ShapeException.class).hasMessage("Conv: input [64, 1, 28, 28] has 1 channel, weight [6, 3, 5, 5] expects 3");
            assertThatThrownBy(() -> Conv2d.builder(3, 4, 1).groups(2).build(RNG)).hasMessage("Conv2d: 3 channels in and 4 out cannot be cut into 2 groups");
            assertThatThrownBy(() -> Conv2d.builder(1, 1, 3, 3, 3)).hasMessage("Conv2d: the kernel is given once or for each of 2 axes, got [3, 3, 3]");
            assertThatThrownBy(() -> Conv1d.of(1, 1, 0, RNG)).hasMessage("Conv1d: the kernel must be at least 1, got [0]");
        }
    }

    @Nested class PoolingTest {
        private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 1, 1, 4, 4);

        @Test void takesTheLargestOrTheMean() {
            assertThat(MaxPool.of(2).forward(x).toFloats()).containsExactly(6, 8, 14, 16);
            assertThat(AveragePool.of(2).forward(x).toFloats()).containsExactly(3.5f, 5.5f, 11.5f, 13.5f);
            assertThat(AdaptiveAveragePool.of(1, 1).forward(x).toFloats()).containsExactly(8.5f);
        }

        @Test void worksOverOneAndThreeAxes() {
            assertThat(MaxPool.of(2).forward(x.reshape(1, 1, 16)).shape()).isEqualTo(Shape.of(1, 1, 8));
            assertThat(AveragePool.of(2).forward(x.reshape(1, 1, 2, 2, 4)).toFloats()).containsExactly(7.5f, 9.5f);
        }

        @Test void takesAForm() {
            var pool = MaxPool.of(org.ventral.tensor.op.MaxPool.of(3, 3).stride(1));
            assertThat(pool.forward(x).toFloats()).containsExactly(11, 12, 15, 16);
            assertThat(pool).hasToString("MaxPool(3×3, stride 1×1, padding 0×0)");
        }
    }

    @Nested class DropoutTest {
        @Test void keepsTheExpectationInTraining() {
            float[] y = Dropout.of(0.25, Rng.of(1)).forward(Tensor.ones(100, 100)).toFloats();
            int dropped = 0;
            for (float value : y) {
                if (value == 0) dropped++;
                else assertThat(value).isCloseTo(4 / 3f, within(1e-6f));
            }
            assertThat(dropped / 10_000.0).isCloseTo(0.25, within(0.025));
        }

        @Test void answersItsInputInEvaluation() {
            var layer = Dropout.of(0.5, RNG);
            layer.eval();
            Tensor x = Tensor.ones(3);
            assertThat(layer.forward(x)).isSameAs(x);
            assertThatThrownBy(() -> Dropout.of(1, RNG)).hasMessage("Dropout: the probability must be in [0, 1), got 1.0");
        }
    }

    @Nested class SmallOnesTest {
        @Test void activationsAreFoundByName() {
            Tensor x = Tensor.of(-1, 2);
            assertThat(Activation.named("relu").forward(x).toFloats()).containsExactly(0, 2);
            assertThat(Activation.named("leaky-relu").forward(x).toFloats()).containsExactly(-0.01f, 2);
            assertThat(Activation.named("tanh").forward(x).at(1)).isCloseTo(Math.tanh(2), within(1e-6));
            assertThat(Activation.named("sigmoid").forward(x).at(1)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-6));
            assertThat(Activation.named("silu").forward(x).at(1)).isCloseTo(2 / (1 + Math.exp(-2)), within(1e-6));
            assertThat(Activation.named("softplus").forward(x).at(0)).isCloseTo(Math.log1p(Math.exp(-1)), within(1e-6));
            assertThat(Activation.named("elu").forward(x).at(0)).isCloseTo(Math.expm1(-1), within(1e-6));
            assertThat(Activation.named("gelu").forward(x).at(1)).isCloseTo(1.9544997, within(1e-6));
            assertThatThrownBy(() -> Activation.named("swish")).hasMessage("no activation is named \"swish\"; there are elu, gelu, leaky-relu, relu, sigmoid, silu, softplus, tanh");
        }

        @Test void flattenKeepsTheBatch() {
            assertThat(new Flatten().forward(Tensor.zeros(7, 16, 5, 5)).shape()).isEqualTo(Shape.of(7, 400));
        }

        @Test void sequenceRunsInOrder() {
            var twice = Sequential.of(new Identity(), Activation.relu(), Linear.builder(2, 1).weightInit(Init.constant(1)).biasInit(Init.constant(1)).build(RNG));
            assertThat(twice.forward(Tensor.of(new float[] {-5, 3}, 1, 2)).toFloats()).containsExactly(4);
            assertThatThrownBy(() -> Sequential.builder().add("a", new Identity()).add("a", new Identity())).hasMessage("Sequential: the name \"a\" is taken");
        }
    }
}
