package org.ventral.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;

/** What moving an image does to convolution and pooling (figure 7.10), and how transposed convolution widens maps (figure 7.29). */
class TranslationTest {
    private static Tensor dot(int row, int column) {
        float[] image = new float[64];
        image[row * 8 + column] = 1;
        return Tensor.of(image, 1, 1, 8, 8);
    }

    @Test void convolutionMovesWithItsInput() {
        Tensor kernel = Tensor.randn(Rng.of(1), 1, 1, 3, 3);
        Tensor here = dot(2, 2).conv(kernel, Conv.of(2).padding(1, 1)), moved = dot(4, 3).conv(kernel, Conv.of(2).padding(1, 1));
        assertArrayEquals(here.roll(2, 2).roll(3, 1).toFloats(), moved.toFloats());
    }

    @Test void maxPoolingDoesNotSeeAMoveWithinItsWindow() {
        MaxPool pool = MaxPool.of(2);
        float[] there = pool.forward(dot(2, 4)).toFloats();
        for (int row = 2; row < 4; row++) for (int column = 4; column < 6; column++) assertArrayEquals(there, pool.forward(dot(row, column)).toFloats());
        assertEquals(0, pool.forward(dot(4, 4)).at(0, 0, 1, 2), "a move out of the window is seen");
    }

    @Test void transposedConvolutionWidensAsInTheFigure() {
        for (int stride = 1; stride <= 2; stride++) {
            Tensor y = Tensor.ones(1, 1, 2, 2).convTranspose(Tensor.ones(1, 1, 3, 3), ConvTranspose.of(2).stride(stride, stride));
            assertEquals(stride == 1 ? Shape.of(1, 1, 4, 4) : Shape.of(1, 1, 5, 5), y.shape());
            assertEquals(4, y.at(0, 0, 2, 2), "where all four regions overlap, they add up");
            assertEquals(1, y.at(0, 0, 0, 0));
        }
    }
}
