package org.ventral.backend.onnx;

import static org.ventral.backend.onnx.RoundTrip.BATCH;
import static org.ventral.backend.onnx.RoundTrip.TIME;
import static org.ventral.backend.onnx.RoundTrip.batchOf;
import static org.ventral.backend.onnx.RoundTrip.function;

import java.util.ArrayList;
import java.util.List;
import org.ventral.nn.loss.BinaryCrossEntropy;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.loss.Huber;
import org.ventral.nn.loss.Loss;
import org.ventral.nn.loss.Mse;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicInput;
import org.ventral.tensor.op.Conv;

/** Every loss, and functions without parameters. */
final class FunctionCases {
    private FunctionCases() {}

    static List<RoundTrip> all() {
        SymbolicInput output = SymbolicInput.of("output", DType.FLOAT32, batchOf(6)), target = SymbolicInput.of("target", DType.FLOAT32, batchOf(6));
        SymbolicInput classes = SymbolicInput.of("classes", DType.INT64, BATCH);
        SymbolicInput map = SymbolicInput.of("output", DType.FLOAT32, batchOf(6, 3, 2)), mapped = SymbolicInput.of("classes", DType.INT64, batchOf(3, 2));
        List<RoundTrip> all = new ArrayList<>();
        all.add(loss("mse", new Mse(), output, target));
        all.add(loss("huber", new Huber(0.5), output, target));
        all.add(function("binary cross-entropy", in -> List.of(new BinaryCrossEntropy().of(in.get(0), in.get(1).sigmoid())), output, target).of(BinaryCrossEntropy.class));
        all.add(loss("cross-entropy", new CrossEntropy(), output, classes));
        all.add(loss("smoothed cross-entropy", CrossEntropy.smoothed(0.1), output, classes));
        all.add(loss("cross-entropy smoothed over the others", CrossEntropy.smoothedOverOthers(0.1), output, classes));
        all.add(loss("cross-entropy of a map", new CrossEntropy(), map, mapped));
        all.add(loss("cross-entropy without a class", new CrossEntropy(org.ventral.tensor.op.CrossEntropy.plain().ignoring(2)), output, classes));
        all.add(function("cross-entropy of probabilities", in -> List.of(new CrossEntropy().of(in.get(0), in.get(1).softmax(1))), output, target).of(CrossEntropy.class));

        SymbolicInput sequence = SymbolicInput.of("x", DType.FLOAT32, BATCH, TIME, Size.of(6));
        all.add(function("causal attention", in -> List.of(attention(in.getFirst())), sequence));
        all.add(function("positions", in -> List.of(in.getFirst().add(Tensor.arange(in.getFirst().size(1)).cast(DType.FLOAT32).unsqueeze(-1))), sequence));
        all.add(function("gradient of a convolution", in -> {
            Tensor x = in.getFirst().requiresGradient();
            Tensor loss = x.conv(Tensor.uniform(Rng.of(3), -1, 1, 4, 2, 3, 3), Conv.of(2).stride(2).padding(1)).square().mean();
            return List.of(loss.backward().of(x));
        }, SymbolicInput.of("x", DType.FLOAT32, batchOf(2, 6, 5))));
        return all;
    }

    private static RoundTrip loss(String name, Loss loss, SymbolicInput output, SymbolicInput target) {
        return function(name, in -> List.of(loss.of(in.get(0), in.get(1))), output, target).of(loss.getClass());
    }

    /** One head for each pair of features. */
    private static Tensor attention(Tensor x) {
        long n = x.size(0), t = x.size(1);
        Tensor heads = x.reshape(n, t, 3, 2).permute(0, 2, 1, 3);
        Tensor places = Tensor.arange(t);
        Tensor future = places.unsqueeze(0).gt(places.unsqueeze(1));
        Tensor scores = heads.matmul(heads.permute(0, 1, 3, 2)).mul(1 / Math.sqrt(2)).maskedFill(future, Double.NEGATIVE_INFINITY);
        return scores.softmax(-1).matmul(heads).permute(0, 2, 1, 3).reshape(n, t, 6);
    }
}
