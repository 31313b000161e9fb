/**
 * Innermost loops on the Vector API; the only package that mentions it.
 *
 * <p>A kernel here is a static method with one loop that calls nothing but the Vector API, on a species that is a constant: a species, lambda or helper method costs its weight in boxes.
 * Methods stay below some 1,600 bytecodes, as longer ones cannot be compiled by the first tier.
 *
 * <p>There is one species for each element type in the whole process, the preferred one. The API's own methods are shared by all species, and so is what the compiler has seen of their receivers:
 * with vectors of two lengths about, the compiler takes both for possible where a loop's sums are stored, keeps the sums as objects for it, and allocates one for each step of the loop.
 */
package org.ventral.backend.cpu.vector;
