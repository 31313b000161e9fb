package org.ventral.backend.onnx;

import ai.onnxruntime.OrtException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Ops;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.op.Op;

/**
 * A small model for each op and types of operands, made when it is first needed. Those used longest ago are forgotten.
 *
 * <p>What ONNX Runtime has no kernel for is found by asking it, and remembered. Single ops run on one thread.
 */
final class SingleOps {
    private static final System.Logger LOG = System.getLogger(SingleOps.class.getName());
    private static final int MOST = 512;

    /** Memory that a model keeps between runs. */
    private static final long KEPT_BYTES = 1 << 20;

    private record Key(Op op, List<TensorType> operands) {}

    private final OnnxRuntimeOptions options;
    private final OnnxExportOptions writing;
    private final Map<Key, Optional<Runner>> runners = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override protected boolean removeEldestEntry(Map.Entry<Key, Optional<Runner>> eldest) {
            if (size() <= MOST) return false;
            eldest.getValue().ifPresent(Runner::close);
            return true;
        }
    };

    SingleOps(OnnxRuntimeOptions options, OnnxExportOptions writing) {
        // Where work is cut by the number of threads, the last bits follow it; a backend's results must not.
        this.options = new OnnxRuntimeOptions(1, options.provider(), options.device(), options.optimization(), false);
        this.writing = writing;
    }

    /** The model of an op; empty if ONNX Runtime cannot run it. */
    synchronized Optional<Runner> find(Op op, List<TensorType> operands) {
        return runners.computeIfAbsent(new Key(op, operands), this::create);
    }

    private Optional<Runner> create(Key key) {
        try {
            List<GraphInput> inputs = IntStream.range(0, key.operands.size()).mapToObj(i -> new GraphInput("operand_" + i, key.operands.get(i))).toList();
            Graph graph = Graph.trace(in -> Ops.applyAll(key.op, in), inputs);
            return Optional.of(Runner.of(OnnxWriter.bytes(graph, writing), options, KEPT_BYTES));
        } catch (OnnxUnsupportedException | OrtException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "ONNX Runtime does not run %s on %s: %s".formatted(key.op, key.operands, e.getMessage()));
            return Optional.empty();
        }
    }
}
