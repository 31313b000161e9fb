package org.ventral.nn.layer;

import java.util.ArrayList;
import java.util.List;
import org.ventral.nn.Init;
import org.ventral.nn.RandomSource;
import org.ventral.tensor.DType;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Recurrence;
import org.ventral.tensor.op.RecurrentUnit;
import org.ventral.tensor.op.Unstack;

/**
 * A recurrent network over whole sequences: what {@link Rnn}, {@link Lstm} and {@link Gru} have in common. {@code [T, N, in] → [T, N, directions · hidden]},
 * or with the batch first {@code [N, T, in] → [N, T, directions · hidden]}.
 *
 * <p>Layers can be stacked: each reads the outputs of the one below, in training with dropout between. With two directions (figure 7.15) each layer has
 * a second unit that reads the sequence from its end, and the outputs of both stand next to each other.
 *
 * {@snippet :
 * Lstm lstm = Lstm.builder(in, 64).layers(2).bidirectional(true).batchFirst(true).build(rng);
 * RecurrentOutput out = lstm.run(x, lengths);                        // [N, T, in], int64 [N]
 * Tensor scores = head.forward(out.values());                        // [N, T, 128]
 * }
 *
 * <p>Sequences of a batch may differ in length. Of a shorter one, the steps behind its end do nothing: the state stays, the output is 0, and the
 * direction from the end begins at its own end.
 *
 * <p>Parameters of layer k, PyTorch's names: {@code weight_ih_lk [gates · hidden, in]}, {@code weight_hh_lk [gates · hidden, hidden]} and, unless it was built
 * without, {@code bias_ih_lk} and {@code bias_hh_lk [gates · hidden]}; those of the direction from the end have {@code _reverse} after their names. With layer
 * normalization there are {@code norm_ih_lk}, {@code norm_hh_lk} and for an LSTM {@code norm_c_lk} in the place of the biases.
 */
public abstract sealed class Recurrent extends RecurrentModule permits Rnn, Lstm, Gru {
    private final int layers, directions;
    private final boolean batchFirst;
    private final double dropout;
    private final RandomSource noise;
    private final List<RecurrentWeights> units = new ArrayList<>();

    Recurrent(Builder<?> from, Rng rng) {
        super(from);
        layers = from.layers;
        directions = from.bidirectional ? 2 : 1;
        batchFirst = from.batchFirst;
        dropout = from.dropout;
        noise = dropout > 0 ? random("noise", rng.split("dropout")) : null;
        for (int layer = 0; layer < layers; layer++)
            for (int direction = 0; direction < directions; direction++) {
                String suffix = "_l" + layer + (direction == 0 ? "" : "_reverse");
                units.add(weights(from, layer == 0 ? in : directions * hidden, suffix, rng.split(suffix)));
            }
    }

    /** The outputs at all steps, from a state of zeros. */
    @Override public final Tensor forward(Tensor x) {
        return run(x).values();
    }

    /** Outputs and final state, from a state of zeros. */
    public final RecurrentOutput run(Tensor x) {
        return run(x, null, null);
    }

    /** Outputs and final state, from a given state. */
    public final RecurrentOutput run(Tensor x, RecurrentState initial) {
        return run(x, null, initial);
    }

    /** Outputs and final state of sequences of different lengths, int64 {@code [N]}, from a state of zeros. */
    public final RecurrentOutput run(Tensor x, Tensor lengths) {
        return run(x, lengths, null);
    }

