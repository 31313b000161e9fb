package org.ventral.tensor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.DType;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.UpdateOp;

class TrainingStepTest {
    private static final List<GraphInput> INPUTS = List.of(GraphInput.of("x", 8, 5), GraphInput.of("classes", DType.INT64, 8));

    /** Two layers, with the states of an optimizer. */
    private static final class Model {
        final List<Parameter> parameters = new ArrayList<>();
        final List<Tensor> states = new ArrayList<>();
        UpdateOp update;

        Model(int statesPerParameter, UpdateOp update) {
            Rng rng = Rng.of(3);
            for (long[] shape : new long[][] {{7, 5}, {7}, {4, 7}, {4}}) parameters.add(Parameter.of(Tensor.randn(rng, shape).mul(0.5)));
            for (int i = 0; i < statesPerParameter; i++) for (Parameter p : parameters) states.add(Tensor.zerosLike(p.value().detach()));
            this.update = update;
        }

        Tensor loss(List<Tensor> in) {
            Tensor hidden = in.get(0).linear(parameters.get(0).value(), parameters.get(1).value()).tanh();
            return hidden.linear(parameters.get(2).value(), parameters.get(3).value()).crossEntropy(in.get(1));
        }

        List<Tensor> step(List<Tensor> in) {
            Tensor loss = loss(in);
            Gradients gradients = loss.backward();
            List<Tensor> operands = new ArrayList<>(parameters.stream().map(Parameter::value).toList());
            operands.addAll(states);
            for (Parameter p : parameters) operands.add(gradients.of(p));
            Ops.applyAll(update, operands);
            return List.of(loss.detach());
        }

        Map<String, Parameter> named() {
            Map<String, Parameter> named = new LinkedHashMap<>();
            for (Parameter p : parameters) named.put("p" + named.size(), p);
            return named;
        }

        List<float[]> values() {
            List<float[]> values = new ArrayList<>();
            for (Parameter p : parameters) values.add(p.value().toFloats());
            for (Tensor state : states) values.add(state.toFloats());
            return values;
        }
    }

    private static List<Tensor> batch(int i) {
        long[] classes = new long[8];
        for (int k = 0; k < 8; k++) classes[k] = (k * 3 + i) % 4;
        return List.of(Tensor.randn(Rng.of(100 + i), 8, 5), Tensor.of(classes, 8));
    }

    private static void assertEqual(List<float[]> found, List<float[]> expected) {
        for (int i = 0; i < expected.size(); i++) assertThat(found.get(i)).containsExactly(expected.get(i));
    }

    private static void compare(int states, UpdateOp update) {
        Model eager = new Model(states, update), traced = new Model(states, update), simple = new Model(states, update), apart = new Model(states, update);
        Graph graph = Graph.tracer().parameters(traced.named()).trace(traced::step, INPUTS);
        Graph simplified = Graph.trace(simple::step, INPUTS).simplified();
        Graph decomposed = Graph.trace(apart::step, INPUTS).decomposed(op -> op instanceof UpdateOp);
        assertEqual(traced.values(), eager.values());           // tracing changes nothing
        assertThat(graph.updates()).hasSize(4 * (1 + states));
        assertThat(graph.results()).hasSize(1);
        for (int i = 0; i < 5; i++) {
            Tensor loss = eager.step(batch(i)).getFirst();
            assertThat(graph.step(batch(i)).getFirst().item()).isEqualTo(loss.item());
            simplified.step(batch(i));
            decomposed.step(batch(i));
            assertEqual(traced.values(), eager.values());
            assertEqual(simple.values(), eager.values());
            assertEqual(apart.values(), eager.values());
        }
    }

    @Test void gradientDescentIsTheEagerOneBitForBit() {
        compare(0, new SgdUpdate(4, 0.1, 0.01));
    }

    @Test void momentumIsTheEagerOneBitForBit() {
        compare(1, new MomentumUpdate(4, 0.1, 0.9, 0, 0, false, false));
    }

    @Test void stepsOfAdamCountOn() {
        Model eager = new Model(2, null), traced = new Model(2, adam(1));
        Graph graph = Graph.trace(traced::step, INPUTS);
        for (int i = 0; i < 5; i++) {
            int step = i + 1;
            eager.update = adam(step);
            eager.step(batch(i));
            graph.withOps(op -> op instanceof AdamUpdate ? adam(step) : op).step(batch(i));
            assertEqual(traced.values(), eager.values());
        }
    }

    private static AdamUpdate adam(long step) {
        return new AdamUpdate(4, 0.01, 0.9, 0.999, 1e-8, 0, false, false, step);
    }

    @Test void runningOverwritesNothingAndAnswersTheNewValues() {
        Model model = new Model(0, new SgdUpdate(4, 0.1, 0)), eager = new Model(0, new SgdUpdate(4, 0.1, 0));
        Graph graph = Graph.tracer().parameters(model.named()).trace(model::step, INPUTS);
        List<Tensor> outputs = graph.run(batch(0));
        assertEqual(model.values(), eager.values());
        eager.step(batch(0));
        assertThat(outputs).hasSize(5);
        for (int i = 0; i < 4; i++) assertThat(outputs.get(i + 1).toFloats()).containsExactly(eager.values().get(i));
        assertThat(graph.updates()).extracting(u -> u.target().name()).containsExactly("p0", "p1", "p2", "p3");
        assertThat(graph.toString()).contains("update p0 = sgdupdate_");
    }

