/**
 * Graphs made ready to run: {@link org.ventral.backend.cpu.compile.Compiler} groups the nodes of a graph, decides where each value lies, and makes a
 * {@link org.ventral.backend.cpu.compile.Plan} of steps, each a call of a kernel on arrays that are there before the run begins.
 *
 * <p>Three things make a plan faster than op after op: a matrix that is constant is packed once; elementwise ops, reductions of rows and softmax run on
 * rows that are in the cache, right behind the product that made them; and memory is planned, so that values that are never needed at the same time
 * share it. A plan computes the bits that the ops compute one by one.
 */
package org.ventral.backend.cpu.compile;
