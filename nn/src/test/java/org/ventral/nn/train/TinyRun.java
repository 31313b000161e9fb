package org.ventral.nn.train;

import java.util.stream.IntStream;
import org.ventral.nn.Module;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.Dataset;
import org.ventral.nn.data.TensorDataset;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.Dropout;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Sequential;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Optimizers;
import org.ventral.optim.Schedules;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** A training that takes milliseconds but has everything: dropout, Adam, a schedule, shuffled data of 3 classes, a test set. */
final class TinyRun {
    static final int CLASSES = 3, EPOCHS = 3, BATCHES = 5, STEPS = EPOCHS * BATCHES;

    final Module model;
    final Optimizer optimizer;
    final DataLoader train, test;

    TinyRun() {
        Rng rng = Rng.of(11);
        model = Sequential.builder()
                .add("hidden", Linear.of(4, 8, rng.split("hidden"))).add(Activation.tanh()).add("drop", Dropout.of(0.3, rng.split("drop")))
                .add("out", Linear.of(8, CLASSES, rng.split("out"))).build();
        optimizer = Optimizers.create("adam", model.parameters(), OptimizerOptions.defaults().with("rate", 0.05));
        train = DataLoader.builder(points(34, 1)).batchSize(7).shuffle(5).build();
        test = DataLoader.builder(points(15, 2)).batchSize(4).build();
    }

    /** Points around three corners. */
    static Dataset points(int n, long seed) {
        Rng rng = Rng.of(seed);
        int[] classes = IntStream.range(0, n).map(i -> i % CLASSES).toArray();
        float[] values = new float[4 * n];
        rng.fillNormal(values, 0, values.length, 0, 1);
        for (int i = 0; i < n; i++) values[4 * i + classes[i]] += 2;
        return TensorDataset.of(Tensor.of(values, n, 4), Tensor.of(classes, n));
    }

    Trainer.Builder trainer() {
        return Trainer.builder(model, optimizer, train).classes(CLASSES).evaluateOn(test).epochs(EPOCHS).schedule(Schedules.cosine(0.05, 0, STEPS));
    }
}
