package org.ventral.tools.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.Json;

/** An epoch as the fields of a JSON line; what is not known or not finite is null. */
final class EpochFields {
    private EpochFields() {}

    /** @param samples what a sample is called, in the plural */
    static Map<String, Object> of(EpochRecord record, String samples) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "epoch");
        fields.put("epoch", record.epoch());
        fields.put("step", record.step());
        fields.put("train_loss", Json.number(record.train().loss()));
        fields.put(measure("train", record.train()), value(record.train()));
        fields.put("test_loss", record.test().map(test -> Json.number(test.loss())).orElse(null));
        fields.put(measure("test", record.train()), record.test().map(EpochFields::value).orElse(null));
        fields.put("seconds", rounded(record.seconds(), 1e4));
        fields.put(samples + "_per_second", rounded(record.samplesPerSecond(), 10));
        fields.put("rate", record.rate());
        return fields;
    }

    /** The name of what is measured beside the loss: {@code test_accuracy}, or {@code test_mae} for a regression. */
    static String measure(String part, Metrics metrics) {
        return part + (metrics.absoluteError().isPresent() ? "_mae" : "_accuracy");
    }

    /** The accuracy, or for a regression the mean absolute error. */
    static Double value(Metrics metrics) {
        return metrics.absoluteError().isPresent() ? Json.number(metrics.absoluteError().getAsDouble()) : accuracy(metrics);
    }

    static Double accuracy(Metrics metrics) {
        return metrics.accuracy().isPresent() ? Json.number(metrics.accuracy().getAsDouble()) : null;
    }

    static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }
}
