/** Layers: thin, documented homes for parameters. What is computed is an op of {@code org.ventral.tensor}. */
package org.ventral.nn.layer;
