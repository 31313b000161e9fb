package org.ventral.tensor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.SymbolicTensorException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.Softmax;

class GraphTest {
    private static final GraphInput X = GraphInput.of("x", 2, 3);

    private static Graph trace(java.util.function.UnaryOperator<Tensor> function) {
        return Graph.trace(in -> List.of(function.apply(in.getFirst())), List.of(X));
    }

    @Test void compositesAreNodesAsTheyAre() {
        Graph graph = trace(x -> x.softmax(1).gelu());
        assertThat(graph.nodes()).extracting(Graph.Node::name).hasSize(2);
        assertThat(((Graph.OpNode) graph.nodes().getFirst()).op()).isEqualTo(new Softmax(1));
        assertThat(graph.inputs().getFirst().name()).isEqualTo("x");
        assertThat(graph.outputs()).isEqualTo(graph.results()).isEqualTo(graph.nodes().getLast().outputs());
    }

    @Test void whatDoesNotDependOnInputsIsComputedWhileTracing() {
        Graph graph = trace(x -> x.add(Tensor.of(1, 2, 3).mul(2).exp()));
        assertThat(graph.nodes()).hasSize(1);
        assertThat(graph.constants()).hasSize(1).noneMatch(Graph.Constant::parameter);
    }

    @Test void outputsHaveTheNamesTheyAreGiven() {
        TraceFunction function = in -> List.of(in.getFirst().exp(), in.getFirst().exp().sum());
        Graph graph = Graph.tracer().outputs("all", "total").trace(function, List.of(X));
        assertThat(graph.outputs()).extracting(Graph.Value::name).containsExactly("all", "total");
        assertThat(graph.run(Tensor.zeros(2, 3)).getLast().item()).isEqualTo(6);
        // One value that is answered twice, and an input that is answered as it is, have the names they are given, too.
        Graph same = Graph.tracer().outputs("a", "b", "c").trace(in -> {
            Tensor y = in.getFirst().exp();
            return List.of(y, y, in.getFirst());
        }, List.of(X));
        assertThat(same.outputs()).extracting(Graph.Value::name).containsExactly("a", "b", "c");
        assertThat(same.inputs().getFirst().name()).isEqualTo("x");
        assertThat(same.run(Tensor.zeros(2, 3)).stream().map(y -> y.toFloats()[0])).containsExactly(1f, 1f, 0f);
        assertThatThrownBy(() -> Graph.tracer().outputs("all").trace(function, List.of(X))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("answers 2 tensors, there are 1 names");
    }

    @Test void parametersAreHeldByReferenceAndNamed() {
        Parameter weight = Parameter.of(Tensor.ones(4, 3)), bias = Parameter.of(Tensor.zeros(4));
        Graph graph = Graph.tracer().parameters(Map.of("fc.weight", weight)).trace(in -> List.of(in.getFirst().linear(weight.value(), bias.value())), List.of(X));
        assertThat(graph.constants()).allMatch(Graph.Constant::parameter);
        assertThat(graph.constants().getFirst().value().name()).isEqualTo("fc.weight");
        assertThat(graph.constants().getLast().value().name()).startsWith("parameter_");
        Tensor x = Tensor.ones(2, 3);
        assertThat(graph.run(x).getFirst().toFloats()).containsOnly(3);
        weight.assign(Tensor.full(2, 4, 3));
        assertThat(graph.run(x).getFirst().toFloats()).containsOnly(6);
    }

    @Test void aFrozenParameterIsOneToo() {
        Parameter weight = Parameter.of(Tensor.ones(3));
        weight.trainable(false);
        assertThat(trace(x -> x.mul(weight.value())).constants()).hasSize(1).allMatch(Graph.Constant::parameter);
    }

    @Test void arithmeticOfParametersAloneStaysInTheGraph() {
        Parameter weight = Parameter.of(Tensor.ones(3));
        Graph graph = trace(x -> x.mul(weight.value().mul(2).exp())).simplified();
        assertThat(graph.nodes()).hasSize(3);
    }

    @Test void aResultCanBeDifferentiatedWithRespectToParameters() {
        Parameter weight = Parameter.of(Tensor.of(1, 2, 3));
        Graph graph = trace(x -> x.mul(weight.value()).sum());
        assertThat(graph.run(Tensor.ones(2, 3)).getFirst().backward().of(weight).toFloats()).containsExactly(2, 2, 2);
    }

    @Test void aGraphRunsInsideATrace() {
        Graph inner = trace(x -> x.mul(2).relu());
        Graph outer = trace(x -> inner.run(x.add(1)).getFirst().sum(1));
        assertThat(outer.nodes()).hasSize(4);
        assertThat(outer.run(Tensor.ones(2, 3)).getFirst().toFloats()).containsExactly(12, 12);
    }

    @Test void outputsCanBeNamed() {
        Graph graph = Graph.traceNamed(in -> {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put("twice", in.getFirst().mul(2));
            outputs.put("input", in.getFirst());
            return outputs;
        }, List.of(X));
        assertThat(graph.outputs()).extracting(Graph.Value::name).containsExactly("twice", "input");
        assertThat(((Graph.OpNode) graph.nodes().getLast()).op()).isEqualTo(new Copy());
        Tensor x = Tensor.randn(Rng.of(1), 2, 3);
        assertThat(graph.run(x).get(1).toFloats()).containsExactly(x.toFloats());
    }

    @Test void oneTensorCanBeSeveralOutputsUnderSeveralNames() {
        Graph graph = Graph.traceNamed(in -> {
            Tensor y = in.getFirst().mul(2);
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put("a", y);
            outputs.put("b", y);
            return outputs;
        }, List.of(X));
        assertThat(graph.outputs()).extracting(Graph.Value::name).containsExactly("a", "b");
        List<Tensor> results = graph.run(Tensor.ones(2, 3));
        assertThat(results.get(0).toFloats()).containsExactly(results.get(1).toFloats()).containsOnly(2);
    }

    @Test void constantsMadeInsideAMemoryScopeLast() {
        Graph graph = trace(x -> {
            try (var _ = MemoryScope.open("inner")) {
                return x.add(Tensor.full(3, 300, 2, 3).sum(0));
            }
        });
        for (int i = 0; i < 3; i++) Tensor.full(7, 1800);
        assertThat(graph.run(Tensor.zeros(2, 3)).getFirst().toFloats()).containsOnly(900);
    }

    @Test void temporariesGoBackAndResultsStay() {
        Graph graph = Graph.trace(in -> List.of(in.getFirst().mul(2).t().add(1).exp().t()), List.of(GraphInput.of("x", 40, 50)));
        Tensor x = Tensor.randn(Rng.of(1), 40, 50), expected = x.mul(2).t().add(1).exp().t();
        Tensor result = graph.run(x).getFirst();
        for (int i = 0; i < 5; i++) graph.run(x.add(i));
        assertThat(result.toFloats()).containsExactly(expected.toFloats());
        assertThat(x.storage().isReleased()).isFalse();
        try (var scope = MemoryScope.open("outer")) {
            Tensor inside = graph.run(x).getFirst();
            assertThat(inside.toFloats()).containsExactly(expected.toFloats());
            result = scope.keep(inside);
        }
        assertThat(result.toFloats()).containsExactly(expected.toFloats());
    }

    // ------------------------------------------------------------------------------------------------ simplifying

    @Test void whatIsComputedTwiceIsComputedOnce() {
        Graph graph = trace(x -> x.exp().mul(2).add(x.exp().mul(2))).simplified();
        assertThat(graph.nodes()).hasSize(3);
        assertThat(graph.constants()).hasSize(1);
    }

    @Test void whatIsNotNeededIsLeftOut() {
        Graph graph = trace(x -> {
            x.exp().sum();
            return x.neg();
        });
        assertThat(graph.nodes()).hasSize(3);
        assertThat(graph.simplified().nodes()).hasSize(1);
    }

    @Test void zeroAndMinusZeroAreDifferentConstants() {
        Graph graph = trace(x -> x.div(Tensor.scalar(0f)).add(x.div(Tensor.scalar(-0f)))).simplified();
        assertThat(graph.constants()).hasSize(2);
    }

    @Test void opsCanBeReplaced() {
        Graph graph = trace(x -> x.softmax(1)).withOps(op -> op instanceof Softmax ? new Softmax(0) : op);
        Tensor x = Tensor.randn(Rng.of(1), 2, 3);
        assertThat(graph.run(x).getFirst().toFloats()).containsExactly(x.softmax(0).toFloats());
    }

    // ------------------------------------------------------------------------------------------------ printing

    @Test void itReadsLikeAProgram() {
        Parameter weight = Parameter.of(Tensor.ones(4, 3));
        Graph graph = Graph.tracer().parameters(Map.of("weight", weight)).traceNamed(
                in -> Map.of("y", in.getFirst().linear(weight.value()).mul(2).softmax(1)), List.of(X));
        assertThat(graph).hasToString("""
                graph(x: float32[2, 3]) {
                    parameter weight: float32[4, 3]
                    constant constant_3: float32[] = 2.0
                    linear_2: float32[2, 4] = Linear(x, weight)
                    mul_4: float32[2, 4] = Binary[kind=MUL](linear_2, constant_3)
                    y: float32[2, 4] = Softmax[axis=1](mul_4)
                    return y
                }""");
    }

    // ------------------------------------------------------------------------------------------------ errors

    @Test void readingValuesIsRefusedByName() {
        assertThatThrownBy(() -> trace(x -> x.mul(x.softmax(1).sum().item())))
                .isInstanceOf(SymbolicTensorException.class).hasMessageContaining("REDUCE_SUM").hasMessageContaining("ControlFlow.when");
        assertThatThrownBy(() -> trace(x -> Tensor.of(x.toFloats(), 2, 3)))
                .isInstanceOf(SymbolicTensorException.class).hasMessageContaining("input \"x\"");
        assertThatThrownBy(() -> trace(x -> x.maskedSelect(x.gt(0)))).isInstanceOf(SymbolicTensorException.class);
        assertThatThrownBy(() -> trace(x -> x.mul(x.at(0, 0)))).isInstanceOf(SymbolicTensorException.class);
        assertThatThrownBy(() -> trace(x -> {
            x.storage().floats();
            return x;
        })).isInstanceOf(SymbolicTensorException.class);
    }

    @Test void symbolsPrintTheirType() {
        trace(x -> {
            assertThat(x.isSymbolic()).isTrue();
            assertThat(x).hasToString("symbolic float32[2, 3] made by input \"x\"");
            assertThat(x.softmax(1)).hasToString("symbolic float32[2, 3] made by Softmax");
            return x;
        });
    }

    @Test void symbolsEndWithTheirFunction() {
        Tensor[] leaked = new Tensor[1];
        trace(x -> leaked[0] = x.exp());
        assertThatThrownBy(() -> leaked[0].add(1).toFloats()).isInstanceOf(SymbolicTensorException.class);
        assertThatThrownBy(() -> trace(x -> x.add(leaked[0]))).isInstanceOf(IllegalStateException.class).hasMessageContaining("another trace");
        assertThat(Tensor.ones(2).add(1).isSymbolic()).isFalse();
    }

    @Test void anErrorInTheFunctionEndsTheTrace() {
        assertThatThrownBy(() -> trace(x -> x.reshape(7))).isInstanceOf(ShapeException.class).hasMessageContaining("Reshape");
        assertThat(Tensor.ones(2).add(1).toFloats()).containsExactly(2, 2);
    }

    @Test void inputsThatDoNotFitAreNamed() {
        Graph graph = trace(Tensor::exp);
        assertThatThrownBy(() -> graph.run(Tensor.ones(3, 2))).isInstanceOf(ShapeException.class)
                .hasMessageContaining("\"x\"").hasMessageContaining("[2, 3]").hasMessageContaining("[3, 2]");
        assertThatThrownBy(() -> graph.run(Tensor.ones(2, 3).cast(DType.FLOAT64))).isInstanceOf(ShapeException.class).hasMessageContaining("float64");
        assertThatThrownBy(() -> graph.run(Tensor.ones(2, 3), Tensor.ones(1))).isInstanceOf(ShapeException.class).hasMessageContaining("1 inputs").hasMessageContaining("got 2");
    }

    @Test void namesAreDistinct() {
        assertThatThrownBy(() -> Graph.trace(in -> in, List.of(X, X))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("\"x\"");
    }

    @Test void aGraphThatIsNoneIsRefused() {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(2));
        Graph.Value x = new Graph.Value(0, "x", type), y = new Graph.Value(1, "y", type);
        assertThatThrownBy(() -> new Graph(List.of(x), List.of(), List.of(), List.of(y), List.of())).hasMessageContaining("before it is made");
        assertThatThrownBy(() -> new Graph(List.of(x), List.of(), List.of(new Graph.OpNode(new Copy(), List.of(x), List.of(x))), List.of(x), List.of()))
                .hasMessageContaining("made twice");
        Graph.Value z = new Graph.Value(2, "z", type.as(DType.INT32));
        assertThatThrownBy(() -> new Graph(List.of(x), List.of(), List.of(new Graph.OpNode(new Copy(), List.of(x), List.of(z))), List.of(z), List.of()))
                .hasMessageContaining("Copy").hasMessageContaining("int32");
    }
}
