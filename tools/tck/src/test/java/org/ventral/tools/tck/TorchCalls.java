package org.ventral.tools.tck;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Reduction;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.MaxPool;

/** The call that a fixture stands for, through the public methods of {@link Tensor}. */
final class TorchCalls {
    private TorchCalls() {}

    static List<Tensor> call(TorchFixture c, List<Tensor> in) {
        Tensor x = in.getFirst(), y = in.size() > 1 ? in.get(1) : null;
        return switch (c.op()) {
            case "split" -> x.split(c.whole("axis"), c.whole("length"));
            case "sort" -> {
                var sorted = x.sort(c.whole("axis"), c.flag("descending"));
                yield List.of(sorted.values(), sorted.indices());
            }
            case "topk" -> {
                var top = x.topk(c.whole("k"), c.whole("axis"), c.flag("largest"));
                yield List.of(top.values(), top.indices());
            }
            case "qrSquares" -> {
                var factors = x.qr();
                yield List.of(factors.q().square(), factors.r().square());
            }
            case "eighSquares" -> {
                var eigen = symmetric(x).eigh();
                yield List.of(eigen.values(), eigen.vectors().square());
            }
            case "svdSquares" -> {
                var factors = x.svd();
                yield List.of(factors.u().square(), factors.s(), factors.vt().square());
            }
            case "maxPool" -> {
                var pooled = x.maxPoolWithPlaces(maxPool(c));
                yield List.of(pooled.values(), pooled.places());
            }
            case "batchNorm" -> {
                var normalized = x.batchNorm(y, in.get(2), c.number("epsilon"));
                yield List.of(normalized.values(), normalized.mean(), normalized.variance());
            }
            default -> List.of(elementwise(c, in, x, y));
        };
    }

    private static Tensor elementwise(TorchFixture c, List<Tensor> in, Tensor x, Tensor y) {
        return switch (c.op()) {
            case "neg" -> x.neg();
            case "abs" -> x.abs();
            case "sign" -> x.sign();
            case "square" -> x.square();
            case "exp" -> x.exp();
            case "expm1" -> x.expm1();
            case "log" -> x.log();
            case "log1p" -> x.log1p();
            case "log2" -> x.log2();
            case "sqrt" -> x.sqrt();
            case "rsqrt" -> x.rsqrt();
            case "reciprocal" -> x.reciprocal();
            case "sin" -> x.sin();
            case "cos" -> x.cos();
            case "tan" -> x.tan();
            case "asin" -> x.asin();
            case "acos" -> x.acos();
            case "atan" -> x.atan();
            case "sinh" -> x.sinh();
            case "cosh" -> x.cosh();
            case "asinh" -> x.asinh();
            case "acosh" -> x.acosh();
            case "atanh" -> x.atanh();
            case "tanh" -> x.tanh();
            case "sigmoid" -> x.sigmoid();
            case "erf" -> x.erf();
            case "floor" -> x.floor();
            case "ceil" -> x.ceil();
            case "round" -> x.round();
            case "trunc" -> x.trunc();
            case "not" -> x.not();
            case "isNaN" -> x.isNaN();
            case "isInfinite" -> x.isInfinite();
            case "castLong" -> x.cast(DType.INT64);
            case "castBool" -> x.cast(DType.BOOL);
            case "add" -> x.add(y);
            case "sub" -> x.sub(y);
            case "mul" -> x.mul(y);
            case "div" -> x.div(y);
            case "pow" -> x.pow(y);
            case "maximum" -> x.maximum(y);
            case "minimum" -> x.minimum(y);
            case "mod" -> x.mod(y);
            case "atan2" -> x.atan2(y);
            case "and" -> x.and(y);
            case "or" -> x.or(y);
            case "xor" -> x.xor(y);
            case "eq" -> x.eq(y);
            case "ne" -> x.ne(y);
            case "lt" -> x.lt(y);
            case "le" -> x.le(y);
            case "gt" -> x.gt(y);
            case "ge" -> x.ge(y);
            case "powNumber" -> x.pow(c.number("y"));
            case "subFrom" -> x.subFrom(c.number("y"));
            case "divInto" -> x.divInto(c.number("y"));
            case "clip" -> x.clip(c.number("low"), c.number("high"));
            case "where" -> x.where(y, in.get(2));
            case "maskedFill" -> x.maskedFill(y, c.number("y"));
            default -> movement(c, in, x, y);
        };
    }

