package org.ventral.onnx.op;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What elementwise operators share: how operands meet and what results are. */
final class Elementwise {
    /** The first opset in which operands broadcast as in NumPy; before it a node says how with attributes. */
    private static final int NUMPY_BROADCAST = 7;

    private Elementwise() {}

    /** A function of input 0, with its element type. */
    static Operator unary(UnaryOperator<Tensor> function) {
        return call -> result(call, function.apply(call.tensor(0)));
    }

    /** A function of inputs 0 and 1, which broadcast, with their element type. */
    static Operator binary(BinaryOperator<Tensor> function) {
        return call -> result(call, function.apply(call.tensor(0), second(call)));
    }

    /** A truth value for inputs 0 and 1, which broadcast. */
    static Operator predicate(BinaryOperator<Tensor> function) {
        return call -> truth(function.apply(call.tensor(0), second(call)));
    }

    /** The only output, of the element type of input 0. */
    static List<OnnxValue> result(Call call, Tensor tensor) {
        return List.of(Fit.of(call.type(0), tensor));
    }

    /** The only output, of truth values. */
    static List<OnnxValue> truth(Tensor tensor) {
        return List.of(OnnxValue.of(ElementType.BOOL, tensor));
    }

    /**
     * Input 1 such that it broadcasts with input 0 as in NumPy. Before opset 7 a node with {@code broadcast = 1} may name the {@code axis} of
     * input 0 at which the axes of input 1 begin; without it they are the last ones.
     */
    static Tensor second(Call call) {
        Tensor y = call.tensor(1);
        if (call.opset() >= NUMPY_BROADCAST || call.integer("broadcast", 0) == 0 || !call.hasAttribute("axis")) return y;
        int rank = call.tensor(0).rank(), axis = rank == 0 ? 0 : Movement.axis(call, call.integer("axis"), rank);
        if (axis + y.rank() > rank) throw call.malformed("%s does not fit into %s from axis %d on".formatted(y.shape(), call.tensor(0).shape(), axis));
        Shape shape = y.shape();
        while (shape.rank() < rank - axis) shape = shape.insert(shape.rank(), 1);
        return y.reshape(shape);
    }

    /** A number without axes, of the dtype of a tensor. */
    static Tensor constant(Tensor like, double value) {
        return Tensor.full(new TensorType(like.dtype(), Shape.scalar()), value, like.device());
    }

    /** The tensor, or its numbers in float64 if they are integers. */
    static Tensor real(Tensor x) {
        return x.dtype().isFloating() ? x : x.cast(DType.FLOAT64);
    }

    /** A function of real numbers; applied to integers, the result is cut off to an integer. */
    static UnaryOperator<Tensor> viaReal(UnaryOperator<Tensor> function) {
        return x -> x.dtype().isFloating() ? function.apply(x) : function.apply(real(x)).cast(x.dtype());
    }

    /** A function of two integers, which broadcast, on the host: for what no tensor op computes. */
    static Tensor integers(Tensor x, Tensor y, LongBinaryOperator function) {
        Shape shape = Shape.broadcast(x.shape(), y.shape());
        long[] a = x.expand(shape).toLongs(), b = y.expand(shape).toLongs();
        for (int i = 0; i < a.length; i++) a[i] = function.applyAsLong(a[i], b[i]);
        Tensor out = Tensor.uninitialized(new TensorType(x.dtype(), shape), x.device());
        out.write(a);
        return out;
    }
}
