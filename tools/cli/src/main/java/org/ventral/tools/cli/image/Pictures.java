package org.ventral.tools.cli.image;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ventral.tensor.Tensor;

/** Reads, changes and writes pictures. */
public final class Pictures {
    private Pictures() {}

    /**
     * The picture in a file.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if it cannot be read as a picture; the message says so
     */
    public static BufferedImage open(Path file) throws IOException {
        if (Files.isDirectory(file)) throw new IOException(file + " is a folder, not a picture");
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null) throw new IOException(file + " is no picture that can be read");
        return image;
    }

    /** The picture in another size, or itself if it has that. */
    public static BufferedImage resized(BufferedImage image, int height, int width) {
        if (image.getHeight() == height && image.getWidth() == width) return image;
        return scaled(image, height, width, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }

    /** The picture with its pixels to be seen as squares, or smoothly made smaller. */
    public static BufferedImage shown(BufferedImage image, int height, int width) {
        boolean larger = height >= image.getHeight();
        return scaled(image, height, width, larger ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }

    private static BufferedImage scaled(BufferedImage image, int height, int width, Object interpolation) {
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = result.createGraphics();
        drawing.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
        drawing.drawImage(image, 0, 0, width, height, null);
        drawing.dispose();
        return result;
    }

    /** Grey pictures as they are stored, without the way to colours and back; colours by the weights of ITU-R BT.601. From 0 to 255. */
    public static double grey(BufferedImage image, int x, int y) {
        if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) return image.getRaster().getSample(x, y, 0);
        int rgb = image.getRGB(x, y);
        return 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
    }

    /** Whether all pixels are grey. */
    public static boolean isGrey(BufferedImage image) {
        if (image.getRaster().getNumBands() == 1 && image.getType() == BufferedImage.TYPE_BYTE_GRAY) return true;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                if ((rgb >> 16 & 0xff) != (rgb & 0xff) || (rgb >> 8 & 0xff) != (rgb & 0xff)) return false;
            }
        return true;
    }

    /**
     * The picture as numbers from 0, black, to 1: {@code [channels, H, W]}.
     *
     * @param channels 1 for grey or 3 for colours
     */
    public static Tensor values(BufferedImage image, int channels) {
        int height = image.getHeight(), width = image.getWidth();
        float[] values = new float[channels * height * width];
        for (int c = 0; c < channels; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    values[(c * height + y) * width + x] = (float) ((channels == 1 ? grey(image, x, y) : image.getRGB(x, y) >> 16 - 8 * c & 0xff) / 255);
        return Tensor.of(values, channels, height, width);
    }

    /** Numbers {@code [1, H, W]} or {@code [3, H, W]} as a picture: 0 and below is black, 1 and above white. */
    public static BufferedImage picture(Tensor values) {
        int channels = (int) values.size(0), height = (int) values.size(1), width = (int) values.size(2), plane = height * width;
        double[] data = values.detach().toDoubles();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) rgb = rgb << 8 | (int) Math.round(255 * Math.clamp(data[Math.min(c, channels - 1) * plane + i], 0.0, 1.0));
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }

    /** Writes a picture as PNG. */
    public static void write(BufferedImage image, Path file) throws IOException {
        ImageIO.setUseCache(false);
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) throw new IOException(file + ": this Java cannot write PNG");
        Files.write(file, bytes.toByteArray());
    }
}
