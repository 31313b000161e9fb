package org.ventral.tools.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.BatchNorm1d;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Sequential;
import org.ventral.optim.Adam;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** A module goes from one device to another, which takes two backends at once. */
class MovingTest {
    @Test void aMovedModuleComputesAndTrainsOnTheOtherDeviceAndBack() {
        Device here = Device.named("cpu"), there = Device.reference();
        var model = Sequential.builder().add("map", Linear.of(3, 4, Rng.of(1))).add("norm", BatchNorm1d.of(4)).add(Activation.tanh()).build();
        var twin = Sequential.builder().add("map", Linear.of(3, 4, Rng.of(1))).add("norm", BatchNorm1d.of(4)).add(Activation.tanh()).build();
        Optimizer optimizer = Adam.builder().rate(0.1).build(model.parameters()), other = Adam.builder().rate(0.1).build(twin.parameters());
        Tensor x = Tensor.randn(Rng.of(2), 5, 3).to(here);
        twin.to(here);
        for (Device device : List.of(here, there, here)) {
            model.to(device);
            assertThat(model.stateDict().values()).allSatisfy(tensor -> assertThat(tensor.device()).isSameAs(device));
            Tensor y = model.forward(x.to(device)), expected = twin.forward(x);
            assertThat(y.device()).isSameAs(device);
            assertThat(y.sub(expected.to(device)).abs().max().item()).isLessThan(1e-5);
            optimizer.step(y.square().sum().backward());
            other.step(expected.square().sum().backward());
        }
        model.to(there);
        assertThatThrownBy(() -> model.forward(x)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("different devices").hasMessageContaining("move one, as in x.to(y.device())");
    }
}
