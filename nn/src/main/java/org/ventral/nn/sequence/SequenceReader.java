package org.ventral.nn.sequence;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Gru;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Lstm;
import org.ventral.nn.layer.Recurrent;
import org.ventral.nn.layer.Rnn;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Reads a sequence step by step and answers at its last steps: recurrent layers, and a linear map of what they say (figure 7.14, many to one or many to many).
 * {@code [N, T, in] → [N, out]} with one answer, {@code [N, T, in] → [N, out, answers]} with several, of which the last belongs to the last step.
 *
 * <p>The parameters are those of the parts: {@code recurrent.weight_ih_l0}, …, {@code head.weight}, {@code head.bias}.
 */
public final class SequenceReader extends Module {
    /** The unit that reads. */
    public enum Unit {
        /** The simple recurrent network with tanh (eq. 7.25): it forgets in tens of steps. */
        RNN,
        /** The long short-term memory, its forget gates open at first as far as their bias says. */
        LSTM,
        /** The gated recurrent unit. */
        GRU;

        /**
         * The one of this name, in small letters.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Unit named(String name) {
            for (Unit unit : values()) if (unit.toString().equals(name)) return unit;
            throw new IllegalArgumentException("a recurrent unit is rnn, lstm or gru, got " + name);
        }

        @Override public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The sizes of a network.
     *
     * @param in      numbers of a step
     * @param hidden  numbers that are remembered
     * @param layers  recurrent layers on top of each other
     * @param out     numbers of an answer
     * @param answers at how many of the last steps an answer is given
     */
    public record Sizes(int in, int hidden, int layers, int out, int answers) {
        /** Checks the sizes. */
        public Sizes {
            if (in < 1 || hidden < 1 || layers < 1 || out < 1 || answers < 1)
                throw new IllegalArgumentException("SequenceReader: sizes must be at least 1, got %d in, %d hidden, %d layers, %d out, %d answers".formatted(in, hidden, layers, out, answers));
        }
    }

    private final Sizes sizes;
    private final Recurrent recurrent;
    private final Linear head;

    private SequenceReader(Unit unit, Sizes sizes, UnaryOperator<Lstm.Builder> opening, Rng rng) {
        this.sizes = sizes;
        recurrent = child("recurrent", switch (unit) {
            case RNN -> Rnn.builder(sizes.in, sizes.hidden).layers(sizes.layers).batchFirst(true).build(rng.split("recurrent"));
            case LSTM -> opening.apply(Lstm.builder(sizes.in, sizes.hidden)).layers(sizes.layers).batchFirst(true).build(rng.split("recurrent"));
            case GRU -> Gru.builder(sizes.in, sizes.hidden).layers(sizes.layers).batchFirst(true).build(rng.split("recurrent"));
        });
        head = child("head", Linear.of(sizes.hidden, sizes.out, rng.split("head")));
    }

    /** A network, its weights drawn from children of {@code rng}; the bias of an LSTM's forget gate begins as 1. */
    public static SequenceReader of(Unit unit, Sizes sizes, Rng rng) {
        return of(unit, sizes, 1, rng);
    }

    /**
     * A network, its weights drawn from children of {@code rng}.
     *
     * @param forgetBias what the bias of an LSTM's forget gate begins as (section 7.6.4)
     */
    public static SequenceReader of(Unit unit, Sizes sizes, double forgetBias, Rng rng) {
        return new SequenceReader(unit, sizes, lstm -> lstm.forgetBias(forgetBias), rng);
    }

    /**
     * A network whose LSTM begins with a memory of up to so many steps, as {@link Lstm.Builder#memory} says: it learns what depends on inputs long past in far fewer steps. Other units are
     * as in {@link #of(Unit, Sizes, Rng)}.
     *
     * @throws IllegalArgumentException if {@code steps} is less than 3
     */
    public static SequenceReader remembering(Unit unit, Sizes sizes, long steps, Rng rng) {
        return new SequenceReader(unit, sizes, lstm -> lstm.memory(steps), rng);
    }

    /**
     * The answers.
     *
     * @throws ShapeException if {@code x} is not {@code [N, T, in]}, or has fewer steps than there are answers
     */
    @Override public Tensor forward(Tensor x) {
        if (x.rank() != 3 || x.size(2) != sizes.in || x.size(1) < sizes.answers)
            throw new ShapeException("SequenceReader: input must be [N, T, %d] with T at least %d, got %s", sizes.in, sizes.answers, x.shape());
        Tensor said = recurrent.forward(x);
        long steps = x.size(1);
        if (sizes.answers == 1) return head.forward(said.select(1, steps - 1));
        return head.forward(said.slice(1, steps - sizes.answers, steps, 1)).transpose(1, 2);
    }

    @Override protected String settings() {
        return sizes.answers == 1 ? "" : sizes.answers + " answers";
    }
}
