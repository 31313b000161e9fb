package org.ventral.nn.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Image data sets by the word that a user names them with. */
public final class ImageSources {
    /** The names that need no folder. */
    public static final List<String> NAMES = List.of(Digits.NAME, Digits.SMALL, FashionMnist.NAME);

    private ImageSources() {}

    /**
     * The data set of a name, or the IDX files of a folder. A name goes before a folder of that name; write {@code ./digits} for the folder.
     *
     * @param nameOrFolder {@code digits}, {@code digits-8x8}, {@code fashion-mnist}, or a folder
     * @throws IOException if there is neither, or a file is missing or damaged
     */
    public static ImageSplit open(String nameOrFolder) throws IOException {
        switch (nameOrFolder) {
            case Digits.NAME -> {
                return Digits.load();
            }
            case Digits.SMALL -> {
                return Digits.small();
            }
            case FashionMnist.NAME -> {
                return FashionMnist.load();
            }
            default -> {
                Path folder;
                try {
                    folder = Path.of(nameOrFolder);
                } catch (InvalidPathException e) {
                    throw new FileNotFoundException("\"" + nameOrFolder + "\" is neither a data set (" + String.join(", ", NAMES) + ") nor a folder");
                }
                if (!Files.exists(folder))
                    throw new FileNotFoundException("\"" + nameOrFolder + "\" is neither a data set (" + String.join(", ", NAMES) + ") nor a folder that exists");
                return FashionMnist.load(folder);
            }
        }
    }
}
