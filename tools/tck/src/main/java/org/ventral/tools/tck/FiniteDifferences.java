package org.ventral.tools.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.ventral.tensor.DType;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Checks gradients against central differences in double precision. */
public final class FiniteDifferences {
    private static final double STEP = 1e-6;

    private FiniteDifferences() {}

    /**
     * The largest error of the gradients of a function, relative to one plus their magnitude.
     *
     * <p>The floating outputs are reduced to a scalar with random weights; the gradient of that is compared, element by element, with
     * {@code (f(x + h) − f(x − h)) / 2h}.
     *
     * @param function what is differentiated
     * @param inputs operands; the float64 ones are differentiated by
     */
    public static double worstError(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
        List<Tensor> leaves = new ArrayList<>();
        for (Tensor input : inputs) leaves.add(input.dtype() == DType.FLOAT64 ? input.requiresGradient() : input);
        List<Tensor> weights = new ArrayList<>();
        Tensor total = weighted(function.apply(leaves), weights);
        var gradients = total.isTracked() ? Optional.of(total.backward()) : Optional.<Gradients>empty();    // constants have none
        double worst = 0;
        for (int k = 0; k < inputs.size(); k++) {
            if (inputs.get(k).dtype() != DType.FLOAT64) continue;
            double[] values = inputs.get(k).toDoubles();
            Tensor leaf = leaves.get(k);
            double[] claimed = gradients.flatMap(g -> g.find(leaf)).map(Tensor::toDoubles).orElseGet(() -> new double[values.length]);
            for (int i = 0; i < values.length; i++) {
                double above = probe(function, inputs, weights, k, values, i, STEP), below = probe(function, inputs, weights, k, values, i, -STEP);
                double measured = (above - below) / (2 * STEP);
                double error = Math.abs(measured - claimed[i]) / (1 + Math.abs(measured));
                if (!(error <= worst)) worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
            }
        }
        return worst;
    }

    private static double probe(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, List<Tensor> weights, int k, double[] values, int i, double step) {
        double[] moved = values.clone();
        moved[i] += step;
        List<Tensor> operands = new ArrayList<>(inputs);
        Tensor replaced = Tensor.uninitialized(new TensorType(DType.FLOAT64, inputs.get(k).shape()), inputs.get(k).device());
        replaced.write(moved);
        operands.set(k, replaced);
        return weighted(function.apply(operands), weights).item();
    }

    private static Tensor weighted(List<Tensor> outputs, List<Tensor> weights) {
        Tensor total = null;
        int used = 0;
        for (Tensor output : outputs) {
            if (!output.dtype().isFloating()) continue;
            if (weights.size() == used) {
                var random = new SplittableRandom(used);
                double[] values = new double[Math.toIntExact(output.elements())];
                for (int i = 0; i < values.length; i++) values[i] = random.nextDouble(-1, 1);
                Tensor weight = Tensor.uninitialized(output.type(), output.device());
                weight.write(values);
                weights.add(weight);
            }
            Tensor term = output.mul(weights.get(used++)).sum();
            total = total == null ? term : total.add(term);
        }
        return total;
    }
}
