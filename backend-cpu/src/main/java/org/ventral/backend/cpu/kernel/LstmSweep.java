package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.CellSpans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * A long short-term memory over a whole sequence, forward and backward. Each step is one product with the weight, which is packed once, and then a pass over the
 * cells, cut by samples. All arrays are dense: sequences {@code [T, N, …]}, states {@code [N, H]}.
 *
 * <p>Uses scratch slot E of every thread that takes part, beside those of {@link Gemm}.
 *
 * @param sweep    the way through the sequence
 * @param identity whether the cell is shown as it is instead of through tanh
 */
public record LstmSweep(Sweep sweep, boolean identity) {
    private static final ActivationSpans ACTIVATIONS = Loops.activations();
    private static final CellSpans CELLS = Loops.cells();
    private static final int GATES = 4;

    /**
     * All steps.
     *
     * @param input  what the input makes of the gates
     * @param weight {@code [4H, H]}
     * @param h      receives h after each step
     * @param c      receives c after each step
     * @param gates  receives the gates
     */
    public void forward(Workers workers, Dense input, Dense weight, Dense firstH, Dense firstC, Dense h, Dense c, Dense gates) {
        int steps = sweep.steps(), batch = sweep.batch(), hidden = sweep.hidden(), wide = GATES * hidden;
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, hidden, wide, weight.array(), new Matrix(weight.offset(), 1, hidden));
        int begin = sweep.place(0) * batch * wide;
        System.arraycopy(input.array(), input.at(begin), gates.array(), gates.at(begin), batch * wide);
        for (int i = 0; i < steps; i++) {
            int t = sweep.place(i);
            Dense foundH = i == 0 ? firstH : h, foundC = i == 0 ? firstC : c;
            int state = t * batch * hidden, found = sweep.found(i), gate = t * batch * wide, next = i + 1 == steps ? -1 : sweep.place(i + 1) * batch * wide;
            Product product = Product.of(batch, wide, hidden, Matrix.dense(foundH.at(found), hidden), packed.source(), Matrix.dense(gates.at(gate), wide)).accumulating();
            Gemm.FLOATS.multiply(workers, product, foundH.array(), packed, null, gates.array(), false, null);
            sweep.eachSample(workers, n -> {
                int g = gates.at(gate + n * wide), cell = c.at(state + n * hidden), out = h.at(state + n * hidden);
                open(hidden, gates.array(), g);
                CELLS.remember(hidden, gates.array(), g, foundC.array(), foundC.at(found + n * hidden), c.array(), cell);
                if (!identity) ACTIVATIONS.forward(ActivationFunction.TANH, 0, c.array(), cell, h.array(), out, hidden);
                CELLS.show(hidden, gates.array(), g, identity ? c.array() : h.array(), identity ? cell : out, h.array(), out);
                if (next >= 0) System.arraycopy(input.array(), input.at(next + n * wide), gates.array(), gates.at(next + n * wide), wide);     // here all threads share it
            });
        }
    }

    /** The gates of a sample from what they are made of. */
    private static void open(int hidden, float[] gates, int g) {
        ACTIVATIONS.forward(ActivationFunction.SIGMOID, 0, gates, g, gates, g, 2 * hidden);
        ACTIVATIONS.forward(ActivationFunction.TANH, 0, gates, g + 2 * hidden, gates, g + 2 * hidden, hidden);
        ACTIVATIONS.forward(ActivationFunction.SIGMOID, 0, gates, g + 3 * hidden, gates, g + 3 * hidden, hidden);
    }

    /**
     * Backpropagation through time.
     *
     * @param gh      gradients of h after each step
     * @param gc      gradients of c after each step
     * @param ofInput receives the gradient of the input
     * @param ofH     receives the gradient of the h that the sequence began with
     * @param ofC     receives the gradient of the c that the sequence began with
     */
    public void backward(Workers workers, Dense weight, Dense firstC, Dense c, Dense gates, Dense gh, Dense gc, Dense ofInput, Dense ofH, Dense ofC) {
        int steps = sweep.steps(), batch = sweep.batch(), hidden = sweep.hidden(), wide = GATES * hidden;
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, wide, hidden, weight.array(), Matrix.dense(weight.offset(), hidden));
        Arrays.fill(ofH.array(), ofH.offset(), ofH.offset() + batch * hidden, 0);
        Arrays.fill(ofC.array(), ofC.offset(), ofC.offset() + batch * hidden, 0);
        for (int i = steps - 1; i >= 0; i--) {
            int t = sweep.place(i);
            Dense foundC = i == 0 ? firstC : c;
            int state = t * batch * hidden, found = sweep.found(i), gate = t * batch * wide;
            sweep.eachSample(workers, n -> {
                int at = n * hidden, g = gate + n * wide;
                sweep.add(gh, state + at, ofH, at);
                sweep.add(gc, state + at, ofC, at);
                float[] shown = c.array();
                int from = c.at(state + at);
                if (!identity) {
                    shown = Scratch.floats(Slot.E, hidden);
                    ACTIVATIONS.forward(ActivationFunction.TANH, 0, c.array(), from, shown, 0, hidden);
                    from = 0;
                }
                CELLS.back(hidden, identity ? 0 : 1, gates.array(), gates.at(g), foundC.array(), foundC.at(found + at), shown, from, ofH.array(), ofH.at(at), ofC.array(), ofC.at(at),
                    ofInput.array(), ofInput.at(g));
            });
            Product product = Product.of(batch, hidden, wide, Matrix.dense(ofInput.at(gate), wide), packed.source(), Matrix.dense(ofH.offset(), hidden));
            Gemm.FLOATS.multiply(workers, product, ofInput.array(), packed, null, ofH.array(), false, null);
        }
    }
}
