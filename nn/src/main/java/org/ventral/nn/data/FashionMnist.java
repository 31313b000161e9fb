package org.ventral.nn.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 60,000 images of clothes to learn from and 10,000 to test with, 28×28, shown at 32×32 with a
 * black border of 2.
 */
public final class FashionMnist {
    /** The name of the data set. */
    public static final String NAME = DatasetLocations.FASHION_MNIST;
    /** What the classes are called. */
    public static final List<String> CLASS_NAMES = List.of("t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");

    private static final int BORDER = 2;

    private FashionMnist() {}

    /**
     * Reads it from the usual places.
     *
     * @throws IOException if it is nowhere, or a file is damaged; the message lists the places and how to get it
     */
    public static ImageSplit load() throws IOException {
        return read(NAME, DatasetLocations.ofSystem().find(NAME), CLASS_NAMES);
    }

    /**
     * Reads a data set of this form from a folder: Fashion-MNIST itself, or MNIST and its like with ten classes.
     *
     * @throws IOException if a file is missing or damaged
     */
    public static ImageSplit load(Path folder) throws IOException {
        boolean fashion = folder.toAbsolutePath().normalize().endsWith(NAME);
        List<String> names = fashion ? CLASS_NAMES : java.util.stream.IntStream.range(0, CLASS_NAMES.size()).mapToObj(String::valueOf).toList();
        return read(fashion ? NAME : "idx", DatasetLocations.in(folder), names);
    }

    private static ImageSplit read(String name, DatasetLocations.IdxFiles files, List<String> classNames) throws IOException {
        LabelledImages train = LabelledImages.read(files.trainImages(), files.trainLabels(), classNames.size());
        LabelledImages test = LabelledImages.read(files.testImages(), files.testLabels(), classNames.size());
        requireSize(files.trainImages(), train);
        requireSize(files.testImages(), test);
        Standardize standardize = Standardize.of(train);
        return new ImageSplit(name, files.trainImages().toAbsolutePath().getParent().toString(),
                ImageDataset.of(train, BORDER, standardize), ImageDataset.of(test, BORDER, standardize), classNames, standardize);
    }

    private static void requireSize(Path file, LabelledImages images) throws DataFileException {
        if (images.height() != 28 || images.width() != 28)
            throw new DataFileException(file.toString(), 8, "images of 28 × 28", images.height() + " × " + images.width());
        if (images.count() == 0) throw new DataFileException(file.toString(), 4, "at least one image", "none");
    }
}
