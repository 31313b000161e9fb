package org.ventral.onnx.program;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Storage;
import org.ventral.tensor.Tensor;

/**
 * The values of one run of a program, by slot.
 *
 * <p>A slot that is cleared gives its memory back at once where that is nobody else's: the tensor was made here, neither given nor
 * captured, and no other slot has a view of it.
 */
final class Frame {
    private final OnnxValue[] slots;
    private final Optional<MemoryScope> scope;
    private final Set<Storage> given = Collections.newSetFromMap(new IdentityHashMap<>());

    Frame(int size, Optional<MemoryScope> scope) {
        this.slots = new OnnxValue[size];
        this.scope = scope;
    }

    /** Puts in a value that comes from outside. */
    void give(int slot, OnnxValue value) {
        slots[slot] = value;
        if (scope.isPresent()) storages(value, given);
    }

    /** Puts in a value that was made here, or a constant. */
    void put(int slot, OnnxValue value) {
        slots[slot] = value;
    }

    /** What a slot has; absent if the slot is -1, or nothing was put in. */
    OnnxValue get(int slot) {
        return slot < 0 || slots[slot] == null ? OnnxValue.absent() : slots[slot];
    }

    /** Clears slots. */
    void clear(List<Integer> used) {
        for (int slot : used) {
            OnnxValue value = slots[slot];
            slots[slot] = null;
            if (scope.isPresent() && value instanceof OnnxValue.OfTensor(_, var tensor) && !isShared(tensor)) scope.get().release(tensor);
        }
    }

    private boolean isShared(Tensor tensor) {
        Storage storage = tensor.storage();
        if (given.contains(storage)) return true;
        for (OnnxValue value : slots) if (value != null && has(value, storage)) return true;
        return false;
    }

    private static boolean has(OnnxValue value, Storage storage) {
        return switch (value) {
            case OnnxValue.OfTensor(_, var tensor) -> tensor.storage() == storage;
            case OnnxValue.OfSequence(var values) -> values.stream().anyMatch(inside -> has(inside, storage));
            case OnnxValue.OfOptional(var inside) -> has(inside, storage);
            case OnnxValue.OfStrings _, OnnxValue.Absent _ -> false;
        };
    }

    private static void storages(OnnxValue value, Set<Storage> found) {
        switch (value) {
            case OnnxValue.OfTensor(_, var tensor) -> found.add(tensor.storage());
            case OnnxValue.OfSequence(var values) -> values.forEach(inside -> storages(inside, found));
            case OnnxValue.OfOptional(var inside) -> storages(inside, found);
            case OnnxValue.OfStrings _, OnnxValue.Absent _ -> { }
        }
    }

    /** Lets a value outlive a scope. */
    static void keep(OnnxValue value, MemoryScope scope) {
        switch (value) {
            case OnnxValue.OfTensor(_, var tensor) -> scope.keep(tensor);
            case OnnxValue.OfSequence(var values) -> values.forEach(inside -> keep(inside, scope));
            case OnnxValue.OfOptional(var inside) -> keep(inside, scope);
            case OnnxValue.OfStrings _, OnnxValue.Absent _ -> { }
        }
    }
}
