package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;

/**
 * The way of a recurrent unit through a sequence {@code [T, N, H]}.
 *
 * @param steps   T, at least 1
 * @param batch   N
 * @param hidden  H
 * @param reverse whether the sequence is read from its end
 */
public record Sweep(int steps, int batch, int hidden, boolean reverse) {
    private static final Spans SPANS = Loops.spans();
    /** Samples of a task. */
    private static final int SAMPLES = 8;

    /** Where step number i stands in the sequence. */
    int place(int i) {
        return reverse ? steps - 1 - i : i;
    }

    /** Where in the sequence the state stands that step number i finds; 0, in the first state, for the first. */
    int found(int i) {
        return i == 0 ? 0 : place(i - 1) * batch * hidden;
    }

    /** The pass over the samples between the products. */
    void eachSample(Workers workers, Workers.TileTask sample) {
        workers.forEach(Math.ceilDiv(batch, SAMPLES), task -> {
            for (int n = task * SAMPLES, end = Math.min(batch, n + SAMPLES); n < end; n++) sample.run(n);
        });
    }

    /** {@code y += x} over the units of a sample. */
    void add(Dense x, int from, Dense y, int to) {
        SPANS.binary(BinaryKind.ADD, y.array(), y.at(to), x.array(), x.at(from), y.array(), y.at(to), hidden);
    }
}
