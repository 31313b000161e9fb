/**
 * From a graph of ops to ONNX, in four steps: {@link org.ventral.onnx.write.GraphWriter} walks the graph,
 * {@link org.ventral.onnx.write.OpWriter} says each op in the standard's words, {@link org.ventral.onnx.write.SizeMerger} makes one draft
 * for any batch out of drafts for several, and {@link org.ventral.onnx.write.ModelEncoder} turns the draft into bytes.
 */
package org.ventral.onnx.write;
