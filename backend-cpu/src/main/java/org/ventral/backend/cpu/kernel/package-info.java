/**
 * Kernels over plain arrays: blocking, tiling and threading, and for each family an interface of its innermost loops.
 *
 * <p>A kernel takes {@link org.ventral.backend.cpu.parallel.Workers} first, then sizes, arrays, offsets and strides. It cuts its work by shape, never by the number of threads, and
 * combines partial results in a fixed order, so results have the same bits for any number of threads. Nothing here mentions the Vector API:
 * {@link org.ventral.backend.cpu.kernel.Simd} decides which package implements the loops.
 */
package org.ventral.backend.cpu.kernel;
