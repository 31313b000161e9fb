package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.kernel.ConvOrder;
import org.ventral.backend.cpu.kernel.ConvShape;
import org.ventral.backend.cpu.kernel.Convolution;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvInputGradient;
import org.ventral.tensor.op.ConvWeightGradient;
import org.ventral.tensor.spi.Backend.Kernel;

/**
 * Runs {@link Conv} and its gradients of float32 on {@link Convolution}; a transposed convolution arrives as an input gradient. Other dtypes, and empty
 * tensors, are left to the decomposition.
 */
final class ConvKernels {
    private ConvKernels() {}

    static Optional<Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        boolean conv = op instanceof Conv || op instanceof ConvInputGradient || op instanceof ConvWeightGradient;
        if (!conv || in.getFirst().dtype() != DType.FLOAT32 || Operands.anyEmpty(in)) return Optional.empty();
        return switch (op) {
            case Conv c -> Optional.of((inputs, types) -> List.of(forward(workers, c, inputs, types.getFirst())));
            case ConvInputGradient g when g.input().elements() > 0 -> Optional.of((inputs, types) -> List.of(inputGradient(workers, g, inputs, types.getFirst())));
            case ConvWeightGradient g -> Optional.of((inputs, types) -> List.of(weightGradient(workers, g, inputs, types.getFirst())));
            default -> Optional.empty();
        };
    }

    private static Tensor forward(Workers workers, Conv conv, List<Tensor> in, TensorType type) {
        Tensor w = in.get(1).contiguous(), bias = in.size() == 3 ? in.get(2).contiguous() : null;
        ConvShape s = ConvShape.of(conv, in.getFirst().shape(), w.shape());
        ConvImages x = ConvImages.of(in.getFirst());
        ConvImages y = ConvImages.result(type, Convolution.outputOrder(s, x.order()), in.getFirst().device());
        Convolution.forward(workers, s, x.floats(), x.at(), x.order(), floats(w), at(w), bias == null ? null : floats(bias), bias == null ? 0 : at(bias), y.floats(), y.at(), y.order());
        return y.tensor();
    }

    private static Tensor inputGradient(Workers workers, ConvInputGradient op, List<Tensor> in, TensorType type) {
        Tensor w = in.get(1).contiguous();
        ConvShape s = ConvShape.of(op.conv(), op.input(), w.shape());
        ConvImages dy = ConvImages.of(in.getFirst());
        ConvImages dx = ConvImages.result(type, Convolution.outputOrder(s, dy.order()), in.getFirst().device());
        Convolution.inputGradient(workers, s, dy.floats(), dy.at(), dy.order(), floats(w), at(w), dx.floats(), dx.at(), dx.order());
        return dx.tensor();
    }

    private static Tensor weightGradient(Workers workers, ConvWeightGradient op, List<Tensor> in, TensorType type) {
        ConvShape s = ConvShape.of(op.conv(), in.getFirst().shape(), op.weight());
        ConvImages x = ConvImages.of(in.get(0)), dy = ConvImages.of(in.get(1));
        ConvImages dw = ConvImages.result(type, ConvOrder.NCHW, in.getFirst().device());
        Convolution.weightGradient(workers, s, x.floats(), x.at(), x.order(), dy.floats(), dy.at(), dy.order(), dw.floats(), dw.at());
        return dw.tensor();
    }

    private static float[] floats(Tensor tensor) {
        return tensor.storage().floats();
    }

    private static int at(Tensor tensor) {
        return Math.toIntExact(tensor.layout().offset());
    }
}
