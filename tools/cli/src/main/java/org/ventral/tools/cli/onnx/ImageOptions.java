package org.ventral.tools.cli.onnx;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.image.Pictures;
import picocli.CommandLine.Option;

/** How pictures become the numbers that a model takes. */
final class ImageOptions {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

    @Option(names = "--mean", split = ",", paramLabel = "M", description = "Taken away from each channel of an image first, where white is 1; one number, or one for each channel. 0 by default.")
    private double[] mean = {0};

    @Option(names = "--std", split = ",", paramLabel = "S", description = "What each channel is divided by then. 1 by default.")
    private double[] deviation = {1};

    static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /**
     * Pictures as one value: brought to the size that the input asks for, or else to that of the first; grey or in colours as it asks for.
     *
     * @throws IOException if a file cannot be read as a picture
     */
    OnnxValue read(List<Path> files, OnnxPort port) throws IOException {
        ImageLayout layout = ImageLayout.of(port);
        BufferedImage first = Pictures.open(files.getFirst());
        int height = layout.height() > 0 ? (int) layout.height() : first.getHeight(), width = layout.width() > 0 ? (int) layout.width() : first.getWidth();
        int channels = layout.channels() > 0 ? (int) layout.channels() : 3;
        if (channels != 1 && channels != 3) throw new UsageException("input " + port + " takes images of " + channels + " channels; there are only grey ones and such of 3 colours");
        check("--mean", mean, channels);
        check("--std", deviation, channels);
        for (double value : deviation) if (!(value > 0)) throw new UsageException("--std must be positive, got " + value);
        double[] values = new double[Math.multiplyExact(files.size(), channels * height * width)];
        for (int i = 0; i < files.size(); i++) fill(values, i, Pictures.resized(i == 0 ? first : Pictures.open(files.get(i)), height, width), channels, layout);
        return Values.of(layout.element(), values, layout.shape(files.size(), channels, height, width));
    }

    private static void check(String option, double[] given, int channels) {
        if (given.length != 1 && given.length != channels) throw new UsageException("%s takes 1 number or %d, got %d".formatted(option, channels, given.length));
    }

    private void fill(double[] values, int number, BufferedImage image, int channels, ImageLayout layout) {
        int height = image.getHeight(), width = image.getWidth(), plane = height * width, begin = number * channels * plane;
        boolean last = layout.order() == ImageLayout.Order.CHANNELS_LAST;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++) {
                    int pixel = y * width + x;
                    values[begin + (last ? pixel * channels + c : c * plane + pixel)] = level(image, x, y, c, channels, layout);
                }
    }

    /** Bytes where the input takes whole numbers, else standardized. */
    private double level(BufferedImage image, int x, int y, int c, int channels, ImageLayout layout) {
        double level = channels == 1 ? Pictures.grey(image, x, y) : image.getRGB(x, y) >> 16 - 8 * c & 0xff;
        if (!layout.element().isFloating()) return Math.round(level);
        return (level / 255 - mean[mean.length == 1 ? 0 : c]) / deviation[deviation.length == 1 ? 0 : c];
    }
}
