package org.ventral.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.GradientRule;
import org.ventral.tensor.op.RmsNorm;
import org.ventral.tensor.op.SgdUpdate;

class AutodiffTest {
    @Test void gradientsAreAValue() {
        Tensor x = Tensor.of(1, 2, 3).requiresGradient(), y = Tensor.of(4, 5, 6).requiresGradient();
        Gradients gradients = x.mul(y).sum().backward();
        assertThat(gradients.of(x).toFloats()).containsExactly(4, 5, 6);
        assertThat(gradients.of(y).toFloats()).containsExactly(1, 2, 3);
    }

    @Test void aTensorUsedTwiceGetsBothGradients() {
        Tensor x = Tensor.of(3f).requiresGradient();
        assertThat(x.mul(x).add(x).sum().backward().of(x).item()).isEqualTo(7);
    }

    @Test void broadcastOperandsGetTheSum() {
        Tensor x = Tensor.ones(4, 3).requiresGradient(), row = Tensor.ones(3).requiresGradient();
        Gradients gradients = x.mul(row).sum().backward();
        assertThat(gradients.of(row).toFloats()).containsExactly(4, 4, 4);
        assertThat(gradients.of(x).shape()).isEqualTo(Shape.of(4, 3));
    }

    @Test void nothingIsRecordedWithoutGradients() {
        Tensor x = Tensor.ones(2).requiresGradient();
        assertThat(Tensor.noGrad(() -> x.mul(2)).isTracked()).isFalse();
        assertThat(x.detach().mul(2).isTracked()).isFalse();
        assertThat(x.mul(2).isTracked()).isTrue();
        assertThat(x.gt(0).isTracked()).isFalse();
    }

    @Test void mistakesAreNamed() {
        Tensor x = Tensor.ones(2).requiresGradient();
        assertThatThrownBy(() -> x.mul(2).backward()).isInstanceOf(ShapeException.class).hasMessageContaining("not a scalar");
        assertThatThrownBy(() -> Tensor.ones(1).backward()).isInstanceOf(IllegalStateException.class).hasMessageContaining("depends on nothing");
        assertThatThrownBy(() -> x.sum().backward().of(Tensor.ones(2).requiresGradient())).hasMessageContaining("does not depend");
        assertThatThrownBy(() -> x.sum().backward().of(Tensor.ones(2))).hasMessageContaining("requiresGradient");
        assertThatThrownBy(() -> Tensor.arange(3).requiresGradient()).hasMessageContaining("not floating");
    }

    @Test void hessianVectorProductsAgreeWithTheClosedForm() {
        // f = Σ xᵢ³ + x₀ x₁: H = diag(6x) + off-diagonal ones.
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3).requiresGradient(), v = Tensor.of(new double[] {1, -1, 2}, 3);
        Tensor f = x.pow(3).sum().add(x.select(0, 0).mul(x.select(0, 1)));
        Tensor gradient = f.gradient(List.of(x)).getFirst();
        assertThat(gradient.toDoubles()).containsExactly(3 + 2, 12 + 1, 27);
        assertThat(gradient.mul(v).sum().gradient(List.of(x)).getFirst().toDoubles()).containsExactly(6 - 1, 1 - 12, 36);
    }

    @Test void thirdDerivatives() {
        Tensor x = Tensor.of(new double[] {0.7}, 1).requiresGradient();
        Tensor y = x.sin();
        for (int i = 0; i < 3; i++) y = y.sum().gradient(List.of(x)).getFirst();
        assertThat(y.item()).isCloseTo(-Math.cos(0.7), within(1e-12));
    }

    @Test void gradientsWithRespectToIntermediateTensors() {
        Tensor x = Tensor.of(2f).requiresGradient(), h = x.square(), y = h.mul(3).sum();
        assertThat(y.gradient(List.of(h, x)).get(0).item()).isEqualTo(3);
        assertThat(y.gradient(List.of(h, x)).get(1).item()).isEqualTo(12);
        assertThat(y.gradient(List.of(Tensor.ones(2).requiresGradient())).getFirst().toFloats()).containsExactly(0, 0);
    }

    @Test void aChangeInPlaceIsNoticed() {
        Parameter w = Parameter.of(Tensor.of(1, 2));
        Tensor stale = w.value().square().sum();
        Ops.applyAll(new SgdUpdate(1, 0.1, 0), w.value().detach(), Tensor.of(1, 1));
        assertThatThrownBy(stale::backward).isInstanceOf(IllegalStateException.class).hasMessageContaining("changed in place");
        // An op that does not need what was changed is not disturbed.
        assertThat(w.value().add(1).sum().backward().of(w).toFloats()).containsExactly(1, 1);
    }

    @Test void aFrozenParameterGetsNoGradient() {
        Parameter w = Parameter.of(Tensor.of(1, 2)), b = Parameter.of(Tensor.of(3, 4));
        w.trainable(false);
        Gradients gradients = w.value().mul(b.value()).sum().backward();
        assertThat(gradients.find(w)).isEmpty();
        assertThat(gradients.of(b).toFloats()).containsExactly(1, 2);
    }

    /** A plugin's op with a wrong gradient, to see that shapes are watched. */
    private record Misfit() implements CompositeOp {
        @Override public List<TensorType> infer(List<TensorType> inputs) {
            return inputs;
        }

        @Override public List<Tensor> decompose(List<Tensor> inputs) {
            return List.of(inputs.getFirst().mul(2));
        }

        @Override public Optional<GradientRule> gradientRule() {
            return Optional.of(c -> List.of(c.gradient().sum()));
        }
    }

    @Test void aGradientOfTheWrongShapeIsRefused() {
        Tensor x = Tensor.ones(3).requiresGradient();
        Tensor y = Ops.apply(new Misfit(), x).sum();
        assertThatThrownBy(y::backward).isInstanceOf(IllegalStateException.class).hasMessage("Misfit: its gradient rule answered float32[] for input 0, which is float32[3]");
    }

    @Test void operandsOnTwoDevicesAreRefused() {
        Device other = Device.of("other", Device.reference().backend());
        assertThatThrownBy(() -> Tensor.ones(2).add(Tensor.ones(2).to(other))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("x.to(y.device())");
    }

    @Test void theFusedGradientOfRmsNormIsThatOfItsDecomposition() {
        Tensor x = Tensor.randn(Rng.of(1), 5, 7).requiresGradient(), scale = Tensor.randn(Rng.of(2), 7).requiresGradient(), seed = Tensor.randn(Rng.of(3), 5, 7);
        Gradients fused = x.rmsNorm(scale, 1e-5).backward(seed);
        Gradients apart = new RmsNorm(1, 1e-5).decompose(List.of(x, scale)).getFirst().backward(seed);
        assertThat(fused.of(x).toFloats()).containsExactly(apart.of(x).toFloats(), within(1e-5f));
        assertThat(fused.of(scale).toFloats()).containsExactly(apart.of(scale).toFloats(), within(1e-5f));
    }
}
