package org.ventral.backend.cpu.compile;

import java.util.Optional;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.spi.CompiledGraph;

/** Makes graphs ready to run. */
public final class Compiler {
    private Compiler() {}

    /**
     * A plan for a graph, or empty if it is better interpreted: one that updates parameters, or decides on the way what to run.
     *
     * <p>Constants that follow a convolution, as batch normalization with given statistics, are multiplied into its weights, and convolutions may use algorithms that pay
     * for constant weights only, so that a network with convolutions gives results with other rounding errors than {@link Graph#run}. With the system property
     * {@code ventral.fold=off}, and in graphs without convolutions always, the results have the bits of {@link Graph#run} on the CPU backend.
     */
    public static Optional<CompiledGraph> compile(Workers workers, Graph graph) {
        Graph simple = graph.simplified();
        boolean plain = graph.updates().isEmpty() && simple.nodes().stream().allMatch(node -> node instanceof Graph.OpNode op && !(op.op() instanceof UpdateOp));
        boolean folding = !"off".equals(System.getProperty("ventral.fold"));
        return plain ? Optional.of(new Planner(graph, simple, workers, folding).plan()) : Optional.empty();
    }
}
