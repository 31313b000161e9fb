package org.ventral.onnx.model;

import org.ventral.tensor.Shape;

/**
 * A tensor that is mostly zero, by coordinates.
 *
 * @param values  [NNZ] the other elements; its name is that of the tensor
 * @param indices int64 [NNZ] places in the row-major order, or [NNZ, rank] coordinates
 * @param shape   sizes of the whole
 */
public record SparseTensorDef(TensorDef values, TensorDef indices, Shape shape) {}
