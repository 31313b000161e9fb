package org.ventral.backend.onnx;

import ai.onnxruntime.OrtException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.ActivationGradient;
import org.ventral.tensor.op.ActivationKind;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.spi.Availability;
import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.CompiledGraph;

/**
 * Runs whole graphs on ONNX Runtime, and single ops through small models that are kept. What it has no kernel for, or does differently
 * from what the op means, runs on the CPU backend if that is there, else on the reference backend.
 */
final class OnnxRuntimeBackend implements Backend {
    private final OnnxRuntimeOptions options;
    private final OnnxExportOptions writing = OnnxExportOptions.defaults();
    private final SingleOps ops;
    private final Backend fallback;

    OnnxRuntimeBackend(OnnxRuntimeOptions options) {
        this.options = options;
        this.ops = new SingleOps(options, writing);
        this.fallback = Device.providers().named("cpu").filter(cpu -> cpu.availability() instanceof Availability.Available)
                .map(cpu -> cpu.create(BackendOptions.threads(options.threads()))).orElseGet(() -> Device.reference().backend());
    }

    @Override public Set<DType> dtypes() {
        return EnumSet.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.BOOL);
    }

    @Override public List<Tensor> execute(PrimitiveOp op, List<Tensor> in, List<TensorType> out) {
        if (differs(op, in) || isEmpty(in)) return fallback.execute(op, in, out);
        Indices.check(op, in);
        Optional<Runner> runner = ops.find(op, in.stream().map(Tensor::type).toList());
        return runner.isPresent() ? run(op.name(), runner.get(), in, out) : fallback.execute(op, in, out);
    }

    /** Where ONNX Runtime's kernel means something else. */
    private static boolean differs(PrimitiveOp op, List<Tensor> in) {
        boolean floating = in.getFirst().dtype().isFloating();
        return switch (op) {
            // Division of integers by zero ends the process there; powers go through floating numbers.
            case Binary(BinaryKind kind) -> !floating && (kind == BinaryKind.DIV || kind == BinaryKind.MOD || kind == BinaryKind.POW);
            // What makes operands row-major, on their way there.
            case Copy _ -> true;
            // Saturation and "not a number" are left open there.
            case Cast(DType to) -> floating && !to.isFloating();
            // "Not a number" is not the largest there.
            case ArgReduce _ -> floating;
            case Reduce(ReduceKind kind, _, _) -> floating && (kind == ReduceKind.MAX || kind == ReduceKind.MIN);
            default -> false;
        };
    }

    private static boolean isEmpty(List<Tensor> tensors) {
        for (Tensor tensor : tensors) if (tensor.shape().isEmpty()) return true;
        return false;
    }

    @Override public Optional<Kernel> accelerate(CompositeOp op, List<Tensor> in) {
        // An update has the number of its step in it: each would be another model.
        if (op instanceof UpdateOp || isEmpty(in)) return Optional.empty();
        if (losesDigits(op)) return fallback.accelerate(op, in);
        Optional<Runner> runner = ops.find(op, in.stream().map(Tensor::type).toList());
        if (runner.isEmpty()) return Optional.empty();
        return Optional.of((inputs, out) -> {
            if (op instanceof CrossEntropy loss) loss.requireClasses(inputs.get(1), inputs.get(0).size(1));
            return run(op.name(), runner.get(), inputs, out);
        });
    }

    /** Where 1 + tanh cancels, the last bit of its tanh counts. */
    private static boolean losesDigits(CompositeOp op) {
        return op instanceof Activation(ActivationKind kind, _) && kind == ActivationKind.GELU_TANH
                || op instanceof ActivationGradient(ActivationKind of, _) && of == ActivationKind.GELU_TANH;
    }

    private static List<Tensor> run(String name, Runner runner, List<Tensor> in, List<TensorType> out) {
        try {
            return runner.run(in, 0, out, in.getFirst().device());
        } catch (OrtException e) {
            throw new OnnxRuntimeException("%s on %s failed in ONNX Runtime: %s".formatted(name, in.stream().map(Tensor::type).toList(), e.getMessage()), e);
        }
    }

    @Override public CompiledGraph compile(Graph graph) {
        return OnnxCompiledGraph.of(graph, options, writing);
    }
}
