package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Elements replaced at places named by indices, or combined with what is there: Scatter, ScatterElements, ScatterND, TensorScatter. */
final class ScatterOperators {
    private ScatterOperators() {}

    static void register(Registry registry) {
        registry.add("Scatter", 9, ScatterOperators::scatterElements);
        registry.add("ScatterElements", 11, ScatterOperators::scatterElements);
        registry.add("ScatterND", 11, ScatterOperators::scatterND);
        registry.add("TensorScatter", 24, ScatterOperators::tensorScatter);
    }

    /** {@code y[indices[i, j], j] = updates[i, j]} for axis 0, or combined by a reduction with what is there. */
    private static List<OnnxValue> scatterElements(Call call) {
        Shape shape = call.value(0).shape();
        int axis = Movement.axis(call, call.integer("axis", 0), shape.rank());
        Tensor indices = Movement.fromFront(call.tensor(1), shape.size(axis));
        if (!indices.shape().equals(call.value(2).shape())) throw call.malformed("indices %s and updates %s are not of one shape".formatted(indices.shape(), call.value(2).shape()));
        String reduction = call.text("reduction", "none");
        if (reduction.equals("none")) return List.of(Movement.join(call, List.of(call.value(0), call.value(2)), in -> in.get(0).scatter(axis, indices, in.get(1))));
        Tensor places = null;
        for (int i = 0; i < shape.rank(); i++) {
            Tensor index = indices;
            if (i != axis) {
                long[] along = new long[shape.rank()];
                Arrays.fill(along, 1);
                along[i] = indices.size(i);
                index = Movement.arange(call, indices.size(i)).reshape(along);
            }
            places = places == null ? index : places.mul(shape.size(i)).add(index);
        }
        Tensor x = call.tensor(0), rows = Combination.of(call, reduction).scatter(x.reshape(-1, 1), places.expand(indices.shape()).flatten(), call.tensor(2).reshape(-1, 1));
        return List.of(Fit.of(call.type(0), rows.reshape(shape)));
    }

    /** Slices replaced, or combined: {@code data [n…, rest…]}, {@code indices [i…, k]}, {@code updates [i…, rest…]}, where k is the number of the axes n. */
    private static List<OnnxValue> scatterND(Call call) {
        Shape shape = call.value(0).shape();
        Tensor indices = call.tensor(1);
        int depth = GatherOperators.depth(call, shape, indices, 0);
        Shape rest = shape.last(shape.rank() - depth), wanted = indices.shape().first(indices.rank() - 1).concat(rest);
        if (!call.value(2).shape().equals(wanted)) throw call.malformed("updates %s do not have the shape %s that data %s and indices %s ask for".formatted(call.value(2).shape(), wanted, shape, indices.shape()));
        Tensor places = GatherOperators.places(shape, indices, 0, depth).flatten();
        Shape rows = Shape.of(shape.first(depth).elements(), rest.elements()), updated = Shape.of(places.elements(), rest.elements());
        String reduction = call.text("reduction", "none");
        if (reduction.equals("none"))
            return List.of(Movement.join(call, List.of(call.value(0), call.value(2)), in -> in.get(0).reshape(rows).scatter(0, places.unsqueeze(1).expand(updated), in.get(1).reshape(updated)).reshape(shape)));
        Tensor combined = Combination.of(call, reduction).scatter(call.tensor(0).reshape(rows), places, call.tensor(2).reshape(updated));
        return List.of(Fit.of(call.type(0), combined.reshape(shape)));
    }

    /**
     * A cache {@code [B, …, capacity, …]} with new entries {@code [B, …, steps, …]} written along an axis, for each batch entry from a
     * place of its own on. In mode circular they go on at the front when the end is reached.
     */
    private static List<OnnxValue> tensorScatter(Call call) {
        Shape cache = call.value(0).shape(), update = call.value(1).shape();
        int axis = Movement.axis(call, call.integer("axis", -2), cache.rank());
        if (axis == 0 || update.rank() != cache.rank() || !update.with(axis, cache.size(axis)).equals(cache))
            throw call.malformed("cache %s and update %s may differ at axis %d only, which must not be the batch's".formatted(cache, update, axis));
        long[] perBatch = new long[cache.rank()], perStep = new long[cache.rank()];
        Arrays.fill(perBatch, 1);
        Arrays.fill(perStep, 1);
        perBatch[0] = cache.size(0);
        perStep[axis] = update.size(axis);
        Tensor index = Movement.arange(call, update.size(axis)).reshape(perStep);
        if (call.has(2)) index = index.add(call.tensor(2).cast(DType.INT64).reshape(perBatch));
        Tensor places = switch (call.text("mode", "linear")) {
            case "linear" -> index;
            case "circular" -> index.mod(cache.size(axis));
            case String other -> throw call.unsupported("mode " + other);
        };
        return List.of(Movement.join(call, List.of(call.value(0), call.value(1)), in -> in.get(0).scatter(axis, places.expand(update), in.get(1))));
    }
}
