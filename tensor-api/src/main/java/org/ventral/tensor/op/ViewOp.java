package org.ventral.tensor.op;

import org.ventral.tensor.Layout;

/** Movement of elements that is only another layout of the same storage. Views never reach a backend. */
public sealed interface ViewOp extends PrimitiveOp permits Reshape, Permute, Expand, Slice, Unfold {
    /** The layout of the result, or null if the elements must be copied into row-major order first. */
    Layout view(Layout input);
}
