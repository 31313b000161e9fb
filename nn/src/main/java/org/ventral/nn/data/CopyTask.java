package org.ventral.nn.data;

import java.util.Objects;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * The copy task (Hochreiter and Schmidhuber, 1997; in this form Arjovsky, Shah and Bengio, 2016): remember ten symbols for a long time, then say them.
 *
 * <p>A sample is a sequence of one-hot vectors {@code [RECALLED + delay + RECALLED, SYMBOLS + 2]}: ten symbols out of eight; blanks; a mark that says "now"; and
 * ten more blanks. The answers {@code [RECALLED]} belong to the last ten steps: the ten symbols in their order. Whoever remembers nothing has a
 * cross-entropy of ln 8 = 2.079 and is right one time in eight.
 *
 * <p>Samples are made when they are asked for, each from a stream of random numbers of its own.
 *
 * @param delay steps between the last symbol and the mark, which is the last of them, at least 1
 * @param size  number of samples, at least 1
 * @param seed  what they are made from
 */
public record CopyTask(int delay, int size, long seed) implements Dataset {
    /** Symbols that are to be remembered. */
    public static final int SYMBOLS = 8;
    /** How many of them a sequence has. */
    public static final int RECALLED = 10;
    /** What is seen at a step: a symbol, a blank or the mark. */
    public static final int FEATURES = SYMBOLS + 2;

    private static final int BLANK = SYMBOLS, MARK = SYMBOLS + 1;

    /** Checks the sizes. */
    public CopyTask {
        if (delay < 1) throw new IllegalArgumentException("CopyTask: the delay must be at least 1 step, got " + delay);
        if (size < 1) throw new IllegalArgumentException("CopyTask: there must be at least 1 sample, got " + size);
    }

    /** Steps of a sequence. */
    public int length() {
        return delay + 2 * RECALLED;
    }

    @Override public Batch get(int... indices) {
        Rng all = Rng.of(seed).split("copy");
        int length = length();
        float[] steps = new float[Math.multiplyExact(indices.length, length * FEATURES)];
        int[] answers = new int[indices.length * RECALLED];
        for (int i = 0; i < indices.length; i++) {
            Rng rng = all.split(Objects.checkIndex(indices[i], size));
            for (int k = 0; k < RECALLED; k++) answers[i * RECALLED + k] = rng.nextInt(0, SYMBOLS);
            for (int t = 0; t < length; t++) steps[(i * length + t) * FEATURES + shown(t, answers, i * RECALLED)] = 1;
        }
        return new Batch(Tensor.of(steps, indices.length, length, FEATURES), Tensor.of(answers, indices.length, RECALLED));
    }

    /** What a step shows. */
    private int shown(int step, int[] symbols, int from) {
        if (step < RECALLED) return symbols[from + step];
        return step == RECALLED + delay - 1 ? MARK : BLANK;
    }
}
