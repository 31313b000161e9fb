package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.kernel.Dense;
import org.ventral.backend.cpu.kernel.GatedSweep;
import org.ventral.backend.cpu.kernel.LstmSweep;
import org.ventral.backend.cpu.kernel.PlainSweep;
import org.ventral.backend.cpu.kernel.Sweep;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.GatedSteps;
import org.ventral.tensor.op.GatedStepsGradient;
import org.ventral.tensor.op.LstmSteps;
import org.ventral.tensor.op.LstmStepsGradient;
import org.ventral.tensor.op.PlainSteps;
import org.ventral.tensor.op.PlainStepsGradient;
import org.ventral.tensor.spi.Backend.Kernel;

/** Whole sequences through a recurrent unit, on float32. */
final class RecurrentKernels {
    /** Inputs of gradients without what comes back through the gates, which only higher derivatives have. */
    private static final int LSTM_GRADIENT = 6, GATED_GRADIENT = 5;

    private RecurrentKernels() {}

    static Optional<Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        if (in.isEmpty() || in.getFirst().dtype() != DType.FLOAT32) return Optional.empty();
        return switch (op) {
            case PlainSteps steps -> Optional.of((x, types) -> plain(workers, steps, x, types));
            case PlainStepsGradient steps -> Optional.of((x, types) -> plainGradient(workers, steps, x, types));
            case LstmSteps steps -> Optional.of((x, types) -> lstm(workers, steps, x, types));
            case LstmStepsGradient steps when in.size() == LSTM_GRADIENT -> Optional.of((x, types) -> lstmGradient(workers, steps, x, types));
            case GatedSteps steps -> Optional.of((x, types) -> gated(workers, steps, x, types));
            case GatedStepsGradient steps when in.size() == GATED_GRADIENT -> Optional.of((x, types) -> gatedGradient(workers, steps, x, types));
            default -> Optional.empty();
        };
    }

    private static List<Tensor> plain(Workers workers, PlainSteps op, List<Tensor> in, List<TensorType> types) {
        List<Tensor> out = results(in, types);
        new PlainSweep(sweep(types.getFirst().shape(), op.reverse()), op.relu()).forward(workers, dense(in.get(0)), dense(in.get(1)), dense(in.get(2)), dense(out.getFirst()));
        return out;
    }

    private static List<Tensor> plainGradient(Workers workers, PlainStepsGradient op, List<Tensor> in, List<TensorType> types) {
        List<Tensor> out = results(in, types);
        new PlainSweep(sweep(types.getFirst().shape(), op.reverse()), op.relu())
            .backward(workers, dense(in.get(0)), dense(in.get(1)), dense(in.get(2)), dense(out.get(0)), dense(out.get(1)));
        return out;
    }

    private static List<Tensor> lstm(Workers workers, LstmSteps op, List<Tensor> in, List<TensorType> types) {
        List<Tensor> out = results(in, types);
        new LstmSweep(sweep(types.getFirst().shape(), op.reverse()), op.identity())
            .forward(workers, dense(in.get(0)), dense(in.get(1)), dense(in.get(2)), dense(in.get(3)), dense(out.get(0)), dense(out.get(1)), dense(out.get(2)));
        return out;
    }

    private static List<Tensor> lstmGradient(Workers workers, LstmStepsGradient op, List<Tensor> in, List<TensorType> types) {
        List<Tensor> out = results(in, types);
        new LstmSweep(sweep(in.get(2).shape(), op.reverse()), op.identity()).backward(workers, dense(in.get(0)), dense(in.get(1)), dense(in.get(2)), dense(in.get(3)),
            dense(in.get(4)), dense(in.get(5)), dense(out.get(0)), dense(out.get(1)), dense(out.get(2)));
        return out;
    }

    private static List<Tensor> gated(Workers workers, GatedSteps op, List<Tensor> in, List<TensorType> types) {
        List<Tensor> out = results(in, types);
        GatedSweep sweep = new GatedSweep(sweep(types.getFirst().shape(), op.reverse()));
        Dense input = dense(in.get(0)), weight = dense(in.get(1)), first = dense(in.getLast()), h = dense(out.get(0)), gates = dense(out.get(1));
        if (op.resetBefore()) sweep.forwardResettingBefore(workers, input, weight, first, h, gates);
        else sweep.forward(workers, input, weight, dense(in.get(2)), first, h, gates);
        return out;
    }

    private static List<Tensor> gatedGradient(Workers workers, GatedStepsGradient op, List<Tensor> in, List<TensorType> types) {
        List<Tensor> out = results(in, types);
        GatedSweep sweep = new GatedSweep(sweep(in.get(2).shape(), op.reverse()));
        Dense weight = dense(in.get(0)), first = dense(in.get(1)), h = dense(in.get(2)), gates = dense(in.get(3)), gh = dense(in.get(4));
        if (op.resetBefore()) sweep.backwardResettingBefore(workers, weight, first, h, gates, gh, dense(out.get(0)), dense(out.get(1)));
        else sweep.backward(workers, weight, first, h, gates, gh, dense(out.get(0)), dense(out.get(1)), dense(out.get(2)));
        return out;
    }

    private static List<Tensor> results(List<Tensor> in, List<TensorType> types) {
        return types.stream().map(type -> Tensor.uninitialized(type, in.getFirst().device())).toList();
    }

    private static Sweep sweep(Shape sequence, boolean reverse) {
        int[] sizes = Operands.sizes(sequence);
        return new Sweep(sizes[0], sizes[1], sizes[2], reverse);
    }

    private static Dense dense(Tensor x) {
        Tensor contiguous = x.contiguous();
        return new Dense(contiguous.storage().floats(), Math.toIntExact(contiguous.layout().offset()));
    }
}
