package org.ventral.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.TraceFunction;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.GatedSteps;
import org.ventral.tensor.op.LstmSteps;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.PlainSteps;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.spi.BackendOptions;

/**
 * Every family of kernels, forward and back, gives the same bits for any number of threads. The sizes are such that work is cut into several tiles, and into a
 * last one that is smaller.
 */
class SameBitsTest {
    private static final Device ONE = Device.create("cpu", BackendOptions.threads(1));
    private static final List<Device> MORE = List.of(Device.create("cpu", BackendOptions.threads(2)), Device.create("cpu", BackendOptions.threads(3)));

    private static long[] shape(long... sizes) {
        return sizes;
    }

    /** What is computed, and the shapes of the operands. */
    enum Case {
        UNARY(in -> List.of(in.get(0).exp(), in.get(0).tanh(), in.get(0).gelu(), in.get(0).sigmoid()), shape(411, 517)),
        BINARY(in -> List.of(in.get(0).add(in.get(1)), in.get(0).mul(in.get(2)), in.get(0).div(in.get(1)), in.get(0).pow(2)), shape(411, 517), shape(411, 517), shape(517)),
        CHOICE(in -> List.of(in.get(0).gt(0.2).where(in.get(0), in.get(1)), in.get(0).clip(-1, 0.5), in.get(0).cast(DType.INT64).cast(DType.FLOAT32)), shape(411, 517), shape(411, 517)),
        SUMS(in -> List.of(in.get(0).sum(), in.get(0).sum(0), in.get(0).sum(1), in.get(0).mean(), in.get(0).logSumExp(1), in.get(0).norm()), shape(411, 517)),
        MIDDLE_SUMS(in -> List.of(in.get(0).sum(Axes.of(0, 2), true), in.get(0).mean(1), in.get(0).max(1), in.get(0).variance(0)), shape(33, 41, 129)),
        EXTREMES(in -> List.of(in.get(0).max(0), in.get(0).min(1), in.get(0).argmax(1), in.get(0).argmax(0)), shape(411, 517)),
        SCANS(in -> List.of(in.get(0).cumsum(0), in.get(0).cumsum(1)), shape(411, 517)),
        ORDER(in -> List.of(in.get(0).sort(1).values(), in.get(0).topk(9, 0).values()), shape(211, 317)),
        COPIES(in -> List.of(in.get(0).t().copy(), in.get(0).pad(1, 2, 3, 4, 5), Tensor.concat(1, in.get(0), in.get(1)), in.get(0).flip(0).copy()), shape(411, 517), shape(411, 517)),
        INDICES(in -> {
            Tensor rows = places(in.get(0), 999, 411), all = places(in.get(0), 411 * 517, 411).reshape(411, 517);
            return List.of(in.get(0).indexSelect(0, rows), in.get(0).gather(0, all), in.get(0).indexAdd(0, rows, in.get(1)), in.get(0).scatterAdd(0, all, in.get(0)));
        }, shape(411, 517), shape(999, 517)),
        PRODUCT(in -> List.of(in.get(0).matmul(in.get(1)), in.get(0).t().matmul(in.get(2)), in.get(2).matmul(in.get(0).t())), shape(301, 417), shape(417, 203), shape(301, 417)),
        LARGE_PRODUCT(in -> List.of(in.get(0).matmul(in.get(1)), in.get(0).matmul(in.get(1).t())), shape(530, 530), shape(530, 530)),
        BATCHED_PRODUCT(in -> List.of(in.get(0).matmul(in.get(1))), shape(7, 65, 33), shape(7, 33, 70)),
        LINEAR(in -> List.of(in.get(0).linear(in.get(1), in.get(2))), shape(130, 257), shape(91, 257), shape(91)),
        CONV_3X3(in -> List.of(in.get(0).conv(in.get(1), in.get(2), Conv.of(2).padding(1))), shape(5, 17, 19, 23), shape(21, 17, 3, 3), shape(21)),
        CONV_WIDE(in -> List.of(in.get(0).conv(in.get(1), Conv.of(2).padding(1))), shape(4, 64, 32, 32), shape(64, 64, 3, 3)),
        CONV_FEW_CHANNELS(in -> List.of(in.get(0).conv(in.get(1), in.get(2), Conv.of(2))), shape(37, 3, 28, 28), shape(6, 3, 5, 5), shape(6)),
        CONV_1X1(in -> List.of(in.get(0).conv(in.get(1), Conv.of(2))), shape(5, 70, 14, 14), shape(33, 70, 1, 1)),
        CONV_STRIDED(in -> List.of(in.get(0).conv(in.get(1), Conv.of(2).stride(2).padding(3))), shape(3, 3, 65, 63), shape(34, 3, 7, 7)),
        CONV_GROUPED(in -> List.of(in.get(0).conv(in.get(1), Conv.of(2).padding(1).groups(4))), shape(5, 16, 17, 17), shape(20, 4, 3, 3)),
        CONV_1D(in -> List.of(in.get(0).conv(in.get(1), Conv.of(1).padding(2))), shape(9, 12, 301), shape(25, 12, 5)),
        CONV_TRANSPOSE(in -> List.of(in.get(0).convTranspose(in.get(1), ConvTranspose.of(2).stride(2))), shape(4, 20, 13, 15), shape(20, 11, 3, 3)),
        POOLS(in -> List.of(in.get(0).maxPool(MaxPool.of(2, 2)), in.get(0).averagePool(AveragePool.of(2, 2)), in.get(0).maxPool(MaxPool.of(3, 3).stride(2).padding(1))), shape(37, 6, 28, 28)),
        SOFTMAX(in -> List.of(in.get(0).softmax(1), in.get(0).logSoftmax(1), in.get(0).softmax(0)), shape(411, 517)),
        CROSS_ENTROPY(in -> List.of(in.get(0).crossEntropy(places(in.get(0), 1030, 17))), shape(1030, 17)),
        LAYER_NORM(in -> List.of(in.get(0).layerNorm(in.get(1), in.get(2), 1e-5), in.get(0).rmsNorm(in.get(1), 1e-5)), shape(411, 517), shape(517), shape(517)),
        BATCH_NORM(in -> List.of(in.get(0).batchNorm(in.get(1), in.get(2), 1e-5).values()), shape(37, 11, 17, 17), shape(11), shape(11)),
        LSTM(in -> Ops.applyAll(new LstmSteps(false, false), in.get(0), in.get(1), in.get(2), in.get(3)).subList(0, 1), shape(9, 37, 4 * 65), shape(4 * 65, 65), shape(37, 65), shape(37, 65)),
        GRU(in -> Ops.applyAll(new GatedSteps(true, false), in.get(0), in.get(1), in.get(2), in.get(3)).subList(0, 1), shape(9, 37, 3 * 65), shape(3 * 65, 65), shape(3 * 65), shape(37, 65)),
        GRU_RESET_BEFORE(in -> Ops.applyAll(new GatedSteps(false, true), in.get(0), in.get(1), in.get(2)).subList(0, 1), shape(9, 37, 3 * 64), shape(3 * 64, 64), shape(37, 64)),
        RNN(in -> Ops.applyAll(new PlainSteps(false, true), in.get(0), in.get(1), in.get(2)), shape(9, 37, 65), shape(65, 65), shape(37, 65)),
        SGD(in -> updated(new SgdUpdate(1, 0.1, 0.01), in, 2), shape(300_001), shape(300_001)),
        MOMENTUM(in -> updated(new MomentumUpdate(1, 0.1, 0.9, 0, 0.01, false, true), in, 3), shape(300_001), shape(300_001), shape(300_001)),
        ADAM(in -> updated(new AdamUpdate(1, 0.1, 0.9, 0.99, 1e-8, 0.01, true, false, 3), in, 4), shape(300_001), shape(300_001), shape(300_001), shape(300_001));

