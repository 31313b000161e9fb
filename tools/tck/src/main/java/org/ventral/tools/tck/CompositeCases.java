package org.ventral.tools.tck;

import static org.ventral.tools.tck.Input.between;
import static org.ventral.tools.tck.Input.indices;
import static org.ventral.tools.tck.Input.numbers;
import static org.ventral.tools.tck.OpCase.floating;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.ActivationGradient;
import org.ventral.tensor.op.ActivationKind;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.AveragePoolGradient;
import org.ventral.tensor.op.BatchNorm;
import org.ventral.tensor.op.BatchNormGradient;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvInputGradient;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.ConvWeightGradient;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.CrossEntropyGradient;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.LayerNormGradient;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.op.LogSoftmax;
import org.ventral.tensor.op.LogSoftmaxGradient;
import org.ventral.tensor.op.GatedSteps;
import org.ventral.tensor.op.GatedStepsGradient;
import org.ventral.tensor.op.LstmSteps;
import org.ventral.tensor.op.LstmStepsGradient;
import org.ventral.tensor.op.PlainSteps;
import org.ventral.tensor.op.PlainStepsGradient;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.MaxPoolGradient;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.Recurrence;
import org.ventral.tensor.op.RecurrentUnit;
import org.ventral.tensor.op.RmsNorm;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.SigmoidGradient;
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.SoftmaxGradient;
import org.ventral.tensor.op.TanhGradient;

