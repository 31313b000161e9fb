package org.ventral.tensor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.DType;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.SgdUpdate;

class ControlFlowTest {
    private static final GraphInput X = GraphInput.of("x", 3);
    private static final Tensor UP = Tensor.of(1, 2, 3), DOWN = Tensor.of(-1, -2, -3);

    /** Captures an input, a value made from it, a parameter and a constant. */
    private static TraceFunction choice(Parameter weight) {
        return in -> {
            Tensor x = in.getFirst(), doubled = x.mul(2), seven = Tensor.full(7, 3);
            return ControlFlow.when(x.sum().gt(0), () -> List.of(doubled.mul(weight.value())), () -> List.of(x.sub(seven).add(weight.value())));
        };
    }

    @Test void aChoiceIsANode() {
        Parameter weight = Parameter.of(Tensor.of(1, 10, 100));
        Graph graph = Graph.tracer().parameters(Map.of("weight", weight)).trace(choice(weight), List.of(X));
        assertThat(graph.nodes().getLast()).isInstanceOfSatisfying(Graph.IfNode.class, node -> {
            assertThat(node.captured()).extracting(Graph.Value::name).contains("x", "weight");
            assertThat(node.then().inputs()).hasSameSizeAs(node.captured());
            assertThat(node.otherwise().inputs()).hasSameSizeAs(node.captured());
            assertThat(node.otherwise().constants()).hasSize(1);
        });
        for (Tensor x : List.of(UP, DOWN)) {
            List<Tensor> expected = choice(weight).apply(List.of(x));
            GraphOpsTest.assertSame(graph.run(x), expected);
            GraphOpsTest.assertSame(graph.simplified().run(x), expected);
            GraphOpsTest.assertSame(graph.decomposed(_ -> true).run(x), expected);
        }
        assertThat(graph.toString()).contains("= If(").contains(" then (").contains(" else (");
    }

    @Test void aChoiceHasAGradient() {
        Parameter weight = Parameter.of(Tensor.of(1, 10, 100));
        TraceFunction function = in -> {
            Tensor x = in.getFirst().requiresGradient();
            var gradients = choice(weight).apply(List.of(x)).getFirst().square().sum().backward();
            return List.of(gradients.of(x), gradients.of(weight));
        };
        Graph graph = Graph.trace(function, List.of(X));
        for (Tensor x : List.of(UP, DOWN)) GraphOpsTest.assertSame(graph.run(x), function.apply(List.of(x)));
    }

    @Test void aDetachedCaptureGetsNoGradient() {
        TraceFunction function = in -> {
            Tensor x = in.getFirst().requiresGradient(), constant = x.detach();
            Tensor y = ControlFlow.when(constant.sum().gt(0), () -> List.of(x.mul(constant)), () -> List.of(x)).getFirst();
            return List.of(y.sum().backward().of(x));
        };
        Graph graph = Graph.trace(function, List.of(X));
        assertThat(graph.run(UP).getFirst().toFloats()).containsExactly(1, 2, 3);
        assertThat(graph.run(DOWN).getFirst().toFloats()).containsExactly(1, 1, 1);
    }

    @Test void choicesNest() {
        TraceFunction function = in -> {
            Tensor x = in.getFirst(), sum = x.sum();
            return ControlFlow.when(sum.gt(0),
                    () -> ControlFlow.when(sum.gt(100), () -> List.of(x.neg()), () -> List.of(x.mul(sum))),
                    () -> List.of(x.exp()));
        };
        Graph graph = Graph.trace(function, List.of(X));
        for (Tensor x : List.of(UP, DOWN, UP.mul(50))) GraphOpsTest.assertSame(graph.simplified().run(x), function.apply(List.of(x)));
    }

    @Test void aChoiceThatIsKnownIsMadeAtOnce() {
        Graph graph = Graph.trace(in -> ControlFlow.when(Tensor.of(1).sum().gt(0), () -> List.of(in.getFirst().exp()), () -> List.of(in.getFirst())), List.of(X));
        assertThat(graph.nodes()).hasSize(1).first().isInstanceOf(Graph.OpNode.class);
    }

    @Test void branchesAnswerTheSameTypes() {
        assertThatThrownBy(() -> Graph.trace(in -> ControlFlow.when(in.getFirst().sum().gt(0), () -> in, () -> List.of(in.getFirst().sum())), List.of(X)))
                .isInstanceOf(ShapeException.class).hasMessageContaining("one branch");
    }

    @Test void branchesUpdateNothing() {
        Parameter p = Parameter.of(Tensor.ones(3));
        assertThatThrownBy(() -> Graph.trace(in -> ControlFlow.when(in.getFirst().sum().gt(0), () -> {
            Ops.applyAll(new SgdUpdate(1, 1, 0), p.value(), in.getFirst());
            return in;
        }, () -> in), List.of(X))).isInstanceOf(IllegalStateException.class).hasMessageContaining("inside a branch");
    }

    // ------------------------------------------------------------------------------------------------ loop

