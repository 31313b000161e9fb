package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.kernel.CrossEntropies;
import org.ventral.backend.cpu.kernel.LayerNorms;
import org.ventral.backend.cpu.kernel.Softmaxes;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.BatchNorm;
import org.ventral.tensor.op.BatchNormGradient;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.CrossEntropyGradient;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.LayerNormGradient;
import org.ventral.tensor.op.LogSoftmax;
import org.ventral.tensor.op.LogSoftmaxGradient;
import org.ventral.tensor.op.RmsNorm;
import org.ventral.tensor.op.RmsNormGradient;
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.SoftmaxGradient;
import org.ventral.tensor.spi.Backend;

/** Softmax, cross-entropy and the normalizations, on float32. */
final class RowKernels {
    private static final int CLASSES = 1;

    private RowKernels() {}

    static Optional<Backend.Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        if (in.isEmpty() || in.getFirst().dtype() != DType.FLOAT32) return Optional.empty();
        return switch (op) {
            case Softmax(int axis) -> Optional.of((x, types) -> softmax(workers, false, axis, x.getFirst(), types.getFirst()));
            case LogSoftmax(int axis) -> Optional.of((x, types) -> softmax(workers, true, axis, x.getFirst(), types.getFirst()));
            case SoftmaxGradient(int axis) -> Optional.of((x, types) -> softmaxGradient(workers, false, axis, x, types.getFirst()));
            case LogSoftmaxGradient(int axis) -> Optional.of((x, types) -> softmaxGradient(workers, true, axis, x, types.getFirst()));
            case CrossEntropy loss -> Optional.of((x, types) -> crossEntropy(workers, loss, x, types.getFirst()));
            case CrossEntropyGradient gradient -> Optional.of((x, types) -> crossEntropyGradient(workers, gradient.forward(), x, types.getFirst()));
            case LayerNorm(int axes, double epsilon) -> Optional.of((x, types) -> norm(workers, true, axes, epsilon, x, types.getFirst()));
            case RmsNorm(int axes, double epsilon) -> Optional.of((x, types) -> norm(workers, false, axes, epsilon, x, types.getFirst()));
            case LayerNormGradient(int axes, double epsilon) -> Optional.of((x, types) -> layerNormGradient(workers, axes, epsilon, x, types));
            case RmsNormGradient(int axes, double epsilon) -> Optional.of((x, types) -> rmsNormGradient(workers, axes, epsilon, x, types));
            case BatchNorm(double epsilon) -> Optional.of((x, types) -> BatchNormKernels.forward(workers, epsilon, x, types));
            case BatchNormGradient(double epsilon) -> Optional.of((x, types) -> BatchNormKernels.gradient(workers, epsilon, x, types));
            case BatchNormInference(double epsilon) -> Optional.of((x, types) -> BatchNormKernels.inference(workers, epsilon, x, types.getFirst()));
            default -> Optional.empty();
        };
    }

    private static List<Tensor> softmax(Workers workers, boolean log, int axis, Tensor x, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(x));
        Softmaxes.forward(workers, log, Operands.sizes(type.shape()), axis, Operands.floats(x), Operands.floats(y));
        return List.of(y);
    }

    private static List<Tensor> softmaxGradient(Workers workers, boolean log, int axis, List<Tensor> in, TensorType type) {
        Tensor dx = Operands.fresh(type, in);
        Softmaxes.gradient(workers, log, Operands.sizes(type.shape()), axis, Operands.floats(in.get(0)), Operands.floats(in.get(1)), Operands.floats(dx));
        return List.of(dx);
    }

    private static List<Tensor> crossEntropy(Workers workers, CrossEntropy op, List<Tensor> in, TensorType type) {
        Tensor logits = in.get(0), indices = in.get(1), loss = Tensor.uninitialized(type, logits.device());
        op.requireClasses(indices, logits.size(CLASSES));
        loss(op, logits, indices).forward(workers, Operands.floats(logits), Operands.insert(Operands.floats(loss), CLASSES));
        return List.of(loss);
    }

    private static List<Tensor> crossEntropyGradient(Workers workers, CrossEntropy op, List<Tensor> in, TensorType type) {
        Tensor logits = in.get(0), dx = Operands.fresh(type, List.of(logits));
        View<float[]> scale = Operands.insert(Operands.floats(in.get(2)), CLASSES);
        loss(op, logits, in.get(1)).gradient(workers, Operands.floats(logits), scale, Operands.floats(dx));
        return List.of(dx);
    }

    private static CrossEntropies loss(CrossEntropy op, Tensor logits, Tensor indices) {
        long classes = logits.size(CLASSES);
        return new CrossEntropies(Operands.sizes(logits.shape()), CLASSES, Operands.insert(Operands.view(indices), CLASSES),
            (float) op.onTarget(classes), (float) op.offTarget(classes), op.ignoreIndex());
    }

    /** The kernel's rows for the last axes of a shape. */
    private static LayerNorms rows(boolean centred, Shape shape, int axes, double epsilon) {
        int rows = Math.toIntExact(shape.first(shape.rank() - axes).elements()), width = Math.toIntExact(shape.last(axes).elements());
        return new LayerNorms(centred, rows, width, epsilon);
    }

    private static List<Tensor> norm(Workers workers, boolean centred, int axes, double epsilon, List<Tensor> in, TensorType type) {
        Tensor x = in.get(0).contiguous(), y = Tensor.uninitialized(type, x.device());
        View<float[]> scale = Operands.floats(in.get(1).contiguous()), shift = centred ? Operands.floats(in.get(2).contiguous()) : null;
        rows(centred, type.shape(), axes, epsilon).forward(workers, Operands.floats(x), scale, shift, Operands.floats(y));
        return List.of(y);
    }

    private static List<Tensor> layerNormGradient(Workers workers, int axes, double epsilon, List<Tensor> in, List<TensorType> types) {
        Tensor x = in.get(0).contiguous(), scale = in.get(1).contiguous(), g = in.get(2).contiguous();
        Tensor dx = Tensor.uninitialized(types.get(0), x.device()), dScale = Tensor.uninitialized(types.get(1), x.device()), dShift = Tensor.uninitialized(types.get(2), x.device());
        rows(true, x.shape(), axes, epsilon).gradient(workers, Operands.floats(x), Operands.floats(scale), Operands.floats(g),
            Operands.floats(dx), Operands.floats(dScale), Operands.floats(dShift));
        return List.of(dx, dScale, dShift);
    }

    private static List<Tensor> rmsNormGradient(Workers workers, int axes, double epsilon, List<Tensor> in, List<TensorType> types) {
        Tensor x = in.get(0).contiguous(), scale = in.get(1).contiguous(), g = in.get(2).contiguous();
        Tensor dx = Tensor.uninitialized(types.get(0), x.device()), dScale = Tensor.uninitialized(types.get(1), x.device());
        rows(false, x.shape(), axes, epsilon).gradient(workers, Operands.floats(x), Operands.floats(scale), Operands.floats(g),
            Operands.floats(dx), Operands.floats(dScale), null);
        return List.of(dx, dScale);
    }
}
