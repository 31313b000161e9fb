/**
 * Functions of tensors as data: traced once, then simplified, run, compiled by a backend, or written as ONNX.
 */
package org.ventral.tensor.graph;
