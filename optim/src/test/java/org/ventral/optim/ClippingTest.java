package org.ventral.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;

class ClippingTest {
    private final Map<String, Parameter> parameters = Slopes.named("a", Slopes.parameter(0, 0), "b", Slopes.parameter(0));

    private Gradients gradients(double a0, double a1, double b) {
        return Slopes.gradients(parameters, Map.of("a", Tensor.of(new double[] {a0, a1}, 2), "b", Tensor.of(new double[] {b}, 1)));
    }

    private double[] of(Gradients gradients, String name) {
        return gradients.of(parameters.get(name)).toDoubles();
    }

    @Test void shortensAllGradientsTogether() {
        Clipping.Clipped clipped = Clipping.byNorm(gradients(2, 3, 6), 3.5);
        assertThat(clipped.norm()).isCloseTo(7, within(1e-14));
        assertThat(of(clipped.gradients(), "a")).containsExactly(1, 1.5);
        assertThat(of(clipped.gradients(), "b")).containsExactly(3);
        assertThat(Clipping.norm(clipped.gradients())).isCloseTo(3.5, within(1e-14));
    }

    @Test void leavesShortAndUnusableGradientsAsTheyAre() {
        Gradients small = gradients(2, 3, 6);
        assertThat(Clipping.byNorm(small, 7).gradients()).isSameAs(small);
        Gradients broken = gradients(2, Double.NaN, 6), endless = gradients(2, Double.POSITIVE_INFINITY, 6);
        assertThat(Clipping.byNorm(broken, 1).norm()).isNaN();
        assertThat(Clipping.byNorm(broken, 1).gradients()).isSameAs(broken);
        assertThat(Clipping.byNorm(endless, 1).norm()).isInfinite();
        assertThat(Clipping.byNorm(endless, 1).gradients()).isSameAs(endless);
    }

    @Test void limitsEachNumber() {
        Gradients gradients = gradients(-5, 0.5, 5);
        assertThat(of(Clipping.byValue(gradients, 2), "a")).containsExactly(-2, 0.5);
        assertThat(of(Clipping.byValue(gradients, -1, 3), "a")).containsExactly(-1, 0.5);
        assertThat(of(Clipping.byValue(gradients, -1, 3), "b")).containsExactly(3);
        assertThat(of(gradients, "a")).containsExactly(-5, 0.5);
        assertThatThrownBy(() -> Clipping.byValue(gradients, 1, -1)).hasMessageContaining("wrong way round");
    }

    @Test void canBeLimitedToSomeParameters() {
        Gradients some = gradients(3, 4, 100).only(List.of(parameters.get("a")));
        assertThat(Clipping.norm(some)).isCloseTo(5, within(1e-14));
        assertThat(some.find(parameters.get("b"))).isEmpty();
        assertThatThrownBy(() -> some.map(g -> g.sum())).hasMessageContaining("cannot become");
    }

    @Test void anOptimizerTakesClippedGradients() {
        Optimizer sgd = Sgd.builder().rate(1).build(parameters);
        sgd.step(Clipping.byNorm(gradients(3, 4, 0), 1).gradients());
        double[] a = Slopes.values(parameters.get("a"));
        assertThat(a[0]).isCloseTo(-0.6, within(1e-15));
        assertThat(a[1]).isCloseTo(-0.8, within(1e-15));
    }
}
