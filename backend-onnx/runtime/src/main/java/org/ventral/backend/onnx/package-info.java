/**
 * ONNX Runtime, as a backend for tensors and as a runner of {@code .onnx} files. None of its types appears in a public signature.
 */
package org.ventral.backend.onnx;
