package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.kernel.LstmSweep;
import org.ventral.backend.cpu.kernel.LstmSweep.Dense;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.LstmSteps;
import org.ventral.tensor.op.LstmStepsGradient;
import org.ventral.tensor.spi.Backend.Kernel;

/** Whole sequences through a recurrent unit, on float32. */
final class RecurrentKernels {
    private static final int WITHOUT_GRADIENT_OF_GATES = 6;

    private RecurrentKernels() {}

    static Optional<Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        if (in.isEmpty() || in.getFirst().dtype() != DType.FLOAT32) return Optional.empty();
        return switch (op) {
            case LstmSteps steps -> Optional.of((x, types) -> forward(workers, steps, x, types));
            case LstmStepsGradient steps when in.size() == WITHOUT_GRADIENT_OF_GATES -> Optional.of((x, types) -> gradient(workers, steps, x, types));
            default -> Optional.empty();
        };
    }

    private static List<Tensor> forward(Workers workers, LstmSteps op, List<Tensor> in, List<TensorType> types) {
        Tensor input = in.getFirst().contiguous(), gates = Tensor.uninitialized(types.get(2), input.device());
        Tensor h = Tensor.uninitialized(types.get(0), input.device()), c = Tensor.uninitialized(types.get(1), input.device());
        sweep(types.get(0).shape(), op.reverse(), op.identity()).forward(workers, dense(input), dense(in.get(1)), dense(in.get(2)), dense(in.get(3)), dense(h), dense(c), dense(gates));
        return List.of(h, c, gates);
    }

    private static List<Tensor> gradient(Workers workers, LstmStepsGradient op, List<Tensor> in, List<TensorType> types) {
        Tensor weight = in.get(0), cells = in.get(2);
        List<Tensor> out = types.stream().map(type -> Tensor.uninitialized(type, weight.device())).toList();
        sweep(cells.shape(), op.reverse(), op.identity()).backward(workers, dense(weight), dense(in.get(1)), dense(cells), dense(in.get(3)), dense(in.get(4)), dense(in.get(5)),
            dense(out.get(0)), dense(out.get(1)), dense(out.get(2)));
        return out;
    }

    private static LstmSweep sweep(Shape sequence, boolean reverse, boolean identity) {
        int[] sizes = Operands.sizes(sequence);
        return new LstmSweep(sizes[0], sizes[1], sizes[2], reverse, identity);
    }

    private static Dense dense(Tensor x) {
        Tensor contiguous = x.contiguous();
        return new Dense(contiguous.storage().floats(), Math.toIntExact(contiguous.layout().offset()));
    }
}
