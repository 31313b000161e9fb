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
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** Square matrix products, either operand transposed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:OptoLoopAlignment=32", "-XX:CompileCommand=CompileThresholdScaling,org/ventral/backend/cpu/vector/*.*,0.05", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatMulBenchmark {
    /** Rows and columns. */
    @Param({"64", "256", "1024"})
    public int n;

    /** Which operands are transposed views: N or T for each. */
    @Param({"NN", "NT", "TN"})
    public String form;

    /** Precision. */
    @Param({"FLOAT32", "FLOAT64"})
    public DType dtype;

    private Tensor a, b;

    /** Makes the operands. */
    @Setup public void operands() {
        Tensor left = Tensor.randn(Rng.of(1), n, n).cast(dtype), right = Tensor.randn(Rng.of(2), n, n).cast(dtype);
        a = form.charAt(0) == 'T' ? left.t() : left;
        b = form.charAt(1) == 'T' ? right.t() : right;
    }

    /** The product. */
    @Benchmark public void multiply() {
        try (var _ = MemoryScope.open("benchmark")) {
            a.matmul(b);
        }
    }
}
