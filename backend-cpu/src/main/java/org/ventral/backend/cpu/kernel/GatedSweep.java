package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.kernel.Product.Bias;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.GateSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;

/**
 * A gated recurrent unit over a whole sequence, forward and backward, with the reset gate after the product with the weight (one product a step) or before it (two).
 * Weights are packed once; between the products lies a pass over the units, cut by samples. All arrays are dense: sequences {@code [T, N, …]}, states {@code [N, H]};
 * gates are the blocks r, k, c̃ and m of {@link org.ventral.tensor.op.GatedSteps}.
 *
 * @param sweep the way through the sequence
 */
public record GatedSweep(Sweep sweep) {
    private static final ActivationSpans ACTIVATIONS = Loops.activations();
    private static final GateSpans GATES = Loops.gates();
    private static final Spans SPANS = Loops.spans();
    /** Blocks of the input, and of what is kept of a step. */
    private static final int INPUT = 3, KEPT = 4;

    /**
     * All steps, the reset gate after the product.
     *
     * @param input  what the input makes of the gates
     * @param weight {@code [3H, H]}
     * @param bias   {@code [3H]}, of the weight
     * @param h      receives h after each step
     * @param gates  receives the gates
     */
    public void forward(Workers workers, Dense input, Dense weight, Dense bias, Dense firstH, Dense h, Dense gates) {
        int batch = sweep.batch(), hidden = sweep.hidden(), wide = INPUT * hidden;
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, hidden, wide, weight.array(), new Matrix(weight.offset(), 1, hidden));
        float[] u = new float[batch * wide];
        for (int i = 0; i < sweep.steps(); i++) {
            int t = sweep.place(i), found = sweep.found(i);
            Dense before = i == 0 ? firstH : h;
            Product product = Product.of(batch, wide, hidden, before.matrix(found, hidden), packed.source(), Matrix.dense(0, wide)).biased(Bias.PER_COLUMN, bias.offset());
            Gemm.FLOATS.multiply(workers, product, before.array(), packed, bias.array(), u, false, null);
            sweep.eachSample(workers, n -> {
                int row = t * batch + n, g = gates.at(row * KEPT * hidden), x = input.at(row * wide);
                SPANS.binary(BinaryKind.ADD, input.array(), x, u, n * wide, gates.array(), g, 2 * hidden);
                ACTIVATIONS.forward(ActivationFunction.SIGMOID, 0, gates.array(), g, gates.array(), g, 2 * hidden);
                System.arraycopy(u, n * wide + 2 * hidden, gates.array(), g + 3 * hidden, hidden);
                GATES.candidate(hidden, gates.array(), g, input.array(), x + 2 * hidden);
                mix(gates, g, before, found + n * hidden, h, row * hidden);
            });
        }
    }

    /** The same with the reset gate before the product; the input has all biases. */
    public void forwardResettingBefore(Workers workers, Dense input, Dense weight, Dense firstH, Dense h, Dense gates) {
        int batch = sweep.batch(), hidden = sweep.hidden(), wide = KEPT * hidden;
        PackedMatrix<float[]> ofGates = Gemm.FLOATS.pack(workers, hidden, 2 * hidden, weight.array(), new Matrix(weight.offset(), 1, hidden));
        PackedMatrix<float[]> ofCandidate = Gemm.FLOATS.pack(workers, hidden, hidden, weight.array(), new Matrix(weight.at(2 * hidden * hidden), 1, hidden));
        for (int i = 0; i < sweep.steps(); i++) {
            int first = sweep.place(i) * batch, found = sweep.found(i), gate = first * wide;
            Dense before = i == 0 ? firstH : h;
            sweep.eachSample(workers, n -> System.arraycopy(input.array(), input.at((first + n) * INPUT * hidden), gates.array(), gates.at(gate + n * wide), INPUT * hidden));
            Product product = Product.of(batch, 2 * hidden, hidden, before.matrix(found, hidden), ofGates.source(), gates.matrix(gate, wide)).accumulating();
            Gemm.FLOATS.multiply(workers, product, before.array(), ofGates, null, gates.array(), false, null);
            sweep.eachSample(workers, n -> {
                int g = gates.at(gate + n * wide);
                ACTIVATIONS.forward(ActivationFunction.SIGMOID, 0, gates.array(), g, gates.array(), g, 2 * hidden);
                GATES.reset(hidden, gates.array(), g, before.array(), before.at(found + n * hidden));
            });
            Product candidate = Product.of(batch, hidden, hidden, gates.matrix(gate + 3 * hidden, wide), ofCandidate.source(), gates.matrix(gate + 2 * hidden, wide)).accumulating();
            Gemm.FLOATS.multiply(workers, candidate, gates.array(), ofCandidate, null, gates.array(), false, null);
            sweep.eachSample(workers, n -> mix(gates, gates.at(gate + n * wide), before, found + n * hidden, h, (first + n) * hidden));
        }
    }

    /** The end of a step, from what the candidate is made of. */
    private void mix(Dense gates, int g, Dense before, int found, Dense h, int out) {
        int hidden = sweep.hidden(), candidate = g + 2 * hidden;
        ACTIVATIONS.forward(ActivationFunction.TANH, 0, gates.array(), candidate, gates.array(), candidate, hidden);
        GATES.mix(hidden, gates.array(), g, before.array(), before.at(found), h.array(), h.at(out));
    }

    /**
     * Backpropagation through time, the reset gate after the product.
     *
     * @param h       after each step
     * @param gh      gradients of h after each step
     * @param ofInput receives the gradient of the input
     * @param ofU     receives the gradient of what the weight and its bias make of h
     * @param ofH     receives the gradient of the h that the sequence began with
     */
    public void backward(Workers workers, Dense weight, Dense firstH, Dense h, Dense gates, Dense gh, Dense ofInput, Dense ofU, Dense ofH) {
        int batch = sweep.batch(), hidden = sweep.hidden(), wide = INPUT * hidden;
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, wide, hidden, weight.array(), weight.matrix(0, hidden));
        Arrays.fill(ofH.array(), ofH.offset(), ofH.at(batch * hidden), 0);
        for (int i = sweep.steps() - 1; i >= 0; i--) {
            int first = sweep.place(i) * batch, found = sweep.found(i);
            Dense before = i == 0 ? firstH : h;
            sweep.eachSample(workers, n -> {
                int row = first + n, a = row * wide;
                backMix(before, found + n * hidden, gates, row, gh, ofInput, ofH, n);
                GATES.backAfter(hidden, gates.array(), gates.at(row * KEPT * hidden), ofInput.array(), ofInput.at(a), ofU.array(), ofU.at(a));
            });
            Product product = Product.of(batch, hidden, wide, ofU.matrix(first * wide, wide), packed.source(), ofH.matrix(0, hidden)).accumulating();
            Gemm.FLOATS.multiply(workers, product, ofU.array(), packed, null, ofH.array(), false, null);
        }
    }

    /** The same with the reset gate before the product. */
    public void backwardResettingBefore(Workers workers, Dense weight, Dense firstH, Dense h, Dense gates, Dense gh, Dense ofInput, Dense ofH) {
        int batch = sweep.batch(), hidden = sweep.hidden(), wide = INPUT * hidden;
        PackedMatrix<float[]> ofGates = Gemm.FLOATS.pack(workers, 2 * hidden, hidden, weight.array(), weight.matrix(0, hidden));
        PackedMatrix<float[]> ofCandidate = Gemm.FLOATS.pack(workers, hidden, hidden, weight.array(), weight.matrix(2 * hidden * hidden, hidden));
        Dense ofReset = new Dense(new float[batch * hidden], 0);
        Arrays.fill(ofH.array(), ofH.offset(), ofH.at(batch * hidden), 0);
        for (int i = sweep.steps() - 1; i >= 0; i--) {
            int first = sweep.place(i) * batch, found = sweep.found(i);
            Dense before = i == 0 ? firstH : h;
            sweep.eachSample(workers, n -> backMix(before, found + n * hidden, gates, first + n, gh, ofInput, ofH, n));
            Product candidate = Product.of(batch, hidden, hidden, ofInput.matrix(first * wide + 2 * hidden, wide), ofCandidate.source(), ofReset.matrix(0, hidden));
            Gemm.FLOATS.multiply(workers, candidate, ofInput.array(), ofCandidate, null, ofReset.array(), false, null);
            sweep.eachSample(workers, n -> GATES.backBefore(hidden, gates.array(), gates.at((first + n) * KEPT * hidden), before.array(), before.at(found + n * hidden),
                ofReset.array(), n * hidden, ofInput.array(), ofInput.at((first + n) * wide), ofH.array(), ofH.at(n * hidden)));
            Product product = Product.of(batch, hidden, 2 * hidden, ofInput.matrix(first * wide, wide), ofGates.source(), ofH.matrix(0, hidden)).accumulating();
            Gemm.FLOATS.multiply(workers, product, ofInput.array(), ofGates, null, ofH.array(), false, null);
        }
    }

    private void backMix(Dense before, int found, Dense gates, int row, Dense gh, Dense ofInput, Dense ofH, int n) {
        int hidden = sweep.hidden();
        sweep.add(gh, row * hidden, ofH, n * hidden);
        GATES.backMix(hidden, gates.array(), gates.at(row * KEPT * hidden), before.array(), before.at(found), ofH.array(), ofH.at(n * hidden), ofInput.array(),
            ofInput.at(row * INPUT * hidden));
    }
}
