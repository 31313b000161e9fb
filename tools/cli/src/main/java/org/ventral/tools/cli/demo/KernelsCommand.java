package org.ventral.tools.cli.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.nn.signal.Convolutions;
import org.ventral.nn.signal.Extent;
import org.ventral.nn.signal.Kernels;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.image.Pictures;
import org.ventral.tools.cli.plot.ContactSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral demo kernels}: the three pictures of figure 7.6. */
@Command(name = "kernels", mixinStandardHelpOptions = true, sortOptions = false, description = "Convolves a picture with kernels that find edges, sharpen and blur, and writes edge.png, sharpen.png, blur.png and all beside each other, kernels.png.",
        footer = {"", "Example: ventral demo kernels photo.jpg --out kernels"})
public final class KernelsCommand implements Callable<Integer> {
    private static final int TILE = 420, SHEET_SIDE = 1600;

    @Parameters(paramLabel = "IMAGE", description = "A PNG, JPEG, GIF or BMP file.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures; kernels by default.")
    private Path folder = Path.of("kernels");

    @Option(names = "--blur", paramLabel = "SIZE", description = "Side of the square of pixels whose mean the blur takes; by default 1/50 of the picture, at least 3.")
    private Integer blur;

    @Mixin private DeviceOptions device;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public KernelsCommand() {}

    @Override public Integer call() throws IOException {
        device.apply();
        BufferedImage image = Pictures.open(file);
        int side = Math.max(3, Math.min(image.getWidth(), image.getHeight()) / 50 | 1), size = blur == null ? side : blur;
        Map<String, Tensor> kernels = new LinkedHashMap<>();
        kernels.put("edge", Kernels.edge());
        kernels.put("sharpen", Kernels.sharpen());
        kernels.put("blur", Kernels.blur(size));
        Files.createDirectories(folder);
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: %d×%d".formatted(file, image.getWidth(), image.getHeight()));
        boolean grey = Pictures.isGrey(image);
        List<ContactSheet.Tile> tiles = new ArrayList<>(List.of(new ContactSheet.Tile(image, "the picture")));
        for (Map.Entry<String, Tensor> kernel : kernels.entrySet()) {
            long began = System.nanoTime();
            // Edges are shown in grey, as in the figure; the others leave the colours.
            Tensor values = Pictures.values(image, grey || kernel.getKey().equals("edge") ? 1 : 3);
            BufferedImage result = Pictures.picture(convolved(values, kernel.getValue()));
            double millis = (System.nanoTime() - began) * 1e-6;
            Path target = folder.resolve(kernel.getKey() + ".png");
            Pictures.write(result, target);
            out.println(Text.format("%s  %s kernel %d×%d, in %.1f ms", target, kernel.getKey(), kernel.getValue().size(0), kernel.getValue().size(1), millis));
            tiles.add(new ContactSheet.Tile(result, kernel.getKey() + ", " + kernel.getValue().size(0) + "×" + kernel.getValue().size(1)));
        }
        Path sheet = folder.resolve("kernels.png");
        Pictures.write(new ContactSheet("Convolution with three kernels", List.of(new ContactSheet.Section("", "", TILE, tiles))).draw(SHEET_SIDE + 200), sheet);
        out.println(sheet + "  all beside each other");
        out.flush();
        return 0;
    }

    /** Each channel by itself. Beyond the edge lies more of the edge: with black there, the border would be an edge itself. */
    private static Tensor convolved(Tensor values, Tensor kernel) {
        long before = kernel.size(0) / 2, after = kernel.size(0) - 1 - before;
        List<Tensor> channels = new ArrayList<>();
        for (int c = 0; c < values.size(0); c++) {
            Tensor wide = values.select(0, c).contiguous().padEdge(0, before, after).padEdge(1, before, after).contiguous();
            channels.add(Convolutions.convolve(wide, kernel, Extent.VALID));
        }
        return Tensor.stack(0, channels);
    }
}
