package org.ventral.backend.cpu.kernel;

/** A dense array from an index on. */
public record Dense(float[] array, int offset) {
    int at(int index) {
        return offset + index;
    }

    /** The matrix that begins at an index, with rows so wide. */
    Matrix matrix(int index, int wide) {
        return Matrix.dense(at(index), wide);
    }
}
