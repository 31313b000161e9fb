package org.ventral.nn.layer;

import org.ventral.tensor.Tensor;

/**
 * What a recurrent layer makes of a sequence.
 *
 * @param values the hidden states of the last layer at all steps, {@code [T, N, directions · hidden]}, or {@code [N, T, …]} if it is batch-first
 * @param state  the state of all layers after the last step
 */
public record RecurrentOutput(Tensor values, RecurrentState state) {}
