/**
 * The operators. Each is a function from the values of a node's inputs to those of its outputs, written with tensor methods, so that it
 * runs on every backend, has a gradient and can be traced. One class a family; {@link org.ventral.onnx.op.Registry} knows them all by
 * domain, name and the opset since which they mean what they do.
 */
package org.ventral.onnx.op;