/** Cases of every composite that the platform defines. */
final class CompositeCases {
    private CompositeCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        activations(cases);
        rows(cases);
        normalization(cases);
        convolution(cases);
        pooling(cases);
        recurrence(cases);
        updates(cases);
        return cases;
    }

    private static void activations(List<OpCase> cases) {
        for (ActivationKind kind : ActivationKind.values())
            for (long[] shape : new long[][] {{5, 37}, {}, {0, 2}, {150, 301}}) {
                cases.add(floating(new Activation(kind, 0.2), between(-4, 4, shape)).tolerance(1e-6));
                cases.add(floating(new ActivationGradient(kind, 0.2), between(-4, 4, shape), numbers(shape)).tolerance(1e-6));
            }
        for (long[] shape : new long[][] {{5, 37}, {1}, {150, 301}}) {
            cases.add(floating(new TanhGradient(), between(-1, 1, shape), numbers(shape)).tolerance(1e-6));
            cases.add(floating(new SigmoidGradient(), between(0, 1, shape), numbers(shape)).tolerance(1e-6));
        }
    }

    private static void rows(List<OpCase> cases) {
        long[][] shapes = {{3, 4, 5}, {2, 1, 3}, {70, 4, 333}};
        for (long[] shape : shapes)
            for (int axis = 0; axis < 3; axis++) {
                cases.add(floating(new Softmax(axis), between(-6, 6, shape)));
                cases.add(floating(new LogSoftmax(axis), between(-6, 6, shape)));
                cases.add(floating(new SoftmaxGradient(axis), between(0, 1, shape), numbers(shape)));
                cases.add(floating(new LogSoftmaxGradient(axis), between(-3, 0, shape), numbers(shape)));
            }
        for (boolean overOthers : new boolean[] {false, true})
            for (double smoothing : new double[] {0, 0.1})
                for (long ignored : new long[] {-100, 2}) {
                    cases.add(floating(new CrossEntropy(smoothing, overOthers, ignored), between(-5, 5, 9, 6), indices(6, 9)));
                    cases.add(floating(new CrossEntropy(smoothing, overOthers, ignored), between(-5, 5, 3, 6, 4), indices(6, 3, 4)));
                    cases.add(floating(new CrossEntropyGradient(smoothing, overOthers, ignored), between(-5, 5, 9, 6), indices(6, 9), numbers(9)));
                    cases.add(floating(new CrossEntropyGradient(smoothing, overOthers, ignored), between(-5, 5, 3, 6, 4), indices(6, 3, 4), numbers(3, 4)));
                    cases.add(floating(new CrossEntropy(smoothing, overOthers, ignored), between(-5, 5, 64, 100), indices(100, 64)));
                }
    }

    private static void normalization(List<OpCase> cases) {
        for (int axes = 1; axes <= 2; axes++) {
            long[] tail = axes == 1 ? new long[] {5} : new long[] {4, 5};
            cases.add(floating(new LayerNorm(axes, 1e-3), numbers(3, 4, 5), numbers(tail), numbers(tail)).tolerance(5e-6));
            cases.add(floating(new LayerNormGradient(axes, 1e-3), numbers(3, 4, 5), numbers(tail), numbers(3, 4, 5)).tolerance(1e-5));
            cases.add(floating(new RmsNorm(axes, 1e-3), numbers(3, 4, 5), numbers(tail)).tolerance(5e-6));
        }
        cases.add(floating(new LayerNorm(1, 1e-5), numbers(60, 333), numbers(333), numbers(333)).tolerance(5e-6));
        cases.add(floating(new LayerNormGradient(1, 1e-5), numbers(60, 333), numbers(333), numbers(60, 333)).tolerance(1e-5));
        cases.add(floating(new RmsNorm(1, 1e-5), numbers(60, 333), numbers(333)).tolerance(5e-6));
        for (long[] shape : new long[][] {{6, 3}, {4, 3, 5}, {3, 2, 3, 4}, {24, 20, 9, 7}}) {
            long c = shape[1];
            cases.add(floating(new BatchNorm(1e-3), numbers(shape), numbers(c), numbers(c)).tolerance(1e-5));
            cases.add(floating(new BatchNormGradient(1e-3), numbers(shape), numbers(c), numbers(shape)).tolerance(2e-5));
            cases.add(floating(new BatchNormInference(1e-3), numbers(shape), numbers(c), numbers(c), numbers(c), between(0.5, 2, c)).tolerance(5e-6));
        }
    }

    private static void convolution(List<OpCase> cases) {
        conv(cases, Conv.of(1), Shape.of(2, 3, 9), Shape.of(4, 3, 3));
        conv(cases, Conv.of(1).stride(2).padding(1).dilation(2), Shape.of(2, 4, 11), Shape.of(6, 2, 3), 2);
        conv(cases, Conv.of(2), Shape.of(2, 2, 6, 5), Shape.of(3, 2, 3, 2));
        conv(cases, Conv.of(2).padding(1), Shape.of(1, 2, 5, 5), Shape.of(2, 2, 3, 3));
        conv(cases, Conv.of(2).stride(2, 1).padding(2, 1).dilation(1, 2), Shape.of(2, 2, 7, 8), Shape.of(2, 2, 3, 3));
        conv(cases, Conv.of(2), Shape.of(2, 3, 4, 4), Shape.of(5, 3, 1, 1));
        conv(cases, Conv.of(2).padding(1), Shape.of(2, 3, 5, 5), Shape.of(3, 1, 3, 3), 3);
        conv(cases, Conv.of(2).samePadding(4, 2), Shape.of(2, 2, 5, 6), Shape.of(2, 2, 4, 2));
        conv(cases, Conv.of(3).padding(1).stride(2), Shape.of(1, 2, 4, 5, 4), Shape.of(2, 2, 3, 2, 3));
        // Large enough for each fast path: few channels with a large batch, many channels, Winograd's shapes, wide strides.
        conv(cases, Conv.of(2), Shape.of(33, 1, 16, 16), Shape.of(6, 1, 5, 5));
        conv(cases, Conv.of(2), Shape.of(64, 6, 14, 14), Shape.of(16, 6, 5, 5));
        conv(cases, Conv.of(2).padding(1), Shape.of(4, 32, 32, 32), Shape.of(32, 32, 3, 3));
        conv(cases, Conv.of(2).padding(1), Shape.of(3, 20, 13, 17), Shape.of(24, 20, 3, 3));
        conv(cases, Conv.of(2).stride(2).padding(3), Shape.of(2, 3, 31, 30), Shape.of(8, 3, 7, 7));
        conv(cases, Conv.of(2).stride(2), Shape.of(3, 16, 14, 14), Shape.of(32, 16, 1, 1));
        conv(cases, Conv.of(2).padding(1), Shape.of(3, 24, 15, 15), Shape.of(24, 1, 3, 3), 24);
        cases.add(floating(ConvTranspose.of(2), numbers(2, 3, 2, 2), numbers(3, 2, 3, 3)));
        cases.add(floating(ConvTranspose.of(2).stride(2).padding(1).outputPadding(1), numbers(2, 3, 3, 4), numbers(3, 2, 3, 3), numbers(2)).tolerance(5e-6));
        cases.add(floating(ConvTranspose.of(1).stride(3).groups(2), numbers(2, 4, 5), numbers(4, 3, 4), numbers(6)).tolerance(5e-6));
        cases.add(floating(new Linear(), numbers(3, 5), numbers(4, 5), numbers(4)).tolerance(5e-6));
        cases.add(floating(new Linear(), numbers(2, 3, 5), numbers(4, 5)).tolerance(5e-6));
        cases.add(floating(new Linear(), numbers(64, 400), numbers(120, 400), numbers(120)).tolerance(5e-6));
    }

    private static void conv(List<OpCase> cases, Conv conv, Shape x, Shape w) {
        conv(cases, conv, x, w, 1);
    }

    private static void conv(List<OpCase> cases, Conv form, Shape x, Shape w, long groups) {
        Conv conv = form.groups(groups);
        Shape y = conv.infer(List.of(float32(x), float32(w))).getFirst().shape();
        long[] xs = x.toArray(), ws = w.toArray(), ys = y.toArray();
        cases.add(floating(conv, numbers(xs), numbers(ws)).tolerance(1e-5));
        cases.add(floating(conv, numbers(xs), numbers(ws), numbers(w.size(0))).tolerance(1e-5));
        cases.add(floating(new ConvInputGradient(conv, x), numbers(ys), numbers(ws)).tolerance(1e-5));
        cases.add(floating(new ConvWeightGradient(conv, w), numbers(xs), numbers(ys)).tolerance(1e-5));
    }

    private static org.ventral.tensor.TensorType float32(Shape shape) {
        return new org.ventral.tensor.TensorType(org.ventral.tensor.DType.FLOAT32, shape);
    }

    private static void pooling(List<OpCase> cases) {
        maxPool(cases, MaxPool.of(2), 2, 3, 9);
        maxPool(cases, MaxPool.of(2, 2), 2, 3, 6, 8);
        maxPool(cases, MaxPool.of(3, 2).stride(2, 1).padding(1, 1).dilation(1, 2), 2, 2, 7, 6);
        maxPool(cases, MaxPool.of(3, 3).stride(2).ceil(true), 1, 2, 8, 8);
        maxPool(cases, MaxPool.of(2, 2, 2), 1, 2, 4, 5, 4);
        maxPool(cases, MaxPool.of(2, 2), 37, 6, 28, 28);
        averagePool(cases, AveragePool.of(2), 2, 3, 9);
        averagePool(cases, AveragePool.of(2, 2), 2, 3, 6, 8);
        for (boolean counted : new boolean[] {false, true})
            averagePool(cases, AveragePool.of(3, 2).stride(2, 1).padding(1, 1).ceil(true).countIncludePad(counted), 2, 2, 8, 6);
        averagePool(cases, AveragePool.of(2, 2, 2), 1, 2, 4, 5, 4);
        averagePool(cases, AveragePool.of(2, 2), 37, 6, 28, 28);
    }

    private static void maxPool(List<OpCase> cases, MaxPool pool, long... x) {
        Shape input = Shape.of(x), y = pool.infer(List.of(float32(input))).getFirst().shape();
        cases.add(floating(pool, numbers(x)));
        long plane = input.last(input.rank() - 2).elements();
        cases.add(floating(new MaxPoolGradient(pool, input), indices(plane, y.toArray()), numbers(y.toArray())));
    }

    private static void averagePool(List<OpCase> cases, AveragePool pool, long... x) {
        Shape input = Shape.of(x), y = pool.infer(List.of(float32(input))).getFirst().shape();
        cases.add(floating(pool, numbers(x)));
        cases.add(floating(new AveragePoolGradient(pool, input), numbers(y.toArray())));
    }

    private static void recurrence(List<OpCase> cases) {
        for (long[] sizes : new long[][] {{3, 2, 3}, {1, 1, 4}, {5, 17, 16}}) {
            long t = sizes[0], n = sizes[1], h = sizes[2];
            for (boolean reverse : new boolean[] {false, true})
                for (boolean identity : new boolean[] {false, true}) {
                    cases.add(floating(new LstmSteps(reverse, identity), numbers(t, n, 4 * h), numbers(4 * h, h), numbers(n, h), numbers(n, h)).tolerance(1e-5));
                    List<Input> back = List.of(numbers(4 * h, h), numbers(n, h), numbers(t, n, h), between(0, 1, t, n, 4 * h), numbers(t, n, h), numbers(t, n, h));
                    cases.add(floating(new LstmStepsGradient(reverse, identity), back.toArray(Input[]::new)).tolerance(1e-5));
                    List<Input> withGates = new ArrayList<>(back);
                    withGates.add(numbers(t, n, 4 * h));
                    cases.add(floating(new LstmStepsGradient(reverse, identity), withGates.toArray(Input[]::new)).tolerance(1e-5));
                }
        }
        for (long[] sizes : new long[][] {{3, 2, 3}, {1, 1, 4}, {5, 17, 16}})
            for (boolean reverse : new boolean[] {false, true})
                for (boolean choice : new boolean[] {false, true}) {
                    plainSteps(cases, new PlainSteps(reverse, choice), sizes[0], sizes[1], sizes[2]);
                    gatedSteps(cases, new GatedSteps(reverse, choice), sizes[0], sizes[1], sizes[2]);
                }
        List<RecurrentUnit> units = List.of(new RecurrentUnit.Plain(false), new RecurrentUnit.Plain(true), new RecurrentUnit.LongShort(false), new RecurrentUnit.LongShort(true),
            new RecurrentUnit.Gated(false), new RecurrentUnit.Gated(true));
        for (RecurrentUnit unit : units)
            for (boolean reverse : new boolean[] {false, true})
                for (boolean lengths : new boolean[] {false, true}) {
                    cases.add(wholeSequence(unit, reverse, false, lengths, 4, 3, 2, 5));
                    cases.add(wholeSequence(unit, reverse, true, lengths, 5, 17, 3, 16));
                }
    }

    /** With small weights: large ones make a chaotic system of it, in which an error of rounding grows at every step. */
    private static void plainSteps(List<OpCase> cases, PlainSteps steps, long t, long n, long h) {
        cases.add(floating(steps, numbers(t, n, h), between(-0.4, 0.4, h, h), numbers(n, h)).tolerance(1e-5));
        cases.add(floating(new PlainStepsGradient(steps.reverse(), steps.relu()), numbers(h, h), numbers(t, n, h), numbers(t, n, h)).tolerance(1e-5));
    }

    private static void gatedSteps(List<OpCase> cases, GatedSteps steps, long t, long n, long h) {
        List<Input> inputs = new ArrayList<>(List.of(numbers(t, n, 3 * h), numbers(3 * h, h), numbers(3 * h), numbers(n, h)));
        if (steps.resetBefore()) inputs.remove(2);
        cases.add(floating(steps, inputs.toArray(Input[]::new)).tolerance(1e-5));
        List<Input> back = new ArrayList<>(List.of(numbers(3 * h, h), numbers(n, h), numbers(t, n, h), between(0, 1, t, n, 4 * h), numbers(t, n, h)));
        GatedStepsGradient gradient = new GatedStepsGradient(steps.reverse(), steps.resetBefore());
        cases.add(floating(gradient, back.toArray(Input[]::new)).tolerance(1e-5));
        back.add(numbers(t, n, 4 * h));
        cases.add(floating(gradient, back.toArray(Input[]::new)).tolerance(1e-5));
    }

    private static OpCase wholeSequence(RecurrentUnit unit, boolean reverse, boolean bias, boolean lengths, long steps, long batch, long in, long hidden) {
        long rows = unit.gates() * hidden;
        List<Input> inputs = new ArrayList<>(List.of(numbers(steps, batch, in), numbers(rows, in), numbers(rows, hidden)));
        if (bias) inputs.addAll(List.of(numbers(rows), numbers(rows)));
        for (int i = 0; i < unit.states(); i++) inputs.add(numbers(batch, hidden));
        if (lengths) inputs.add(indices(steps + 1, batch));
        return floating(new Recurrence(unit, reverse, bias, lengths), inputs.toArray(Input[]::new)).tolerance(1e-5);
    }

    private static void updates(List<OpCase> cases) {
        long[][] shapes = {{5, 7}, {300}};
        for (double decay : new double[] {0, 0.01}) {
            cases.add(update(new SgdUpdate(2, 0.1, decay), shapes, 2));
            for (boolean nesterov : new boolean[] {false, true})
                for (boolean book : new boolean[] {false, true})
                    cases.add(update(new MomentumUpdate(2, 0.1, 0.9, 0, decay, nesterov, book), shapes, 3));
            for (boolean decoupled : new boolean[] {false, true})
                for (boolean inside : new boolean[] {false, true})
                    cases.add(update(new AdamUpdate(2, 1e-2, 0.9, 0.99, 1e-8, decay, decoupled, inside, 3), shapes, 4));
        }
        cases.add(update(new MomentumUpdate(2, 0.1, 0.9, 0.3, 0, false, false), shapes, 3));
        cases.add(update(new AdamUpdate(2, 1e-3, 0.9, 0.999, 1e-8, 0.01, true, false, 10), new long[][] {{300, 401}, {7}}, 4));
    }

    /** Operands in groups: parameters, states, gradients; all positive, as second moments are. */
    private static OpCase update(org.ventral.tensor.op.UpdateOp op, long[][] shapes, int groups) {
        List<Input> inputs = new ArrayList<>();
        for (int g = 0; g < groups; g++) for (long[] shape : shapes) inputs.add(between(0.1, 1, shape));
        return new OpCase(op, Collections.unmodifiableList(inputs), OpCase.FLOATING, false, 2e-6);
    }
}
