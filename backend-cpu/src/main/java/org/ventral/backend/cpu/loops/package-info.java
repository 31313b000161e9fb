/**
 * What the innermost loops are to do, and the arithmetic that their two forms share: {@code vector} and {@code scalar} implement these,
 * {@code kernel} cuts work into pieces for them.
 */
package org.ventral.backend.cpu.loops;
