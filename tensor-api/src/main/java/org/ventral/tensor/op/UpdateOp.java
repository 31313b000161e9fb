package org.ventral.tensor.op;

/**
 * A composite whose first {@link #donated} inputs are replaced by its outputs: an optimizer's step.
 *
 * <p>A backend's kernel writes into the donated inputs and answers them; through the decomposition the outputs are copied into them.
 * Either way the storages of the donated inputs hold the new values afterwards. Updates are not recorded for gradients.
 */
public interface UpdateOp extends CompositeOp {
    /** How many leading inputs are overwritten; as many as there are outputs, of the same types. */
    int donated();
}
