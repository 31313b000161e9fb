package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Elements by their order: TopK, Unique. */
final class OrderOperators {
    private OrderOperators() {}

    static void register(Registry registry) {
        registry.add("TopK", 1, call -> topK(call, call.integer("k")));
        registry.add("TopK", 10, call -> topK(call, call.single(1)));
        registry.add("Unique", 11, OrderOperators::unique);
    }

    /** The k largest elements along an axis, or smallest, in order, and their indices; of equal ones the first come first. */
    private static List<OnnxValue> topK(Call call, long k) {
        Tensor x = call.tensor(0);
        int axis = Movement.axis(call, call.integer("axis", -1), x.rank());
        if (k < 0 || k > x.size(axis)) throw call.malformed("axis %d of %s does not have %d elements".formatted(axis, x.shape(), k));
        Tensor order = Ordering.comparable(call.type(0), x).sort(axis, call.integer("largest", 1) != 0).indices().narrow(axis, 0, k);
        return List.of(OnnxValue.of(call.type(0), x.gather(axis, order)), OnnxValue.of(ElementType.INT64, order));
    }

    /**
     * Elements, or slices along an axis, each once: in ascending order, or in that of their first occurrence. Further outputs: where
     * each occurs first, which of them each element of the input is, and how often each occurs.
     */
    private static List<OnnxValue> unique(Call call) {
        Shape shape = call.value(0).shape();
        boolean whole = !call.hasAttribute("axis");
        int axis = whole ? 0 : Movement.axis(call, call.integer("axis"), shape.rank());
        int count = Math.toIntExact(whole ? shape.elements() : shape.size(axis));
        Comparator<Integer> slices = Ordering.slices(call.value(0), whole ? Shape.of(count) : shape, axis);
        int[] order = IntStream.range(0, count).boxed().sorted(slices).mapToInt(Integer::intValue).toArray();      // stable: equal slices stay in their order
        int[] first = new int[count], group = new int[count];
        int groups = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || slices.compare(order[i - 1], order[i]) != 0) first[groups++] = order[i];
            group[order[i]] = groups - 1;
        }
        int[] shown = IntStream.range(0, groups).toArray();
        if (call.integer("sorted", 1) == 0) shown = Arrays.stream(shown).boxed().sorted(Comparator.comparingInt(g -> first[g])).mapToInt(Integer::intValue).toArray();
        int[] rank = new int[groups];
        for (int i = 0; i < groups; i++) rank[shown[i]] = i;
        long[] inverse = Arrays.stream(group).mapToLong(g -> rank[g]).toArray(), counts = new long[groups];
        for (long g : inverse) counts[(int) g]++;
        Tensor indices = Movement.longs(call, Arrays.stream(shown).mapToLong(g -> first[g]).toArray(), groups);
        OnnxValue y = Movement.of(call, call.value(0), x -> (whole ? x.flatten() : x).indexSelect(axis, indices));
        return List.of(y, OnnxValue.of(ElementType.INT64, indices), call.host(inverse, count), call.host(counts, groups));
    }
}
