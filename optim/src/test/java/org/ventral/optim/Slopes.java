package org.ventral.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Parameters, and losses that have exactly the gradients that a test wants. */
final class Slopes {
    private Slopes() {}

    static Parameter parameter(double... values) {
        return Parameter.of(Tensor.of(values, values.length));
    }

    /** The gradients of {@code Σ parameter · slope}; parameters without a slope have none. */
    static Gradients gradients(Map<String, Parameter> parameters, Map<String, Tensor> slopes) {
        Tensor loss = Tensor.zeros(new TensorType(slopes.values().iterator().next().dtype(), Shape.scalar()), Device.preferred());
        for (var slope : slopes.entrySet()) loss = loss.add(parameters.get(slope.getKey()).value().mul(slope.getValue()).sum());
        return loss.backward();
    }

    static Gradients gradients(Map<String, Parameter> parameters, String name, double... slope) {
        return gradients(parameters, Map.of(name, Tensor.of(slope, slope.length)));
    }

    static Map<String, Parameter> named(Object... namesAndParameters) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndParameters.length; i += 2) parameters.put((String) namesAndParameters[i], (Parameter) namesAndParameters[i + 1]);
        return parameters;
    }

    static double[] values(Parameter parameter) {
        return parameter.value().cast(DType.FLOAT64).toDoubles();
    }
}
