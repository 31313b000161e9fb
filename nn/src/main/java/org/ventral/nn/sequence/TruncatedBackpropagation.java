package org.ventral.nn.sequence;

import org.ventral.nn.layer.RecurrentState;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Truncated backpropagation through time: a long sequence is learnt in stretches of some steps. The state goes on from one stretch to the next, the gradient
 * does not, so that the memory and the time of an update depend on the stretch alone, and no dependence longer than a stretch is learnt.
 *
 * {@snippet :
 * TruncatedBackpropagation.over(x, y, 1, 50, null, (part, wanted, state) -> {        // x [N, T, in], y [N, T, out]
 *     RecurrentOutput out = lstm.run(part, state);                                   // null: from zeros
 *     optimizer.step(head.forward(out.values()).sub(wanted).square().mean().backward());
 *     return out.state();
 * });
 * }
 */
public final class TruncatedBackpropagation {
    private TruncatedBackpropagation() {}

    /** What is done with a stretch. */
    @FunctionalInterface
    public interface Stretch {
        /**
         * Reads a stretch, and updates the weights.
         *
         * @param x      its part of the sequence
         * @param wanted its part of the targets
         * @param state  where the stretch before it ended, at which gradients stop; null at the first one if none was given
         * @return where it ends
         */
        RecurrentState learn(Tensor x, Tensor wanted, RecurrentState state);
    }

    /**
     * Goes over a sequence once, from its beginning.
     *
     * @param x      the sequence
     * @param wanted the targets, with as many steps
     * @param time   the axis of steps of both
     * @param steps  of a stretch, at least 1; the last one may have fewer
     * @param begin  the state to begin with; null for what the first stretch makes of it
     * @return the state at the end, at which gradients stop: where the sequence may go on in another call
     * @throws ShapeException if the axis is none of both, the numbers of steps differ, or there is no step
     */
    public static RecurrentState over(Tensor x, Tensor wanted, int time, int steps, RecurrentState begin, Stretch stretch) {
        if (steps < 1) throw new IllegalArgumentException("TruncatedBackpropagation: a stretch must have at least 1 step, got " + steps);
        if (time < 0 || time >= x.rank() || time >= wanted.rank() || x.size(time) != wanted.size(time) || x.size(time) == 0)
            throw new ShapeException("TruncatedBackpropagation: sequence %s and targets %s must have equally many steps on axis %d, at least one", x.shape(), wanted.shape(), time);
        RecurrentState state = begin == null ? null : begin.detach();
        for (long from = 0, end = x.size(time); from < end; from += steps) {
            long to = Math.min(end, from + steps);
            state = stretch.learn(x.slice(time, from, to), wanted.slice(time, from, to), state).detach();
        }
        return state;
    }
}
