package org.ventral.tools.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;

/** Convolutions of the shapes that each fast path is for, forward and with gradients. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:OptoLoopAlignment=32", "-XX:CompileCommand=CompileThresholdScaling,org/ventral/backend/cpu/vector/*.*,0.05", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConvBenchmark {
    /** The layer. */
    public enum Layer {
        /** LeNet-5's first. */
        LENET1(new long[] {64, 1, 32, 32}, new long[] {6, 1, 5, 5}, Conv.of(2)),
        /** LeNet-5's second. */
        LENET2(new long[] {64, 6, 14, 14}, new long[] {16, 6, 5, 5}, Conv.of(2)),
        /** 3×3 between 64 channels. */
        RESIDUAL(new long[] {32, 64, 32, 32}, new long[] {64, 64, 3, 3}, Conv.of(2).padding(1)),
        /** 1×1, which is a matrix product. */
        POINTWISE(new long[] {8, 256, 14, 14}, new long[] {128, 256, 1, 1}, Conv.of(2)),
        /** The first layer of a large network. */
        STEM(new long[] {2, 3, 224, 224}, new long[] {64, 3, 7, 7}, Conv.of(2).stride(2).padding(3));

        private final long[] input, weight;
        private final Conv form;

        Layer(long[] input, long[] weight, Conv form) {
            this.input = input;
            this.weight = weight;
            this.form = form;
        }
    }

    /** Which layer. */
    @Param public Layer layer;

    private Tensor x, w, g;

    /** Makes the operands. */
    @Setup public void operands() {
        x = Tensor.randn(Rng.of(1), layer.input).requiresGradient();
        w = Tensor.randn(Rng.of(2), layer.weight).requiresGradient();
        g = Tensor.randn(Rng.of(3), x.detach().conv(w.detach(), layer.form).shape().toArray());
    }

    /** The output alone. */
    @Benchmark public void forward() {
        try (var _ = MemoryScope.open("benchmark")) {
            x.detach().conv(w.detach(), layer.form);
        }
    }

    /** The output and both gradients. */
    @Benchmark public void forwardAndBackward() {
        try (var _ = MemoryScope.open("benchmark")) {
            x.conv(w, layer.form).backward(g);
        }
    }
}
