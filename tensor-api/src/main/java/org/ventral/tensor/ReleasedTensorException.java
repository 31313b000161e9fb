package org.ventral.tensor;

/** A tensor was used after the {@link MemoryScope} that it was made in had ended. */
public final class ReleasedTensorException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ReleasedTensorException(DType dtype, int length, String scope) {
        super("a %s tensor of %d elements was used after its memory went back to the pool when scope \"%s\" ended; keep it with scope.keep(tensor), or copy out what is needed before the end"
                .formatted(dtype, length, scope));
    }
}
