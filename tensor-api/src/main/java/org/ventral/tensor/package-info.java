/**
 * Tensors: arrays of numbers with any number of axes, their memory, and their gradients.
 */
package org.ventral.tensor;
