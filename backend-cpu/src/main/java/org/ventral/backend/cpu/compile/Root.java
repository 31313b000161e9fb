package org.ventral.backend.cpu.compile;

import org.ventral.tensor.Layout;
import org.ventral.tensor.TensorType;

/** Memory of one value, shared with its views: an entry of every {@link Frame}. */
final class Root {
    /** Where the memory comes from. */
    enum Kind {
        /** The caller gives it. */
        INPUT,
        /** A constant of the graph. */
        CONSTANT,
        /** Made for each run and handed to the caller. */
        OUTPUT,
        /** Made by an op that runs as if it were on its own. */
        RESULT,
        /** Working memory of a thread, which the step itself provides. */
        SCRATCH,
        /** Planned: a part of a run's working memory. */
        BUFFER
    }

    final int index;
    final Kind kind;
    final TensorType type;
    /** How the value lies, from offset 0; of a constant, in its storage. */
    final Layout layout;
    /** Number of the buffer, if it is in one. */
    int buffer = -1;
    /** Whether some step reads the array: then it must be as {@link #layout} says. */
    boolean read;

    Root(int index, Kind kind, TensorType type, Layout layout) {
        this.index = index;
        this.kind = kind;
        this.type = type;
        this.layout = layout;
    }
}
