package org.ventral.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.GradientRule;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.op.ViewOp;
import org.ventral.tensor.spi.Backend;

/**
 * The one place through which every op goes: types are inferred, the op runs on its operands' device, and what a gradient will need is
 * recorded.
 */
public final class Ops {
    private Ops() {}

    /** Runs an op of one output. */
    public static Tensor apply(Op op, Tensor... inputs) {
        return applyAll(op, inputs).getFirst();
    }

    /** Runs an op. */
    public static List<Tensor> applyAll(Op op, Tensor... inputs) {
        return applyAll(op, List.of(inputs));
    }

    /**
     * Runs an op.
     *
     * @throws ShapeException if the inputs do not fit
     * @throws IllegalArgumentException if they are on different devices
     */
    public static List<Tensor> applyAll(Op op, List<Tensor> inputs) {
        List<TensorType> types = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) types.add(input.type());
        List<TensorType> outputs = op.infer(types);
        Device device = device(op, inputs);
        if (Tracing.isActive()) {
            OpTracer tracer = Tracing.current();
            if (tracer != null) return traced(tracer, op, inputs, outputs, device);
        }
        boolean record = Autodiff.isRecording(inputs);
        return switch (op) {
            case UpdateOp update -> update(update, inputs, outputs, device);
            case PrimitiveOp primitive -> {
                List<Tensor> results = Autodiff.withoutRecording(() -> execute(primitive, inputs, outputs, device));
                yield record ? Node.record(op, inputs, results, rule(op)) : results;
            }
            case CompositeOp composite -> composite(composite, inputs, outputs, device, record);
        };
    }

    private static List<Tensor> traced(OpTracer tracer, Op op, List<Tensor> inputs, List<TensorType> outputs, Device device) {
        if (op instanceof UpdateOp update) {
            tracer.update(update, inputs, outputs);
            List<Tensor> donated = inputs.subList(0, update.donated());
            for (Tensor tensor : donated) tensor.storage().modified();
            return donated;
        }
        if (!tracer.wants(op, inputs)) {
            List<Tensor> results = Tracing.suspended(() -> applyAll(op, inputs));
            tracer.ran(op, inputs, results);
            return results;
        }
        List<Tensor> results = tracer.record(op, inputs, outputs, device);
        boolean record = Autodiff.isRecording(inputs);
        return record ? Node.record(op, inputs, results, rule(op)) : results;
    }

    private static Optional<GradientRule> rule(Op op) {
        return switch (op) {
            case PrimitiveOp primitive -> Optional.of(c -> PrimitiveGradients.gradient(primitive, c));
            case CompositeOp composite -> composite.gradientRule();
        };
    }

    private static List<Tensor> composite(CompositeOp op, List<Tensor> inputs, List<TensorType> outputs, Device device, boolean record) {
        var rule = record ? op.gradientRule() : Optional.<GradientRule>empty();
        var kernel = device.backend().accelerate(op, inputs);
        if (kernel.isEmpty() && record && rule.isEmpty()) return op.decompose(inputs);      // its parts record themselves
        List<Tensor> results = Autodiff.withoutRecording(() -> kernel.isPresent() ? kernel.get().run(inputs, outputs) : decomposeInScope(op, inputs));
        return record ? Node.record(op, inputs, results, rule) : results;
    }

    private static List<Tensor> decomposeInScope(CompositeOp op, List<Tensor> inputs) {
        try (var scope = MemoryScope.open(op.name())) {
            return scope.keep(op.decompose(inputs));
        }
    }

    private static List<Tensor> execute(PrimitiveOp op, List<Tensor> inputs, List<TensorType> outputs, Device device) {
        switch (op) {
            case ViewOp view -> {
                Tensor x = inputs.getFirst();
                Layout layout = view.view(x.layout());
                if (layout == null) {
                    x = x.contiguous();
                    layout = view.view(x.layout());
                }
                return List.of(x.viewed(layout));
            }
            case LinearAlgebraOp algebra -> {
                return HostLinearAlgebra.execute(algebra, inputs, outputs, device);
            }
            default -> {
                Backend backend = device.backend();
                boolean conversion = op instanceof Cast || op instanceof Copy;
                for (Tensor input : inputs)
                    if (!conversion && !backend.dtypes().contains(input.dtype()))
                        throw new ShapeException("%s: device %s does not compute with %s; it does with %s", op.name(), device, input.dtype(), backend.dtypes());
                return backend.execute(op, inputs, outputs);
            }
        }
    }

    private static List<Tensor> update(UpdateOp op, List<Tensor> inputs, List<TensorType> outputs, Device device) {
        return Autodiff.withoutRecording(() -> {
            var kernel = device.backend().accelerate(op, inputs);
            List<Tensor> donated = inputs.subList(0, op.donated());
            if (kernel.isPresent()) {
                kernel.get().run(inputs, outputs);
            } else {
                try (var _ = MemoryScope.open(op.name())) {
                    List<Tensor> results = op.decompose(inputs);
                    for (int i = 0; i < donated.size(); i++) donated.get(i).copyFrom(results.get(i));
                }
            }
            for (Tensor tensor : donated) tensor.storage().modified();
            return donated;
        });
    }

    private static Device device(Op op, List<Tensor> inputs) {
        if (inputs.isEmpty()) throw new ShapeException("%s: takes at least one input", op.name());
        Device device = inputs.getFirst().device();
        for (Tensor input : inputs)
            if (input.device() != device)
                throw new IllegalArgumentException("%s: operands are on different devices, %s and %s; move one, as in x.to(y.device())".formatted(op.name(), device, input.device()));
        return device;
    }
}
