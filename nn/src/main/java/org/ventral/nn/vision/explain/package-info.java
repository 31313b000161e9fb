/** Pictures of what a network sees (figure 7.12): its first filters, feature maps, reconstructions from activations, and inputs that a unit answers to most. */
package org.ventral.nn.vision.explain;
