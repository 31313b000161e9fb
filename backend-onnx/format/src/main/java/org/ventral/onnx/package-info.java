/**
 * ONNX files: read, checked, run as programs of Ventral tensors, trained further, and written.
 *
 * <p>{@link org.ventral.onnx.OnnxModels} is the entry. A file is untrusted: whatever is wrong with it comes as
 * {@link org.ventral.onnx.OnnxFormatException} or {@link org.ventral.onnx.OnnxUnsupportedException}.
 */
package org.ventral.onnx;
