package org.ventral.tools.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.op.Eigh;
import org.ventral.tensor.op.Svd;
import org.ventral.tensor.op.UpdateOp;

/**
 * Proves whatever runs graphs, a compiler or a translation into another format: every op, as a graph of its own, gives what the reference
 * backend gives.
 *
 * {@snippet :
 * class MyCompilerTest extends GraphTck {
 *     @Override protected List<Tensor> run(Graph graph, List<Tensor> inputs) {
 *         return compile(graph).run(inputs);
 *     }
 * }
 * }
 */
public abstract class GraphTck {
    /** Larger operands only take longer. */
    private static final long MOST_ELEMENTS = 20_000;

    /** For subclasses. */
    protected GraphTck() {}

    /** The outputs of a graph for these inputs. */
    protected abstract List<Tensor> run(Graph graph, List<Tensor> inputs);

    /** Error allowed in float32, relative to the largest expected magnitude. */
    protected double tolerance() {
        return 1e-5;
    }

    /** Whether a dtype is tried: by default those that every model is made of. */
    protected boolean tries(DType dtype) {
        return dtype != DType.FLOAT64;
    }

    @TestFactory Stream<DynamicTest> everyOpAsAGraph() {
        return BackendTck.cases()
                .filter(c -> c.inputs().stream().mapToLong(i -> i.shape().elements()).sum() <= MOST_ELEMENTS)
                .flatMap(c -> c.dtypes().stream().filter(this::tries).map(dtype -> DynamicTest.dynamicTest(c.label() + " " + dtype, () -> compare(c, dtype))));
    }

    private void compare(OpCase c, DType dtype) {
        List<Tensor> inputs = c.tensors(dtype, Device.preferred());
        List<GraphInput> types = IntStream.range(0, inputs.size()).mapToObj(i -> new GraphInput("operand_" + i, inputs.get(i).type())).toList();
        Graph graph = Graph.trace(given -> Ops.applyAll(c.op(), given), types);
        DType exact = dtype == DType.FLOAT32 ? DType.FLOAT64 : dtype;
        List<Tensor> operands = c.tensors(exact, Device.reference());
        List<Tensor> expected = Ops.applyAll(c.op(), c.op() instanceof UpdateOp ? operands.stream().map(Tensor::copy).toList() : operands);
        List<Tensor> actual = run(graph, inputs);
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(graph.results().get(i).type(), actual.get(i).type(), "type of output " + i);
            // The sign of a vector of these is arbitrary.
            boolean unsigned = c.op() instanceof Eigh || c.op() instanceof Svd;
            Tensor want = unsigned ? expected.get(i).abs() : expected.get(i), got = unsigned ? actual.get(i).abs() : actual.get(i);
            close(want.toDoubles(), got.toDoubles(), actual.get(i).dtype().isFloating() ? tolerance() : 0, i);
        }
    }

    private static void close(double[] want, double[] got, double tolerance, int output) {
        double largest = 0;
        for (double v : want) if (Double.isFinite(v)) largest = Math.max(largest, Math.abs(v));
        for (int i = 0; i < want.length; i++)
            if (Double.compare(want[i], got[i]) != 0 && !(Math.abs(want[i] - got[i]) <= tolerance * largest))
                fail("output %d: element %d is %s, expected %s within %s".formatted(output, i, got[i], want[i], tolerance * largest));
    }
}
