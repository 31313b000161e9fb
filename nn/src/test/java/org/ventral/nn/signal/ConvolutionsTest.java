package org.ventral.nn.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ventral.nn.layer.Fixture;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class ConvolutionsTest {
    private static final double[] X = {1, 3, -2, 5, 0.5}, H = {2, -1, 4};

    private static Tensor of(double... values) {
        return Tensor.of(values, values.length);
    }

    private static double at(double[] values, int i) {
        return i >= 0 && i < values.length ? values[i] : 0;
    }

    /** Σₘ x[m] h[n − m], eq. 7.21, or with sign 1 Σₘ x[m] h[n + m], eq. 7.24. */
    private static double sum(double[] x, double[] h, int n, int sign) {
        double sum = 0;
        for (int m = 0; m < x.length; m++) sum += x[m] * at(h, n + sign * m);
        return sum;
    }

    @Test void convolutionIsTheSumOfTheBook() {
        double[] y = Convolutions.convolve(of(X), of(H), Extent.FULL).toDoubles();
        assertThat(y).hasSize(7);
        for (int n = 0; n < y.length; n++) assertThat(y[n]).isCloseTo(sum(X, H, n, -1), within(1e-12));
    }

    @Test void crossCorrelationIsTheSumOfTheBookWithItsOperandsExchanged() {
        double[] y = Convolutions.crossCorrelate(of(H), of(X), Extent.FULL).toDoubles();
        for (int k = 0; k < y.length; k++) assertThat(y[k]).isCloseTo(sum(X, H, k + 1 - X.length, 1), within(1e-12));
        assertThat(Convolutions.crossCorrelate(of(X), of(H), Extent.FULL).flip(0).toDoubles()).containsExactly(y, within(1e-12));
    }

    @Test void convolutionIsCommutativeAndAFlippedCorrelation() {
        Tensor x = Tensor.randn(Rng.of(1), 5, 4), h = Tensor.randn(Rng.of(2), 2, 3);
        float[] y = Convolutions.convolve(x, h, Extent.FULL).toFloats();
        assertThat(Convolutions.convolve(h, x, Extent.FULL).toFloats()).containsExactly(y, within(1e-5f));
        assertThat(Convolutions.crossCorrelate(x, h.flip(0, 1), Extent.FULL).toFloats()).containsExactly(y, within(1e-5f));
    }

    @Test void extentsArePartsOfTheFullOne() {
        for (int kernel = 1; kernel <= 5; kernel++) {
            Tensor h = Tensor.randn(Rng.of(kernel), kernel).cast(DType.FLOAT64), full = Convolutions.convolve(of(X), h, Extent.FULL);
            assertThat(Convolutions.convolve(of(X), h, Extent.SAME).toDoubles()).containsExactly(full.narrow(0, (kernel - 1) / 2, 5).toDoubles(), within(1e-12));
            assertThat(Convolutions.convolve(of(X), h, Extent.VALID).toDoubles()).containsExactly(full.narrow(0, kernel - 1, 6 - kernel).toDoubles(), within(1e-12));
        }
    }

    @Test void worksInThreeDimensions() {
        Tensor x = Tensor.randn(Rng.of(1), 3, 4, 5), one = Tensor.ones(1, 1, 1);
        assertThat(Convolutions.convolve(x, one, Extent.VALID).toFloats()).isEqualTo(x.toFloats());
        assertThat(Convolutions.crossCorrelate(x, Tensor.ones(2, 2, 2), Extent.FULL).shape()).isEqualTo(Shape.of(4, 5, 6));
    }

    @Test void anExponentialSmoothsAndDelaysAPulse() {
        double[] pulse = {0, 0, 1, 1, 1, 0, 0, 0}, decay = {1, 0.5, 0.25, 0.125};
        double[] y = Convolutions.convolve(of(pulse), of(decay), Extent.FULL).toDoubles();
        assertThat(y[4]).as("the peak is at the end of the pulse").isEqualTo(1.75);
        assertThat(y[5]).isEqualTo(0.875);
    }

    @Test void aShiftedInputGivesAShiftedOutput() {
        Tensor y = Convolutions.convolve(of(0, 0, 1, 2, 3, 0, 0), of(H), Extent.SAME), later = Convolutions.convolve(of(0, 0, 0, 1, 2, 3, 0), of(H), Extent.SAME);
        assertThat(later.slice(0, 1, 7).toDoubles()).isEqualTo(y.slice(0, 0, 6).toDoubles());
    }

    @Test void gradientsAreSlopes() {
        Tensor x = Tensor.randn(Rng.of(1), 4, 5), h = Tensor.randn(Rng.of(2), 2, 3);
        Fixture.assertSlopes(in -> Convolutions.convolve(in.get(0), in.get(1), Extent.SAME), x, h);
        Fixture.assertSlopes(in -> Convolutions.crossCorrelate(in.get(0), in.get(1), Extent.FULL), x, h);
    }

    @Test void theKernelsOfFigure76() {
        assertThat(Kernels.sharpen().toFloats()).isEqualTo(Kernels.identity().add(Kernels.laplacian()).toFloats());
        assertThat(Kernels.edge().sum().item()).isZero();
        Tensor flat = Tensor.full(100, 6, 6);
        assertThat(Convolutions.convolve(flat, Kernels.edge(), Extent.VALID).toFloats()).containsOnly(0);
        assertThat(Convolutions.convolve(flat, Kernels.sharpen(), Extent.VALID).toFloats()).containsOnly(100);
        assertThat(Convolutions.convolve(flat, Kernels.blur(3), Extent.VALID).sub(100).abs().max().item()).isLessThan(1e-4);
        assertThat(Kernels.gaussian(5, 1.2).sum().item()).isCloseTo(1, within(1e-6));
        Tensor step = Tensor.concat(1, Tensor.zeros(5, 3), Tensor.full(10, 5, 3));
        assertThat(Convolutions.convolve(step, Kernels.edge(), Extent.VALID).select(0, 1).toFloats()).as("both sides of an edge").containsExactly(0, -30, 30, 0);
        assertThat(Convolutions.convolve(step, Kernels.sharpen(), Extent.VALID).select(0, 1).toFloats()).as("more contrast").containsExactly(0, -10, 20, 10);
    }

    @Test void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Convolutions.convolve(Tensor.ones(3, 3), Tensor.ones(3), Extent.FULL)).isInstanceOf(ShapeException.class)
                .hasMessage("convolve: signal and kernel have the same 1 to 3 axes, none of them empty, got [3, 3] and [3]");
        assertThatThrownBy(() -> Convolutions.crossCorrelate(Tensor.ones(4, 2), Tensor.ones(3, 3), Extent.VALID))
                .hasMessage("crossCorrelate: the kernel [3, 3] is longer than the signal [4, 2] along axis 1; no place is valid");
        assertThatThrownBy(() -> Kernels.blur(0)).hasMessageContaining("at least 1");
    }
}
