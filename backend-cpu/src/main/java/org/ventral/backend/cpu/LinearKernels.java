package org.ventral.backend.cpu;

import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.spi.Backend.Kernel;

/** Runs {@link Linear} as one product that starts from the bias. A weight {@code [out, in]} is read as it lies. */
final class LinearKernels {
    private LinearKernels() {}

    static Optional<Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        if (!(op instanceof Linear) || in.getFirst().rank() < 2) return Optional.empty();
        return Optional.of((inputs, types) -> {
            Tensor weight = inputs.get(1).detach(), bias = inputs.size() == 3 ? inputs.get(2) : null;
            return List.of(MatMulKernel.run(workers, inputs.getFirst(), weight.t(), bias, types.getFirst()));
        });
    }
}
