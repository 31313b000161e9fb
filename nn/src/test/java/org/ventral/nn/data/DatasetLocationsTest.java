package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.nn.data.DatasetLocations.IdxFiles;

class DatasetLocationsTest {
    @TempDir
    private Path folder;

    @Test
    void looksInThePropertyThenTheVariableThenTheCacheThenTheSystem() {
        var properties = new Properties();
        properties.setProperty("ventral.data", "first");
        properties.setProperty("user.home", "me");
        DatasetLocations locations = DatasetLocations.of(properties, Map.of("VENTRAL_DATA", "second"));
        Path cache = Path.of("me", ".cache", "ventral", "data", "fashion-mnist");
        assertThat(locations.candidates("fashion-mnist")).containsExactly(
                Path.of("first", "fashion-mnist"), Path.of("second", "fashion-mnist"), cache, Path.of("/usr/share/datasets/fashion-mnist"));
        assertThat(locations.cacheOf("fashion-mnist")).isEqualTo(cache);
    }

    @Test
    void theCacheFollowsXdg() {
        DatasetLocations locations = DatasetLocations.of(new Properties(), Map.of("XDG_CACHE_HOME", folder.toString()));
        assertThat(locations.cacheOf("x")).isEqualTo(folder.resolve("ventral", "data", "x"));
    }

    @Test
    void takesTheFirstFolderThatHasAllFourFiles() throws IOException {
        Path partial = touch(folder.resolve("partial", "sample"), IdxFiles.NAMES.subList(0, 3));
        Path whole = touch(folder.resolve("whole", "sample"), IdxFiles.NAMES);
        Files.move(whole.resolve(IdxFiles.NAMES.get(2)), whole.resolve(IdxFiles.NAMES.get(2) + ".gz"));
        var properties = new Properties();
        properties.setProperty("ventral.data", partial.getParent().toString());
        IdxFiles files = DatasetLocations.of(properties, Map.of("VENTRAL_DATA", whole.getParent().toString())).find("sample");
        assertThat(files.trainImages()).isEqualTo(whole.resolve("train-images-idx3-ubyte"));
        assertThat(files.testImages()).isEqualTo(whole.resolve("t10k-images-idx3-ubyte.gz"));
    }

    @Test
    void whatIsNowhereIsReportedPlaceByPlaceWithTheRemedy() throws IOException {
        Path partial = touch(folder.resolve("sample"), IdxFiles.NAMES.subList(0, 3));
        DatasetLocations locations = DatasetLocations.of(new Properties(), Map.of("VENTRAL_DATA", folder.toString(), "XDG_CACHE_HOME", folder.resolve("c").toString()));
        assertThatThrownBy(() -> locations.find("sample")).isInstanceOf(FileNotFoundException.class)
                .hasMessageContainingAll(partial + ": lacks t10k-labels-idx1-ubyte (plain or .gz)", "is not there", "ventral data get sample");
    }

    @Test
    void aFolderThatWasNamedMustHaveTheFiles() throws IOException {
        assertThat(DatasetLocations.in(touch(folder.resolve("ok"), IdxFiles.NAMES)).testLabels()).hasFileName("t10k-labels-idx1-ubyte");
        assertThatThrownBy(() -> DatasetLocations.in(folder.resolve("none")))
                .isInstanceOf(FileNotFoundException.class).hasMessageContaining("none: is not there");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> DatasetLocations.in(file)).hasMessageContaining("is not a folder");
    }

    private static Path touch(Path folder, List<String> names) throws IOException {
        Files.createDirectories(folder);
        for (String name : names) {
            Files.writeString(folder.resolve(name), "");
        }
        return folder;
    }
}
