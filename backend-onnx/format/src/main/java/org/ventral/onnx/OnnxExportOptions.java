package org.ventral.onnx;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a graph is written as ONNX. Immutable: each method answers another one.
 *
 * {@snippet :
 * OnnxExportOptions.defaults().opset(17).license("Apache-2.0").provenance("data", "fashion-mnist");
 * }
 *
 * @param opset the version of the standard's operators, 13 to 23
 * @param decomposed whether composite ops are written as what they are made of, for run-times that lack the standard's
 * @param parametersAsInputs whether parameters become inputs, behind the others, instead of being held by the file: for training, where
 *     they change
 * @param stepInput name of a further input, an int64 scalar that counts the steps of training from 1, for the optimizers that correct for it;
 *     empty if there is none, and the number of the step is part of the file
 * @param externalAbove parameters of more bytes than this go into a file of their own beside the model
 * @param license SPDX name of the licence of the model, empty if it has none
 * @param provenance where the model comes from: data, seeds, versions; written as the model's metadata
 */
public record OnnxExportOptions(int opset, boolean decomposed, boolean parametersAsInputs, String stepInput, long externalAbove, String license, SortedMap<String, String> provenance) {
    /** The least opset that can be written. */
    public static final int LEAST_OPSET = 13;
    /** The greatest opset that can be written. */
    public static final int GREATEST_OPSET = 23;

    /** Checks the opset. */
    public OnnxExportOptions {
        if (opset < LEAST_OPSET || opset > GREATEST_OPSET)
            throw new IllegalArgumentException("opsets from %d to %d can be written, not %d".formatted(LEAST_OPSET, GREATEST_OPSET, opset));
        if (externalAbove < 0) throw new IllegalArgumentException("externalAbove is a number of bytes, got " + externalAbove);
        java.util.Objects.requireNonNull(stepInput, "stepInput");
        provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    }

    /** Opset 21, composites by their names, everything in one file. */
    public static OnnxExportOptions defaults() {
        return new OnnxExportOptions(21, false, false, "", Long.MAX_VALUE, "", new TreeMap<>());
    }

    /** With another version of the standard's operators. */
    public OnnxExportOptions opset(int version) {
        return new OnnxExportOptions(version, decomposed, parametersAsInputs, stepInput, externalAbove, license, provenance);
    }

    /** With composite ops taken apart, or not. */
    public OnnxExportOptions decomposed(boolean apart) {
        return new OnnxExportOptions(opset, apart, parametersAsInputs, stepInput, externalAbove, license, provenance);
    }

    /** With parameters as inputs, or held by the file. */
    public OnnxExportOptions parametersAsInputs(boolean inputs) {
        return new OnnxExportOptions(opset, decomposed, inputs, stepInput, externalAbove, license, provenance);
    }

    /** With the number of the training step as an input of this name. */
    public OnnxExportOptions stepInput(String name) {
        return new OnnxExportOptions(opset, decomposed, parametersAsInputs, name, externalAbove, license, provenance);
    }

    /**
     * With parameters of more than so many bytes in a file of their own beside the model, {@code NAME.onnx.HASH.data}. It is called after what it holds, so that
     * a model that is replaced has its own numbers until the new one is there; then the old file is removed.
     */
    public OnnxExportOptions externalAbove(long bytes) {
        return new OnnxExportOptions(opset, decomposed, parametersAsInputs, stepInput, bytes, license, provenance);
    }

    /** With a licence. */
    public OnnxExportOptions license(String spdx) {
        return new OnnxExportOptions(opset, decomposed, parametersAsInputs, stepInput, externalAbove, spdx, provenance);
    }

    /** With one more line of provenance. */
    public OnnxExportOptions provenance(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(provenance);
        more.put(key, value);
        return new OnnxExportOptions(opset, decomposed, parametersAsInputs, stepInput, externalAbove, license, more);
    }

    /** With provenance in place of what was there. */
    public OnnxExportOptions provenance(Map<String, String> entries) {
        return new OnnxExportOptions(opset, decomposed, parametersAsInputs, stepInput, externalAbove, license, new TreeMap<>(entries));
    }
}
