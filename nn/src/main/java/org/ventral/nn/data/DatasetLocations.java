package org.ventral.nn.data;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where data sets of files are looked for: one folder a data set, in the first of these roots that has it.
 *
 * <ol>
 *   <li>the system property {@value #PROPERTY},</li>
 *   <li>the environment variable {@value #VARIABLE},</li>
 *   <li>the user's cache, where downloads go: {@code ~/.cache/ventral/data} ({@code XDG_CACHE_HOME} and, on Windows,
 *       {@code LOCALAPPDATA} move it),</li>
 *   <li>{@code /usr/share/datasets}, where Debian's {@code dataset-fashion-mnist} puts it.</li>
 * </ol>
 */
public final class DatasetLocations {
    /** The system property that names a root. */
    public static final String PROPERTY = "ventral.data";
    /** The environment variable that names a root. */
    public static final String VARIABLE = "VENTRAL_DATA";
    /** The name of Fashion-MNIST: 70,000 images of clothes, 28 × 28, 10 classes (Xiao, Rasul and Vollgraf, 2017). */
    public static final String FASHION_MNIST = "fashion-mnist";

    private final List<Path> roots;
    private final Path cache;

    private DatasetLocations(List<Path> roots, Path cache) {
        this.roots = List.copyOf(roots);
        this.cache = cache;
    }

    /** {@return the places of this process: its properties and its environment} */
    public static DatasetLocations ofSystem() {
        return of(System.getProperties(), System.getenv());
    }

    static DatasetLocations of(Properties properties, Map<String, String> environment) {
        var roots = new ArrayList<Path>();
        path(properties.getProperty(PROPERTY)).ifPresent(roots::add);
        path(environment.get(VARIABLE)).ifPresent(roots::add);
        Path cache = cacheHome(properties, environment).resolve("ventral", "data");
        roots.add(cache);
        roots.add(Path.of("/usr/share/datasets"));
        return new DatasetLocations(roots, cache);
    }

    /**
     * Where a data set goes when it is downloaded.
     *
     * @param dataset its name
     * @return a folder, which need not exist
     */
    public Path cacheOf(String dataset) {
        return cache.resolve(dataset);
    }

    /**
     * The folders that are searched, first to last.
     *
     * @param dataset its name
     * @return one folder a root; none need exist
     */
    public List<Path> candidates(String dataset) {
        return roots.stream().map(root -> root.resolve(dataset)).toList();
    }

    /**
     * Finds the four files of a data set of MNIST's form by its name.
     *
     * @param dataset such as {@link #FASHION_MNIST}
     * @return the files, in the first folder that has all four
     * @throws FileNotFoundException if no folder has them; the message lists each folder and what it lacks
     */
    public IdxFiles find(String dataset) throws FileNotFoundException {
        var lacks = new ArrayList<String>();
        for (Path folder : candidates(dataset)) {
            Optional<IdxFiles> files = IdxFiles.in(folder);
            if (files.isPresent()) {
                return files.get();
            }
            lacks.add("  " + folder + ": " + IdxFiles.missing(folder));
        }
        throw new FileNotFoundException("data set " + dataset + " was not found in\n" + String.join("\n", lacks)
                + "\nGet it with: ventral data get " + dataset);
    }

    /**
     * Takes the four files from a folder that the user named.
     *
     * @param folder holds the files, plain or gzipped
     * @return the files
     * @throws FileNotFoundException if the folder or one of the files is not there
     */
    public static IdxFiles in(Path folder) throws FileNotFoundException {
        return IdxFiles.in(folder).orElseThrow(() -> new FileNotFoundException("data folder " + folder + ": " + IdxFiles.missing(folder)));
    }

    private static Path cacheHome(Properties properties, Map<String, String> environment) {
        return path(environment.get("XDG_CACHE_HOME")).filter(Path::isAbsolute)
                .or(() -> path(environment.get("LOCALAPPDATA")))
                .orElseGet(() -> Path.of(properties.getProperty("user.home", "."), ".cache"));
    }

    private static Optional<Path> path(String text) {
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
    }

    /**
     * The four files of a data set of MNIST's form.
     *
     * @param trainImages {@code train-images-idx3-ubyte}, like all of them with or without {@code .gz}
     * @param trainLabels {@code train-labels-idx1-ubyte}
     * @param testImages  {@code t10k-images-idx3-ubyte}
     * @param testLabels  {@code t10k-labels-idx1-ubyte}
     */
    public record IdxFiles(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {
        /** The names of the four files as they are published, without {@code .gz}, in the order of this record. */
        public static final List<String> NAMES = List.of(
                "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

        private static Optional<IdxFiles> in(Path folder) {
            List<Path> found = NAMES.stream().flatMap(name -> file(folder, name).stream()).toList();
            return found.size() < NAMES.size()
                    ? Optional.empty()
                    : Optional.of(new IdxFiles(found.get(0), found.get(1), found.get(2), found.get(3)));
        }

        private static String missing(Path folder) {
            if (!Files.isDirectory(folder)) {
                return Files.exists(folder) ? "is not a folder" : "is not there";
            }
            List<String> lost = NAMES.stream().filter(name -> file(folder, name).isEmpty()).toList();
            return "lacks " + String.join(", ", lost) + " (plain or .gz)";
        }

        private static Optional<Path> file(Path folder, String name) {
            return List.of(folder.resolve(name), folder.resolve(name + ".gz")).stream().filter(Files::isRegularFile).findFirst();
        }
    }
}
