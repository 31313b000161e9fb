package org.ventral.backend.cpu.kernel;

/** Storage order of a batch of images, dense in each case. */
public enum ConvOrder {
    /** {@code [N][C][D][H][W]}: one image after the other, lanes of a vector are neighbouring pixels. */
    NCHW,
    /** {@code [C][D][H][W][N]}: one pixel of all images after the other, lanes of a vector are images. Best for few channels and small images. */
    BATCH_LAST,
    /** {@code [N][D][H][W][C]}: all channels of one pixel after the other, lanes of a vector are channels. Best for many channels: a convolution is matrix products. */
    CHANNELS_LAST
}
