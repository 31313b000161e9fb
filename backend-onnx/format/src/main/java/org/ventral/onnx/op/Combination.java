package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.ventral.onnx.ElementType;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/**
 * How scattered elements meet those that are there, and each other: by sum, product, maximum or minimum. With a gradient.
 *
 * @param pairwise what two elements give
 * @param sum      whether that is the sum, which has an operation of its own
 */
record Combination(BinaryOperator<Tensor> pairwise, boolean sum) {
    /** The one that an attribute names. */
    static Combination of(Call call, String reduction) {
        ElementType type = call.type(0);
        return switch (reduction) {
            case "add" -> new Combination(Tensor::add, true);
            case "mul" -> new Combination(Tensor::mul, false);
            case "max" -> new Combination((a, b) -> Ordering.comparable(type, Ordering.comparable(type, a).maximum(Ordering.comparable(type, b))), false);
            case "min" -> new Combination((a, b) -> Ordering.comparable(type, Ordering.comparable(type, a).minimum(Ordering.comparable(type, b))), false);
            default -> throw call.unsupported("reduction " + reduction);
        };
    }

    /**
     * Rows {@code x [n, width]}, those combined that {@code places [m]} name with {@code updates [m, width]}. Several for one place are
     * combined, too.
     */
    Tensor scatter(Tensor x, Tensor places, Tensor updates) {
        if (x.dtype() == DType.BOOL) return scatter(x.cast(DType.INT32), places, updates.cast(DType.INT32)).ne(0);
        if (sum) return x.indexAdd(0, places, updates);
        long[] named = places.toLongs();
        int[] order = IntStream.range(0, named.length).boxed().sorted(Comparator.comparingLong(i -> named[i])).mapToInt(Integer::intValue).toArray();
        long[] targets = Arrays.stream(order).mapToLong(i -> named[i]).toArray();
        Tensor values = pick(updates, order, order.length);
        while (true) {                                             // halves the run of each place until it has one row left
            int[] kept = new int[targets.length], paired = new int[targets.length], partners = new int[targets.length];
            int rows = 0, pairs = 0;
            for (int i = 0; i < targets.length; i++, rows++) {
                kept[rows] = i;
                if (i + 1 == targets.length || targets[i] != targets[i + 1]) continue;
                paired[pairs] = rows;
                partners[pairs++] = ++i;
            }
            if (pairs == 0) break;
            Tensor left = pick(values, kept, rows), met = pairwise.apply(pick(left, paired, pairs), pick(values, partners, pairs));
            values = replace(left, Arrays.stream(paired, 0, pairs).asLongStream().toArray(), met);
            long[] all = targets;
            targets = Arrays.stream(kept, 0, rows).mapToLong(i -> all[i]).toArray();
        }
        Tensor there = x.indexSelect(0, Tensor.of(targets, targets.length).to(x.device()));
        return replace(x, targets, pairwise.apply(there, values));
    }

    private static Tensor replace(Tensor x, long[] rows, Tensor values) {
        return x.scatter(0, Tensor.of(rows, rows.length, 1).to(x.device()).expand(values.shape()), values);
    }

    private static Tensor pick(Tensor values, int[] rows, int count) {
        long[] wide = Arrays.stream(rows, 0, count).asLongStream().toArray();
        return values.indexSelect(0, Tensor.of(wide, count).to(values.device()));
    }
}
