package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Dropout (Srivastava et al., 2014): in training, elements are left out at random and the others enlarged so that their mean stays; else nothing happens. */
final class DropoutOperators {
    private DropoutOperators() {}

    static void register(Registry registry) {
        registry.add("Dropout", 1, call -> dropout(call, call.number("ratio", 0.5f), call.integer("is_test", 0) == 0, call.type(0)));
        registry.add("Dropout", 7, call -> dropout(call, call.number("ratio", 0.5f), false, call.type(0)));
        registry.add("Dropout", 10, call -> dropout(call, call.number("ratio", 0.5f), false, ElementType.BOOL));
        registry.add("Dropout", 12, call -> dropout(call, call.has(1) ? call.tensor(1).item() : 0.5, call.has(2) && call.truth(2), ElementType.BOOL));
    }

    /** The second output tells which elements stayed, as numbers of a type. */
    private static List<OnnxValue> dropout(Call call, double ratio, boolean training, ElementType masked) {
        Tensor x = call.tensor(0);
        if (!(ratio >= 0 && ratio <= 1)) throw call.malformed("the ratio must be from 0 to 1, got " + ratio);
        boolean drops = training && ratio > 0;
        Tensor kept = drops ? kept(call, x.shape(), ratio)
                : call.wants(1) ? Tensor.full(new TensorType(ElementType.BOOL.holder(), x.shape()), 1, call.device()) : null;
        OnnxValue y = drops ? Fit.of(call.type(0), kept.where(x.mul(ratio < 1 ? 1 / (1 - ratio) : 0), 0)) : call.value(0);
        return List.of(y, call.wants(1) ? OnnxValue.of(masked, kept.cast(masked.holder())) : OnnxValue.absent());
    }

    /** With a seed, the elements that ONNX's reference implementation keeps for it, in every run; without, others in each. */
    private static Tensor kept(Call call, Shape shape, double ratio) {
        if (!call.hasAttribute("seed")) return Tensor.bernoulli(call.rng(), 1 - ratio, shape.toArray()).to(call.device());
        MersenneTwister random = new MersenneTwister((int) call.integer("seed"));
        boolean[] kept = new boolean[Math.toIntExact(shape.elements())];
        for (int i = 0; i < kept.length; i++) kept[i] = random.nextDouble() >= ratio;
        return Tensor.of(kept, shape.toArray()).to(call.device());
    }
}