    /**
     * Outputs and final state.
     *
     * @param x       {@code [T, N, in]}, or {@code [N, T, in]} if the batch is first
     * @param lengths number of steps of each sequence, int64 {@code [N]}, from 0 to T; null if all have T
     * @param initial the state to begin with, each tensor {@code [layers · directions, N, hidden]}; null for zeros
     * @throws ShapeException if a shape is another, there is no step, or a length is out of range
     */
    public final RecurrentOutput run(Tensor x, Tensor lengths, RecurrentState initial) {
        if (x.rank() != 3 || x.size(2) != in || x.size(batchFirst ? 1 : 0) == 0)
            throw new ShapeException("%s: input must be %s with at least one step, got %s", kind(), (batchFirst ? "[N, T, " : "[T, N, ") + in + "]", x.shape());
        Tensor y = batchFirst ? x.transpose(0, 1) : x;
        long steps = y.size(0), batch = y.size(1);
        if (lengths != null) requireLengths(lengths, steps, batch);
        List<List<Tensor>> begin = begin(initial, batch, x), end = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            if (layer > 0 && noise != null && isTraining()) y = y.dropout(noise.rng(), dropout);
            List<Tensor> sides = new ArrayList<>();
            for (int direction = 0; direction < directions; direction++) {
                int place = layer * directions + direction;
                List<Tensor> state = new ArrayList<>(begin.get(place));
                sides.add(sweep(units.get(place), y, state, lengths, direction == 1));
                end.add(state);
            }
            y = directions == 1 ? sides.getFirst() : Tensor.concat(2, sides);
        }
        return new RecurrentOutput(batchFirst ? y.transpose(0, 1) : y, stacked(end));
    }

    /** Runs one unit over all steps. {@code state} is where it begins, and afterwards where it ends. */
    private Tensor sweep(RecurrentWeights weights, Tensor x, List<Tensor> state, Tensor lengths, boolean fromTheEnd) {
        if (weights.isNormalized()) return stepByStep(weights, x, state, lengths == null ? null : running(lengths, x), fromTheEnd);
        List<Tensor> operands = new ArrayList<>(List.of(x));
        operands.addAll(weights.values());
        operands.addAll(state);
        if (lengths != null) operands.add(lengths);
        List<Tensor> results = Ops.applyAll(new Recurrence(unit, fromTheEnd, weights.hasBias(), lengths != null), operands.toArray(Tensor[]::new));
        for (int k = 0; k < state.size(); k++) state.set(k, results.get(1 + k));
        return results.getFirst();
    }

    private Tensor stepByStep(RecurrentWeights weights, Tensor x, List<Tensor> state, List<Tensor> running, boolean fromTheEnd) {
        List<Tensor> inputs = Unstack.of(weights.ofInput(x), 0);
        RecurrentUnit.Step step = unit.step(weights);
        Tensor[] outputs = new Tensor[inputs.size()];
        for (int i = 0; i < outputs.length; i++) {
            int t = fromTheEnd ? outputs.length - 1 - i : i;
            List<Tensor> next = step.next(inputs.get(t), state);
            for (int k = 0; k < next.size(); k++)
                state.set(k, running == null ? next.get(k) : running.get(t).where(next.get(k), state.get(k)));
            outputs[t] = running == null ? state.getFirst() : running.get(t).where(next.getFirst(), 0);
        }
        return Tensor.stack(0, outputs);
    }

    private void requireLengths(Tensor lengths, long steps, long batch) {
        if (lengths.dtype() != DType.INT64 || !lengths.shape().equals(Shape.of(batch)))
            throw new ShapeException("%s: lengths must be int64 [%d], got %s", kind(), batch, lengths.type());
        if (!lengths.isSymbolic())
            for (long length : lengths.toLongs())
                if (length < 0 || length > steps) throw new ShapeException("%s: length %d is not from 0 to %d", kind(), length, steps);
    }

    /** For each step, which sequences have not ended: bool {@code [N, 1]}. */
    private static List<Tensor> running(Tensor lengths, Tensor x) {
        Tensor places = Tensor.arange(x.size(0)).to(x.device()).unsqueeze(1);
        return Unstack.of(places.lt(lengths.unsqueeze(0)).unsqueeze(2), 0);
    }

    /** The state that each unit begins with. */
    private List<List<Tensor>> begin(RecurrentState initial, long batch, Tensor x) {
        List<List<Tensor>> states = new ArrayList<>();
        if (initial == null) {
            for (int unit = 0; unit < units.size(); unit++) states.add(zeros(Shape.of(batch, hidden), x));
            return states;
        }
        List<List<Tensor>> slices = tensors(initial, Shape.of(units.size(), batch, hidden)).stream().map(tensor -> Unstack.of(tensor, 0)).toList();
        for (int unit = 0; unit < units.size(); unit++) {
            int place = unit;
            states.add(slices.stream().map(slice -> slice.get(place)).toList());
        }
        return states;
    }

    private RecurrentState stacked(List<List<Tensor>> end) {
        List<Tensor> tensors = new ArrayList<>();
        for (int k = 0; k < unit.states(); k++) {
            int which = k;
            tensors.add(Tensor.stack(0, end.stream().map(state -> state.get(which)).toList()));
        }
        return state(tensors);
    }

    @Override protected final String settings() {
        return in + ", " + hidden + (layers == 1 ? "" : ", layers " + layers) + (directions == 1 ? "" : ", bidirectional") + (batchFirst ? ", batch first" : "")
                + (dropout == 0 ? "" : ", dropout " + dropout);
    }

    /**
     * The settings of a recurrent layer or cell.
     *
     * @param <B> the builder of the layer
     */
    public abstract static sealed class Builder<B extends Builder<B>> permits Rnn.Builder, Lstm.Builder, Gru.Builder {
        final int in, hidden;
        int layers = 1;
        boolean bidirectional, batchFirst, layerNorm, bias = true;
        double dropout;
        Init inputInit, recurrentInit;
        private Init biasInit;

        Builder(String layer, int in, int hidden) {
            if (in < 1 || hidden < 1) throw new IllegalArgumentException("%s: sizes must be at least 1, got %d in and %d hidden".formatted(layer, in, hidden));
            this.in = in;
            this.hidden = hidden;
            inputInit = recurrentInit = biasInit = Init.uniform(1 / Math.sqrt(hidden));
        }

        abstract B self();

        abstract RecurrentUnit unit();

        Init inputBias() {
            return biasInit;
        }

        Init recurrentBias() {
            return biasInit;
        }

        /** Layers on top of each other; 1 by default. */
        public B layers(int count) {
            if (count < 1) throw new IllegalArgumentException("layers must be at least 1, got " + count);
            layers = count;
            return self();
        }

        /** Whether the sequence is also read from its end; by default it is not. */
        public B bidirectional(boolean wanted) {
            bidirectional = wanted;
            return self();
        }

        /** Whether sequences are {@code [N, T, …]}; by default they are {@code [T, N, …]}. */
        public B batchFirst(boolean wanted) {
            batchFirst = wanted;
            return self();
        }

        /** In training, the probability with which an output is dropped on its way to the next layer; 0 by default. */
        public B dropout(double probability) {
            if (!(probability >= 0 && probability < 1)) throw new IllegalArgumentException("the probability of dropout must be in [0, 1), got " + probability);
            dropout = probability;
            return self();
        }

        /** Whether there are biases; by default there are. */
        public B bias(boolean wanted) {
            bias = wanted;
            return self();
        }

        /**
         * Whether what the weights make of the input and of the hidden state is normalized at each step, each by itself over all gates (eqs.
         * 7.108–7.111; Ba, Kiros and Hinton, 2016); by default it is not. The shifts stand for the biases.
         */
        public B layerNorm(boolean wanted) {
            layerNorm = wanted;
            return self();
        }

        /** How the weights of the input begin, gate by gate; {@code U(-1/√hidden, 1/√hidden)} by default. */
        public B inputInit(Init init) {
            inputInit = init;
            return self();
        }

        /** How the weights of the hidden state begin, gate by gate; {@code U(-1/√hidden, 1/√hidden)} by default. */
        public B recurrentInit(Init init) {
            recurrentInit = init;
            return self();
        }

        /** How the biases begin; {@code U(-1/√hidden, 1/√hidden)} by default. */
        public B biasInit(Init init) {
            biasInit = init;
            return self();
        }
    }
}
