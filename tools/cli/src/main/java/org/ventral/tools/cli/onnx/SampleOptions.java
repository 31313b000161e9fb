package org.ventral.tools.cli.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Option;

/** Made-up inputs: the same from the same seed. */
final class SampleOptions {
    /** Of images whose size is open, and of other axes. */
    private static final long IMAGE_SIDE = 64, LENGTH = 8;

    @Option(names = "--size", paramLabel = "NAME=N", description = "An open size of the inputs, by its name, or as INPUT.AXIS where it has none. By default 1 for the batch, 64 for images, 8 for others.")
    private Map<String, Long> sizes = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the inputs; 1 by default.")
    private long seed = 1;

    /** Inputs for one sample and, where the batch is open, for three. */
    List<List<OnnxValue>> runs(List<OnnxPort> ports) {
        return isBatchOpen(ports) ? List.of(values(ports, 1), values(ports, 3)) : List.of(values(ports, 1));
    }

    /** Whether any of the inputs has an open first axis: that of the batch. */
    private boolean isBatchOpen(List<OnnxPort> ports) {
        return ports.stream().anyMatch(port -> port.type() instanceof OnnxType.OfTensor(_, var axes) && axes.isPresent() && !axes.get().isEmpty()
                && axes.get().getFirst().size() <= 0 && chosen(port, 0, axes.get().getFirst()) == null);
    }

    /**
     * A value for each input: floating ones normal, whole ones 0 or 1, masks 1.
     *
     * @param batch the first axis, where it is open and was not chosen
     * @throws UsageException for inputs that are no tensors
     */
    List<OnnxValue> values(List<OnnxPort> ports, long batch) {
        Rng rng = Rng.of(seed);
        Map<String, Long> symbols = new HashMap<>();
        List<OnnxValue> values = new ArrayList<>();
        for (OnnxPort port : ports) {
            if (!(port.type() instanceof OnnxType.OfTensor(var element, var axes))) throw new UsageException("input " + port + " is no tensor: ventral onnx run takes one");
            if (axes.isEmpty()) throw new UsageException("input " + port + " does not say its shape: ventral onnx run takes one");
            values.add(value(port.name(), element, shape(port, axes.get(), batch, symbols), rng.split(port.name())));
        }
        return values;
    }

    private Shape shape(OnnxPort port, List<OnnxType.Dimension> axes, long batch, Map<String, Long> symbols) {
        long[] shape = new long[axes.size()];
        for (int i = 0; i < shape.length; i++) {
            OnnxType.Dimension axis = axes.get(i);
            Long chosen = chosen(port, i, axis);
            long usual = i == 0 ? batch : axes.size() >= 4 && i > 1 ? IMAGE_SIDE : LENGTH;
            // One name stands for one size, wherever it is met first.
            shape[i] = axis.size() > 0 ? axis.size() : chosen != null ? chosen : axis.symbol().isEmpty() ? usual : symbols.computeIfAbsent(axis.symbol(), _ -> usual);
            if (shape[i] < 0) throw new UsageException("--size must not be negative, got " + shape[i]);
        }
        return Shape.of(shape);
    }

    private Long chosen(OnnxPort port, int axis, OnnxType.Dimension dimension) {
        Long byPlace = sizes.get(port.name() + "." + axis);
        return byPlace != null ? byPlace : sizes.get(dimension.symbol());
    }

    private static OnnxValue value(String name, ElementType element, Shape shape, Rng rng) {
        long[] sizes = shape.toArray();
        if (element == ElementType.STRING) return OnnxValue.strings(java.util.Collections.nCopies((int) shape.elements(), "ventral"), sizes);
        if (element.isFloating()) return Values.of(element, Tensor.randn(rng, sizes).toDoubles(), sizes);
        boolean mask = name.contains("mask");
        return Values.of(element, mask ? Tensor.ones(sizes).cast(DType.INT64).toLongs() : Tensor.bernoulli(rng, 0.5, sizes).cast(DType.INT64).toLongs(), sizes);
    }
}
