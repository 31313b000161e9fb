package org.ventral.backend.cpu;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ventral.backend.cpu.compile.Compiler;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.CompiledGraph;

/**
 * Runs ops on the processor's cores.
 *
 * <p>This class only sorts ops to the adapters, one for each family, which translate tensors into arrays, offsets and strides for the
 * kernels. An adapter is a class of static methods that take the workers first.
 */
final class CpuBackend implements Backend {
    private static final Set<DType> DTYPES = Collections.unmodifiableSet(EnumSet.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.BOOL));
    private static final List<Adapter> ADAPTERS = List.of(ConvKernels::accelerate, PoolKernels::accelerate, RowKernels::accelerate, ActivationKernels::accelerate,
        LinearKernels::accelerate, RecurrentKernels::accelerate, UpdateKernels::accelerate);

    private final Workers workers;

    /** The kernels of one family of ops. */
    @FunctionalInterface
    private interface Adapter {
        Optional<Kernel> accelerate(Workers workers, CompositeOp op, List<Tensor> in);
    }

    CpuBackend(int threads) {
        this.workers = Workers.of(threads);
    }

    @Override public Set<DType> dtypes() {
        return DTYPES;
    }

    @Override public List<Tensor> execute(PrimitiveOp op, List<Tensor> in, List<TensorType> out) {
        return op instanceof MatMul
                ? List.of(MatMulKernel.run(workers, in.get(0), in.get(1), out.getFirst()))
                : PrimitiveKernels.execute(workers, op, in, out);
    }

    @Override public Optional<Kernel> accelerate(CompositeOp op, List<Tensor> in) {
        for (Adapter adapter : ADAPTERS) {
            Optional<Kernel> kernel = adapter.accelerate(workers, op, in);
            if (kernel.isPresent()) return kernel;
        }
        return Optional.empty();
    }

    @Override public CompiledGraph compile(Graph graph) {
        return Compiler.compile(workers, graph).orElseGet(graph::interpreted);
    }
}
