package org.ventral.onnx.model;

import java.util.List;
import org.ventral.onnx.OnnxType;

/** A setting of a node. */
public sealed interface AttributeDef {
    /** Its name. */
    String name();

    /** An integer. */
    record OfInteger(String name, long value) implements AttributeDef {}

    /** A float. */
    record OfNumber(String name, float value) implements AttributeDef {}

    /** Text. */
    record OfText(String name, String value) implements AttributeDef {}

    /** A tensor. */
    record OfTensor(String name, TensorDef value) implements AttributeDef {}

    /** A sparse tensor. */
    record OfSparse(String name, SparseTensorDef value) implements AttributeDef {}

    /** A graph to be run inside the node. */
    record OfGraph(String name, GraphDef value) implements AttributeDef {}

    /** A type. */
    record OfType(String name, OnnxType value) implements AttributeDef {}

    /** Integers. */
    record OfIntegers(String name, List<Long> values) implements AttributeDef {}

    /** Floats. */
    record OfNumbers(String name, List<Float> values) implements AttributeDef {}

    /** Texts. */
    record OfTexts(String name, List<String> values) implements AttributeDef {}

    /** Tensors, graphs, sparse tensors or types in a row, which no operator that is supported takes. */
    record OfOthers(String name, String kind) implements AttributeDef {}

    /** In the body of a function: the attribute of this name of the calling node. */
    record Reference(String name, String to) implements AttributeDef {}
}
