package org.ventral.tools.cli.onnx;

import java.util.List;
import java.util.Set;
import org.ventral.onnx.OnnxNode;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;

/**
 * Floating-point operations of a node, from the shapes of what went in and came out.
 *
 * <p>A multiplication and an addition count as two. Products are counted in full; functions of elements count one for each element of the
 * output, reductions and pooling one for each of the input; what only moves or looks up values counts nothing.
 */
final class Flops {
    private static final Set<String> MOVES = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "Cast", "CastLike", "Concat", "Split", "Slice", "Gather", "GatherND",
            "GatherElements", "ScatterND", "ScatterElements", "Expand", "Tile", "Pad", "Shape", "Size", "Constant", "ConstantOfShape", "Range", "DepthToSpace", "SpaceToDepth", "Dropout", "OneHot",
            "NonZero", "Where", "EyeLike", "Trilu", "ReverseSequence", "SequenceConstruct", "SequenceAt", "SequenceInsert", "ConcatFromSequence", "SplitToSequence", "If", "Loop", "Scan");
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    private Flops() {}

    static long of(OnnxNode node, List<OnnxValue> inputs, List<OnnxValue> outputs) {
        if (outputs.isEmpty() || !isNumeric(outputs, 0) || !outputs.getFirst().type().isFloating() || MOVES.contains(node.op())) return 0;
        long out = outputs.getFirst().shape().elements();
        return switch (node.op()) {
            // Each output element is a sum over the elements of one filter: [M, C / groups, k…].
            case "Conv", "FusedConv" -> 2 * out * perFirst(shape(inputs, 1)) + bias(inputs, 2, out);
            case "ConvTranspose" -> 2 * elements(inputs, 0) * perFirst(shape(inputs, 1)) + bias(inputs, 2, out);
            case "Gemm" -> 2 * out * (elements(inputs, 0) / Math.max(1, outputs.getFirst().shape().size(0))) + bias(inputs, 2, out);
            case "MatMul", "FusedMatMul" -> shape(inputs, 0).rank() == 0 ? 0 : 2 * out * shape(inputs, 0).size(-1);
            // The scores and their product with the values; keys are [.., S, d].
            case "Attention", "MultiHeadAttention" -> inputs.size() > 1 && isNumeric(inputs, 1) ? 4 * elements(inputs, 0) * shape(inputs, 1).size(-2) : 0;
            case String op when RECURRENT.contains(op) -> 2 * shape(inputs, 0).size(0) * shape(inputs, 0).size(1) * (elements(inputs, 1) + elements(inputs, 2));
            case String op when op.startsWith("Reduce") || op.endsWith("Pool") || op.equals("Einsum") || op.startsWith("Arg") -> elements(inputs, 0);
            default -> out;
        };
    }

    private static boolean isNumeric(List<OnnxValue> values, int i) {
        return i < values.size() && values.get(i) instanceof OnnxValue.OfTensor;
    }

    private static Shape shape(List<OnnxValue> values, int i) {
        return isNumeric(values, i) ? values.get(i).shape() : Shape.scalar();
    }

    private static long elements(List<OnnxValue> values, int i) {
        return isNumeric(values, i) ? values.get(i).shape().elements() : 0;
    }

    private static long perFirst(Shape shape) {
        return shape.rank() == 0 || shape.size(0) == 0 ? 0 : shape.elements() / shape.size(0);
    }

    private static long bias(List<OnnxValue> inputs, int i, long outputs) {
        return isNumeric(inputs, i) ? outputs : 0;
    }
}
