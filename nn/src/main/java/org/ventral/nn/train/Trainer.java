package org.ventral.nn.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ventral.nn.Module;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.Batches;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.loss.Loss;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Schedule;
import org.ventral.tensor.Device;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Tensor;

/**
 * Trains a model: for each batch of each epoch one step, in a memory scope of its own; after each epoch an evaluation and a checkpoint.
 *
 * {@snippet :
 * var trainer = Trainer.builder(model, optimizer, DataLoader.builder(data.train()).shuffle(42).build())
 *         .evaluateOn(DataLoader.builder(data.test()).build())
 *         .classes(10).epochs(20)
 *         .checkpoints(CheckpointFolder.in(folder))
 *         .listener(event -> show(event))
 *         .build();
 * TrainingResult result = trainer.run();
 * }
 *
 * <p>A run that is resumed from a checkpoint ends with the same bits as one that was never interrupted. A trainer runs once.
 */
public final class Trainer {
    private final Module model;
    private final Optimizer optimizer;
    private final DataLoader train;
    private final Optional<DataLoader> test;
    private final Loss loss;
    private final UnaryOperator<Gradients> clipping;
    private final Task task;
    private final int epochs;
    private final Optional<Schedule> schedule;
    private final Optional<EarlyStopping> earlyStopping;
    private final Optional<CheckpointFolder> checkpoints;
    private final int checkpointEverySteps;
    private final Map<String, String> config, provenance;
    private final List<TrainingListener> listeners;
    private final Device device;

    private long step;
    private int epoch, batch;
    private Tally tally;
    private EarlyStopping.Progress early = EarlyStopping.Progress.NONE;
    private final List<EpochRecord> history = new ArrayList<>();
    private final Throughput throughput = new Throughput();
    private double epochSeconds;
    private long epochSamples;
    private boolean resumed, started;
    private Path lastCheckpoint;
    private volatile String stopRequest;

    private Trainer(Builder from) {
        model = from.model;
        optimizer = from.optimizer;
        train = from.train;
        test = Optional.ofNullable(from.test);
        loss = from.loss;
        clipping = from.clipping;
        task = from.task;
        epochs = from.epochs;
        schedule = Optional.ofNullable(from.schedule);
        earlyStopping = Optional.ofNullable(from.earlyStopping);
        checkpoints = Optional.ofNullable(from.checkpoints);
        checkpointEverySteps = from.checkpointEverySteps;
        config = new LinkedHashMap<>(from.config);
        provenance = new LinkedHashMap<>(from.provenance);
        listeners = List.copyOf(from.listeners);
        device = Evaluation.deviceOf(model);
        tally = new Tally(task);
        if (earlyStopping.isPresent() && test.isEmpty())
            throw new IllegalArgumentException("Trainer: early stopping needs a test set to watch; see evaluateOn");
        if (checkpointEverySteps > 0 && checkpoints.isEmpty())
            throw new IllegalArgumentException("Trainer: checkpoints every " + checkpointEverySteps + " steps need a folder; see checkpoints");
    }

    /** A trainer with settings. */
    public static Builder builder(Module model, Optimizer optimizer, DataLoader train) {
        return new Builder(model, optimizer, train);
    }

    // ------------------------------------------------------------------------------------------------ control

    /**
     * Goes on from a checkpoint, with the model, optimizer and data of this trainer, whose own state is overwritten. Call it before
     * {@link #run}.
     *
     * @throws CheckpointException if the checkpoint belongs to another model, optimizer or order of the data
     */
    public void resume(Checkpoint checkpoint) throws CheckpointException {
        if (started) throw new IllegalStateException("Trainer: a run that has begun cannot be resumed");
        TrainingState state = checkpoint.state();
        requireSame("optimizer", optimizer.name(), state.optimizer());
        requireSame("training data", train.description(), state.data());
        requireSame("number of classes that are counted", String.valueOf(task.counted()), String.valueOf(state.running().confusion().classes()));
        if (state.batch() > train.batches())
            throw new CheckpointException("the checkpoint is at batch " + state.batch() + " of an epoch that has " + train.batches());
        try {
            model.load(checkpoint.model());
            model.restoreRngStates(state.rng());
            optimizer.load(checkpoint.optimizer(), state.optimizerSteps());
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("the checkpoint does not fit: " + e.getMessage(), e);
        }
        optimizer.rate(state.rate());
        step = state.step();
        epoch = state.epoch();
        batch = state.batch();
        tally = new Tally(task, state.running());
        early = state.early();
        history.clear();
        history.addAll(state.history());
        resumed = true;
    }

