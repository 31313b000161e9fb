/** How a plugin adds a model, and how models are found by name. */
package org.ventral.nn.spi;
