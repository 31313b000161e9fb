package org.ventral.backend.cpu.compile;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ViewOp;

/** The memory of one run: for each {@link Root} an array and where it begins in it. Frames are used again, by one run at a time. */
final class Frame {
    final Object[] arrays;
    final int[] bases;
    private final Tensor[] tensors;
    private final List<Root> roots;
    private final Tensor[] buffers;
    private final Device device;
    private MemoryScope scope;

    Frame(List<Root> roots, List<TensorType> buffers, Device device) {
        this.roots = roots;
        this.device = device;
        this.arrays = new Object[roots.size()];
        this.bases = new int[roots.size()];
        this.tensors = new Tensor[roots.size()];
        this.buffers = buffers.stream().map(type -> MemoryScope.outside(() -> Tensor.uninitialized(type, device))).toArray(Tensor[]::new);
        for (Root root : roots) if (root.buffer >= 0) arrays[root.index] = this.buffers[root.buffer].storage().array();
    }

    Device device() {
        return device;
    }

    /** Begins a run whose results belong to this scope. */
    void begin(MemoryScope owner) {
        scope = owner;
    }

    /** Lets go of what belongs to callers. */
    void end() {
        scope = null;
        for (Root root : roots)
            if (root.kind != Root.Kind.BUFFER && root.kind != Root.Kind.CONSTANT) {
                arrays[root.index] = null;
                tensors[root.index] = null;
            }
    }

    /** Gives a root its memory for this run. */
    void put(Root root, Tensor tensor) {
        boolean fits = root.kind == Root.Kind.CONSTANT || !root.read || tensor.layout().isContiguous();
        Tensor used = fits ? tensor : tensor.contiguous();
        tensors[root.index] = used;
        arrays[root.index] = used.storage().array();
        bases[root.index] = root.kind == Root.Kind.CONSTANT ? 0 : Math.toIntExact(used.layout().offset());
    }

    /** Hands the memory of a result back before the end. */
    void release(Root root) {
        scope.release(tensors[root.index]);
    }

    /** A place as a tensor. */
    Tensor tensor(Place place) {
        Tensor tensor = root(place.root());
        for (ViewOp op : place.views()) tensor = Ops.apply(op, tensor);
        return tensor;
    }

    private Tensor root(Root root) {
        Tensor known = tensors[root.index];
        if (known != null) return known;
        Shape shape = root.type.shape();
        int[] order = root.layout.memoryOrder(), back = new int[order.length];
        long[] sizes = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sizes[i] = shape.size(order[i]);
            back[order[i]] = i;
        }
        Tensor flat = buffers[root.buffer].slice(0, 0, shape.elements());
        Tensor tensor = flat.reshape(Arrays.copyOf(sizes, sizes.length)).permute(back);
        tensors[root.index] = tensor;
        return tensor;
    }
}
