package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Random numbers: RandomNormal, RandomUniform, both also as Like, Bernoulli and Multinomial. With the attribute {@code seed} each run draws the same
 * numbers; without it they come from the node's own generator. ONNX says how they are distributed, not which they are.
 */
final class RandomOperators {
    private RandomOperators() {}

    /** Fills an array with random numbers. */
    @FunctionalInterface
    private interface Source {
        void fill(Rng rng, double[] numbers);
    }

    static void register(Registry registry) {
        registry.add("RandomNormal", 1, call -> drawn(call, shapeAttribute(call), ElementType.FLOAT, normal(call)));
        registry.add("RandomUniform", 1, call -> drawn(call, shapeAttribute(call), ElementType.FLOAT, uniform(call)));
        registry.add("RandomNormalLike", 1, call -> drawn(call, call.tensor(0).shape(), call.type(0), normal(call)));
        registry.add("RandomUniformLike", 1, call -> drawn(call, call.tensor(0).shape(), call.type(0), uniform(call)));
        registry.add("Bernoulli", 15, RandomOperators::bernoulli);
        registry.add("Multinomial", 7, RandomOperators::multinomial);
    }

    private static Shape shapeAttribute(Call call) {
        if (!call.hasAttribute("shape")) throw call.malformed("lacks attribute shape");
        return Shape.of(call.integers("shape"));
    }

    private static Source normal(Call call) {
        double mean = call.number("mean", 0), scale = call.number("scale", 1);
        return (rng, numbers) -> rng.fillNormal(numbers, 0, numbers.length, mean, scale);
    }

    private static Source uniform(Call call) {
        double low = call.number("low", 0), high = call.number("high", 1);
        return (rng, numbers) -> rng.fillUniform(numbers, 0, numbers.length, low, high);
    }

    private static Rng generator(Call call) {
        return call.hasAttribute("seed") ? Rng.of(Float.floatToIntBits(call.number("seed", 0))) : call.rng();
    }

    private static ElementType type(Call call, ElementType otherwise) {
        return call.hasAttribute("dtype") ? ElementType.of((int) call.integer("dtype")) : otherwise;
    }

    private static double[] numbers(Call call, Shape shape, Source source) {
        double[] numbers = new double[Math.toIntExact(shape.elements())];
        source.fill(generator(call), numbers);
        return numbers;
    }

    private static List<OnnxValue> drawn(Call call, Shape shape, ElementType otherwise, Source source) {
        ElementType type = type(call, otherwise);
        return List.of(Fit.of(type, tensor(call, type.holder(), shape, numbers(call, shape, source))));
    }

    private static Tensor tensor(Call call, DType dtype, Shape shape, double[] numbers) {
        Tensor out = Tensor.uninitialized(new TensorType(dtype, shape), call.device());
        out.write(numbers);
        return out;
    }

    /** 1 with the probability that input 0 has at the place, else 0. */
    private static List<OnnxValue> bernoulli(Call call) {
        Tensor probability = call.tensor(0);
        ElementType type = type(call, call.type(0));
        double[] chance = numbers(call, probability.shape(), (rng, numbers) -> rng.fillUniform(numbers, 0, numbers.length, 0, 1));
        Tensor drawn = tensor(call, DType.FLOAT64, probability.shape(), chance).lt(probability.detach());
        return List.of(OnnxValue.of(type, drawn.cast(type.holder())));
    }

    /** Class numbers {@code [N, sample_size]} by the logarithms {@code [N, classes]} of what the probabilities are in proportion to. */
    private static List<OnnxValue> multinomial(Call call) {
        Tensor logits = call.tensor(0);
        if (logits.rank() != 2 || logits.size(1) == 0) throw call.malformed("takes scores [N, classes], got %s".formatted(logits.shape()));
        int rows = Math.toIntExact(logits.size(0)), classes = Math.toIntExact(logits.size(1)), samples = Math.toIntExact(call.integer("sample_size", 1));
        if (samples < 1) throw call.malformed("sample_size %d; it must be at least 1".formatted(samples));
        double[] running = logits.detach().cast(DType.FLOAT64).softmax(1).cumsum(1).toDoubles();
        double[] chance = numbers(call, Shape.of(rows, samples), (rng, numbers) -> rng.fillUniform(numbers, 0, numbers.length, 0, 1));
        double[] drawn = new double[chance.length];
        for (int i = 0; i < drawn.length; i++) {
            int from = i / samples * classes, last = from + classes - 1;
            int found = Arrays.binarySearch(running, from, last, chance[i] * running[last]);
            drawn[i] = found >= 0 ? firstBeyond(running, found, last) - from : -found - 1 - from;
        }
        ElementType type = type(call, ElementType.INT32);
        return List.of(OnnxValue.of(type, tensor(call, type.holder(), Shape.of(rows, samples), drawn)));
    }

    /** The first place whose running sum is larger than that at a place: the class there has a probability above 0. */
    private static int firstBeyond(double[] running, int place, int last) {
        int next = place;
        while (next < last && running[next] <= running[place]) next++;
        return next;
    }
}
