package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.kernel.PoolShape;
import org.ventral.backend.cpu.kernel.Pooling;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.AveragePoolGradient;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.MaxPoolGradient;
import org.ventral.tensor.spi.Backend.Kernel;

/** Runs {@link MaxPool}, {@link AveragePool} and their gradients of float32 on {@link Pooling}, in the storage order of the input. */
final class PoolKernels {
    private PoolKernels() {}

    static Optional<Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        boolean pool = op instanceof MaxPool || op instanceof AveragePool || op instanceof MaxPoolGradient || op instanceof AveragePoolGradient;
        if (!pool || in.getLast().dtype() != DType.FLOAT32 || in.getLast().elements() == 0) return Optional.empty();
        if (op instanceof MaxPoolGradient && in.getFirst().dtype() != DType.INT64) return Optional.empty();
        return switch (op) {
            case MaxPool p -> Optional.of((inputs, types) -> max(workers, p, inputs.getFirst(), types));
            case MaxPoolGradient p -> Optional.of((inputs, types) -> List.of(maxGradient(workers, p, inputs.get(0), inputs.get(1), types.getFirst())));
            case AveragePool p -> Optional.of((inputs, types) -> List.of(average(workers, p, inputs.getFirst(), types.getFirst())));
            case AveragePoolGradient p -> Optional.of((inputs, types) -> List.of(averageGradient(workers, p, inputs.getFirst(), types.getFirst())));
            default -> Optional.empty();
        };
    }

    private static List<Tensor> max(Workers workers, MaxPool pool, Tensor input, List<TensorType> types) {
        ConvImages y = ConvImages.result(types.get(0), ConvImages.of(input).order(), input.device()), places = ConvImages.result(types.get(1), y.order(), input.device());
        ConvImages x = ConvImages.of(input, y.order());
        Pooling.max(workers, PoolShape.of(pool, input.shape(), types.getFirst().shape()), x.order(), x.floats(), x.at(), y.floats(), y.at(), places.tensor().storage().longs(), places.at());
        return List.of(y.tensor(), places.tensor());
    }

    private static Tensor maxGradient(Workers workers, MaxPoolGradient op, Tensor places, Tensor gradient, TensorType type) {
        ConvImages dx = ConvImages.result(type, ConvImages.of(places).order(), gradient.device());
        ConvImages dy = ConvImages.of(gradient, dx.order()), at = ConvImages.of(places, dx.order());
        Pooling.maxGradient(workers, PoolShape.of(op.pool(), op.input(), gradient.shape()), dx.order(), at.tensor().storage().longs(), at.at(), dy.floats(), dy.at(), dx.floats(), dx.at());
        return dx.tensor();
    }

    private static Tensor average(Workers workers, AveragePool pool, Tensor input, TensorType type) {
        ConvImages y = ConvImages.result(type, ConvImages.of(input).order(), input.device()), x = ConvImages.of(input, y.order());
        Pooling.average(workers, PoolShape.of(pool, input.shape(), type.shape()), x.order(), pool.countIncludePad(), x.floats(), x.at(), y.floats(), y.at());
        return y.tensor();
    }

    private static Tensor averageGradient(Workers workers, AveragePoolGradient op, Tensor gradient, TensorType type) {
        ConvImages dx = ConvImages.result(type, ConvImages.of(gradient).order(), gradient.device()), dy = ConvImages.of(gradient, dx.order());
        Pooling.averageGradient(workers, PoolShape.of(op.pool(), op.input(), gradient.shape()), dy.order(), op.pool().countIncludePad(), dy.floats(), dy.at(), dx.floats(), dx.at());
        return dx.tensor();
    }
}
