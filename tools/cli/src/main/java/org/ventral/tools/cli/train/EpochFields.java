package org.ventral.tools.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.Json;

/** An epoch as the fields of a JSON line; what is not known or not finite is null. */
final class EpochFields {
    private EpochFields() {}

    static Map<String, Object> of(EpochRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "epoch");
        fields.put("epoch", record.epoch());
        fields.put("step", record.step());
        fields.put("train_loss", Json.number(record.train().loss()));
        fields.put("train_accuracy", accuracy(record.train()));
        fields.put("test_loss", record.test().map(test -> Json.number(test.loss())).orElse(null));
        fields.put("test_accuracy", record.test().map(EpochFields::accuracy).orElse(null));
        fields.put("seconds", rounded(record.seconds(), 1e4));
        fields.put("images_per_second", rounded(record.samplesPerSecond(), 10));
        fields.put("rate", record.rate());
        return fields;
    }

    static Double accuracy(Metrics metrics) {
        return metrics.accuracy().isPresent() ? Json.number(metrics.accuracy().getAsDouble()) : null;
    }

    static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }
}