    private static Tensor movement(TorchFixture c, List<Tensor> in, Tensor x, Tensor y) {
        return switch (c.op()) {
            case "reshape" -> x.transpose(0, 1).reshape(c.longs("shape"));
            case "permute" -> x.permute(c.ints("order"));
            case "expand" -> x.expand(c.longs("shape"));
            case "sumTo" -> x.sumTo(Shape.of(c.longs("shape")));
            case "slice" -> x.slice(c.whole("axis"), c.whole("start"), c.whole("end"), c.whole("step"));
            case "flip" -> x.flip(c.ints("axes"));
            case "unfold" -> x.unfold(c.whole("axis"), c.whole("size"), c.whole("step"));
            case "fold" -> x.moveAxis(1, -1).fold(0, c.whole("length"), c.whole("step"), c.whole("dilation"));
            case "pad" -> x.pad(c.number("value"), c.longs("counts"));
            case "padReflect" -> x.padReflect(c.whole("axis"), c.whole("before"), c.whole("after"));
            case "padEdge" -> x.padEdge(c.whole("axis"), c.whole("before"), c.whole("after"));
            case "roll" -> x.roll(c.whole("axis"), c.whole("shift"));
            case "tile" -> x.tile(c.longs("counts"));
            case "repeatInterleave" -> x.repeatInterleave(c.whole("axis"), c.whole("count"));
            case "concat" -> Tensor.concat(c.whole("axis"), in);
            case "stack" -> Tensor.stack(c.whole("axis"), in);
            case "tril" -> x.tril(c.whole("offset"));
            case "triu" -> x.triu(c.whole("offset"));
            case "diagonal" -> x.diagonal();
            case "diagonalMatrix" -> x.diagonalMatrix();
            case "trace" -> x.trace();
            case "indexSelect" -> x.indexSelect(c.whole("axis"), y);
            case "indexAdd" -> x.indexAdd(c.whole("axis"), y, in.get(2));
            case "gather" -> x.gather(c.whole("axis"), y);
            case "scatter" -> x.scatter(c.whole("axis"), y, in.get(2));
            case "scatterAdd" -> x.scatterAdd(c.whole("axis"), y, in.get(2));
            case "maskedSelect" -> x.maskedSelect(y);
            case "oneHot" -> x.oneHot(c.whole("classes"));
            default -> reduction(c, in, x, y);
        };
    }

    private static Tensor reduction(TorchFixture c, List<Tensor> in, Tensor x, Tensor y) {
        Axes axes = c.has("axes") ? Axes.of(Arrays.stream(c.ints("axes")).boxed().toList()) : Axes.ALL;
        boolean keep = c.flag("keep");
        return switch (c.op()) {
            case "sum" -> x.sum(axes, keep);
            case "mean" -> x.mean(axes, keep);
            case "prod" -> x.prod(axes, keep);
            case "max" -> x.max(axes, keep);
            case "min" -> x.min(axes, keep);
            case "any" -> x.any(c.ints("axes"));
            case "all" -> x.all(c.ints("axes"));
            case "variance" -> x.variance(axes, c.whole("correction"), keep);
            case "std" -> x.std(axes, c.whole("correction"), keep);
            case "logSumExp" -> x.logSumExp(axes, keep);
            case "norm" -> x.norm(c.number("p"), c.ints("axes"));
            case "argmax" -> x.argmax(c.whole("axis"));
            case "argmin" -> x.argmin(c.whole("axis"));
            case "cumsum" -> x.cumsum(c.whole("axis"));
            case "cumprod" -> x.cumprod(c.whole("axis"));
            case "cummax" -> x.cummax(c.whole("axis"));
            case "cummin" -> x.cummin(c.whole("axis"));
            case "matmul" -> x.matmul(y);
            case "outer" -> x.outer(y);
            case "einsum" -> Tensor.einsum(c.text("equation"), in.toArray(Tensor[]::new));
            case "cholesky" -> symmetric(x).cholesky();
            case "solve" -> x.solve(y);
            case "triangularSolve" -> (c.flag("lower") ? x.tril(0) : x.triu(0)).triangularSolve(y, c.flag("lower"));
            case "inverse" -> x.inverse();
            default -> neural(c, in, x, y);
        };
    }

