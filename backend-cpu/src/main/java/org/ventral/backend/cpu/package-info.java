/**
 * The CPU backend and its adapters, which translate tensors into arrays, offsets and strides for the kernels: {@code kernel} cuts work into pieces and
 * threads, {@code loops} says what the innermost loops do, {@code vector} and {@code scalar} are their two forms, {@code parallel} the threads.
 */
package org.ventral.backend.cpu;
