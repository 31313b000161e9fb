package org.ventral.backend.cpu.kernel;

import java.util.List;
import org.ventral.backend.cpu.loops.AdamStep;
import org.ventral.backend.cpu.loops.UpdateSpans;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * One step of an optimizer over all parameters of a model, in place, in one pass over the memory.
 *
 * <p>Parameters, gradients and states are lists of contiguous stretches (views without strides) that belong together by their place in the list. All
 * stretches are cut into tiles of {@value #TILE} elements that the workers share, so that many small parameters cost no more than one large.
 */
public final class Updates {
    private static final UpdateSpans SPANS = Loops.updates();
    private static final int TILE = 16_384;

    private Updates() {}

    /** What is done with a stretch of one parameter. */
    @FunctionalInterface
    private interface Task {
        void run(int parameter, int from, int n);
    }

    /** θ ← θ - rate · (g + decay · θ). */
    public static void sgd(Workers workers, float rate, float decay, int[] lengths, List<View<float[]>> p, List<View<float[]>> g) {
        forEach(workers, lengths, (k, i, n) -> SPANS.sgd(rate, decay, p.get(k).array(), p.get(k).offset() + i, g.get(k).array(), g.get(k).offset() + i, n));
    }

    /** The book's momentum (eq. 7.61): Δ ← γ Δ - η (g + decay · θ), θ ← θ + Δ; with {@code nesterov}, θ ← θ + γ Δ - η (g + decay · θ). */
    public static void momentum(Workers workers, float rate, float gamma, float decay, boolean nesterov, int[] lengths,
            List<View<float[]>> p, List<View<float[]>> g, List<View<float[]>> delta) {
        forEach(workers, lengths, (k, i, n) -> SPANS.momentum(rate, gamma, decay, nesterov, p.get(k).array(), p.get(k).offset() + i,
            g.get(k).array(), g.get(k).offset() + i, delta.get(k).array(), delta.get(k).offset() + i, n));
    }

    /** Momentum with the rate outside: v ← μ v + (1 - dampening) g′, θ ← θ - η v, or with {@code nesterov} θ ← θ - η (g′ + μ v), where g′ = g + decay · θ. */
    public static void velocity(Workers workers, float rate, float mu, float dampening, float decay, boolean nesterov, int[] lengths,
            List<View<float[]>> p, List<View<float[]>> g, List<View<float[]>> v) {
        forEach(workers, lengths, (k, i, n) -> SPANS.velocity(rate, mu, dampening, decay, nesterov, p.get(k).array(), p.get(k).offset() + i,
            g.get(k).array(), g.get(k).offset() + i, v.get(k).array(), v.get(k).offset() + i, n));
    }

    /** Adam or AdamW, as {@link AdamStep} says. */
    public static void adam(Workers workers, AdamStep step, int[] lengths, List<View<float[]>> p, List<View<float[]>> g, List<View<float[]>> m, List<View<float[]>> v) {
        forEach(workers, lengths, (k, i, n) -> SPANS.adam(step, p.get(k).array(), p.get(k).offset() + i, g.get(k).array(), g.get(k).offset() + i,
            m.get(k).array(), m.get(k).offset() + i, v.get(k).array(), v.get(k).offset() + i, n));
    }

    private static void forEach(Workers workers, int[] lengths, Task task) {
        long total = 0;
        int tiles = 0;
        for (int length : lengths) {
            total += length;
            tiles += Math.ceilDiv(length, TILE);
        }
        if (total <= Nest.ALONE) {
            for (int k = 0; k < lengths.length; k++) task.run(k, 0, lengths[k]);
            return;
        }
        int[] parameter = new int[tiles], from = new int[tiles];
        for (int k = 0, tile = 0; k < lengths.length; k++)
            for (int i = 0; i < lengths[k]; i += TILE) {
                parameter[tile] = k;
                from[tile++] = i;
            }
        workers.forEach(tiles, tile -> task.run(parameter[tile], from[tile], Math.min(TILE, lengths[parameter[tile]] - from[tile])));
    }
}
