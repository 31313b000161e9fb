package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** RotaryEmbedding: pairs of features turned by an angle that grows with the position (Su et al., 2021). */
final class RotaryEmbedding {
    private RotaryEmbedding() {}

    static void register(Registry registry) {
        registry.add("RotaryEmbedding", 23, RotaryEmbedding::run);
    }

    /**
     * Inputs: x {@code [B, heads, S, D]}, or {@code [B, S, heads D]} with the attribute {@code num_heads}; cosines and sines, {@code [P, R/2]} with
     * positions {@code [B, S]} that point into them, or {@code [B, S, R/2]} without. The first R features are turned, all where R is not given.
     */
    private static List<OnnxValue> run(Call call) {
        Tensor x = call.tensor(0);
        boolean flat = x.rank() == 3;
        Tensor features = flat ? x.unflatten(2, heads(call, x), x.size(2) / heads(call, x)).transpose(1, 2) : x;
        if (features.rank() != 4) throw call.malformed("input must be of rank 3 or 4, got %s".formatted(x.shape()));
        long size = features.size(3), given = call.integer("rotary_embedding_dim", 0), turned = given == 0 ? size : given;
        if (turned < 0 || turned > size || turned % 2 != 0) throw call.malformed("rotary_embedding_dim %d does not fit features of size %d".formatted(given, size));

        Tensor cosines = angles(call, 1, turned / 2), sines = angles(call, 2, turned / 2);
        Tensor y = call.integer("interleaved", 0) != 0 ? interleaved(features.narrow(3, 0, turned), cosines, sines)
                : halves(features.narrow(3, 0, turned), cosines, sines);
        if (turned < size) y = Tensor.concat(3, y, features.narrow(3, turned, size - turned));
        return List.of(Fit.of(call.type(0), flat ? y.transpose(1, 2).flatten(2, 3) : y));
    }

    private static long heads(Call call, Tensor x) {
        long heads = call.integer("num_heads", 0);
        if (heads < 1 || x.size(2) % heads != 0) throw call.malformed("input %s cannot be cut into %d heads".formatted(x.shape(), heads));
        return heads;
    }

    /** One number for each pair of features at each place: {@code [B, 1, S, R/2]}. */
    private static Tensor angles(Call call, int input, long pairs) {
        Tensor cache = call.tensor(input);
        Tensor own = call.has(3) ? cache.indexSelect(0, call.tensor(3)) : cache;
        if (own.rank() != 3 || own.size(2) < pairs) throw call.malformed("input %d, %s, does not have %d numbers for each place".formatted(input, cache.shape(), pairs));
        return own.narrow(2, 0, pairs).unsqueeze(1);
    }

    /** Pair i is features i and i + R/2. */
    private static Tensor halves(Tensor x, Tensor cosines, Tensor sines) {
        long half = x.size(3) / 2;
        Tensor a = x.narrow(3, 0, half), b = x.narrow(3, half, half);
        return Tensor.concat(3, a.mul(cosines).sub(b.mul(sines)), a.mul(sines).add(b.mul(cosines)));
    }

    /** Pair i is features 2 i and 2 i + 1. */
    private static Tensor interleaved(Tensor x, Tensor cosines, Tensor sines) {
        Tensor a = x.slice(3, 0, x.size(3), 2), b = x.slice(3, 1, x.size(3), 2);
        return Tensor.stack(4, a.mul(cosines).sub(b.mul(sines)), a.mul(sines).add(b.mul(cosines))).flatten(3, 4);
    }
}