    @Test void laterReadsSeeTheNewValue() {
        TraceFunction twice = p(Parameter.of(Tensor.of(1, 2, 3)));
        Parameter eager = Parameter.of(Tensor.of(1, 2, 3)), traced = Parameter.of(Tensor.of(1, 2, 3));
        assertThat(twice.apply(List.of(Tensor.ones(3)))).hasSize(2);
        List<Tensor> expected = p(eager).apply(List.of(Tensor.ones(3)));
        Graph graph = Graph.trace(p(traced), List.of(GraphInput.of("x", 3)));
        assertThat(graph.updates()).hasSize(1);
        GraphOpsTest.assertSame(graph.run(Tensor.ones(3)).subList(0, 2), expected);
        GraphOpsTest.assertSame(graph.step(List.of(Tensor.ones(3))), expected);
        assertThat(traced.value().toFloats()).containsExactly(eager.value().toFloats());
    }

    /** Reads before, between and after two updates, one of them through a view made before. */
    private static TraceFunction p(Parameter p) {
        return in -> {
            Tensor before = p.value().mul(10).detach(), view = p.value().detach().reshape(3, 1);
            Ops.applyAll(new SgdUpdate(1, 0.5, 0), p.value(), in.getFirst());
            Tensor between = p.value().mul(100).detach();
            Ops.applyAll(new SgdUpdate(1, 0.25, 0), p.value(), between);
            return List.of(before.add(between).add(p.value()), view.mul(2));
        };
    }

    @Test void assignmentIsAnUpdate() {
        Parameter p = Parameter.of(Tensor.of(1, 2)), q = Parameter.of(Tensor.of(3, 4));
        Graph graph = Graph.trace(in -> {
            Tensor old = p.value().detach();
            Tensor saved = old.copy();
            p.assign(q.value().detach());                       // exchange, with something added
            q.assign(saved.add(in.getFirst()));
            return List.of(p.value().add(q.value()));
        }, List.of(GraphInput.of("x", 2)));
        assertThat(p.value().toFloats()).containsExactly(1, 2);
        assertThat(graph.step(List.of(Tensor.of(10, 10))).getFirst().toFloats()).containsExactly(14, 16);
        assertThat(p.value().toFloats()).containsExactly(3, 4);
        assertThat(q.value().toFloats()).containsExactly(11, 12);
    }

    @Test void valuesThatAreExchangedDoNotOverwriteEachOther() {
        Parameter p = Parameter.of(Tensor.of(1, 2)), q = Parameter.of(Tensor.of(3, 4));
        Graph graph = Graph.trace(in -> {
            Tensor saved = p.value().detach().mul(1);
            p.assign(q.value().detach());
            q.assign(saved);
            return List.of();
        }, List.of()).simplified();
        graph.step(List.of());
        assertThat(p.value().toFloats()).containsExactly(3, 4);
        assertThat(q.value().toFloats()).containsExactly(1, 2);
    }

    @Test void inputsCanBeDonated() {
        Graph graph = Graph.trace(in -> {
            Ops.applyAll(new SgdUpdate(1, 1, 0), in.get(0), in.get(1));
            return List.of(in.get(0).sum());
        }, List.of(GraphInput.of("p", 2), GraphInput.of("g", 2)));
        Tensor p = Tensor.of(5, 6), g = Tensor.of(1, 2);
        assertThat(graph.run(p, g)).hasSize(2);
        assertThat(p.toFloats()).containsExactly(5, 6);
        assertThat(graph.step(List.of(p, g)).getFirst().item()).isEqualTo(8);
        assertThat(p.toFloats()).containsExactly(4, 4);
    }

    @Test void gradientsAfterAnUpdateAreRefusedAsEver() {
        Parameter p = Parameter.of(Tensor.of(1, 2));
        assertThatThrownBy(() -> Graph.trace(in -> {
            Tensor loss = p.value().mul(p.value()).mul(in.getFirst()).sum();
            Ops.applyAll(new SgdUpdate(1, 1, 0), p.value(), in.getFirst());
            return List.of(loss.backward().of(p));
        }, List.of(GraphInput.of("x", 2)))).isInstanceOf(IllegalStateException.class).hasMessageContaining("changed in place");
    }

    @Test void aViewFromOutsideOfWhatIsUpdatedIsRefused() {
        Parameter p = Parameter.of(Tensor.ones(2, 3));
        Tensor view = p.value().detach().t();
        assertThatThrownBy(() -> Graph.trace(in -> {
            Ops.applyAll(new SgdUpdate(1, 1, 0), p.value(), in.getFirst());
            return List.of(view.exp());
        }, List.of(GraphInput.of("x", 2, 3)))).isInstanceOf(IllegalStateException.class).hasMessageContaining("view");
    }

    @Test void anUpdateOfAViewIsRefused() {
        Parameter p = Parameter.of(Tensor.ones(2, 3));
        assertThatThrownBy(() -> Graph.trace(in -> {
            Ops.applyAll(new SgdUpdate(1, 1, 0), p.value().detach().reshape(6), in.getFirst());
            return List.of();
        }, List.of(GraphInput.of("x", 6)))).isInstanceOf(IllegalStateException.class).hasMessageContaining("view");
    }
}
