package org.ventral.nn.signal;

/** Which part of a convolution is answered; beyond its ends the signal counts as 0. N is the length of the signal along an axis, M that of the kernel. */
public enum Extent {
    /** Wherever signal and kernel overlap: N + M − 1 elements. */
    FULL,
    /** The middle of that, as long as the signal: N elements, from element ⌊(M − 1) / 2⌋ of the full extent on. */
    SAME,
    /** Where the kernel lies inside the signal as a whole: N − M + 1 elements. */
    VALID
}
