package org.ventral.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.Dropout;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Sequential;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

class ModuleTest {
    /** A module with a parameter, a buffer, a random source and a part. */
    private static final class Sample extends Module {
        final Parameter scale = parameter("scale", Tensor.of(2));
        final Buffer mean = buffer("mean", Tensor.of(1, 2, 3));
        final RandomSource noise = random("noise", Rng.of(5));
        final Linear map = child("map", Linear.of(3, 2, Rng.of(1)));

        @Override public Tensor forward(Tensor x) {
            return map.forward(x.sub(mean.value())).mul(scale.value());
        }
    }

    @Test void namesAreDottedPathsInOrder() {
        var tree = Sequential.builder().add("in", new Sample()).add(Activation.tanh()).add("out", Linear.of(2, 1, Rng.of(2))).build();
        assertThat(tree.parameters().keySet()).containsExactly("in.scale", "in.map.weight", "in.map.bias", "out.weight", "out.bias");
        assertThat(tree.buffers().keySet()).containsExactly("in.mean");
        assertThat(tree.stateDict().keySet()).containsExactly("in.scale", "in.map.weight", "in.map.bias", "out.weight", "out.bias", "in.mean");
        assertThat(tree.parameterCount()).isEqualTo(1 + 6 + 2 + 2 + 1);
    }

    @Test void aFrozenParameterIsNotCountedButSaved() {
        var sample = new Sample();
        sample.scale.trainable(false);
        assertThat(sample.parameterCount()).isEqualTo(8);
        assertThat(sample.stateDict()).containsKey("scale");
    }

    @Test void aSharedParameterStandsOnceUnderItsFirstName() {
        final class Tied extends Module {
            Tied(Parameter weight) {
                parameter("encoder", weight);
                parameter("decoder", weight);
            }

            @Override public Tensor forward(Tensor x) {
                return x;
            }
        }
        var tied = new Tied(Parameter.of(Tensor.of(1, 2)));
        assertThat(tied.parameters().keySet()).containsExactly("encoder");
        assertThat(tied.parameterCount()).isEqualTo(2);
    }

    @Test void refusesNamesThatAreTakenOrDotted() {
        final class Wrong extends Module {
            Wrong(String name) {
                parameter("weight", Tensor.of(1));
                buffer(name, Tensor.of(1));
            }

            @Override public Tensor forward(Tensor x) {
                return x;
            }
        }
        assertThatThrownBy(() -> new Wrong("weight")).isInstanceOf(IllegalArgumentException.class).hasMessage("Wrong: the name \"weight\" is taken");
        assertThatThrownBy(() -> new Wrong("a.b")).hasMessage("Wrong: the name \"a.b\" must be a word without dots");
        assertThatThrownBy(() -> new Wrong("")).hasMessageContaining("must be a word");
    }

    @Test void theModeReachesTheWholeTree() {
        var inner = Dropout.of(0.5, Rng.of(1));
        var tree = Sequential.of(Sequential.of(inner));
        assertThat(inner.isTraining()).isTrue();
        tree.eval();
        assertThat(inner.isTraining()).isFalse();
        tree.train();
        assertThat(inner.isTraining()).isTrue();
    }

    @Test void loadsWhatAnotherOfItsKindSaved() {
        var from = new Sample();
        from.scale.assign(Tensor.of(7));
        from.mean.assign(Tensor.of(4, 5, 6));
        var to = new Sample();
        assertThat(to.load(from.stateDict(), true).fits()).isTrue();
        assertThat(to.scale.value().item()).isEqualTo(7);
        assertThat(to.mean.value().toFloats()).containsExactly(4, 5, 6);
        from.mean.assign(Tensor.of(0, 0, 0));
        assertThat(to.mean.value().toFloats()).as("a copy").containsExactly(4, 5, 6);
    }

    @Test void oneReportTellsAllThatDoesNotFitAndNothingIsLoaded() {
        var module = new Sample();
        Map<String, Tensor> state = new LinkedHashMap<>(module.stateDict());
        state.put("scale", Tensor.of(9));
        state.remove("map.bias");
        state.put("map.weight", Tensor.zeros(3, 3));
        state.put("mean", Tensor.of(1, 2, 3).cast(DType.FLOAT64));
        state.put("extra", Tensor.of(1));
        assertThatThrownBy(() -> module.load(state)).isInstanceOf(StateMismatchException.class).hasMessage("""
                Sample: the state does not fit this module; nothing was loaded
                  missing: map.bias
                  unexpected: extra
                  of another type: map.weight: float32[2, 3] here, float32[3, 3] given; mean: float32[3] here, float64[3] given""");
        assertThat(module.scale.value().item()).isEqualTo(2);
        LoadReport report = module.load(state, false);
        assertThat(report.missing()).isEqualTo(List.of("map.bias"));
        assertThat(module.scale.value().item()).as("what fits is loaded when not strict").isEqualTo(9);
    }

    @Test void aBufferOutlivesTheScopeItIsAssignedIn() {
        var module = new Sample();
        try (var _ = MemoryScope.open()) {
            module.mean.assign(Tensor.of(1, 2, 3).mul(2));
        }
        assertThat(module.mean.value().toFloats()).containsExactly(2, 4, 6);
    }

    @Test void randomSourcesGoOnWhereTheyWere() {
        var module = Sequential.of(new Sample(), Dropout.of(0.5, Rng.of(9)));
        module.forward(Tensor.ones(4, 3));
        var states = module.rngStates();
        assertThat(states.keySet()).containsExactly("0.noise", "1.noise");
        float[] once = module.forward(Tensor.ones(4, 3)).toFloats();
        float[] other = module.forward(Tensor.ones(4, 3)).toFloats();
        assertThat(other).isNotEqualTo(once);
        module.restoreRngStates(states);
        assertThat(module.forward(Tensor.ones(4, 3)).toFloats()).isEqualTo(once);
        assertThatThrownBy(() -> module.restoreRngStates(Map.of())).hasMessageContaining("has random sources [0.noise, 1.noise], the state has []");
    }

    @Test void printsItsTree() {
        var module = Sequential.of(Linear.of(3, 2, Rng.of(1)), Sequential.of(Activation.leakyRelu(0.2), Dropout.of(0.5, Rng.of(1))));
        assertThat(module).hasToString("""
                Sequential(
                  (0): Linear(3, 2)
                  (1): Sequential(
                    (0): LeakyRelu(0.2)
                    (1): Dropout(0.5)
                  )
                )""");
    }
}
