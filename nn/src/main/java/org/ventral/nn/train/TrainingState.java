package org.ventral.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.tensor.Rng;

/**
 * Where a training stands, beside the tensors of model and optimizer: all that is needed to go on as if nothing had happened.
 *
 * @param step           steps done, in all
 * @param epoch          the epoch that is under way, from 0
 * @param batch          batches of it that are done
 * @param optimizer      name of the optimizer
 * @param optimizerSteps updates that the optimizer has made
 * @param rate           the optimizer's learning rate
 * @param data           what the order of the batches depends on, as {@link org.ventral.nn.data.DataLoader#description} says it
 * @param rng            where the model's random sources stand, by name
 * @param running        sums over the batches of the epoch that are done
 * @param early          how far early stopping has got
 * @param history        the finished epochs, without confusion matrices
 * @param config         what the run was asked to do, in the words of whoever started it
 * @param provenance     data, versions, machine
 */
public record TrainingState(long step, int epoch, int batch, String optimizer, long optimizerSteps, double rate, String data, Map<String, Rng.State> rng,
                            Running running, EarlyStopping.Progress early, List<EpochRecord> history, Map<String, String> config, Map<String, String> provenance) {
    /**
     * Sums over a part of an epoch.
     *
     * @param lossSum   losses of the samples
     * @param errorSum  absolute errors of the samples; 0 where they are not measured
     * @param samples   number of samples
     * @param confusion which class was taken for which; of no classes where they are not counted
     */
    public record Running(double lossSum, double errorSum, long samples, ConfusionMatrix confusion) {}

    /** Copies. */
    public TrainingState {
        rng = Collections.unmodifiableMap(new LinkedHashMap<>(rng));
        history = List.copyOf(history);
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }
}
