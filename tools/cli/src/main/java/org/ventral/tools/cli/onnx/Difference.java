package org.ventral.tools.cli.onnx;

import java.util.List;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;

/**
 * How far two engines are apart on the same inputs.
 *
 * @param greatest greatest distance of two elements; not a number where one of them is, and infinite where types, shapes or whole numbers differ
 * @param scale    greatest magnitude of what was expected, at least 1
 * @param where    the output with the greatest distance
 */
public record Difference(double greatest, double scale, String where) {
    /** Nothing was compared yet. */
    public static final Difference NONE = new Difference(0, 1, "");

    /** The greatest one over all outputs. */
    static Difference of(List<OnnxPort> ports, List<OnnxValue> got, List<OnnxValue> wanted) {
        Difference worst = NONE;
        for (int i = 0; i < wanted.size(); i++) worst = worst.or(of(ports.get(i).name(), got.get(i), wanted.get(i)));
        return worst;
    }

    private static Difference of(String name, OnnxValue got, OnnxValue wanted) {
        if (wanted instanceof OnnxValue.OfSequence(var expected) && got instanceof OnnxValue.OfSequence(var found) && found.size() == expected.size()) {
            Difference worst = NONE;
            for (int i = 0; i < expected.size(); i++) worst = worst.or(of(name, found.get(i), expected.get(i)));
            return worst;
        }
        if (!(wanted instanceof OnnxValue.OfTensor(var type, var expected)) || !(got instanceof OnnxValue.OfTensor(var other, var found)))
            return wanted.equals(got) ? NONE : new Difference(Double.POSITIVE_INFINITY, 1, "%s: got %s, expected %s".formatted(name, got, wanted));
        if (type != other || !expected.shape().equals(found.shape())) return new Difference(Double.POSITIVE_INFINITY, 1, "%s: got %s, expected %s".formatted(name, got, wanted));
        double greatest = 0, scale = 1;
        double[] a = found.toDoubles(), b = expected.toDoubles();
        for (int i = 0; i < a.length; i++) {
            if (Double.compare(a[i], b[i]) == 0 || a[i] == b[i]) continue;
            double distance = type.isFloating() ? Math.abs(a[i] - b[i]) : Double.POSITIVE_INFINITY;
            greatest = Math.max(greatest, distance);                        // of a number and what is none, none
            if (Double.isFinite(b[i])) scale = Math.max(scale, Math.abs(b[i]));
        }
        for (double value : b) if (Double.isFinite(value)) scale = Math.max(scale, Math.abs(value));
        return new Difference(greatest, scale, name);
    }

    Difference or(Difference other) {
        return where.isEmpty() || !(other.relative() <= relative()) ? other : this;
    }

    /** The distance as a part of the greatest magnitude. */
    public double relative() {
        return greatest / scale;
    }

    /** Whether it is no more than a part of the greatest magnitude. */
    public boolean within(double tolerance) {
        return relative() <= tolerance;
    }
}
