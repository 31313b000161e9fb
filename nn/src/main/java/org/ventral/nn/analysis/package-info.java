/** What happens inside a network: its layers as a graph, the sizes of signals and gradients by depth, and how gradients flow through time. */
package org.ventral.nn.analysis;
