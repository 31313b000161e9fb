package org.ventral.nn.data;

import java.util.Objects;
import org.ventral.tensor.Tensor;

/** Samples that lie in two tensors, {@code inputs [N, …]} and {@code targets [N, …]}. */
public final class TensorDataset implements Dataset {
    private final Batch all;

    private TensorDataset(Batch all) {
        this.all = all;
    }

    /**
     * The samples along the first axis. The tensors are not copied.
     *
     * @throws org.ventral.tensor.ShapeException if the first axes differ
     */
    public static TensorDataset of(Tensor inputs, Tensor targets) {
        return new TensorDataset(new Batch(inputs.detach(), targets.detach()));
    }

    @Override public int size() {
        return all.size();
    }

    @Override public Batch get(int... indices) {
        for (int index : indices) Objects.checkIndex(index, size());
        Tensor rows = Tensor.of(indices, indices.length).to(all.inputs().device());
        return new Batch(all.inputs().indexSelect(0, rows), all.targets().indexSelect(0, rows.to(all.targets().device())));
    }
}
