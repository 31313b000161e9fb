package org.ventral.backend.cpu.kernel;

/** Storage order of a batch of images, dense in either case. */
public enum ConvOrder {
    /** {@code [N][C][D][H][W]}: one image after the other, lanes of a vector are neighbouring pixels. */
    NCHW,
    /** {@code [C][D][H][W][N]}: one pixel of all images after the other, lanes of a vector are images. Best for few channels and small images. */
    BATCH_LAST
}
