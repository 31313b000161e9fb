package org.ventral.tensor;

/**
 * The values of a symbolic tensor were asked for: a function that is being traced depends on data, such as on {@code x.item()}, and not only
 * on types.
 */
public final class SymbolicTensorException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SymbolicTensorException(DType dtype, String origin) {
        super(("the values of a symbolic %s tensor made by %s were read; while a function is traced only types are known. A trace cannot depend on data: "
                + "choose with Tensor.where or ControlFlow.when, repeat with ControlFlow.loop, or read the values outside the traced function").formatted(dtype, origin));
    }
}
