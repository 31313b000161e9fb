package org.ventral.tools.cli.train;

import java.io.IOException;
import java.util.Map;
import org.ventral.nn.data.ImageDataset;
import org.ventral.nn.data.LabelledImages;
import org.ventral.nn.data.Standardize;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.onnx.ImageLayout;

/** Brings the images of a data set to what a model was made for. */
final class ImageFit {
    private static final String MEAN = "mean", DEVIATION = "deviation";

    private ImageFit() {}

    /**
     * How the images were standardized that a model learned from; other images must be treated in the same way.
     *
     * @param facts what the checkpoint or the file says
     * @param where what says it, for errors
     * @param other what is right where it says nothing
     */
    static Standardize learned(Map<String, String> facts, String where, Standardize other) throws IOException {
        if (!facts.containsKey(MEAN) || !facts.containsKey(DEVIATION)) return other;
        try {
            return new Standardize(Double.parseDouble(facts.get(MEAN)), Double.parseDouble(facts.get(DEVIATION)));
        } catch (IllegalArgumentException e) {
            throw new IOException(where + " does not say properly how its images were standardized: " + e.getMessage(), e);
        }
    }

    /** What the user says, or else what a model or its data say. */
    static Standardize chosen(Double mean, Double deviation, Standardize other) {
        if (mean == null && deviation == null) return other;
        if (deviation != null && !(deviation > 0 && Double.isFinite(deviation))) throw new UsageException("--std must be positive, got " + deviation);
        if (mean != null && !Double.isFinite(mean)) throw new UsageException("--mean must be a number, got " + mean);
        return new Standardize(mean == null ? 0 : mean, deviation == null ? 1 : deviation);
    }

    /**
     * The images with as much of a black border as the model's size asks for. Where that is a little less than theirs, the model is given their middle.
     *
     * @throws UsageException if the sizes are too far apart
     */
    static ImageDataset fit(ImageDataset own, ImageLayout layout, Standardize standardize) {
        LabelledImages images = own.images();
        if (layout.height() < 0) return ImageDataset.of(images, (int) (own.sampleShape().size(1) - images.height()) / 2, standardize);
        long more = Math.max(layout.height() - images.height(), layout.width() - images.width()), less = Math.max(images.height() - layout.height(), images.width() - layout.width());
        if (more > images.height() || less > images.height() / 4)
            throw new UsageException("the model takes images of %d×%d, those of the data are %d×%d".formatted(layout.height(), layout.width(), images.height(), images.width()));
        return ImageDataset.of(images, (int) Math.max(0, (more + 1) / 2), standardize);
    }
}
