package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.ConvTiles;
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
    private static final ConvTiles TILES = Loops.convolution();
    /** Stands for the bias of a tile that has none. */
    private static final float[] ZEROS = new float[2 * TILES.lanes()];
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

    /** The same for a register tile, {@code rows} pixels by two vectors of channels, if nothing is added; else {@link #rows} is to follow. */
    void tile(float[] bias, int biasAt, float[] y, int at, int rows, int step) {
        if (addend != null || bias == null && isNone()) return;
        boolean relu = function == ActivationFunction.RELU;
        TILES.finish(rows, y, at, step, bias == null ? ZEROS : bias, bias == null ? 0 : biasAt, relu);
        if (function != null && !relu) for (int r = 0, row = at; r < rows; r++, row += step) ACTIVATIONS.forward(function, alpha, y, row, y, row, 2 * TILES.lanes());
    }

    /** What {@link #tile} leaves: an array that is added comes from memory, which takes long rows to be fast. */
    void rows(float[] bias, int biasAt, float[] y, int at, int rows, int length, int step) {
        if (addend == null) return;
        boolean relu = function == ActivationFunction.RELU;
        for (int r = 0, row = at; r < rows; r++, row += step) {
            if (bias == null) SPANS.binary(BinaryKind.ADD, y, row, addend, row + shift, y, row, length);
            else TILES.finishRow(length, y, row, bias, biasAt, addend, row + shift, relu);
            if (function != null && !(relu && bias != null)) ACTIVATIONS.forward(function, alpha, y, row, y, row, length);
        }
    }

    boolean isNone() {
        return addend == null && function == null;
    }
}
