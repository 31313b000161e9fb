package org.ventral.onnx.write;

import java.util.List;

/** The value of an attribute of a node. */
sealed interface Attribute {
    record Whole(long value) implements Attribute {}

    record Real(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Reals(List<Float> values) implements Attribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    record Texts(List<String> values) implements Attribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    record Wholes(List<Long> values) implements Attribute {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    /** A tensor of one element, as {@code ConstantOfShape} takes it. */
    record Element(org.ventral.tensor.DType dtype, double value) implements Attribute {}

    /** The body of a branch or a loop. */
    record Body(Draft graph) implements Attribute {}
}
