package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.ImageSources;
import org.ventral.nn.data.ImageSplit;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.train.Evaluation;
import org.ventral.nn.train.Metrics;
import org.ventral.onnx.OnnxValue;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.onnx.Classifier;
import org.ventral.tools.cli.onnx.Engine;

/**
 * An ONNX file held against test images.
 *
 * @param data        whose test images
 * @param standardize how they were standardized
 * @param metrics     what came of it
 */
record ModelEvaluation(ImageSplit data, Standardize standardize, Metrics metrics) {
    private static final int BATCH = 250;

    /**
     * Runs a classifier over test images.
     *
     * @param chosen    the data set; null for the one that the file says it learned from
     * @param mean      what is taken away from images first; null for what the file says
     * @param deviation what they are divided by then; null for what the file says
     */
    static ModelEvaluation run(Path file, String backend, int threads, String chosen, Double mean, Double deviation) throws IOException {
        try (Engine engine = Engine.open(file, backend, threads)) {
            Map<String, String> facts = ModelFile.provenance(engine.metadata());
            ImageSplit data = ImageSources.open(dataOf(file, facts, chosen));
            Standardize standardize = ImageFit.chosen(mean, deviation, ImageFit.learned(facts, file.toString(), data.standardize()));
            Classifier classifier = Classifier.of(engine.inputs(), data.classes(), images -> engine.run(List.of(OnnxValue.of(images))).getFirst().tensor());
            DataLoader loader = DataLoader.builder(ImageFit.fit(data.test(), classifier.layout(), standardize)).batchSize(BATCH).build();
            return new ModelEvaluation(data, standardize, Evaluation.run(classifier, loader, new CrossEntropy(), data.classes()));
        }
    }

    private static String dataOf(Path file, Map<String, String> facts, String chosen) {
        if (chosen != null) return ImageExperiment.dataName(chosen);
        String own = facts.get("data");
        if (own == null || !ImageSources.NAMES.contains(own))
            throw new UsageException("on which images? %s says of its data %s; choose with --data %s, or a folder".formatted(file, own == null ? "nothing" : "only \"" + own + "\"", String.join(", ", ImageSources.NAMES)));
        return own;
    }
}