    private static void requireSame(String what, String here, String saved) throws CheckpointException {
        if (!here.equals(saved))
            throw new CheckpointException("the checkpoint belongs to another run: its %s was \"%s\", here it is \"%s\"".formatted(what, saved, here));
    }

    /**
     * Asks for an end at the next step boundary, with a checkpoint. May be called by any thread, at any time; the first call counts.
     *
     * @param why one sentence, which becomes the result's detail
     */
    public void stop(String why) {
        Objects.requireNonNull(why, "why");
        synchronized (this) {
            if (stopRequest == null) stopRequest = why;
        }
    }

    /**
     * Trains until all epochs are done, something stops it, or it is asked to stop.
     *
     * @throws IOException if a checkpoint cannot be written, or there are checkpoints of another run in the folder
     */
    public TrainingResult run() throws IOException {
        if (started) throw new IllegalStateException("Trainer: a trainer runs once");
        started = true;
        if (!resumed && checkpoints.isPresent() && !checkpoints.get().all().isEmpty())
            throw new CheckpointException(checkpoints.get().path() + " holds checkpoints of an earlier run; resume it, or choose another folder");
        raise(new TrainingEvent.Started(model.getClass().getSimpleName(), model.parameterCount(), epochs, train.batches(), step, epoch));
        model.train();
        while (epoch < epochs) {
            if (stoppedEarly()) return ended(StopReason.EARLY, "no better for " + early.stale() + " epochs");
            Optional<TrainingResult> end = trainEpoch();
            if (end.isPresent()) return end.get();
            finishEpoch();
        }
        return ended(StopReason.FINISHED, epochs + (epochs == 1 ? " epoch is" : " epochs are") + " done");
    }

    private boolean stoppedEarly() {
        return earlyStopping.isPresent() && early.stale() >= earlyStopping.get().patience();
    }

    // ------------------------------------------------------------------------------------------------ steps

    /** The rest of the epoch that is under way; a result if training ends within it. */
    private Optional<TrainingResult> trainEpoch() throws IOException {
        throughput.restart();
        try (Batches batches = train.open(epoch, batch)) {
            while (true) {
                if (stopRequest != null) {
                    checkpoint();
                    return Optional.of(ended(StopReason.REQUESTED, stopRequest));
                }
                if (!batches.hasNext()) return Optional.empty();
                long begin = System.nanoTime();
                Batch next = batches.next();
                schedule.ifPresent(s -> optimizer.rate(s.rate(step)));
                double value = step(next);
                if (!Double.isFinite(value)) {
                    String advice = "the loss became %s at step %d; try a smaller learning rate than %s".formatted(value, step + 1, optimizer.rate());
                    return Optional.of(ended(StopReason.DIVERGED, advice));
                }
                step++;
                batch++;
                epochSamples += next.size();
                epochSeconds += (System.nanoTime() - begin) * 1e-9;
                raise(new TrainingEvent.StepFinished(step, epoch + 1, batch, train.batches(), next.size(), value, optimizer.rate(),
                        throughput.add(next.size()), tally.metrics()));
                if (checkpointEverySteps > 0 && step % checkpointEverySteps == 0 && batches.hasNext()) checkpoint();
            }
        }
    }

    /** One step; if the loss is not finite, nothing is changed. */
    private double step(Batch samples) {
        try (var _ = MemoryScope.open("training step")) {
            Tensor target = samples.targets().to(device);
            Tensor output = model.forward(samples.inputs().to(device));
            Tensor error = loss.of(output, target);
            double value = error.item();
            if (!Double.isFinite(value)) return value;
            optimizer.step(clipping.apply(error.backward()));
            tally.add(output, target, value);
            return value;
        }
    }

    private void finishEpoch() throws IOException {
        Optional<Metrics> tested = test.map(loader -> Evaluation.run(model, loader, loss, task));
        tested.ifPresent(metrics -> raise(new TrainingEvent.Evaluated(epoch + 1, step, metrics)));
        double speed = epochSeconds > 0 ? epochSamples / epochSeconds : 0;
        EpochRecord record = new EpochRecord(epoch + 1, step, optimizer.rate(), tally.metrics(), tested, epochSeconds, speed);
        history.replaceAll(EpochRecord::summary);
        history.add(record);
        if (earlyStopping.isPresent()) early = earlyStopping.get().after(early, tested.orElseThrow());
        epoch++;
        batch = 0;
        tally = new Tally(task);
        epochSeconds = 0;
        epochSamples = 0;
        raise(new TrainingEvent.EpochFinished(record));
        checkpoint();
    }

