package org.ventral.tools.cli.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.nn.Module;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.UsageException;

/**
 * An imported classifier as a module of grey images {@code [N, 1, H, W]}: brings them to the shape and the batch that the model takes.
 *
 * <p>It has no parameters of its own; those of the model are trained through its function.
 */
public final class Classifier extends Module {
    /** Keeps the logarithm of a probability of 0 finite. */
    private static final double LEAST = 1e-30;

    /** The function of a model: images in its own shape, scores {@code [N, classes]}. */
    @FunctionalInterface
    public interface Function {
        /** The scores. */
        Tensor apply(Tensor images);
    }

    private final ImageLayout layout;
    private final int classes;
    private final Function function;
    /** Whether the model ends with a softmax; seen at its first answer. */
    private Boolean probabilities;

    private Classifier(ImageLayout layout, int classes, Function function) {
        this.layout = layout;
        this.classes = classes;
        this.function = function;
    }

    /**
     * A model with one input, which takes images.
     *
     * @param classes how many it is to tell apart
     * @throws UsageException if its inputs are others
     */
    public static Classifier of(List<OnnxPort> inputs, int classes, Function function) {
        if (inputs.size() != 1) throw new UsageException("a classifier of images has one input; the model has " + inputs);
        ImageLayout layout = ImageLayout.of(inputs.getFirst());
        if (layout.element() != ElementType.FLOAT) throw new UsageException("images of type float are needed; the model takes " + inputs.getFirst());
        return new Classifier(layout, classes, function);
    }

    /** How the model takes images. */
    public ImageLayout layout() {
        return layout;
    }

    /** Images that the model takes at once; -1 for any number. */
    public long batch() {
        return layout.batch();
    }

    /** Scores {@code [N, classes]} as cross-entropy takes them: probabilities become logarithms. */
    @Override public Tensor forward(Tensor images) {
        long count = images.size(0), batch = layout.batch();
        if (batch < 0 || batch == count) return scores(images);
        List<Tensor> parts = new ArrayList<>();
        for (long begin = 0; begin < count; begin += batch) {
            long end = Math.min(count, begin + batch), missing = batch - (end - begin);
            Tensor part = images.slice(0, begin, end);
            // The last images stand in for those that a full batch lacks.
            if (missing > 0) part = Tensor.concat(0, part, part.slice(0, part.size(0) - 1, part.size(0)).expand(missing, images.size(1), images.size(2), images.size(3)));
            Tensor answer = scores(part);
            parts.add(missing > 0 ? answer.slice(0, 0, end - begin) : answer);
        }
        return parts.size() == 1 ? parts.getFirst() : Tensor.concat(0, parts);
    }

    private Tensor scores(Tensor images) {
        Tensor fitting = cropped(images);
        long count = fitting.size(0), height = fitting.size(2), width = fitting.size(3), channels = Math.max(1, layout.channels());
        if (channels > 1) fitting = fitting.expand(count, channels, height, width);
        if (layout.order() == ImageLayout.Order.CHANNELS_LAST) fitting = fitting.permute(0, 2, 3, 1);
        Tensor answer = function.apply(fitting.contiguous().reshape(layout.shape(count, channels, height, width)));
        if (answer.elements() != count * classes)
            throw new UsageException("the data has %d classes, so scores [%d, %d] are needed; the model answers %s".formatted(classes, count, classes, answer.shape()));
        Tensor scores = answer.reshape(count, classes);
        if (probabilities == null) probabilities = areProbabilities(scores);
        return probabilities ? scores.add(LEAST).log() : scores;
    }

    private static boolean areProbabilities(Tensor scores) {
        double[] values = scores.detach().toDoubles();
        int classes = (int) scores.size(1);
        for (int i = 0; i < values.length; i += classes)
            if (!Scores.areProbabilities(Arrays.copyOfRange(values, i, i + classes))) return false;
        return true;
    }

    /** The middle, where the images are larger than what the model takes. */
    private Tensor cropped(Tensor images) {
        return cropped(cropped(images, 2, layout.height()), 3, layout.width());
    }

    private static Tensor cropped(Tensor images, int axis, long wanted) {
        long begin = (images.size(axis) - wanted) / 2;
        return wanted < 0 || begin <= 0 ? images : images.slice(axis, begin, begin + wanted);
    }
}
