package org.ventral.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    /** The places of all elements in row-major order, by the definition. */
    private static List<Long> places(Layout layout) {
        List<Long> places = new ArrayList<>();
        long[] index = new long[layout.shape().rank()];
        for (long i = 0; i < layout.shape().elements(); i++) {
            long place = layout.offset();
            for (int axis = 0; axis < index.length; axis++) place += index[axis] * layout.stride(axis);
            places.add(place);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == layout.shape().size(axis); axis--) index[axis] = 0;
        }
        return places;
    }

    @Test void contiguousLayoutCountsUp() {
        assertThat(places(Layout.contiguous(Shape.of(2, 3)))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(places(Layout.contiguous(Shape.scalar()))).containsExactly(0L);
        assertThat(places(Layout.contiguous(Shape.of(2, 0)))).isEmpty();
    }

    @Test void denseLayoutStoresAxesInTheOrderNamed() {
        Layout batchLast = Layout.dense(Shape.of(2, 3, 4, 5), 1, 2, 3, 0);
        assertThat(batchLast.strides()).containsExactly(1, 40, 10, 2);
        assertThat(batchLast.isDense()).isTrue();
        assertThat(batchLast.isContiguous()).isFalse();
        assertThat(batchLast.memoryOrder()).containsExactly(1, 2, 3, 0);
        Layout oneChannel = Layout.dense(Shape.of(2, 1, 4, 5), 1, 2, 3, 0);
        assertThat(oneChannel.isDense()).isTrue();
        assertThat(oneChannel.memoryOrder()).containsExactly(1, 2, 3, 0);
        assertThat(batchLast.reshape(Shape.of(2, 60)).strides()).containsExactly(1, 2);
    }

    @Test void slicesWindowsAndExpansionAreViews() {
        Layout row = Layout.contiguous(Shape.of(6));
        assertThat(places(row.slice(0, 4, 3, -2))).containsExactly(4L, 2L, 0L);
        assertThat(places(row.unfold(0, 3, 2, 1))).containsExactly(0L, 1L, 2L, 2L, 3L, 4L);
        assertThat(places(row.unfold(0, 2, 1, 3))).containsExactly(0L, 3L, 1L, 4L, 2L, 5L);
        assertThat(places(Layout.contiguous(Shape.of(2, 1)).expand(Shape.of(2, 2, 2)))).containsExactly(0L, 0L, 1L, 1L, 0L, 0L, 1L, 1L);
    }

    @ParameterizedTest @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aReshapedViewReadsTheSameElementsInTheSameOrder(long seed) {
        var random = new SplittableRandom(seed);
        int views = 0;
        for (int round = 0; round < 300; round++) {
            Layout layout = Layout.contiguous(Shape.of(random.nextInt(1, 4) * 2L, random.nextInt(1, 4), random.nextInt(1, 4) * 3L));
            for (int step = random.nextInt(3); step > 0; step--) {
                int axis = random.nextInt(3);
                layout = switch (random.nextInt(3)) {
                    case 0 -> layout.permute(1, 2, 0);
                    case 1 -> layout.slice(axis, 0, (layout.shape().size(axis) + 1) / 2, random.nextInt(1, 3));
                    default -> layout.slice(axis, layout.shape().size(axis) - 1, layout.shape().size(axis), -1);
                };
            }
            long n = layout.shape().elements();
            for (Shape target : List.of(Shape.of(n), Shape.of(1, n, 1), layout.shape().first(1).concat(Shape.of(n / layout.shape().size(0))),
                    Shape.of(layout.shape().size(0) * layout.shape().size(1), layout.shape().size(2)))) {
                Layout view = layout.reshape(target);
                if (view == null) continue;
                views++;
                assertThat(places(view)).as(layout + " as " + target).isEqualTo(places(layout));
            }
        }
        assertThat(views).isGreaterThan(300);
    }

    @Test void reshapeAnswersNullWhereElementsMustMove() {
        assertThat(Layout.contiguous(Shape.of(2, 3)).permute(1, 0).reshape(Shape.of(6))).isNull();
        assertThat(Layout.contiguous(Shape.of(4, 4)).slice(1, 0, 2, 1).reshape(Shape.of(8))).isNull();
    }

    @Test void errorsNameTheSizes() {
        assertThatThrownBy(() -> Layout.contiguous(Shape.of(2, 3)).reshape(Shape.of(7))).hasMessage("Reshape: [2, 3] has 6 elements, [7] has 7");
        assertThatThrownBy(() -> Layout.contiguous(Shape.of(2, 3)).permute(0, 0)).hasMessageContaining("[0, 0] is not a permutation");
        assertThatThrownBy(() -> Layout.contiguous(Shape.of(2, 3)).expand(Shape.of(2, 4))).hasMessage("Expand: shape [2, 3] does not broadcast to [2, 4]");
        assertThatThrownBy(() -> Shape.of(2, -1)).isInstanceOf(ShapeException.class).hasMessageContaining("negative");
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40)).isInstanceOf(ShapeException.class).hasMessageContaining("2^63");
        assertThatThrownBy(() -> Shape.broadcast(Shape.of(2, 3), Shape.of(4, 1, 2))).hasMessage("shapes [2, 3] and [4, 1, 2] do not broadcast: sizes 3 and 2 at axis -1 differ and neither is 1");
    }
}
