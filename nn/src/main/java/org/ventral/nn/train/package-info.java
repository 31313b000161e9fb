/** The training loop: steps, events, metrics, and checkpoints from which a run goes on bit for bit. */
package org.ventral.nn.train;
