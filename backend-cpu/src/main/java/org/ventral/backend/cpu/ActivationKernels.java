package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.kernel.Elementwise;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.ActivationGradient;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.SigmoidGradient;
import org.ventral.tensor.op.TanhGradient;
import org.ventral.tensor.spi.Backend;

/** Activation functions and their gradients in one pass each, on float32. */
final class ActivationKernels {
    private ActivationKernels() {}

    static Optional<Backend.Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        if (in.isEmpty() || in.getFirst().dtype() != DType.FLOAT32) return Optional.empty();
        return switch (op) {
            case Activation(var kind, double alpha) -> Optional.of((x, types) -> forward(workers, ActivationFunction.of(kind), (float) alpha, x.getFirst(), types.getFirst()));
            case ActivationGradient(var kind, double alpha) -> Optional.of((x, types) -> gradient(workers, ActivationFunction.of(kind), (float) alpha, x, types.getFirst()));
            case TanhGradient _ -> Optional.of((x, types) -> gradient(workers, ActivationFunction.TANH, 0, x, types.getFirst()));
            case SigmoidGradient _ -> Optional.of((x, types) -> gradient(workers, ActivationFunction.SIGMOID, 0, x, types.getFirst()));
            default -> Optional.empty();
        };
    }

    private static List<Tensor> forward(Workers workers, ActivationFunction function, float alpha, Tensor x, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(x));
        Elementwise.activate(workers, function, alpha, Operands.sizes(type.shape()), Operands.floats(x), Operands.floats(y));
        return List.of(y);
    }

    private static List<Tensor> gradient(Workers workers, ActivationFunction function, float alpha, List<Tensor> in, TensorType type) {
        Tensor dx = Operands.fresh(type, in);
        Elementwise.activateGradient(workers, function, alpha, Operands.sizes(type.shape()), Operands.floats(in.get(0)), Operands.floats(in.get(1)), Operands.floats(dx));
        return List.of(dx);
    }
}
