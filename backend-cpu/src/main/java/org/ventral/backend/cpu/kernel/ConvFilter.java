package org.ventral.backend.cpu.kernel;

/** The weights of a convolution over images in channels-last order, rearranged once for all images; see {@link Convolution#pack}. */
public sealed interface ConvFilter permits ConvWindows.Filter, Winograd.Filter {}
