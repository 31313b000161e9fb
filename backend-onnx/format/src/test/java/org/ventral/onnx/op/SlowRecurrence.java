package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;

/**
 * RNN, GRU and LSTM by the standard's equations, one number after another: what {@link RecurrentOperators} is compared with.
 *
 * @param gates 1, 3 or 4, which says which of them it is
 */
record SlowRecurrence(int gates, int steps, int batch, int inputs, int size, List<Boolean> reversals, int[] lengths, double clip, boolean coupled, boolean resetAfter,
                      DoubleUnaryOperator f, DoubleUnaryOperator g, DoubleUnaryOperator h) {
    static final DoubleUnaryOperator SIGMOID = x -> 1 / (1 + Math.exp(-x)), TANH = Math::tanh;

    /** Forwards, with the usual functions and nothing special. */
    static SlowRecurrence of(int gates) {
        return new SlowRecurrence(gates, 3, 2, 2, 2, List.of(false), null, Double.POSITIVE_INFINITY, false, false, gates == 1 ? TANH : SIGMOID, TANH, TANH);
    }

    SlowRecurrence directions(Boolean... reversed) {
        return new SlowRecurrence(gates, steps, batch, inputs, size, List.of(reversed), lengths, clip, coupled, resetAfter, f, g, h);
    }

    SlowRecurrence lengths(int... numbers) {
        return new SlowRecurrence(gates, steps, batch, inputs, size, reversals, numbers, clip, coupled, resetAfter, f, g, h);
    }

    SlowRecurrence clip(double limit) {
        return new SlowRecurrence(gates, steps, batch, inputs, size, reversals, lengths, limit, coupled, resetAfter, f, g, h);
    }

    SlowRecurrence coupledGates() {
        return new SlowRecurrence(gates, steps, batch, inputs, size, reversals, lengths, clip, true, resetAfter, f, g, h);
    }

    SlowRecurrence resetAfterProduct() {
        return new SlowRecurrence(gates, steps, batch, inputs, size, reversals, lengths, clip, coupled, true, f, g, h);
    }

    SlowRecurrence functions(DoubleUnaryOperator first, DoubleUnaryOperator second, DoubleUnaryOperator third) {
        return new SlowRecurrence(gates, steps, batch, inputs, size, reversals, lengths, clip, coupled, resetAfter, first, second, third);
    }

    /** Numbers between -1 and 1 for all inputs: x, w, r, biases, first states, first cells, peepholes. */
    double[][] numbers() {
        Random random = new Random(gates);
        int d = reversals.size(), rows = gates * size;
        int[] counts = {steps * batch * inputs, d * rows * inputs, d * rows * size, d * 2 * rows, d * batch * size, d * batch * size, d * 3 * size};
        double[][] all = new double[counts.length][];
        for (int i = 0; i < counts.length; i++) all[i] = random.doubles(counts[i], -1, 1).toArray();
        return all;
    }

    /** The shapes of these inputs. */
    List<Shape> shapes() {
        int d = reversals.size(), rows = gates * size;
        Shape states = Shape.of(d, batch, size);
        return List.of(Shape.of(steps, batch, inputs), Shape.of(d, rows, inputs), Shape.of(d, rows, size), Shape.of(d, 2 * rows), states, states, Shape.of(d, 3 * size));
    }

    /** Hidden states of all steps, the last ones, and for an LSTM the last cells. */
    OnnxValue[] outputs() {
        double[][] n = numbers();
        int d = reversals.size();
        double[] all = new double[steps * d * batch * size], last = n[4].clone(), cells = n[5].clone();
        for (int direction = 0; direction < d; direction++)
            for (int b = 0; b < batch; b++) {
                int length = lengths == null ? steps : lengths[b];
                for (int i = 0; i < length; i++) {
                    int t = reversals.get(direction) ? length - 1 - i : i;
                    step(n, direction, b, t, last, cells);
                    System.arraycopy(last, (direction * batch + b) * size, all, ((t * d + direction) * batch + b) * size, size);
                }
            }
        Shape states = Shape.of(d, batch, size);
        OnnxValue y = OpCase.tensor(ElementType.DOUBLE, Shape.of(steps, d, batch, size), all), ends = OpCase.tensor(ElementType.DOUBLE, states, last);
        return gates == 4 ? new OnnxValue[] {y, ends, OpCase.tensor(ElementType.DOUBLE, states, cells)} : new OnnxValue[] {y, ends};
    }

    private void step(double[][] n, int direction, int b, int t, double[] hidden, double[] cells) {
        int state = (direction * batch + b) * size;
        double[] before = Arrays.copyOfRange(hidden, state, state + size), ones = new double[size], reset = new double[size];
        Arrays.fill(ones, 1);
        if (gates == 3) for (int k = 0; k < size; k++) reset[k] = at(f, gate(n, direction, b, t, 1, k, before, ones, 1));
        for (int k = 0; k < size; k++) {
            switch (gates) {
                case 1 -> hidden[state + k] = at(f, gate(n, direction, b, t, 0, k, before, ones, 1));
                case 3 -> {
                    double z = at(f, gate(n, direction, b, t, 0, k, before, ones, 1));
                    double candidate = at(g, resetAfter ? gate(n, direction, b, t, 2, k, before, ones, reset[k]) : gate(n, direction, b, t, 2, k, before, reset, 1));
                    hidden[state + k] = (1 - z) * candidate + z * before[k];
                }
                default -> {
                    double cell = cells[state + k];
                    int peephole = direction * 3 * size + k;
                    double i = at(f, gate(n, direction, b, t, 0, k, before, ones, 1) + n[6][peephole] * cell);
                    double forget = coupled ? 1 - i : at(f, gate(n, direction, b, t, 2, k, before, ones, 1) + n[6][peephole + 2 * size] * cell);
                    double next = forget * cell + i * at(g, gate(n, direction, b, t, 3, k, before, ones, 1));
                    double o = at(f, gate(n, direction, b, t, 1, k, before, ones, 1) + n[6][peephole + size] * next);
                    cells[state + k] = next;
                    hidden[state + k] = o * at(h, next);
                }
            }
        }
    }

    private double at(DoubleUnaryOperator function, double x) {
        return function.applyAsDouble(Math.clamp(x, -clip, clip));
    }

    /** {@code x Wᵀ + wb + factor · ((scale ∘ before) Rᵀ + rb)} for one feature of a gate. */
    private double gate(double[][] n, int direction, int b, int t, int gate, int k, double[] before, double[] scale, double factor) {
        int row = (direction * gates + gate) * size + k, bias = direction * 2 * gates * size + gate * size + k;
        double sum = n[3][bias], recurrent = n[3][bias + gates * size];
        for (int i = 0; i < inputs; i++) sum += n[0][(t * batch + b) * inputs + i] * n[1][row * inputs + i];
        for (int i = 0; i < size; i++) recurrent += before[i] * scale[i] * n[2][row * size + i];
        return sum + factor * recurrent;
    }
}
