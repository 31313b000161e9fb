package org.ventral.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.op.Unstack;

class RecurrentTest {
    private static final Rng RNG = Rng.of(5);
    private static final Map<String, Supplier<Module>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("rnn", () -> Rnn.of(3, 4, RNG));
        LAYERS.put("rnn-relu", () -> Rnn.builder(3, 4).relu().build(RNG));
        LAYERS.put("rnn-unbiased", () -> Rnn.builder(2, 3).bias(false).build(RNG));
        LAYERS.put("rnn-deep", () -> Rnn.builder(3, 2).layers(3).bidirectional(true).batchFirst(true).build(RNG));
        LAYERS.put("rnn-lengths", () -> Rnn.builder(3, 2).bidirectional(true).build(RNG));
        LAYERS.put("lstm", () -> Lstm.of(3, 4, RNG));
        LAYERS.put("lstm-state", () -> Lstm.of(3, 4, RNG));
        LAYERS.put("lstm-one-step", () -> Lstm.builder(2, 3).bias(false).build(RNG));
        LAYERS.put("lstm-deep", () -> Lstm.builder(3, 2).layers(2).bidirectional(true).batchFirst(true).build(RNG));
        LAYERS.put("lstm-lengths", () -> Lstm.builder(2, 3).layers(2).bidirectional(true).batchFirst(true).build(RNG));
        LAYERS.put("lstm-lengths-short", () -> Lstm.of(2, 3, RNG));
        LAYERS.put("gru", () -> Gru.of(3, 4, RNG));
        LAYERS.put("gru-state", () -> Gru.builder(3, 4).bias(false).build(RNG));
        LAYERS.put("gru-deep", () -> Gru.builder(3, 2).layers(2).bidirectional(true).build(RNG));
        LAYERS.put("gru-lengths", () -> Gru.builder(2, 3).bidirectional(true).batchFirst(true).build(RNG));
        LAYERS.put("lstm-identity", () -> Lstm.builder(3, 4).identityOutput().build(RNG));
        LAYERS.put("gru-before", () -> Gru.builder(3, 4).reset(Gru.Reset.BEFORE).build(RNG));
        LAYERS.put("rnn-normalized", () -> Rnn.builder(3, 4).layerNorm(true).build(RNG));
        LAYERS.put("lstm-normalized", () -> Lstm.builder(3, 4).layerNorm(true).build(RNG));
        LAYERS.put("gru-normalized", () -> Gru.builder(3, 4).layerNorm(true).build(RNG));
        LAYERS.put("rnn-cell", () -> Rnn.builder(3, 4).relu().cell(RNG));
        LAYERS.put("lstm-cell", () -> LstmCell.of(3, 4, RNG));
        LAYERS.put("gru-cell", () -> Gru.builder(3, 4).bias(false).cell(RNG));
    }

    @TestFactory Stream<DynamicTest> computesWhatPyTorchDoes() {
        Map<String, Fixture> fixtures = Fixture.all("recurrent.safetensors");
        assertThat(fixtures.keySet()).isEqualTo(LAYERS.keySet());
        return fixtures.values().stream().map(f -> DynamicTest.dynamicTest(f.name(), () -> {
            Module layer = LAYERS.get(f.name()).get();
            f.check(layer, in -> call(layer, in));
        }));
    }

    private static Map<String, Tensor> call(Module layer, Map<String, Tensor> in) {
        RecurrentState initial = !in.containsKey("h") ? null : in.containsKey("c") ? RecurrentState.of(in.get("h"), in.get("c")) : RecurrentState.of(in.get("h"));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        RecurrentState state = switch (layer) {
            case RecurrentCell cell -> cell.step(in.get("x"), initial);
            case Recurrent sequence -> {
                RecurrentOutput output = sequence.run(in.get("x"), in.get("lengths"), initial);
                outputs.put("y", output.values());
                yield output.state();
            }
            default -> throw new AssertionError(layer);
        };
        outputs.put("h", state.hidden());
        state.cell().ifPresent(cell -> outputs.put("c", cell));
        return outputs;
    }

    @Test void aCellStepByStepIsTheLayer() {
        Lstm layer = Lstm.of(3, 4, RNG);
        LstmCell cell = LstmCell.of(3, 4, RNG);
        layer.parameters().forEach((name, parameter) -> cell.parameters().get(name.replace("_l0", "")).assign(parameter.value()));
        Tensor x = Tensor.randn(Rng.of(1), 5, 2, 3);
        RecurrentState state = RecurrentState.of(Tensor.zeros(2, 4), Tensor.zeros(2, 4));
        for (int t = 0; t < 5; t++) state = cell.step(x.select(0, t), state);
        RecurrentOutput whole = layer.run(x);
        assertThat(state.hidden().toFloats()).containsExactly(whole.state().hidden().toFloats(), within(1e-6f));
        assertThat(cell.forward(x.select(0, 0)).toFloats()).containsExactly(whole.values().select(0, 0).toFloats(), within(1e-6f));
    }

    @Test void aSequenceInTwoStretchesIsTheWhole() {
        Gru layer = Gru.builder(3, 4).layers(2).build(RNG);
        Tensor x = Tensor.randn(Rng.of(1), 6, 2, 3);
        RecurrentOutput first = layer.run(x.slice(0, 0, 2)), second = layer.run(x.slice(0, 2, 6), first.state().detach());
        assertThat(Tensor.concat(0, first.values(), second.values()).toFloats()).containsExactly(layer.forward(x).toFloats(), within(1e-6f));
        assertThat(first.state().detach().hidden().isTracked()).isFalse();
    }

    @Test void whatStandsBehindTheEndOfASequenceDoesNotMatter() {
        Lstm layer = Lstm.builder(2, 3).bidirectional(true).build(RNG);
        Tensor x = Tensor.randn(Rng.of(1), 5, 2, 2), lengths = Tensor.of(new long[] {5, 2}, 2);
        Tensor other = Tensor.concat(0, x.slice(0, 0, 2), Tensor.stack(1, x.slice(0, 2, 5).select(1, 0), Tensor.full(9, 3, 2)));
        RecurrentOutput a = layer.run(x, lengths), b = layer.run(other, lengths);
        assertThat(a.values().toFloats()).isEqualTo(b.values().toFloats());
        assertThat(a.state().hidden().toFloats()).isEqualTo(b.state().hidden().toFloats());
        assertThat(a.values().slice(0, 2, 5).select(1, 1).toFloats()).containsOnly(0);
        Tensor alone = layer.run(x.slice(0, 0, 2).slice(1, 1, 2)).values();
        assertThat(a.values().slice(0, 0, 2).slice(1, 1, 2).toFloats()).containsExactly(alone.toFloats(), within(1e-6f));
        RecurrentOutput none = layer.run(x, Tensor.of(new long[] {0, 1}, 2));
        assertThat(none.state().hidden().select(1, 0).toFloats()).as("a sequence without steps keeps its state").containsOnly(0);
    }

    @Test void dropoutIsBetweenLayersAndInTrainingOnly() {
        Tensor x = Tensor.randn(Rng.of(1), 4, 2, 3);
        Rnn one = Rnn.builder(3, 4).dropout(0.5).build(RNG);
        assertThat(one.forward(x).toFloats()).isEqualTo(one.forward(x).toFloats());
        Rnn two = Rnn.builder(3, 4).layers(2).dropout(0.5).build(RNG);
        assertThat(two.forward(x).toFloats()).isNotEqualTo(two.forward(x).toFloats());
        assertThat(two.run(x).state().hidden().select(0, 0).toFloats()).as("the first layer sees no dropout").isEqualTo(two.run(x).state().hidden().select(0, 0).toFloats());
        two.eval();
        assertThat(two.forward(x).toFloats()).isEqualTo(two.forward(x).toFloats());
        assertThat(two.rngStates()).containsOnlyKeys("noise");
    }

    @Test void theForgetGateCanBeginOpen() {
        var parameters = Lstm.builder(2, 3).forgetBias(1).build(RNG).parameters();
        assertThat(parameters.get("bias_ih_l0").value().slice(0, 3, 6).toFloats()).containsOnly(1);
        assertThat(parameters.get("bias_hh_l0").value().slice(0, 3, 6).toFloats()).containsOnly(0);
        assertThat(parameters.get("bias_hh_l0").value().slice(0, 0, 3).toFloats()).doesNotContain(0);
    }

    @Test void unitsCanBeginByRememberingForDifferentTimes() {
        var parameters = Lstm.builder(2, 3).memory(50).build(RNG).parameters();
        float[] kept = parameters.get("bias_ih_l0").value().slice(0, 3, 6).toFloats();
        assertThat(kept).doesNotHaveDuplicates();
        for (float bias : kept) assertThat(bias).isBetween(0f, (float) Math.log(49));
        assertThat(parameters.get("bias_ih_l0").value().slice(0, 0, 3).neg().toFloats()).isEqualTo(kept);
        assertThat(parameters.get("bias_hh_l0").value().toFloats()).containsOnly(0);
        assertThatThrownBy(() -> Lstm.builder(2, 3).memory(2)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 3");
    }

    @Test void gatesBeginOneByOne() {
        Tensor u = Gru.builder(2, 5).recurrentInit(Init.orthogonal()).build(RNG).parameters().get("weight_hh_l0").value().detach();
        for (int gate = 0; gate < 3; gate++) {
            Tensor block = u.slice(0, 5 * gate, 5 * gate + 5);
            assertThat(block.matmul(block.t()).sub(Tensor.eye(5)).abs().max().item()).isLessThan(1e-5);
        }
        assertThat(u.slice(0, 0, 5).toFloats()).isNotEqualTo(u.slice(0, 5, 10).toFloats());
    }

    @Test void gradientsAreSlopes() {
        Init exact = (shape, _, rng) -> Tensor.uniform(rng, -0.9, 0.9, shape.toArray()).cast(DType.FLOAT64);
        Tensor x = Tensor.randn(Rng.of(1), 4, 3, 2), lengths = Tensor.of(new long[] {4, 1, 3}, 3), h = Tensor.randn(Rng.of(2), 2, 3, 3), c = Tensor.randn(Rng.of(3), 2, 3, 3);
        Lstm lstm = Lstm.builder(2, 3).bidirectional(true).inputInit(exact).recurrentInit(exact).biasInit(exact).build(RNG);
        Fixture.assertSlopes(in -> {
            RecurrentOutput out = lstm.run(in.get(0), lengths, RecurrentState.of(in.get(1), in.get(2)));
            return Tensor.concat(0, out.values().flatten(), out.state().hidden().flatten(), out.state().cell().orElseThrow().flatten());
        }, x, h, c);
        for (Gru.Reset reset : Gru.Reset.values()) {
            Gru gru = Gru.builder(2, 3).layers(2).reset(reset).inputInit(exact).recurrentInit(exact).biasInit(exact).build(RNG);
            Fixture.assertSlopes(in -> {
                RecurrentOutput out = gru.run(in.get(0), lengths, RecurrentState.of(in.get(1)));
                return Tensor.concat(0, out.values().flatten(), out.state().hidden().flatten());
            }, x, h);
        }
    }

    @Test void slicesOfAnUnstackedTensorHaveTheirGradients() {
        Tensor x = Tensor.randn(Rng.of(1), 2, 3, 2);
        Fixture.assertSlopes(in -> {
            List<Tensor> slices = Unstack.of(in.getFirst(), 1);
            return slices.get(0).mul(slices.get(2)).exp();
        }, x);
        assertThat(Unstack.of(x, 1)).hasSize(3).allMatch(slice -> slice.shape().equals(Shape.of(2, 2)));
    }

    @Test void aTracedLayerIsTheEagerOne() {
        Lstm layer = Lstm.builder(2, 3).layers(2).bidirectional(true).build(RNG);
        Graph graph = Graph.tracer().parameters(layer.parameters()).trace(in -> List.of(layer.run(in.get(0), in.get(1)).values().detach()),
                List.of(GraphInput.of("x", 4, 2, 2), GraphInput.of("lengths", DType.INT64, 2)));
        Tensor x = Tensor.randn(Rng.of(1), 4, 2, 2), lengths = Tensor.of(new long[] {2, 4}, 2);
        assertThat(graph.run(x, lengths).getFirst().toFloats()).isEqualTo(layer.run(x, lengths).values().toFloats());
    }

    @Test void refusesWhatDoesNotFit() {
        Lstm lstm = Lstm.of(3, 4, RNG);
        Tensor x = Tensor.zeros(5, 2, 3);
        assertThatThrownBy(() -> lstm.forward(Tensor.zeros(5, 3))).isInstanceOf(ShapeException.class).hasMessage("Lstm: input must be [T, N, 3] with at least one step, got [5, 3]");
        assertThatThrownBy(() -> lstm.forward(Tensor.zeros(0, 2, 3))).hasMessageContaining("at least one step");
        assertThatThrownBy(() -> lstm.run(x, RecurrentState.of(Tensor.zeros(1, 2, 4)))).hasMessage("Lstm: the state has no cell, as in RecurrentState.of(hidden, cell)");
        assertThatThrownBy(() -> lstm.run(x, RecurrentState.of(Tensor.zeros(1, 2, 4), Tensor.zeros(1, 1, 4)))).hasMessage("Lstm: the state is [1, 1, 4], it must be [1, 2, 4]");
        assertThatThrownBy(() -> Gru.of(3, 4, RNG).run(x, RecurrentState.of(Tensor.zeros(1, 2, 4), Tensor.zeros(1, 2, 4)))).hasMessageContaining("only an LSTM's");
        assertThatThrownBy(() -> lstm.run(x, Tensor.of(new long[] {3, 6}, 2))).hasMessage("Lstm: length 6 is not from 0 to 5");
        assertThatThrownBy(() -> lstm.run(x, Tensor.of(new long[] {3}, 1))).hasMessageContaining("lengths must be int64 [2]");
        assertThatThrownBy(() -> Rnn.builder(3, 4).layers(2).cell(RNG)).hasMessageContaining("RnnCell: layers");
        assertThatThrownBy(() -> Gru.builder(3, 4).layerNorm(true).reset(Gru.Reset.BEFORE).build(RNG)).hasMessageContaining("needs the reset gate after the map");
        assertThatThrownBy(() -> RnnCell.of(3, 4, RNG).forward(Tensor.zeros(2, 4))).hasMessage("RnnCell: input must be [N, 3], got [2, 4]");
        assertThat(Lstm.builder(3, 4).layers(2).bidirectional(true).dropout(0.1).build(RNG)).hasToString("Lstm(3, 4, layers 2, bidirectional, dropout 0.1)");
    }
}
