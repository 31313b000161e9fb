package org.ventral.tools.cli.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ventral.nn.data.AddingProblem;
import org.ventral.nn.data.CopyTask;
import org.ventral.nn.data.DailyForecasts;
import org.ventral.nn.data.DailySeries;
import org.ventral.nn.data.SampleSplit;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.data.UsBirths;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.loss.Mse;
import org.ventral.nn.sequence.Autoregression;
import org.ventral.nn.sequence.SequenceReader;
import org.ventral.nn.train.Task;
import org.ventral.tensor.Rng;
import org.ventral.tools.cli.UsageException;

/**
 * The recipes that train a {@link SequenceReader}. All know the settings {@code cell} (rnn, lstm, gru), {@code hidden}, {@code layers} and {@code forget-bias}; forecasts also
 * {@code window}, the days that are seen; the tests of memory {@code length}, the steps to look back, and {@code samples}. Where no {@code forget-bias} is set, it is the logarithm of the steps in
 * the copy task, which all units take part in, and in the adding problem the units begin with memories of different lengths, up to all steps.
 */
enum SequenceRecipe {
    /** Births in the United States a day ahead. */
    LSTM_BIRTHS(UsBirths.NAME, 40, 32, "adamw:weight-decay=0.02", 3e-3, Decay.COSINE),
    /** The sum of two marked numbers of a long sequence. */
    ADDING_PROBLEM("adding-problem", 10, 50, "adam", 5e-3, Decay.COSINE),
    /** Ten symbols after a long time. */
    COPY_TASK("copy-task", 20, 50, "adam", 4e-3, Decay.COSINE);

    private static final int ORDER = 28, WARM_UP = 50, TEST_SAMPLES = 1000;
    /** The seed of the test samples of made-up tasks, the same for all runs. */
    private static final long TEST_SEED = 20_031_231;

    private final Recipe recipe;

    SequenceRecipe(String data, int epochs, int batchSize, String optimizer, double rate, Decay decay) {
        recipe = new Recipe(data, 0, false, epochs, batchSize, OptimizerChoice.parse(optimizer), OptionalDouble.of(rate), decay, WARM_UP);
    }

    /** The recipe of this name; empty if it is not one of these. */
    static Optional<SequenceRecipe> named(String name) {
        return Stream.of(values()).filter(recipe -> recipe.toString().equals(name)).findFirst();
    }

    /** All names. */
    static List<String> names() {
        return Stream.of(values()).map(SequenceRecipe::toString).toList();
    }

    /**
     * How it is trained unless the user says otherwise.
     *
     * @param data the data set that the user chose, null for the recipe's own
     */
    Recipe recipe(String data) {
        if (data != null && !data.equals(recipe.data())) throw new UsageException("%s has data of its own, %s; it cannot learn from %s".formatted(this, recipe.data(), data));
        return recipe;
    }

    SequenceExperiment open(RunSettings settings) {
        var options = new RecipeOptions(toString(), settings.modelSettings());
        try {
            return switch (this) {
                case LSTM_BIRTHS -> births(settings, options);
                case ADDING_PROBLEM -> adding(settings, options);
                case COPY_TASK -> copy(settings, options);
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(this + ": " + e.getMessage());
        }
    }

    private SequenceExperiment births(RunSettings settings, RecipeOptions options) {
        options.requireKnown("cell", "hidden", "layers", "forget-bias", "window");
        int window = options.number("window", 28);
        DailySeries series = UsBirths.embedded();
        int test = UsBirths.testBegins(series);
        Standardize scale = series.scaleBefore(test);
        var data = new SampleSplit(recipe.data(), "embedded", new DailyForecasts(series, window, test, window, scale), new DailyForecasts(series, test, series.days(), window, scale));
        var model = model(settings, options, 32, 1, new Ends(DailyForecasts.FEATURES, 1, 1));
        Autoregression rule = Autoregression.fit(series.values(), ORDER, test);
        var baseline = new Baseline("AR(" + ORDER + ") by least squares", Baseline.Kind.MAE, rule.meanAbsoluteError(series.values(), test));
        List<String> notes = List.of("each day is forecast from the %d days before it and the calendar; the test is %s to %s".formatted(window, series.date(test), series.date(series.days() - 1)));
        return new SequenceExperiment(settings, data, model, Task.regression(scale.deviation()), new Mse(), "days", notes, baseline, Optional.of(new Forecast(series, test, scale, rule)));
    }

    private SequenceExperiment adding(RunSettings settings, RecipeOptions options) {
        options.requireKnown("cell", "hidden", "layers", "forget-bias", "length", "samples");
        int length = options.number("length", 50);
        var data = new SampleSplit(recipe.data(), "made from the seed", new AddingProblem(length, options.number("samples", 10_000), trainSeed(settings)), new AddingProblem(length, TEST_SAMPLES, TEST_SEED));
        var baseline = new Baseline("always saying 1", Baseline.Kind.LOSS, AddingProblem.BASELINE);
        List<String> notes = List.of("sequences of " + length + " numbers, two of them marked: what is their sum?");
        var ends = new Ends(2, 1, 1);
        SequenceReader model = options.has("forget-bias") ? model(settings, options, 64, 1, ends)
                : SequenceReader.remembering(unit(options), sizes(options, 64, ends), Math.max(3, length), modelRng(settings));
        return new SequenceExperiment(settings, data, model, Task.regression(1), new Mse(), "sequences", notes, baseline, Optional.empty());
    }

    private SequenceExperiment copy(RunSettings settings, RecipeOptions options) {
        options.requireKnown("cell", "hidden", "layers", "forget-bias", "length", "samples");
        int length = options.number("length", 50);
        var data = new SampleSplit(recipe.data(), "made from the seed", new CopyTask(length, options.number("samples", 10_000), trainSeed(settings)), new CopyTask(length, TEST_SAMPLES, TEST_SEED));
        var baseline = new Baseline("remembering nothing", Baseline.Kind.LOSS, Math.log(CopyTask.SYMBOLS));
        List<String> notes = List.of("%d symbols out of %d, to be said again after %d steps".formatted(CopyTask.RECALLED, CopyTask.SYMBOLS, length));
        return new SequenceExperiment(settings, data, model(settings, options, 128, Math.log(length + CopyTask.RECALLED), new Ends(CopyTask.FEATURES, CopyTask.SYMBOLS, CopyTask.RECALLED)), Task.classification(CopyTask.SYMBOLS),
                new CrossEntropy(), "sequences", notes, baseline, Optional.empty());
    }

    private static long trainSeed(RunSettings settings) {
        return Rng.of(settings.seed()).split("data").nextLong();
    }

    /** What the data fixes of a network: numbers of a step, numbers of an answer, and how many answers. */
    private record Ends(int in, int out, int answers) {}

    private static SequenceReader model(RunSettings settings, RecipeOptions options, int hidden, double forgetBias, Ends ends) {
        return SequenceReader.of(unit(options), sizes(options, hidden, ends), options.real("forget-bias", forgetBias), modelRng(settings));
    }

    private static SequenceReader.Unit unit(RecipeOptions options) {
        return SequenceReader.Unit.named(options.text("cell", "lstm"));
    }

    private static SequenceReader.Sizes sizes(RecipeOptions options, int hidden, Ends ends) {
        return new SequenceReader.Sizes(ends.in, options.number("hidden", hidden), options.number("layers", 1), ends.out, ends.answers);
    }

    private static Rng modelRng(RunSettings settings) {
        return Rng.of(settings.seed()).split("model");
    }

    /** As users write it. */
    @Override public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
