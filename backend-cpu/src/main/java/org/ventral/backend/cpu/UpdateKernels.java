package org.ventral.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.backend.cpu.loops.AdamStep;
import org.ventral.backend.cpu.kernel.Copy;
import org.ventral.backend.cpu.kernel.Updates;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.spi.Backend;

/** Optimizers' steps, in place, over all float32 parameters at once. */
final class UpdateKernels {
    private UpdateKernels() {}

    static Optional<Backend.Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in) {
        return switch (op) {
            case SgdUpdate update when fits(in, update.count(), update) -> Optional.of((inputs, _) -> sgd(workers, update, inputs));
            case MomentumUpdate update when fits(in, update.count(), update) -> Optional.of((inputs, _) -> momentum(workers, update, inputs));
            case AdamUpdate update when fits(in, update.count(), update) -> Optional.of((inputs, _) -> adam(workers, update, inputs));
            default -> Optional.empty();
        };
    }

    /** Whether parameters are dense float32 and their states lie as they do; gradients may lie otherwise. */
    private static boolean fits(List<Tensor> in, int count, UpdateOp op) {
        for (int i = 0; i < op.donated(); i++) {
            Tensor tensor = in.get(i);
            if (tensor.dtype() != DType.FLOAT32 || !tensor.layout().isDense() || !tensor.layout().sameStrides(in.get(i % count).layout())) return false;
        }
        return true;
    }

    private static List<Tensor> sgd(Workers workers, SgdUpdate op, List<Tensor> in) {
        Updates.sgd(workers, (float) op.rate(), (float) op.weightDecay(), lengths(in, op.count()), group(in, op.count(), 0), gradients(workers, in, op.count(), 1));
        return in.subList(0, op.donated());
    }

    private static List<Tensor> momentum(Workers workers, MomentumUpdate op, List<Tensor> in) {
        int n = op.count();
        int[] lengths = lengths(in, n);
        List<View<float[]>> parameters = group(in, n, 0), velocities = group(in, n, 1), gradients = gradients(workers, in, n, 2);
        float rate = (float) op.rate(), gamma = (float) op.momentum(), decay = (float) op.weightDecay();
        if (op.book()) Updates.momentum(workers, rate, gamma, decay, op.nesterov(), lengths, parameters, gradients, velocities);
        else Updates.velocity(workers, rate, gamma, (float) op.dampening(), decay, op.nesterov(), lengths, parameters, gradients, velocities);
        return in.subList(0, op.donated());
    }

    private static List<Tensor> adam(Workers workers, AdamUpdate op, List<Tensor> in) {
        int n = op.count();
        AdamStep step = AdamStep.of(op.rate(), op.beta1(), op.beta2(), op.epsilon(), op.weightDecay(), op.decoupled(), op.epsilonInsideRoot(), op.step());
        Updates.adam(workers, step, lengths(in, n), group(in, n, 0), gradients(workers, in, n, 3), group(in, n, 1), group(in, n, 2));
        return in.subList(0, op.donated());
    }

    private static int[] lengths(List<Tensor> in, int count) {
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) lengths[i] = Math.toIntExact(in.get(i).elements());
        return lengths;
    }

    private static List<View<float[]>> group(List<Tensor> in, int count, int role) {
        List<View<float[]>> stretches = new ArrayList<>(count);
        for (Tensor tensor : in.subList(role * count, (role + 1) * count)) stretches.add(stretch(tensor));
        return stretches;
    }

    private static View<float[]> stretch(Tensor tensor) {
        return new View<>(tensor.storage().floats(), Math.toIntExact(tensor.layout().offset()));
    }

    /** The gradients in the memory order of their parameters. */
    private static List<View<float[]>> gradients(Workers workers, List<Tensor> in, int count, int role) {
        List<View<float[]>> stretches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Tensor parameter = in.get(i), gradient = in.get(role * count + i);
            if (!gradient.layout().sameStrides(parameter.layout())) {
                Tensor copy = Operands.fresh(gradient.type(), parameter);
                Copy.copy(workers, Operands.sizes(gradient.shape()), Operands.view(gradient), Operands.view(copy));
                gradient = copy;
            }
            stretches.add(stretch(gradient));
        }
        return stretches;
    }
}
