package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Tensor;

class DataLoaderTest {
    /** Sample i is the number i, its target 10 i. */
    private static Dataset numbers(int n) {
        int[] inputs = IntStream.range(0, n).toArray(), targets = IntStream.range(0, n).map(i -> 10 * i).toArray();
        return TensorDataset.of(Tensor.of(inputs, n, 1), Tensor.of(targets, n));
    }

    private static List<List<Integer>> read(DataLoader loader, long epoch, int from) {
        List<List<Integer>> all = new ArrayList<>();
        try (var batches = loader.open(epoch, from)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                List<Integer> rows = IntStream.of(batch.inputs().toInts()).boxed().toList();
                assertThat(batch.targets().toInts()).isEqualTo(rows.stream().mapToInt(i -> 10 * i).toArray());
                all.add(rows);
            }
        }
        return all;
    }

    @Test void dealsInOrderByDefault() {
        var loader = DataLoader.builder(numbers(7)).batchSize(3).build();
        assertThat(loader.batches()).isEqualTo(3);
        assertThat(loader.samples()).isEqualTo(7);
        assertThat(read(loader, 0, 0)).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6));
        assertThat(loader.description()).isEqualTo("7 samples in batches of 3, in order");
    }

    @Test void canDropTheLast() {
        var loader = DataLoader.builder(numbers(7)).batchSize(3).dropLast(true).build();
        assertThat(loader.samples()).isEqualTo(6);
        assertThat(read(loader, 0, 0)).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));
        assertThatThrownBy(() -> DataLoader.builder(numbers(2)).batchSize(3).dropLast(true).build())
                .hasMessage("DataLoader: 2 samples make no batch of 3 when the last, smaller one is dropped");
        assertThatThrownBy(() -> DataLoader.builder(numbers(2)).batchSize(0)).hasMessage("DataLoader: the batch size must be at least 1, got 0");
    }

    @Test void shufflesEachEpochInItsOwnWayButAlwaysTheSame() {
        var loader = DataLoader.builder(numbers(50)).batchSize(8).shuffle(3).build();
        var again = DataLoader.builder(numbers(50)).batchSize(8).shuffle(3).prefetch(0).build();
        var first = read(loader, 0, 0);
        assertThat(first).isEqualTo(read(again, 0, 0)).isNotEqualTo(read(loader, 1, 0));
        assertThat(first.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(first).isNotEqualTo(read(DataLoader.builder(numbers(50)).batchSize(8).shuffle(4).build(), 0, 0));
    }

    @ParameterizedTest @ValueSource(ints = {0, 1, 2, 5})
    void goesOnFromAnyPosition(int prefetch) {
        var loader = DataLoader.builder(numbers(20)).batchSize(3).shuffle(1).prefetch(prefetch).build();
        var whole = read(loader, 4, 0);
        for (int from = 0; from <= loader.batches(); from++) assertThat(read(loader, 4, from)).isEqualTo(whole.subList(from, whole.size()));
        assertThatThrownBy(() -> loader.open(4, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest @ValueSource(ints = {0, 2})
    void batchesOutliveTheScopeTheyAreAskedForIn(int prefetch) {
        var loader = DataLoader.builder(numbers(1000)).batchSize(500).prefetch(prefetch).build();
        Batch batch;
        try (var batches = loader.open(0, 0)) {
            try (var _ = MemoryScope.open("step")) {
                batch = batches.next();
            }
        }
        assertThat(batch.inputs().toInts()).hasSize(500);
    }

    @ParameterizedTest @ValueSource(ints = {0, 2})
    void whatTheDataSetThrowsArrives(int prefetch) {
        Dataset broken = new Dataset() {
            @Override public int size() {
                return 4;
            }

            @Override public Batch get(int... indices) {
                if (indices[0] == 2) throw new IllegalStateException("disk is gone");
                return numbers(4).get(indices);
            }
        };
        try (var batches = DataLoader.builder(broken).batchSize(2).prefetch(prefetch).build().open(0, 0)) {
            assertThat(batches.next().size()).isEqualTo(2);
            assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class).hasMessage("disk is gone");
        }
    }

    @Test void aSubsetRenumbers() {
        Dataset part = numbers(10).subset(7, 2);
        assertThat(part.size()).isEqualTo(2);
        assertThat(part.get(1, 0).inputs().toInts()).containsExactly(2, 7);
        assertThatThrownBy(() -> numbers(3).subset(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> numbers(3).get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test void randomChangesAreTheSameFromAnyPosition() {
        record Noise() implements Augmentation {
            @Override public Batch apply(Batch batch, org.ventral.tensor.Rng rng) {
                return new Batch(Tensor.uniform(rng, 0, 1, batch.size(), 1), batch.targets());
            }
        }
        var loader = DataLoader.builder(numbers(9)).batchSize(3).augment(new Noise(), 5).build();
        float[][] whole = new float[3][];
        try (var batches = loader.open(2, 0)) {
            for (int i = 0; i < 3; i++) whole[i] = batches.next().inputs().toFloats();
        }
        assertThat(whole[0]).isNotEqualTo(whole[1]);
        try (var batches = loader.open(2, 1)) {
            assertThat(batches.next().inputs().toFloats()).isEqualTo(whole[1]);
        }
        try (var batches = loader.open(3, 1)) {
            assertThat(batches.next().inputs().toFloats()).as("another epoch").isNotEqualTo(whole[1]);
        }
        assertThat(loader.description()).isEqualTo("9 samples in batches of 3, in order, changed by Noise[] by seed 5");
    }
}
