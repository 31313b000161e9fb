package org.ventral.onnx.write;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.DType;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Concat;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvInputGradient;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.ConvWeightGradient;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Gather;
import org.ventral.tensor.op.IndexAdd;
import org.ventral.tensor.op.IndexSelect;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.LogSoftmax;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.Pad;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.op.Recurrence;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.RmsNorm;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.Scatter;
import org.ventral.tensor.op.ScatterAdd;
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.Sort;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.ViewOp;
import org.ventral.tensor.op.Where;

/**
 * Each op in the standard's words. Primitives are all known here; a composite that has no name in the opset is left to its
 * decomposition, and so is one whose options the standard would round: attributes are single precision.
 */
final class OpWriter {
    private final boolean decompose;
    private final Ref step;

    /**
     * @param decompose whether composites are taken apart even where the standard has them
     * @param step the number of the training step, or null where ops hold it themselves
     */
    OpWriter(boolean decompose, Ref step) {
        this.decompose = decompose;
        this.step = step;
    }

    /** The outputs of an op, or empty for one that must be taken apart: a composite, or a decomposition of a matrix. */
    Optional<List<Ref>> write(Emitter e, Op op, List<Ref> in, List<TensorType> out) {
        return switch (op) {
            case LinearAlgebraOp _ -> Optional.empty();
            case PrimitiveOp primitive -> Optional.of(primitive(e, primitive, in, out));
            // The definition of the loss looks at class numbers, so it cannot be traced.
            case CrossEntropy loss -> Optional.of(List.of(RowWriter.crossEntropy(e, loss, in.get(0), in.get(1))));
            case AdamUpdate update when step != null -> Optional.of(UpdateWriter.adam(e, update, step, in));
            case CompositeOp composite -> decompose ? Optional.empty() : composite(e, composite, in, out);
        };
    }

    private static List<Ref> primitive(Emitter e, PrimitiveOp op, List<Ref> in, List<TensorType> out) {
        Ref x = in.getFirst();
        return switch (op) {
            case Unary(var kind) -> List.of(ElementwiseWriter.unary(e, kind, x));
            case Binary(var kind) -> List.of(ElementwiseWriter.binary(e, kind, x, in.get(1)));
            case Compare(var kind) -> List.of(ElementwiseWriter.compare(e, kind, x, in.get(1)));
            case Where _ -> List.of(e.where(x, in.get(1), in.get(2)));
            case Cast(DType to) -> List.of(ElementwiseWriter.cast(e, x, to));
            case Copy _ -> List.of(e.unary("Identity", x));
            case Reduce reduce -> List.of(ReductionWriter.reduce(e, reduce, x));
            case ArgReduce arg -> List.of(ReductionWriter.argReduce(e, arg, x));
            case Scan scan -> List.of(ReductionWriter.scan(e, scan, x));
            case Sort sort -> ReductionWriter.sort(e, sort, x);
            case MatMul _ -> List.of(product(e, x, in.get(1), out.getFirst()));
            case IndexSelect(int axis) -> List.of(IndexWriter.select(e, axis, x, in.get(1)));
            case IndexAdd(int axis, long size) -> List.of(IndexWriter.add(e, axis, size, x, in.get(1)));
            case Gather(int axis) -> List.of(IndexWriter.gather(e, axis, x, in.get(1)));
            case ScatterAdd scatter -> List.of(IndexWriter.scatterAdd(e, scatter, x, in.get(1)));
            case Scatter(int axis) -> List.of(IndexWriter.scatter(e, axis, x, in.get(1), in.get(2)));
            case Concat concat -> List.of(MovementWriter.concat(e, concat, in));
            case Pad pad -> List.of(MovementWriter.pad(e, pad, x));
            case Fold fold -> List.of(MovementWriter.fold(e, fold, x));
            case ViewOp view -> List.of(MovementWriter.view(e, view, x));
            case LinearAlgebraOp _ -> throw new IllegalArgumentException(op.name() + " is written as a program");
        };
    }