        private final TraceFunction function;
        private final long[][] shapes;

        Case(TraceFunction function, long[]... shapes) {
            this.function = function;
            this.shapes = shapes;
        }
    }

    private static Tensor places(Tensor like, int count, int below) {
        long[] places = new long[count];
        for (int i = 0; i < count; i++) places[i] = (i * 7919L + i / 13) % below;
        return Tensor.of(places, count).to(like.device());
    }

    /** An update writes in place and has no gradient: it works on copies. The last state is squared, as that of Adam must not be negative. */
    private static List<Tensor> updated(UpdateOp op, List<Tensor> in, int count) {
        List<Tensor> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) copies.add((i == 2 && count == 4 ? in.get(i).square() : in.get(i)).detach().copy());
        return Ops.applyAll(op, copies);
    }

    /** The results, then the gradients of what has any, all from one seed. */
    private static List<Tensor> run(Case tested, DType dtype, Device device) {
        List<Tensor> in = new ArrayList<>();
        for (int i = 0; i < tested.shapes.length; i++) in.add(Tensor.randn(Rng.of(i + 1), tested.shapes[i]).cast(dtype).to(device).requiresGradient());
        List<Tensor> all = new ArrayList<>();
        for (Tensor result : tested.function.apply(in)) {
            all.add(result);
            if (!result.isTracked()) continue;
            Gradients gradients = result.backward(Tensor.randn(Rng.of(99), result.shape().toArray()).cast(result.dtype()).to(device));
            for (Tensor x : in) gradients.find(x).ifPresent(all::add);
        }
        return all;
    }

    @ParameterizedTest @EnumSource
    void inFloat32(Case tested) {
        compare(tested, DType.FLOAT32);
    }

    @ParameterizedTest @EnumSource
    void inFloat64(Case tested) {
        compare(tested, DType.FLOAT64);
    }

    private static void compare(Case tested, DType dtype) {
        List<Tensor> alone = run(tested, dtype, ONE);
        for (Device device : MORE) {
            List<Tensor> together = run(tested, dtype, device);
            assertEquals(alone.size(), together.size());
            for (int i = 0; i < alone.size(); i++) assertArrayEquals(bits(alone.get(i)), bits(together.get(i)), tested + ", result " + i);
        }
    }

    /** Numbers by their bits, which tell zeros of unlike signs apart. */
    private static long[] bits(Tensor tensor) {
        double[] values = tensor.detach().toDoubles();
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) bits[i] = Double.doubleToLongBits(values[i]);
        return bits;
    }
}
