package org.ventral.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryScopeTest {
    @BeforeEach void emptyPool() {
        ArrayPool.clear();
    }

    @Test void aReleasedTensorThrowsAndNamesTheScope() {
        Tensor leaked;
        try (var _ = MemoryScope.open("step 7")) {
            leaked = Tensor.ones(1000);
        }
        assertThatThrownBy(leaked::toFloats).isInstanceOf(ReleasedTensorException.class).hasMessageContaining("\"step 7\"").hasMessageContaining("1000 elements");
        assertThatThrownBy(() -> leaked.add(1)).isInstanceOf(ReleasedTensorException.class);
        assertThat(leaked).hasToString("released float32[1000]");
    }

    @Test void aViewIsReleasedWithItsStorage() {
        Tensor view;
        try (var _ = MemoryScope.open()) {
            view = Tensor.ones(10, 10).t().narrow(0, 0, 2);
        }
        assertThatThrownBy(view::toFloats).isInstanceOf(ReleasedTensorException.class);
    }

    @Test void whatIsKeptOutlivesItsScopeAndBelongsToTheNext() {
        Tensor kept;
        try (var outer = MemoryScope.open("outer")) {
            Tensor inner = MemoryScope.run("inner", () -> Tensor.ones(300).add(1));
            assertThat(inner.toFloats()).containsOnly(2f);
            kept = outer.keep(inner.mul(2));
        }
        assertThat(kept.toFloats()).containsOnly(4f);
    }

    @Test void whatWasMadeOutsideIsNotTouched() {
        Tensor before = Tensor.ones(300), inside;
        try (var scope = MemoryScope.open()) {
            scope.keep(before);
            inside = MemoryScope.outside(() -> Tensor.ones(300));
        }
        assertThat(before.toFloats()).containsOnly(1f);
        assertThat(inside.toFloats()).containsOnly(1f);
    }

    @Test void arraysAreUsedAgain() {
        Object first;
        try (var _ = MemoryScope.open()) {
            first = Tensor.ones(5000).storage().array();
        }
        assertThat(ArrayPool.heldBytes()).isGreaterThanOrEqualTo(20_000);
        try (var _ = MemoryScope.open()) {
            Tensor zeros = Tensor.zeros(4990);                          // a little smaller: the same bin
            assertThat(zeros.storage().array()).isSameAs(first);
            assertThat(zeros.toFloats()).containsOnly(0f);
        }
        assertThat(ArrayPool.heldBytes()).isEqualTo(20_480);
    }

    @Test void scopesEndInOrderAndOnTheirThread() throws InterruptedException {
        var outer = MemoryScope.open("outer");
        var inner = MemoryScope.open("inner");
        assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("\"outer\"");
        var seen = new AtomicReference<RuntimeException>();
        Thread other = new Thread(() -> {
            try {
                inner.close();
            } catch (RuntimeException e) {
                seen.set(e);
            }
        });
        other.start();
        other.join();
        assertThat(seen.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("opened by thread");
        inner.close();
        inner.close();                                                  // again is harmless
        outer.close();
    }

    @Test void backwardReturnsItsTemporariesAndKeepsItsResults() {
        Tensor x = Tensor.ones(4000).requiresGradient();
        Tensor gradient = x.exp().mul(x).tanh().sum().backward().of(x);
        long held = ArrayPool.heldBytes();
        assertThat(held).isGreaterThanOrEqualTo(2 * 16_000);            // no scope of ours was open: only the engine's temporaries
        double expected = (1 - Math.pow(Math.tanh(Math.E), 2)) * 2 * Math.E;
        assertThat(gradient.sub(expected).abs().max().item()).isLessThan(1e-6);
    }

    @Test void gradientsBelongToTheOpenScope() {
        Tensor x = Tensor.ones(300).requiresGradient(), leaked;
        try (var _ = MemoryScope.open()) {
            leaked = x.square().sum().backward().of(x);
            assertThat(leaked.toFloats()).containsOnly(2f);
        }
        assertThatThrownBy(leaked::toFloats).isInstanceOf(ReleasedTensorException.class);
        assertThat(x.toFloats()).containsOnly(1f);
    }
}
