package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.TrainingEvent;
import org.ventral.nn.train.TrainingListener;
import org.ventral.tools.cli.Json;

/**
 * {@code metrics.jsonl}: one line an epoch, in order, each epoch once. After a resume it is written anew from the checkpoint's history, so epochs
 * that were finished but not saved, and a line that was cut off, are gone; they come again.
 */
final class MetricsLog implements TrainingListener {
    private final Path file;
    private final String samples;
    private final TreeMap<Integer, String> lines = new TreeMap<>();

    /**
     * Starts the file with the epochs that are done already.
     *
     * @param samples what a sample is called, in the plural
     */
    MetricsLog(Path file, List<EpochRecord> history, String samples) throws IOException {
        this.file = file;
        this.samples = samples;
        for (EpochRecord record : history) lines.put(record.epoch(), line(record));
        rewrite();
    }

    @Override public void on(TrainingEvent event) {
        if (!(event instanceof TrainingEvent.EpochFinished(EpochRecord record))) return;
        boolean next = lines.isEmpty() || record.epoch() > lines.lastKey();
        lines.put(record.epoch(), line(record));
        try {
            if (next) Files.writeString(file, lines.get(record.epoch()), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            else rewrite();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewrite() throws IOException {
        RunFolder.replace(file, String.join("", lines.values()));
    }

    private String line(EpochRecord record) {
        Map<String, Object> fields = EpochFields.of(record, samples);
        fields.remove("event");
        return Json.line(fields) + "\n";
    }
}
