package org.ventral.backend.cpu.kernel;

/** The weights of a convolution, rearranged once for all images; see {@link Convolution#pack}. */
public sealed interface ConvFilter permits ConvPlanar.Filter, ConvWindows.Filter, Winograd.Filter {}
