package org.ventral.nn.data;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ventral.tensor.Rng;

/**
 * Deals a data set out in batches, epoch by epoch.
 *
 * <p>The order of an epoch depends on the seed and on the number of the epoch alone, so the batches from any position on can be dealt again;
 * the same goes for random changes.
 *
 * {@snippet :
 * var loader = DataLoader.builder(dataset).batchSize(64).shuffle(42).build();
 * try (var batches = loader.open(epoch, 0)) {
 *     while (batches.hasNext()) step(batches.next());
 * }
 * }
 */
public final class DataLoader {
    private final Dataset dataset;
    private final int batchSize;
    private final Rng shuffle;
    private final Augmentation augmentation;
    private final Rng noise;
    private final String description;
    private final boolean dropLast;
    private final int prefetch;

    private DataLoader(Builder from) {
        dataset = from.dataset;
        batchSize = from.batchSize;
        shuffle = from.shuffled ? Rng.of(from.seed).split("shuffle") : null;
        augmentation = from.augmentation;
        noise = Rng.of(from.augmentationSeed).split("augment");
        dropLast = from.dropLast;
        prefetch = from.prefetch;
        description = "%d samples in batches of %d, %s%s%s".formatted(dataset.size(), batchSize, shuffle == null ? "in order" : "shuffled by seed " + from.seed,
                dropLast ? ", the last dropped" : "", augmentation == null ? "" : ", changed by " + augmentation + " by seed " + from.augmentationSeed);
        if (batches() == 0)
            throw new IllegalArgumentException("DataLoader: %d samples make no batch of %d%s".formatted(dataset.size(), batchSize,
                    dropLast ? " when the last, smaller one is dropped" : ""));
    }

    /** A loader with settings. */
    public static Builder builder(Dataset dataset) {
        return new Builder(dataset);
    }

    /** What is dealt. */
    public Dataset dataset() {
        return dataset;
    }

    /** Samples of a batch; the last of an epoch may have fewer. */
    public int batchSize() {
        return batchSize;
    }

    /** Batches of an epoch. */
    public int batches() {
        return dropLast ? dataset.size() / batchSize : Math.ceilDiv(dataset.size(), batchSize);
    }

    /** Samples dealt in an epoch. */
    public int samples() {
        return dropLast ? batches() * batchSize : dataset.size();
    }

    /** All that the batches depend on beside the samples themselves, one line; a run can go on only with a loader that says the same. */
    public String description() {
        return description;
    }

    /** The sample numbers of an epoch, in the order in which they are dealt. */
    public int[] order(long epoch) {
        return shuffle == null ? IntStream.range(0, dataset.size()).toArray() : shuffle.split(epoch).permutation(dataset.size());
    }

    /**
     * The batches of an epoch from a position on. Its tensors belong to no memory scope. Close it when it is not read to its end.
     *
     * @param epoch     from 0
     * @param fromBatch from 0 to {@link #batches()}
     */
    public Batches open(long epoch, int fromBatch) {
        if (fromBatch < 0 || fromBatch > batches())
            throw new IndexOutOfBoundsException("DataLoader: batch " + fromBatch + " is not one of the " + batches() + " of an epoch");
        int[] order = order(epoch);
        IntFunction<Batch> maker = number -> batch(order, epoch, number);
        return prefetch == 0 ? new DirectBatches(maker, fromBatch, batches()) : new PrefetchedBatches(maker, fromBatch, batches(), prefetch);
    }

    private Batch batch(int[] order, long epoch, int number) {
        Batch batch = dataset.get(Arrays.copyOfRange(order, number * batchSize, Math.min((number + 1) * batchSize, order.length)));
        return augmentation == null ? batch : augmentation.apply(batch, noise.split(epoch).split(number));
    }

    /** The settings of a {@link DataLoader}. */
    public static final class Builder {
        private final Dataset dataset;
        private int batchSize = 64, prefetch = 2;
        private boolean shuffled, dropLast;
        private long seed, augmentationSeed;
        private Augmentation augmentation;

        private Builder(Dataset dataset) {
            this.dataset = dataset;
        }

        /** Samples of a batch; 64 by default. */
        public Builder batchSize(int samples) {
            if (samples < 1) throw new IllegalArgumentException("DataLoader: the batch size must be at least 1, got " + samples);
            batchSize = samples;
            return this;
        }

        /** Deals each epoch in another random order, a function of the seed and the epoch. By default the order is that of the data set. */
        public Builder shuffle(long byThisSeed) {
            shuffled = true;
            seed = byThisSeed;
            return this;
        }

        /** Changes each batch at random, a function of the seed, the epoch and the number of the batch. By default batches stay as they are. */
        public Builder augment(Augmentation change, long byThisSeed) {
            augmentation = change;
            augmentationSeed = byThisSeed;
            return this;
        }

        /** Whether samples that do not fill a batch are left out of an epoch; by default they are a smaller last batch. */
        public Builder dropLast(boolean drop) {
            dropLast = drop;
            return this;
        }

        /** How many batches a background thread makes ahead; 2 by default. With 0 the caller's thread makes them. */
        public Builder prefetch(int batches) {
            if (batches < 0) throw new IllegalArgumentException("DataLoader: the number of batches ahead must not be negative, got " + batches);
            prefetch = batches;
            return this;
        }

        /**
         * The loader.
         *
         * @throws IllegalArgumentException if an epoch would have no batch
         */
        public DataLoader build() {
            return new DataLoader(this);
        }
    }
}
