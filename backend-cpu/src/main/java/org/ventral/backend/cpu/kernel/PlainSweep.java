package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * A plain recurrent unit over a whole sequence, forward and backward. Each step is one product with the weight, which is packed once, and then a pass over the units,
 * cut by samples. All arrays are dense: sequences and states {@code […, N, H]}.
 *
 * @param sweep the way through the sequence
 * @param relu  whether the activation is a rectifier instead of tanh; the gradient of either is had from its output
 */
public record PlainSweep(Sweep sweep, boolean relu) {
    private static final ActivationSpans ACTIVATIONS = Loops.activations();

    private ActivationFunction function() {
        return relu ? ActivationFunction.RELU : ActivationFunction.TANH;
    }

    /**
     * All steps.
     *
     * @param input  what the input makes of the units
     * @param weight {@code [H, H]}
     * @param h      receives h after each step
     */
    public void forward(Workers workers, Dense input, Dense weight, Dense firstH, Dense h) {
        int batch = sweep.batch(), hidden = sweep.hidden();
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, hidden, hidden, weight.array(), new Matrix(weight.offset(), 1, hidden));
        for (int i = 0; i < sweep.steps(); i++) {
            int state = sweep.place(i) * batch * hidden;
            Dense found = i == 0 ? firstH : h;
            System.arraycopy(input.array(), input.at(state), h.array(), h.at(state), batch * hidden);
            Product product = Product.of(batch, hidden, hidden, found.matrix(sweep.found(i), hidden), packed.source(), h.matrix(state, hidden)).accumulating();
            Gemm.FLOATS.multiply(workers, product, found.array(), packed, null, h.array(), false, null);
            sweep.eachSample(workers, n -> {
                int at = h.at(state + n * hidden);
                ACTIVATIONS.forward(function(), 0, h.array(), at, h.array(), at, hidden);
            });
        }
    }

    /**
     * Backpropagation through time.
     *
     * @param h       after each step
     * @param gh      gradients of h after each step
     * @param ofInput receives the gradient of the input
     * @param ofH     receives the gradient of the h that the sequence began with
     */
    public void backward(Workers workers, Dense weight, Dense h, Dense gh, Dense ofInput, Dense ofH) {
        int batch = sweep.batch(), hidden = sweep.hidden();
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, hidden, hidden, weight.array(), weight.matrix(0, hidden));
        Arrays.fill(ofH.array(), ofH.offset(), ofH.at(batch * hidden), 0);
        for (int i = sweep.steps() - 1; i >= 0; i--) {
            int state = sweep.place(i) * batch * hidden;
            sweep.eachSample(workers, n -> {
                int at = n * hidden;
                sweep.add(gh, state + at, ofH, at);
                ACTIVATIONS.backward(function(), 0, h.array(), h.at(state + at), ofH.array(), ofH.at(at), ofInput.array(), ofInput.at(state + at), hidden);
            });
            Product product = Product.of(batch, hidden, hidden, ofInput.matrix(state, hidden), packed.source(), ofH.matrix(0, hidden));
            Gemm.FLOATS.multiply(workers, product, ofInput.array(), packed, null, ofH.array(), false, null);
        }
    }
}
