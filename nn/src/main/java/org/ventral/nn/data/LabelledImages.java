package org.ventral.nn.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Grey images of one size with a class each, as plain arrays.
 *
 * <p>The arrays are not copied, neither in nor out: 60,000 images of 28 × 28 are 47 MB.
 *
 * @param pixels  unsigned bytes, {@code [count, height, width]} in row-major order
 * @param height  rows of an image
 * @param width   columns of an image
 * @param white   the largest value that a pixel may have: 255, or 16 for the UCI digits
 * @param labels  {@code [count]}, the class of each image, {@code 0 … classes - 1}
 * @param classes the number of classes
 */
public record LabelledImages(byte[] pixels, int height, int width, int white, byte[] labels, int classes) {
    /** Checks that the arrays fit together. */
    public LabelledImages {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("LabelledImages: size " + height + " × " + width + " is empty");
        }
        if (classes < 1 || classes > 256) {
            throw new IllegalArgumentException("LabelledImages: " + classes + " classes; labels are bytes, so 1 to 256 fit");
        }
        if ((long) labels.length * height * width != pixels.length) {
            throw new IllegalArgumentException("LabelledImages: " + labels.length + " labels and images of " + height + " × " + width
                    + " need " + (long) labels.length * height * width + " pixels, got " + pixels.length);
        }
    }

    /**
     * Reads a pair of IDX files, such as MNIST's.
     *
     * @param images  unsigned bytes, {@code [count, height, width]}
     * @param labels  unsigned bytes, {@code [count]}
     * @param classes the number of classes; a label outside is an error
     * @return the images with their labels
     * @throws DataFileException if a file is damaged, or the two do not belong together
     * @throws IOException       if a file is missing or cannot be read
     */
    public static LabelledImages read(Path images, Path labels, int classes) throws IOException {
        byte[] classOf = unsignedBytes(labels, "[count]", 1).bytes(); // the small file first: a wrong pair is told at once
        IdxFile pictures = unsignedBytes(images, "[count, height, width]", 3);
        int[] size = pictures.dimensions();
        if (size[0] != classOf.length) {
            throw new DataFileException(images.toString(), 4, classOf.length + " images, as many as " + labels.getFileName() + " has labels",
                    Integer.toString(size[0]));
        }
        for (int axis = 1; axis < 3; axis++) {
            if (size[axis] == 0) {
                throw new DataFileException(images.toString(), 4L * (axis + 1), "images of at least 1 × 1", size[1] + " × " + size[2]);
            }
        }
        for (int i = 0; i < classOf.length; i++) {
            if ((classOf[i] & 0xff) >= classes) {
                throw new DataFileException(labels.toString(), 8L + i, "a label below " + classes, Integer.toString(classOf[i] & 0xff));
            }
        }
        return new LabelledImages(pictures.bytes(), size[1], size[2], 255, classOf, classes);
    }

    /** {@return the number of images} */
    public int count() {
        return labels.length;
    }

    /**
     * The class of an image.
     *
     * @param image {@code 0 … count() - 1}
     * @return {@code 0 … classes() - 1}
     */
    public int label(int image) {
        return labels[image] & 0xff;
    }

    @Override
    public String toString() {
        return "LabelledImages " + count() + " of " + height + " × " + width + ", " + classes + " classes";
    }

    private static IdxFile unsignedBytes(Path path, String meaning, int rank) throws IOException {
        IdxFile file = IdxFile.read(path);
        if (file.type() != IdxFile.ElementType.UINT8 || file.dimensions().length != rank) {
            throw new DataFileException(path.toString(), 0, "unsigned bytes " + meaning, file.toString());
        }
        return file;
    }
}
