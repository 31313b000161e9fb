package org.ventral.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test void creation() {
        assertThat(Tensor.arange(2, 9, 3).toLongs()).containsExactly(2, 5, 8);
        assertThat(Tensor.arange(5, 0, -2).toLongs()).containsExactly(5, 3, 1);
        assertThat(Tensor.linspace(0, 1, 5).toFloats()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
        assertThat(Tensor.eye(2).toFloats()).containsExactly(1, 0, 0, 1);
        assertThat(Tensor.full(new TensorType(DType.INT32, Shape.of(2)), 7, Device.preferred()).toInts()).containsExactly(7, 7);
        assertThat(Tensor.of(new int[] {2, 0}, 2).oneHot(3).toFloats()).containsExactly(0, 0, 1, 1, 0, 0);
        assertThat(Tensor.permutation(Rng.of(1), 50).sort(0).values().toLongs()).isEqualTo(Tensor.arange(50).toLongs());
        assertThat(Tensor.randn(Rng.of(3), 10_000).mean().item()).isBetween(-0.03, 0.03);
        assertThat(Tensor.bernoulli(Rng.of(3), 0.25, 10_000).sum().item()).isBetween(2400.0, 2600.0);
        assertThatThrownBy(() -> Tensor.of(new float[3], 2, 2)).hasMessage("Tensor: 3 values do not fill shape [2, 2] of 4 elements");
    }

    @Test void operandsArePromoted() {
        Tensor whole = Tensor.of(new int[] {1, 2}, 2), real = Tensor.of(0.5f, 0.5f);
        assertThat(whole.add(real).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(whole.add(1).dtype()).isEqualTo(DType.INT32);
        assertThat(whole.mul(0.5).toFloats()).containsExactly(0.5f, 1f);
        assertThat(whole.add(Tensor.arange(2)).dtype()).isEqualTo(DType.INT64);
        assertThat(real.add(Tensor.of(new double[] {1, 1}, 2)).dtype()).isEqualTo(DType.FLOAT64);
        assertThatThrownBy(() -> real.add(real.cast(DType.FLOAT16))).isInstanceOf(ShapeException.class).hasMessageContaining("storage type").hasMessageContaining("cast(DType.FLOAT32)");
    }

    @Test void slicesFollowPython() {
        Tensor x = Tensor.arange(6);
        assertThat(x.slice(0, 1, 4).toLongs()).containsExactly(1, 2, 3);
        assertThat(x.slice(0, -2, 99).toLongs()).containsExactly(4, 5);
        assertThat(x.slice(0, 4, 0, -2).toLongs()).containsExactly(4, 2);
        assertThat(x.slice(0, 5, Long.MIN_VALUE, -1).toLongs()).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(x.slice(0, 4, 2).toLongs()).isEmpty();
        assertThat(x.flip().toLongs()).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(x.select(0, -1).item()).isEqualTo(5);
        assertThatThrownBy(() -> x.select(0, 6)).hasMessage("select: index 6 lies outside axis 0 of [6]");
    }

    @Test void movement() {
        Tensor x = Tensor.arange(6).reshape(2, -1);
        assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.t().toLongs()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.t().storage()).isSameAs(x.storage());
        assertThat(x.t().reshape(6).toLongs()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.tile(2, 1).toLongs()).containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
        assertThat(x.repeatInterleave(1, 2).select(0, 0).toLongs()).containsExactly(0, 0, 1, 1, 2, 2);
        assertThat(x.roll(1, 1).toLongs()).containsExactly(2, 0, 1, 5, 3, 4);
        assertThat(x.padReflect(1, 2, 1).select(0, 0).toLongs()).containsExactly(2, 1, 0, 1, 2, 1);
        assertThat(x.padEdge(1, 2, 0).select(0, 1).toLongs()).containsExactly(3, 3, 3, 4, 5);
        assertThat(Tensor.stack(0, x, x).shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(Tensor.concat(1, x, x.cast(DType.FLOAT32)).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(x.split(1, 2).stream().map(t -> t.size(1)).toList()).isEqualTo(List.of(2L, 1L));
        assertThat(x.unfold(1, 2, 1).shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThatThrownBy(() -> x.reshape(4, -1)).hasMessage("Reshape: [2, 3] of 6 elements does not fit [4, -1]");
    }

    @Test void einsum() {
        Tensor a = Tensor.randn(Rng.of(1), 2, 3, 4), b = Tensor.randn(Rng.of(2), 2, 4, 5);
        assertThat(Tensor.einsum("bij,bjk->bik", a, b).toFloats()).isEqualTo(a.matmul(b).toFloats());
        assertThat(Tensor.einsum("bij->bji", a).toFloats()).isEqualTo(a.t().toFloats());
        assertThat(Tensor.einsum("ii", Tensor.eye(4)).item()).isEqualTo(4);
        assertThat(Tensor.einsum("...j,...j->...", a, a).sub(a.square().sum(-1)).abs().max().item()).isLessThan(1e-6);
        assertThatThrownBy(() -> Tensor.einsum("ij,jk->ik", Tensor.ones(2, 3), Tensor.ones(4, 5))).hasMessageContaining("ij,jk->ik").hasMessageContaining("3").hasMessageContaining("4");
    }

    @Test void printsLikeNumPy() {
        assertThat(Tensor.of(new float[] {1, 2.5f, 3, 4}, 2, 2)).hasToString("[[1.  2.5]\n [3.  4. ]]");
        assertThat(Tensor.arange(3)).hasToString("[0 1 2]");
        assertThat(Tensor.arange(6).reshape(2, 3).t()).hasToString("[[0 3]\n [1 4]\n [2 5]]");
        assertThat(Tensor.zeros(2000).toString()).isEqualTo("[0. 0. 0. ... 0. 0. 0.]");
    }

    @Test void errorsCarryTheWholeContext() {
        assertThatThrownBy(() -> Tensor.ones(2, 3).matmul(Tensor.ones(4, 5))).hasMessage("MatMul: [2, 3] · [4, 5]: the last axis of the first has size 3, the second to last of the second 4");
        assertThatThrownBy(() -> Tensor.ones(2, 3).add(Tensor.ones(2))).hasMessageStartingWith("ADD: shapes [2, 3] and [2] do not broadcast");
        assertThatThrownBy(() -> Tensor.arange(3).exp()).hasMessage("EXP: int64[3] is not floating; cast it first, as in x.cast(DType.FLOAT32)");
        assertThatThrownBy(() -> Tensor.ones(2, 0).max(1)).hasMessage("REDUCE_MAX: axis 1 of [2, 0] is empty, and nothing has no maximum");
        assertThatThrownBy(() -> Tensor.ones(2).sum(1)).hasMessage("axis 1 is out of range for shape [2] of rank 1");
        assertThatThrownBy(() -> Tensor.ones(2).item()).hasMessage("item: float32[2] has 2 elements, not 1");
    }
}
