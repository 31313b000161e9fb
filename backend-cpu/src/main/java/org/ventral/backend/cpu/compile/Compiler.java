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
     * <p>The results have the bits of {@link Graph#run} on the CPU backend.
     */
    public static Optional<CompiledGraph> compile(Workers workers, Graph graph) {
        Graph simple = graph.simplified();
        boolean plain = graph.updates().isEmpty() && simple.nodes().stream().allMatch(node -> node instanceof Graph.OpNode op && !(op.op() instanceof UpdateOp));
        return plain ? Optional.of(new Planner(graph, simple, workers).plan()) : Optional.empty();
    }
}
