package org.ventral.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ventral demo kernels}: the pictures of figure 7.6. */
class KernelsTest {
    @TempDir Path folder;

    @Test void onlyTheEdgeOfAPlainAreaIsSeen() throws IOException {
        Path out = folder.resolve("out");
        var outcome = Cli.run("demo", "kernels", halves(), "--out", out);
        assertEquals(0, outcome.status(), outcome.err());
        BufferedImage edge = read(out, "edge"), sharpen = read(out, "sharpen"), blur = read(out, "blur");
        assertEquals(0, grey(edge, 2, 8), "a plain area is black, at its border too");
        assertEquals(0, grey(edge, 0, 0));
        assertEquals(255, grey(edge, 8, 8), "bright beside dark is an edge");
        assertEquals(200, grey(sharpen, 13, 8), 1, "plain areas stay as they are");
        assertEquals((100 + 100 + 200) / 3, grey(blur, 7, 8), 1);
    }

    @Test void saysWhatIsWrong() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.png"), "no picture"), picture = halves();
        for (Object[] arguments : new Object[][] {{folder.resolve("none.png"), folder}, {text, folder}, {picture, picture}}) {
            var outcome = Cli.run("demo", "kernels", arguments[0], "--out", arguments[1]);
            assertTrue(outcome.status() != 0, "must fail");
            assertFalse(outcome.err().contains("\tat "), outcome.err());
            assertTrue(outcome.err().contains(arguments[0].toString()), outcome.err());
        }
    }

    private Path halves() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) for (int x = 0; x < 16; x++) image.setRGB(x, y, 0x010101 * (x < 8 ? 100 : 200));
        Path file = folder.resolve("halves.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static BufferedImage read(Path folder, String name) throws IOException {
        return ImageIO.read(folder.resolve(name + ".png").toFile());
    }

    private static int grey(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xff;
    }
}