    private static Tensor neural(TorchFixture c, List<Tensor> in, Tensor x, Tensor y) {
        return switch (c.op()) {
            case "relu" -> x.relu();
            case "leakyRelu" -> x.leakyRelu(c.number("alpha"));
            case "elu" -> x.elu(c.number("alpha"));
            case "gelu" -> x.gelu();
            case "geluTanh" -> x.geluTanh();
            case "silu" -> x.silu();
            case "softplus" -> x.softplus();
            case "softmax" -> x.softmax(c.whole("axis"));
            case "logSoftmax" -> x.logSoftmax(c.whole("axis"));
            case "crossEntropy" -> x.crossEntropy(y, crossEntropy(c), reduction(c));
            case "softCrossEntropy" -> x.softCrossEntropy(y, reduction(c));
            case "bceWithLogits" -> x.binaryCrossEntropyWithLogits(y, reduction(c));
            case "mse" -> x.mse(y, reduction(c));
            case "huber" -> x.huber(y, c.number("delta"), reduction(c));
            case "smoothL1" -> x.smoothL1(y, c.number("delta"), reduction(c));
            case "klDivergence" -> x.klDivergence(y, reduction(c));
            case "layerNorm" -> x.layerNorm(y, in.get(2), c.number("epsilon"));
            case "rmsNorm" -> x.rmsNorm(y, c.number("epsilon"));
            case "batchNormInference" -> x.batchNorm(y, in.get(2), in.get(3), in.get(4), c.number("epsilon"));
            case "linear" -> in.size() == 3 ? x.linear(y, in.get(2)) : x.linear(y);
            case "conv" -> in.size() == 3 ? x.conv(y, in.get(2), conv(c, x)) : x.conv(y, conv(c, x));
            case "convSame" -> x.conv(y, Conv.of(2).samePadding(c.longs("kernel")));
            case "convTranspose" -> x.convTranspose(y, in.get(2), convTranspose(c, x));
            case "minPool" -> x.minPool(maxPool(c));
            case "averagePool" -> x.averagePool(averagePool(c));
            case "adaptiveAveragePool" -> x.adaptiveAveragePool(c.longs("sizes"));
            case "adaptiveMaxPool" -> x.adaptiveMaxPool(c.longs("sizes"));
            default -> throw new IllegalStateException("no call is known for " + c.name());
        };
    }

    private static Tensor symmetric(Tensor x) {
        return x.add(x.t()).mul(0.5);
    }

    private static Reduction reduction(TorchFixture c) {
        return Reduction.valueOf(c.text("reduction").toUpperCase(Locale.ROOT));
    }

    private static CrossEntropy crossEntropy(TorchFixture c) {
        double smoothing = c.number("smoothing");
        CrossEntropy form = c.flag("others") ? CrossEntropy.plain().smoothedOverOthers(smoothing) : CrossEntropy.plain().smoothedOverAll(smoothing);
        return c.has("ignore") ? form.ignoring(c.whole("ignore")) : form;
    }

    private static Conv conv(TorchFixture c, Tensor x) {
        Conv form = Conv.of(x.rank() - 2);
        if (c.has("stride")) form = form.stride(c.longs("stride"));
        if (c.has("padding")) form = form.padding(c.longs("padding"));
        if (c.has("dilation")) form = form.dilation(c.longs("dilation"));
        return c.has("groups") ? form.groups(c.whole("groups")) : form;
    }

    private static ConvTranspose convTranspose(TorchFixture c, Tensor x) {
        ConvTranspose form = ConvTranspose.of(x.rank() - 2);
        if (c.has("stride")) form = form.stride(c.longs("stride"));
        if (c.has("padding")) form = form.padding(c.longs("padding"));
        if (c.has("dilation")) form = form.dilation(c.longs("dilation"));
        if (c.has("output_padding")) form = form.outputPadding(c.longs("output_padding"));
        return c.has("groups") ? form.groups(c.whole("groups")) : form;
    }

    private static MaxPool maxPool(TorchFixture c) {
        MaxPool form = MaxPool.of(c.longs("kernel_size")).ceil(c.flag("ceil_mode"));
        if (c.has("stride")) form = form.stride(c.longs("stride"));
        if (c.has("padding")) form = form.padding(c.longs("padding"));
        return c.has("dilation") ? form.dilation(c.longs("dilation")) : form;
    }

    private static AveragePool averagePool(TorchFixture c) {
        AveragePool form = AveragePool.of(c.longs("kernel_size")).ceil(c.flag("ceil_mode"));
        if (c.has("stride")) form = form.stride(c.longs("stride"));
        if (c.has("padding")) form = form.padding(c.longs("padding"));
        return c.has("count_include_pad") ? form.countIncludePad(c.flag("count_include_pad")) : form;
    }
}
