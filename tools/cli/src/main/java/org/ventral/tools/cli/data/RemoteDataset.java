package org.ventral.tools.cli.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A data set that can be downloaded, with the checksums that make it the same one wherever it comes from.
 *
 * @param name    the name that {@code --data} and {@code ventral data get} take
 * @param origin  who made it and under what licence, one line
 * @param mirrors folders that hold the files, best first
 * @param files   what to download
 */
public record RemoteDataset(String name, String origin, List<URI> mirrors, List<RemoteFile> files) {
    /** Fashion-MNIST as Zalando publishes it: the four gzipped IDX files, 31 MB. */
    public static final RemoteDataset FASHION_MNIST = new RemoteDataset(
            "fashion-mnist",
            "Fashion-MNIST, Zalando SE (Xiao, Rasul and Vollgraf, 2017), MIT licence",
            List.of(
                    URI.create("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
                    URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
            List.of(
                    new RemoteFile("train-images-idx3-ubyte.gz", 26_421_856, "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7"),
                    new RemoteFile("train-labels-idx1-ubyte.gz", 29_491, "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056"),
                    new RemoteFile("t10k-images-idx3-ubyte.gz", 4_422_079, "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa"),
                    new RemoteFile("t10k-labels-idx1-ubyte.gz", 5_125, "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05")));

    /** Every data set that {@code ventral data get} knows. */
    public static final List<RemoteDataset> ALL = List.of(FASHION_MNIST);

    /** Keeps copies of the lists. */
    public RemoteDataset {
        mirrors = List.copyOf(mirrors);
        files = List.copyOf(files);
    }

    /**
     * A file of a data set.
     *
     * @param name   its name in the mirror's folder and on disk
     * @param bytes  its exact length
     * @param sha256 its SHA-256 in lower-case hexadecimal digits
     */
    public record RemoteFile(String name, long bytes, String sha256) {
    }

    /**
     * Looks a data set up.
     *
     * @param name such as {@code fashion-mnist}
     * @return the data set, if it is known
     */
    public static Optional<RemoteDataset> named(String name) {
        return ALL.stream().filter(dataset -> dataset.name.equals(name)).findFirst();
    }

    /**
     * The same data set from one other place.
     *
     * @param mirror a folder that holds the files, by http or https
     * @return a data set that is looked for there only; the checksums stay
     */
    public RemoteDataset from(URI mirror) {
        if (!"http".equals(mirror.getScheme()) && !"https".equals(mirror.getScheme())) {
            throw new IllegalArgumentException("mirror " + mirror + ": expected an address that begins with http:// or https://");
        }
        String text = mirror.toString();
        return new RemoteDataset(name, origin, List.of(text.endsWith("/") ? mirror : URI.create(text + "/")), files);
    }
}
