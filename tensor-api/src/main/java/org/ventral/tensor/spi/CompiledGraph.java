package org.ventral.tensor.spi;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;

/** A graph that a backend has made ready to run. Safe for use by several threads, but for {@link #step}. */
public interface CompiledGraph {
    /** What was compiled. */
    Graph graph();

    /** As {@link Graph#run(List)}; the same bits. */
    List<Tensor> run(List<Tensor> inputs);

    /** As {@link Graph#step}; the same bits. */
    List<Tensor> step(List<Tensor> inputs);
}
