package org.ventral.tools.cli.plot;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.ventral.nn.train.ConfusionMatrix;
import org.ventral.nn.train.EpochRecord;
import org.ventral.tools.cli.Failures;

/**
 * The plots of a run folder. A machine without fonts or Java's drawing libraries, as servers often are, gets none and is told so; the
 * run itself is none the worse.
 *
 * @param title what was trained on what
 */
public record RunPlots(String title) {
    /**
     * Draws what there is to draw.
     *
     * @param history    the finished epochs; without any there are no curves
     * @param curves     file for loss and accuracy by epoch
     * @param matrix     of the test set; without it that picture is left as it is
     * @param classNames what the classes are called
     * @param confusion  file for the matrix
     * @return one sentence for each plot that was left out although there was something to draw
     */
    public List<String> draw(List<EpochRecord> history, Path curves, Optional<ConfusionMatrix> matrix, List<String> classNames, Path confusion) {
        if (System.getProperty("java.awt.headless") == null) System.setProperty("java.awt.headless", "true");
        List<String> left = new ArrayList<>();
        if (!history.isEmpty()) write(curves, () -> CurvesPlot.draw(title, history), left);
        matrix.ifPresent(counts -> write(confusion, () -> ConfusionPlot.draw(title, counts, classNames), left));
        return left;
    }

    /** Draws a forecast; answers a sentence if it was left out. */
    public List<String> draw(ForecastPlot forecast, Path file) {
        return write(file, () -> forecast.draw(title));
    }

    /** Draws training errors by depth; answers a sentence if they were left out. */
    public List<String> draw(DepthPlot depth, Path file) {
        return write(file, () -> depth.draw(title));
    }

    private static List<String> write(Path file, Supplier<BufferedImage> picture) {
        if (System.getProperty("java.awt.headless") == null) System.setProperty("java.awt.headless", "true");
        List<String> left = new ArrayList<>();
        write(file, picture, left);
        return left;
    }

    private static void write(Path file, Supplier<BufferedImage> picture, List<String> left) {
        try {
            ImageIO.setUseCache(false);
            var bytes = new ByteArrayOutputStream();
            ImageIO.write(picture.get(), "png", bytes);
            Files.write(file, bytes.toByteArray());
        } catch (IOException | RuntimeException | LinkageError | AWTError | InternalError e) {
            // Missing native libraries show as UnsatisfiedLinkError or NoClassDefFoundError, missing fonts as one of the others.
            left.add(file.getFileName() + " was left out: " + reason(e));
        }
    }

    private static String reason(Throwable e) {
        return e instanceof IOException ? Failures.message(e) : "this Java cannot draw (" + Failures.message(e) + "); a full JDK and a font package such as fonts-dejavu help";
    }
}