    // ------------------------------------------------------------------------------------------------ checkpoints and events

    private void checkpoint() throws IOException {
        if (checkpoints.isEmpty()) return;
        lastCheckpoint = checkpoints.get().write(snapshot());
        raise(new TrainingEvent.CheckpointWritten(lastCheckpoint, step));
    }

    /** Where the training stands; its tensors are the live ones. */
    private Checkpoint snapshot() {
        var state = new TrainingState(step, epoch, batch, optimizer.name(), optimizer.steps(), optimizer.rate(), train.description(), model.rngStates(), tally.running(),
                early, history.stream().map(EpochRecord::summary).toList(), config, provenance);
        return new Checkpoint(model.stateDict(), optimizer.state(), state);
    }

    private TrainingResult ended(StopReason reason, String detail) {
        raise(new TrainingEvent.Stopped(reason, detail, step, epoch));
        return new TrainingResult(reason, detail, step, history, Optional.ofNullable(lastCheckpoint));
    }

    private void raise(TrainingEvent event) {
        for (TrainingListener listener : listeners) listener.on(event);
    }

    /** The settings of a {@link Trainer}. */
    public static final class Builder {
        private final Module model;
        private final Optimizer optimizer;
        private final DataLoader train;
        private DataLoader test;
        private Loss loss = new CrossEntropy();
        private UnaryOperator<Gradients> clipping = UnaryOperator.identity();
        private Task task = Task.unscored();
        private int epochs = 1, checkpointEverySteps;
        private Schedule schedule;
        private EarlyStopping earlyStopping;
        private CheckpointFolder checkpoints;
        private Map<String, String> config = Map.of(), provenance = Map.of();
        private final List<TrainingListener> listeners = new ArrayList<>();

        private Builder(Module model, Optimizer optimizer, DataLoader train) {
            this.model = Objects.requireNonNull(model, "model");
            this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
            this.train = Objects.requireNonNull(train, "train");
        }

        /** What is made small; {@link CrossEntropy} by default. */
        public Builder loss(Loss made) {
            loss = made;
            return this;
        }

        /** What is done to the gradients of each step before the optimizer gets them, such as clipping their norm; by default nothing. */
        public Builder clipping(UnaryOperator<Gradients> change) {
            clipping = Objects.requireNonNull(change, "change");
            return this;
        }

        /** Counts accuracy and confusion of so many classes, for scores {@code [N, classes]} and targets {@code [N]}; by default nothing is counted. */
        public Builder classes(int count) {
            if (count < 0) throw new IllegalArgumentException("Trainer: classes must not be negative, got " + count);
            return task(Task.classification(count));
        }

        /** What is counted beside the loss; by default nothing. */
        public Builder task(Task kind) {
            task = Objects.requireNonNull(kind, "kind");
            return this;
        }

        /** What the model is evaluated on after each epoch; by default it is not. */
        public Builder evaluateOn(DataLoader loader) {
            test = loader;
            return this;
        }

        /** The learning rate of each step, from 0; by default the optimizer's own. */
        public Builder schedule(Schedule rates) {
            schedule = rates;
            return this;
        }

        /** How many epochs, those before a resume included; 1 by default. */
        public Builder epochs(int count) {
            if (count < 0) throw new IllegalArgumentException("Trainer: epochs must not be negative, got " + count);
            epochs = count;
            return this;
        }

        /** Ends training when the test set does no better; needs {@link #evaluateOn}. */
        public Builder earlyStopping(EarlyStopping rule) {
            earlyStopping = rule;
            return this;
        }

        /** Where checkpoints go, one after each epoch and one at a requested stop; by default there are none. */
        public Builder checkpoints(CheckpointFolder folder) {
            checkpoints = folder;
            return this;
        }

        /** Writes checkpoints within epochs too, after every so many steps; 0, the default, for none. */
        public Builder checkpointEverySteps(int steps) {
            if (steps < 0) throw new IllegalArgumentException("Trainer: steps between checkpoints must not be negative, got " + steps);
            checkpointEverySteps = steps;
            return this;
        }

        /** What the run was asked to do, saved with each checkpoint. */
        public Builder config(Map<String, String> settings) {
            config = settings;
            return this;
        }

        /** Where data and code come from, saved with each checkpoint. */
        public Builder provenance(Map<String, String> facts) {
            provenance = facts;
            return this;
        }

        /** Adds someone to tell. */
        public Builder listener(TrainingListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** The trainer. */
        public Trainer build() {
            return new Trainer(this);
        }
    }
}
