package org.ventral.backend.cpu.kernel;

/**
 * Where a matrix lies in an array: element {@code (r, c)} is {@code array[offset + r * row + c * column]}.
 *
 * @param offset index of element (0, 0)
 * @param row    distance between rows, in elements
 * @param column distance between columns, in elements
 */
public record Matrix(int offset, int row, int column) {
    /** A matrix whose rows are contiguous and {@code columns} apart. */
    public static Matrix dense(int offset, int columns) {
        return new Matrix(offset, columns, 1);
    }

    /** The same elements with rows and columns exchanged. */
    public Matrix transposed() {
        return new Matrix(offset, column, row);
    }

    /** The same matrix {@code distance} elements further on. */
    public Matrix shifted(int distance) {
        return new Matrix(offset + distance, row, column);
    }

    int at(int r, int c) {
        return offset + r * row + c * column;
    }
}
