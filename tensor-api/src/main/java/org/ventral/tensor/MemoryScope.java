package org.ventral.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A stretch of work whose temporary tensors are recycled at its end.
 *
 * {@snippet :
 * try (var scope = MemoryScope.open()) {
 *     Tensor loss = model.loss(x, y);
 *     optimizer.step(loss.backward());
 *     total += loss.item();
 * }                                   // every array made above is back in the pool
 * }
 *
 * <p>A tensor made inside belongs to the innermost scope open on its thread. At the end it is released, unless it was
 * {@linkplain #keep kept}: then it belongs to the enclosing scope, or to the garbage collector if there is none. A released tensor
 * throws {@link ReleasedTensorException} when touched. Scopes are for speed only: without one, the collector does all the work.
 * A scope belongs to the thread that opened it, and scopes end in the reverse order of their opening.
 */
public final class MemoryScope implements AutoCloseable {
    private static final ThreadLocal<MemoryScope> CURRENT = new ThreadLocal<>();

    private final String name;
    private final MemoryScope enclosing;
    private final Thread thread = Thread.currentThread();
    private final List<Storage> storages = new ArrayList<>();
    private boolean open = true;

    private MemoryScope(String name, MemoryScope enclosing) {
        this.name = name;
        this.enclosing = enclosing;
    }

    /** Opens a scope on this thread. */
    public static MemoryScope open() {
        return open("unnamed");
    }

    /** Opens a scope on this thread; errors about tensors used too late give the name. */
    public static MemoryScope open(String name) {
        MemoryScope scope = new MemoryScope(name, CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** Runs work in a scope of its own and keeps the tensor that it returns. */
    public static Tensor run(String name, Supplier<Tensor> work) {
        try (var scope = open(name)) {
            return scope.keep(work.get());
        }
    }

    /** Runs work as if no scope were open: what it makes outlives them all. For lasting state that is made on first use. */
    public static <T> T outside(Supplier<T> work) {
        MemoryScope current = CURRENT.get();
        CURRENT.remove();
        try {
            return work.get();
        } finally {
            if (current != null) CURRENT.set(current);
        }
    }

    /** Lets a tensor of this scope outlive it. A tensor of another scope, or of none, is left as it is. */
    public Tensor keep(Tensor tensor) {
        Storage storage = tensor.storage();
        if (storage.owner == this) {
            storage.owner = enclosing;
            if (enclosing != null) enclosing.storages.add(storage);
        }
        return tensor;
    }

    /** Keeps several tensors. */
    public List<Tensor> keep(List<Tensor> tensors) {
        for (Tensor tensor : tensors) if (tensor != null) keep(tensor);
        return tensors;
    }

    /** Releases what was made inside and not kept. */
    @Override public void close() {
        if (!open) return;
        if (Thread.currentThread() != thread)
            throw new IllegalStateException("scope \"" + name + "\" was opened by thread " + thread.getName() + " and must be closed there");
        if (CURRENT.get() != this)
            throw new IllegalStateException("scope \"" + name + "\" must be closed after the scopes opened inside it");
        open = false;
        if (enclosing == null) CURRENT.remove();
        else CURRENT.set(enclosing);
        for (Storage storage : storages) if (storage.owner == this) storage.release(name);
        storages.clear();
    }

    /** Releases a tensor of this scope, and all views of it, before the end. A tensor of another scope, or of none, is left as it is. */
    public void release(Tensor tensor) {
        release(tensor.storage());
    }

    /** Lets a tensor outlive all scopes. */
    static void disown(Tensor tensor) {
        tensor.storage().owner = null;
    }

    /** Hands one storage of this scope back before the end. */
    void release(Storage storage) {
        if (storage.owner == this) storage.release(name);
    }

    /** New storage, owned by the innermost open scope; its contents are anything. */
    static Storage allocate(TensorType type) {
        long elements = type.shape().elements();
        if (elements > Integer.MAX_VALUE - 8)
            throw new ShapeException("a %s tensor of shape %s needs %d elements; one array holds at most %d", type.dtype(), type.shape(), elements, Integer.MAX_VALUE - 8);
        Storage storage = new Storage(type.dtype(), (int) elements, ArrayPool.take(type.dtype(), (int) elements));
        MemoryScope scope = CURRENT.get();
        if (scope != null) {
            storage.owner = scope;
            scope.storages.add(storage);
        }
        return storage;
    }
}
