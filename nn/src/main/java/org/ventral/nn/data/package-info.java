/** Data sets: files read into arrays, arrays dealt out as batches of tensors. */
package org.ventral.nn.data;