    /** Run-times disagree about products over nothing, which are zeros. */
    private static Ref product(Emitter e, Ref a, Ref b, TensorType out) {
        return a.shape().isEmpty() || b.shape().isEmpty() ? e.filled(out.shape(), out.dtype(), 0) : e.node("MatMul", a, b).to(out);
    }

    private static Optional<List<Ref>> composite(Emitter e, CompositeOp op, List<Ref> in, List<TensorType> out) {
        Ref x = in.getFirst();
        TensorType y = out.getFirst();
        return switch (op) {
            case Activation activation -> activation(e, activation, x).map(List::of);
            case Softmax(int axis) -> one(e.node("Softmax", x).with("axis", axis).to(y));
            case LogSoftmax(int axis) -> one(e.node("LogSoftmax", x).with("axis", axis).to(y));
            case Linear linear -> one(ConvolutionWriter.linear(e, linear, in, y));
            case Conv conv -> one(ConvolutionWriter.conv(e, conv, in, y));
            case ConvTranspose conv -> one(ConvolutionWriter.transposed(e, conv, in, y));
            case ConvInputGradient gradient -> one(ConvolutionWriter.inputGradient(e, gradient, x, in.get(1)));
            case ConvWeightGradient gradient -> one(ConvolutionWriter.weightGradient(e, gradient, x, in.get(1)));
            case MaxPool pool -> PoolingWriter.max(e, pool, x, out);
            case AveragePool pool -> PoolingWriter.average(e, pool, x, y).map(List::of);
            case BatchNormInference(double epsilon) when exact(epsilon, x.dtype()) ->
                    one(e.node("BatchNormalization", in).with("epsilon", (float) epsilon).to(y));
            case LayerNorm(int axes, double epsilon) when e.opset() >= 17 && exact(epsilon, x.dtype()) ->
                    one(e.node("LayerNormalization", in).with("axis", -axes).with("epsilon", (float) epsilon).to(y));
            case RmsNorm(int axes, double epsilon) when e.opset() >= 23 && exact(epsilon, x.dtype()) ->
                    one(e.node("RMSNormalization", in).with("axis", -axes).with("epsilon", (float) epsilon).to(y));
            case Recurrence recurrence when x.dtype() == DType.FLOAT32 -> Optional.of(RecurrenceWriter.write(e, recurrence, in, out));
            default -> Optional.empty();
        };
    }

    private static Optional<Ref> activation(Emitter e, Activation op, Ref x) {
        return switch (op.kind()) {
            case RELU -> Optional.of(e.unary("Relu", x));
            case LEAKY_RELU -> parametric(e, "LeakyRelu", op.alpha(), x);
            case ELU -> parametric(e, "Elu", op.alpha(), x);
            case SOFTPLUS -> Optional.of(e.unary("Softplus", x));
            case GELU -> gelu(e, "none", x);
            case GELU_TANH -> gelu(e, "tanh", x);
            case SILU -> Optional.of(e.binary("Mul", x, e.unary("Sigmoid", x)));
        };
    }

    private static Optional<Ref> parametric(Emitter e, String op, double alpha, Ref x) {
        return exact(alpha, x.dtype()) ? Optional.of(e.node(op, x).with("alpha", (float) alpha).to(x.type())) : Optional.empty();
    }

    private static Optional<Ref> gelu(Emitter e, String form, Ref x) {
        // Run-times compute the one with tanh in single precision, whatever the type.
        boolean known = e.opset() >= 20 && (form.equals("none") || x.dtype() == DType.FLOAT32);
        return known ? Optional.of(e.node("Gelu", x).with("approximate", form).to(x.type())) : Optional.empty();
    }

    private static Optional<List<Ref>> one(Ref result) {
        return Optional.of(List.of(result));
    }

    /** Whether an attribute holds an option without a loss that the type would show. */
    private static boolean exact(double option, DType dtype) {
        return dtype == DType.FLOAT32 || (float) option == option;
    }
}
