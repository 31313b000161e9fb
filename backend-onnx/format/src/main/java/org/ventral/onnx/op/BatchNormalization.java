package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * BatchNormalization. Its versions differ in how they say that they train: {@code is_test} is 0 and more outputs than one are named (1 and 6),
 * more outputs are named (7 and 9), or {@code training_mode} (from 14 on).
 */
final class BatchNormalization {
    private static final int NAMED_MODE = 14;
    private static final int ALWAYS_SPATIAL = 9;
    private static final int WITHOUT_TEST_MODE = 7;

    private BatchNormalization() {}

    static void register(Registry registry) {
        registry.add("BatchNormalization", 1, BatchNormalization::run);
    }

    /** Inputs: x {@code [N, C, …]}, and scale, shift, running mean and running variance, {@code [C]} each. */
    private static List<OnnxValue> run(Call call) {
        Tensor x = call.tensor(0);
        DType dtype = x.dtype();
        Tensor channels = channelled(call, x);
        Tensor scale = call.tensor(1).cast(dtype).flatten(), shift = call.tensor(2).cast(dtype).flatten();
        Tensor mean = call.tensor(3).cast(dtype).flatten(), variance = call.tensor(4).cast(dtype).flatten();
        double epsilon = call.number("epsilon", 1e-5f);
        // Where nothing is learned, what is asked for of the statistics is what is known.
        if (!trains(call)) return outputs(call, channels.batchNorm(scale, shift, mean, variance, epsilon).reshape(x.shape()), List.of(mean, variance, mean, variance));

        var batch = channels.batchNorm(scale, shift, epsilon);
        double momentum = call.number("momentum", 0.9f);
        return outputs(call, batch.values().reshape(x.shape()),
                List.of(averaged(mean, batch.mean(), momentum), averaged(variance, batch.variance(), momentum), batch.mean(), batch.variance()));
    }

    private static List<OnnxValue> outputs(Call call, Tensor y, List<Tensor> statistics) {
        ElementType type = call.type(3);
        Shape shape = call.tensor(3).shape();
        List<OnnxValue> outputs = new ArrayList<>();
        outputs.add(Fit.of(call.type(0), y));
        for (Tensor statistic : statistics.subList(0, Math.clamp(call.outputs() - 1L, 0, statistics.size())))
            outputs.add(Fit.of(type, statistic.reshape(shape).cast(type.holder())));
        return outputs;
    }

    private static boolean trains(Call call) {
        if (call.opset() >= NAMED_MODE) return call.integer("training_mode", 0) != 0;
        boolean more = false;
        for (int i = 1; i < call.outputs(); i++) more |= call.wants(i);
        return more && (call.opset() >= WITHOUT_TEST_MODE || call.integer("is_test", 0) == 0);
    }

    /** The input as {@code [N, C, …]}: a vector is one channel; where statistics are not spatial, every place of every channel is one. */
    private static Tensor channelled(Call call, Tensor x) {
        if (x.rank() < 1) throw call.malformed("input is a scalar; it must be [N, C, …]");
        if (x.rank() == 1) return x.unsqueeze(1);
        boolean spatial = call.opset() >= ALWAYS_SPATIAL || call.integer("spatial", 1) != 0;
        return spatial ? x : x.flatten(1, -1);
    }

    private static Tensor averaged(Tensor running, Tensor current, double momentum) {
        return running.mul(momentum).add(current.mul(1 - momentum));
    }
}
