/** Losses: what training makes small. */
package org.ventral.nn.loss;
