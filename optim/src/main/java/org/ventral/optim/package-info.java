/**
 * How training changes parameters: optimizers, the schedules of their learning rates, and the clipping of gradients (section 7.6 of the book).
 *
 * {@snippet :
 * Optimizer optimizer = Adam.builder().rate(1e-3).build(model.parameters());
 * Schedule schedule = Schedules.cosine(1e-3, 1e-5, 10_000).warmUp(500);
 *
 * schedule.apply(optimizer);
 * Clipping.Clipped clipped = Clipping.byNorm(loss.backward(), 1);
 * optimizer.step(clipped.gradients());
 * }
 */
package org.ventral.optim;
