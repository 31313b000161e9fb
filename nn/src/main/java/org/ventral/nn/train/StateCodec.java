package org.ventral.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ventral.tensor.Rng;

/** {@link TrainingState} to and from the values of {@link Json}. */
final class StateCodec {
    private StateCodec() {}

    static Map<String, Object> encode(TrainingState state) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("step", state.step());
        all.put("epoch", state.epoch());
        all.put("batch", state.batch());
        all.put("optimizer", state.optimizer());
        all.put("optimizer_steps", state.optimizerSteps());
        all.put("rate", Fields.encode(state.rate()));
        all.put("data", state.data());
        Map<String, String> rng = new LinkedHashMap<>();
        state.rng().forEach((name, position) -> rng.put(name, position.encode()));
        all.put("rng", rng);
        all.put("running", encode(state.running()));
        Map<String, Object> early = new LinkedHashMap<>();
        early.put("best", Fields.encode(state.early().best()));
        early.put("stale", state.early().stale());
        all.put("early_stopping", early);
        all.put("history", state.history().stream().map(StateCodec::encode).toList());
        all.put("config", state.config());
        all.put("provenance", state.provenance());
        return all;
    }

    private static Map<String, Object> encode(TrainingState.Running running) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("loss_sum", Fields.encode(running.lossSum()));
        all.put("error_sum", Fields.encode(running.errorSum()));
        all.put("samples", running.samples());
        all.put("confusion", Arrays.stream(running.confusion().toArray()).map(row -> Arrays.stream(row).boxed().toList()).toList());
        return all;
    }

    private static Map<String, Object> encode(EpochRecord record) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("epoch", record.epoch());
        all.put("step", record.step());
        all.put("rate", Fields.encode(record.rate()));
        all.put("train", encode(record.train()));
        all.put("test", record.test().map(StateCodec::encode).orElse(null));
        all.put("seconds", Fields.encode(record.seconds()));
        all.put("samples_per_second", Fields.encode(record.samplesPerSecond()));
        return all;
    }

    private static Map<String, Object> encode(Metrics metrics) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("loss", Fields.encode(metrics.loss()));
        all.put("accuracy", metrics.accuracy().isPresent() ? Fields.encode(metrics.accuracy().getAsDouble()) : null);
        metrics.absoluteError().ifPresent(error -> all.put("absolute_error", Fields.encode(error)));
        all.put("samples", metrics.samples());
        return all;
    }

    /**
     * The state of the members of an object.
     *
     * @throws IllegalArgumentException if one is missing or wrong; the message names it
     */
    static TrainingState decode(Fields all) {
        Map<String, Rng.State> rng = new LinkedHashMap<>();
        all.texts("rng").forEach((name, position) -> rng.put(name, Rng.State.decode(position)));
        Fields early = all.object("early_stopping");
        List<EpochRecord> history = new ArrayList<>();
        for (Object record : all.list("history")) history.add(epoch(Fields.of("history", record)));
        return new TrainingState(all.integer("step"), all.small("epoch"), all.small("batch"), all.text("optimizer"), all.integer("optimizer_steps"),
                all.number("rate"), all.text("data"), rng, running(all.object("running")),
                new EarlyStopping.Progress(early.number("best"), early.small("stale")), history, all.texts("config"), all.texts("provenance"));
    }

    private static TrainingState.Running running(Fields all) {
        List<?> rows = all.list("confusion");
        long[][] counts = new long[rows.size()][];
        for (int i = 0; i < counts.length; i++) {
            if (!(rows.get(i) instanceof List<?> row) || !row.stream().allMatch(Long.class::isInstance))
                throw new IllegalArgumentException("running.confusion must be lists of integers");
            counts[i] = row.stream().mapToLong(Long.class::cast).toArray();
        }
        return new TrainingState.Running(all.number("loss_sum"), all.optionalNumber("error_sum").orElse(0), all.integer("samples"), ConfusionMatrix.of(counts));
    }

    private static EpochRecord epoch(Fields all) {
        return new EpochRecord(all.small("epoch"), all.integer("step"), all.number("rate"), metrics(all.object("train")),
                all.optionalObject("test").map(StateCodec::metrics), all.number("seconds"), all.number("samples_per_second"));
    }

    private static Metrics metrics(Fields all) {
        return new Metrics(all.number("loss"), all.optionalNumber("accuracy"), all.optionalNumber("absolute_error"), all.integer("samples"), Optional.empty());
    }
}
