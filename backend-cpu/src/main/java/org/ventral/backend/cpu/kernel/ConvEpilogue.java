package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.tensor.op.BinaryKind;

/**
 * What is done with results of a convolution while they are in the cache: another array of the same order is added, and an activation function applied. Both may be
 * absent. The bits are those of the ops one by one.
 *
 * @param addend   the array to add, or null
 * @param shift    distance from a result to the element that is added to it
 * @param function the function, or null
 * @param alpha    its parameter
 */
public record ConvEpilogue(float[] addend, int shift, ActivationFunction function, float alpha) {
    /** Nothing is done. */
    public static final ConvEpilogue NONE = new ConvEpilogue(null, 0, null, 0);

    private static final Spans SPANS = Loops.spans();
    private static final ActivationSpans ACTIVATIONS = Loops.activations();

    /** Works on {@code length} results from {@code at} on. */
    void run(float[] y, int at, int length) {
        if (isNone()) return;
        if (addend != null) SPANS.binary(BinaryKind.ADD, y, at, addend, at + shift, y, at, length);
        if (function != null) ACTIVATIONS.forward(function, alpha, y, at, y, at, length);
    }

    /** The same for {@code pixels} rows of {@code length} channels, {@code step} apart, to which a bias, if there is one, is added first. */
    void run(float[] bias, int biasAt, float[] y, int at, int pixels, int length, int step) {
        if (bias != null) for (int p = 0, row = at; p < pixels; p++, row += step) SPANS.binary(BinaryKind.ADD, y, row, bias, biasAt, y, row, length);
        if (isNone()) return;
        if (length == step) run(y, at, pixels * length);
        else for (int p = 0, row = at; p < pixels; p++, row += step) run(y, row, length);
    }

    boolean isNone() {
        return addend == null && function == null;
    }
}
