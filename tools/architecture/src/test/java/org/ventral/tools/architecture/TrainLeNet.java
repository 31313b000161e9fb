package org.ventral.tools.architecture;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.ventral.nn.Module;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.Batches;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.ImageSources;
import org.ventral.nn.data.ImageSplit;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.train.Evaluation;
import org.ventral.nn.vision.LeNet5;
import org.ventral.optim.Adam;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;

/** What a user's program may look like: LeNet-5 on the digits with nothing but the core modules. */
final class TrainLeNet {
    private TrainLeNet() {}

    public static void main(String[] arguments) throws IOException {
        int epochs = Integer.parseInt(arguments[0]);
        ImageSplit digits = ImageSources.open("digits");
        Module model = LeNet5.builder().classes(10).build(Rng.of(1));
        Optimizer optimizer = Adam.builder().rate(2e-3).build(model.parameters());
        DataLoader loader = DataLoader.builder(digits.train()).batchSize(32).shuffle(1).build();
        for (int epoch = 0; epoch < epochs; epoch++) {
            try (Batches batches = loader.open(epoch, 0)) {
                while (batches.hasNext()) {
                    Batch batch = batches.next();
                    try (var _ = MemoryScope.open("step")) {
                        optimizer.step(model.forward(batch.inputs()).crossEntropy(batch.targets()).backward());
                    }
                }
            }
        }
        var metrics = Evaluation.run(model, DataLoader.builder(digits.test()).batchSize(64).build(), new CrossEntropy(), 10);
        new PrintStream(System.out, true).printf(Locale.ROOT, "backend %s, accuracy %.4f%n", Device.preferred(), metrics.accuracy().orElseThrow());
    }
}
