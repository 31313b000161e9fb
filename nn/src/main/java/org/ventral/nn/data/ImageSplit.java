package org.ventral.nn.data;

import java.util.List;

/**
 * Images to learn from and images to be tested with.
 *
 * @param name        of the data set, such as {@code digits}
 * @param origin      where it was read: a resource or a folder
 * @param train       to learn from
 * @param test        kept apart
 * @param classNames  what the classes are called
 * @param standardize how both were standardized, measured on {@code train}
 */
public record ImageSplit(String name, String origin, ImageDataset train, ImageDataset test, List<String> classNames, Standardize standardize) implements DataSplit {
    /** Copies the names. */
    public ImageSplit {
        classNames = List.copyOf(classNames);
    }

    /** The same images, standardized by numbers that were measured elsewhere: on what a model was trained with. */
    public ImageSplit standardizedBy(Standardize other) {
        return new ImageSplit(name, origin, train.standardizedBy(other), test.standardizedBy(other), classNames, other);
    }

    /** Number of classes. */
    public int classes() {
        return classNames.size();
    }
}
