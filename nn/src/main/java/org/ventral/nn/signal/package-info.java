/** Discrete convolution of signals and images, and kernels that are made by hand. */
package org.ventral.nn.signal;
