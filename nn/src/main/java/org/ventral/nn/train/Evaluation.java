package org.ventral.nn.train;

import java.util.stream.DoubleStream;
import org.ventral.nn.Module;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.loss.Loss;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Tensor;

/** Measures a model on a data set. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Goes through a data set once, in evaluation mode and without gradients; the mode of the model is put back.
     *
     * @param classes number of classes to count accuracy and confusion for, with scores {@code [N, classes]} and targets {@code [N]}; 0 for the
     *                loss alone
     */
    public static Metrics run(Module model, DataLoader loader, Loss loss, int classes) {
        return run(model, loader, loss, Task.classification(classes));
    }

    /**
     * Goes through a data set once, in evaluation mode and without gradients; the mode of the model is put back.
     *
     * @param task what is counted beside the loss
     */
    public static Metrics run(Module model, DataLoader loader, Loss loss, Task task) {
        boolean trained = model.isTraining();
        model.eval();
        try {
            Tally tally = new Tally(task);
            Device device = deviceOf(model);
            Tensor.noGrad(() -> {
                try (var batches = loader.open(0, 0)) {
                    while (batches.hasNext()) add(tally, model, device, loss, batches.next());
                }
                return null;
            });
            return tally.metrics();
        } finally {
            if (trained) model.train();
        }
    }

    /** What a model answers to all samples of a data set, in evaluation mode and in order, one after the other. */
    public static double[] answers(Module model, DataLoader loader) {
        boolean trained = model.isTraining();
        model.eval();
        try {
            Device device = deviceOf(model);
            DoubleStream.Builder all = DoubleStream.builder();
            Tensor.noGrad(() -> {
                try (var batches = loader.open(0, 0)) {
                    while (batches.hasNext())
                        try (var _ = MemoryScope.open("evaluation")) {
                            for (double answer : model.forward(batches.next().inputs().to(device)).toDoubles()) all.add(answer);
                        }
                }
                return null;
            });
            return all.build().toArray();
        } finally {
            if (trained) model.train();
        }
    }

    private static void add(Tally tally, Module model, Device device, Loss loss, Batch batch) {
        try (var _ = MemoryScope.open("evaluation")) {
            Tensor target = batch.targets().to(device);
            Tensor output = model.forward(batch.inputs().to(device));
            tally.add(output, target, loss.of(output, target).item());
        }
    }

    /** Where a model's parameters are, and so where its inputs must be. */
    static Device deviceOf(Module model) {
        return model.stateDict().values().stream().findFirst().map(Tensor::device).orElseGet(Device::preferred);
    }
}
