package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * Attention: {@code softmax(softcap(s · Q Kᵀ) + bias) V}, with a cache of earlier keys and values, groups of query heads that share a head
 * of keys, and masks.
 */
final class AttentionOperators {
    private static final int MASK = 3, PAST_KEY = 4, PAST_VALUE = 5, VALID_LENGTHS = 6;

    private AttentionOperators() {}

    static void register(Registry registry) {
        registry.add("Attention", 23, AttentionOperators::attention);
    }

    /**
     * Inputs: Q {@code [B, H, S, D]}, K {@code [B, G, T, D]}, V {@code [B, G, T, E]}, or of rank 3 with the heads in the last axis,
     * {@code [B, S, H D]}; optionally a mask that broadcasts to {@code [B, H, S, T]}, past K and V, and valid lengths {@code [B]}.
     * Outputs: y like Q, present K and V, and the scores at one of four stages.
     */
    private static List<OnnxValue> attention(Call call) {
        ElementType type = call.type(0);
        boolean flat = call.tensor(0).rank() == 3;
        Tensor q = heads(call, 0, "q_num_heads"), k = heads(call, 1, "kv_num_heads"), v = heads(call, 2, "kv_num_heads");
        if (call.has(PAST_KEY)) k = Tensor.concat(2, call.tensor(PAST_KEY), k);
        if (call.has(PAST_VALUE)) v = Tensor.concat(2, call.tensor(PAST_VALUE), v);
        requireFit(call, q, k, v);

        // Both factors get the root of the scale, so that a product of half-precision numbers does not overflow.
        double scale = Math.sqrt(call.hasAttribute("scale") ? call.number("scale", 1) : 1 / Math.sqrt(q.size(3)));
        Tensor product = q.mul(scale).matmul(shared(k, q.size(1)).mul(scale).t());
        double cap = call.number("softcap", 0);
        Tensor capped = cap > 0 ? product.div(cap).tanh().mul(cap) : product;
        Tensor barred = barred(call, q, k);
        Tensor biased = call.has(MASK) && call.type(MASK) != ElementType.BOOL ? capped.add(bias(call, k)) : capped;
        if (barred != null) biased = barred.where(Tensor.full(biased.type().with(Shape.scalar()), Double.NEGATIVE_INFINITY, biased.device()), biased);
        Tensor weights = softmax(call, biased);
        Tensor y = weights.matmul(shared(v, q.size(1)));
        if (flat) y = y.transpose(1, 2).flatten(2, 3);
        return List.of(Fit.of(type, y), OnnxValue.of(call.type(1), k), OnnxValue.of(call.type(2), v),
                call.wants(3) ? Fit.of(type, stage(call, product, capped, biased, weights)) : OnnxValue.absent());
    }

    /** An input as {@code [B, heads, length, size]}. */
    private static Tensor heads(Call call, int input, String attribute) {
        Tensor x = call.tensor(input);
        if (x.rank() == 4) return x;
        if (x.rank() != 3) throw call.malformed("input %d must be of rank 3 or 4, got %s".formatted(input, x.shape()));
        long count = call.integer(attribute);
        if (count < 1 || x.size(2) % count != 0) throw call.malformed("input %d, %s, cannot be cut into %d heads".formatted(input, x.shape(), count));
        return x.unflatten(2, count, x.size(2) / count).transpose(1, 2);
    }

    private static void requireFit(Call call, Tensor q, Tensor k, Tensor v) {
        boolean fits = q.rank() == 4 && k.rank() == 4 && v.rank() == 4 && k.size(1) == v.size(1) && k.size(1) > 0 && q.size(1) % k.size(1) == 0
                && q.size(3) == k.size(3) && k.size(2) == v.size(2);
        if (!fits) throw call.malformed("queries %s, keys %s and values %s do not fit: they must be [B, H, S, D], [B, G, T, D] and [B, G, T, E], with H a multiple of G"
                .formatted(q.shape(), k.shape(), v.shape()));
    }

    /** Every head repeated for the queries that share it. */
    private static Tensor shared(Tensor x, long queryHeads) {
        return x.size(1) == queryHeads ? x : x.repeatInterleave(1, queryHeads / x.size(1));
    }

    /** The mask of floats, with minus infinity for the keys that it does not reach. */
    private static Tensor bias(Call call, Tensor k) {
        Tensor mask = call.tensor(MASK).cast(k.dtype());
        return lengthened(mask, k.size(2), Double.NEGATIVE_INFINITY);
    }

    private static Tensor lengthened(Tensor mask, long length, double value) {
        long missing = length - mask.size(-1);
        if (missing <= 0) return mask;
        long[] counts = new long[2 * mask.rank()];
        counts[counts.length - 1] = missing;
        return mask.pad(value, counts);
    }

    /**
     * Which query must not look at which key, as bool that broadcasts to {@code [B, H, S, T]}: by a bool mask, the valid lengths, or because
     * the key comes later. The queries stand at the end of what is valid. Null if there is no bar.
     */
    private static Tensor barred(Call call, Tensor q, Tensor k) {
        Tensor barred = null;
        long queries = q.size(2), keys = k.size(2);
        if (call.has(MASK) && call.type(MASK) == ElementType.BOOL)
            barred = lengthened(call.tensor(MASK).cast(DType.INT32), keys, 0).eq(0);
        Tensor key = Tensor.arange(keys).to(q.device());
        Tensor valid = call.has(VALID_LENGTHS) ? call.tensor(VALID_LENGTHS).reshape(q.size(0), 1, 1, 1) : null;
        if (valid != null) barred = or(barred, key.ge(valid));
        if (call.integer("is_causal", 0) != 0) {
            Tensor query = Tensor.arange(queries).to(q.device()).unsqueeze(1);
            Tensor last = call.has(PAST_KEY) ? query.add(call.tensor(PAST_KEY).size(2)) : valid != null ? query.add(valid.sub(queries)) : query;
            barred = or(barred, key.gt(last));
        }
        return barred;
    }

    private static Tensor or(Tensor a, Tensor b) {
        return a == null ? b : a.or(b);
    }

    /** The weights of the keys; all 0 for a query that may look at none. */
    private static Tensor softmax(Call call, Tensor scores) {
        DType precision = call.hasAttribute("softmax_precision") ? ElementType.of((int) call.integer("softmax_precision")).holder() : scores.dtype();
        boolean masked = call.has(MASK) || call.has(VALID_LENGTHS) || call.integer("is_causal", 0) != 0;
        if (!masked) return scores.cast(precision).softmax(-1).cast(scores.dtype());
        Tensor none = scores.detach().eq(Double.NEGATIVE_INFINITY).cast(DType.INT32).min(Axes.of(-1), true).eq(1);
        return scores.maskedFill(none, 0).cast(precision).softmax(-1).cast(scores.dtype()).maskedFill(none, 0);
    }

    private static Tensor stage(Call call, Tensor product, Tensor capped, Tensor biased, Tensor weights) {
        long mode = call.integer("qk_matmul_output_mode", 0);
        return switch ((int) mode) {
            case 0 -> product;
            case 1 -> capped;
            case 2 -> biased;
            case 3 -> weights;
            default -> throw call.malformed("qk_matmul_output_mode must be from 0 to 3, got " + mode);
        };
    }
}