    /** Newton's iteration for square roots, until it is good. */
    private static final TraceFunction ROOT = in -> {
        Tensor x = in.getFirst();
        return ControlFlow.loop(50, null, List.of(x), (number, state) -> {
            Tensor y = state.getFirst(), next = y.add(x.div(y)).div(2);
            return new ControlFlow.LoopStep(next.square().sub(x).abs().max().gt(1e-4), List.of(next));
        });
    };

    @Test void aLoopRunsUntilItsConditionFails() {
        Graph graph = Graph.trace(ROOT, List.of(X));
        assertThat(graph.nodes()).hasSize(1).first().isInstanceOf(Graph.LoopNode.class);
        Tensor x = Tensor.of(4, 9, 2);
        GraphOpsTest.assertSame(graph.run(x), ROOT.apply(List.of(x)));
        GraphOpsTest.assertSame(graph.simplified().decomposed(_ -> true).run(x), ROOT.apply(List.of(x)));
    }

    @Test void theNumberOfRepetitionsMayBeData() {
        TraceFunction function = in -> ControlFlow.loop(in.getFirst(), null, List.of(Tensor.ones(2)), (number, state) ->
                new ControlFlow.LoopStep(null, List.of(state.getFirst().mul(2).add(number))));
        Graph graph = Graph.trace(function, List.of(GraphInput.of("n", DType.INT64)));
        for (long n : new long[] {0, 1, 5}) {
            Tensor trips = Tensor.of(new long[] {n}, new long[0]);
            GraphOpsTest.assertSame(graph.run(trips), function.apply(List.of(trips)));
        }
    }

    @Test void aLoopOfAKnownNumberHasAGradient() {
        Parameter weight = Parameter.of(Tensor.of(2, 3, 4));
        TraceFunction function = in -> {
            Tensor y = ControlFlow.loop(3, null, in, (_, state) -> new ControlFlow.LoopStep(null, List.of(state.getFirst().mul(weight.value())))).getFirst();
            return List.of(y.sum().backward().of(weight));
        };
        GraphOpsTest.assertSame(Graph.trace(function, List.of(X)).run(UP), function.apply(List.of(UP)));
    }

    @Test void aLoopOfAnUnknownNumberRefusesItsGradient() {
        TraceFunction function = in -> {
            Tensor x = in.getFirst().requiresGradient();
            return List.of(ROOT.apply(List.of(x)).getFirst().sum().backward().of(x));
        };
        assertThat(function.apply(List.of(UP)).getFirst().shape()).isEqualTo(UP.shape());
        assertThatThrownBy(() -> Graph.trace(function, List.of(X))).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("loop");
    }

    @Test void theStateKeepsItsTypes() {
        assertThatThrownBy(() -> ControlFlow.loop(2, null, List.of(UP), (_, state) -> new ControlFlow.LoopStep(null, List.of(state.getFirst().sum()))))
                .isInstanceOf(ShapeException.class).hasMessageContaining("state");
    }

    // ------------------------------------------------------------------------------------------------ scan

    @Test void aScanStepsAlongAnAxis() {
        Parameter weight = Parameter.of(Tensor.of(0.5f, 0.25f));
        Tensor x = Tensor.randn(Rng.of(1), 2, 4);
        Graph graph = Tensor.noGrad(() -> Graph.trace(in -> {
            List<Tensor> results = ControlFlow.scan(List.of(Tensor.zeros(2)), in, 1, (state, slices) -> {
                Tensor next = state.getFirst().mul(weight.value()).add(slices.getFirst()).tanh();
                return new ControlFlow.ScanStep(List.of(next), List.of(next.unsqueeze(0)));
            });
            return results;
        }, List.of(GraphInput.of("x", 2, 4))));
        assertThat(graph.nodes()).hasSize(1).first().isInstanceOf(Graph.ScanNode.class);
        List<Tensor> found = graph.run(x);
        assertThat(found.get(1).shape().toArray()).containsExactly(1, 4, 2);
        Tensor state = Tensor.zeros(2);
        for (int i = 0; i < 4; i++) {
            state = state.mul(weight.value()).add(x.select(1, i)).tanh().detach();
            assertThat(found.get(1).select(1, i).toFloats()).containsExactly(state.toFloats());
        }
        assertThat(found.get(0).toFloats()).containsExactly(state.toFloats());
    }

    @Test void aScanHasAGradient() {
        Parameter weight = Parameter.of(Tensor.of(0.5f, 0.25f));
        TraceFunction function = in -> {
            List<Tensor> results = ControlFlow.scan(List.of(Tensor.zeros(2)), in, 0, (state, slices) -> {
                Tensor next = state.getFirst().mul(weight.value()).add(slices.getFirst()).tanh();
                return new ControlFlow.ScanStep(List.of(next), List.of(next));
            });
            return List.of(results.get(1).square().sum().backward().of(weight), results.get(0).detach());
        };
        Tensor x = Tensor.randn(Rng.of(1), 4, 2);
        Graph graph = Graph.trace(function, List.of(GraphInput.of("x", 4, 2)));
        GraphOpsTest.assertSame(graph.run(x), function.apply(List.of(x)));
    }
}
