package org.ventral.nn.data;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The embedded UCI digits as LeNet-5 sees them: 1,797 images, 8×8, shown at 32×32.
 *
 * <p>Each pixel becomes a block of 3×3 and a black border of 4 is put around. Every fifth image, those whose number leaves 4 when divided
 * by 5, is in the test set: 359 images, 1,438 remain to learn from.
 */
public final class Digits {
    /** The name of the data set. */
    public static final String NAME = "digits";

    /** The name of the data set at its own size, for what is to be quick. */
    public static final String SMALL = "digits-8x8";

    private static final int ZOOM = 3, BORDER = 4, FOLD = 5;

    private Digits() {}

    /** The two parts, standardized by the training part at 32×32. */
    public static ImageSplit load() {
        return load(NAME, ZOOM, BORDER);
    }

    /** The same images in the same two parts as they are, 8×8, standardized by the training part. */
    public static ImageSplit small() {
        return load(SMALL, 1, 0);
    }

    private static ImageSplit load(String name, int zoom, int border) {
        LabelledImages all = DigitsCsv.embedded();
        LabelledImages train = enlarged(all, zoom, border, i -> i % FOLD != FOLD - 1), test = enlarged(all, zoom, border, i -> i % FOLD == FOLD - 1);
        Standardize standardize = Standardize.of(train);
        List<String> names = IntStream.range(0, DigitsCsv.CLASSES).mapToObj(String::valueOf).toList();
        return new ImageSplit(name, "embedded", ImageDataset.of(train, standardize), ImageDataset.of(test, standardize), names, standardize);
    }

    private static LabelledImages enlarged(LabelledImages all, int zoom, int border, IntPredicate chosen) {
        int[] numbers = IntStream.range(0, all.count()).filter(chosen).toArray();
        int side = DigitsCsv.SIDE * zoom + 2 * border;
        byte[] pixels = new byte[numbers.length * side * side], labels = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            labels[i] = all.labels()[numbers[i]];
            int source = numbers[i] * DigitsCsv.SIDE * DigitsCsv.SIDE, target = (i * side + border) * side + border;
            for (int row = 0; row < DigitsCsv.SIDE * zoom; row++)
                for (int column = 0; column < DigitsCsv.SIDE * zoom; column++)
                    pixels[target + row * side + column] = all.pixels()[source + row / zoom * DigitsCsv.SIDE + column / zoom];
        }
        return new LabelledImages(pixels, side, side, all.white(), labels, all.classes());
    }
}
