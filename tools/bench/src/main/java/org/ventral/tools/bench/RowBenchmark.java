package org.ventral.tools.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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

/** Functions of elements and of rows, where memory sets the pace. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:OptoLoopAlignment=32", "-XX:CompileCommand=CompileThresholdScaling,org/ventral/backend/cpu/vector/*.*,0.05", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {
    /** The function. */
    public enum Function {
        /** {@code x + x}. */
        ADD(x -> x.add(x)),
        /** Hyperbolic tangent. */
        TANH(x -> x.tanh()),
        /** Exponential. */
        EXP(x -> x.exp()),
        /** GELU by the error function. */
        GELU(x -> x.gelu()),
        /** Softmax of each row. */
        SOFTMAX(x -> x.softmax(-1)),
        /** Sum of each row. */
        SUM_ROWS(x -> x.sum(1)),
        /** Sum of each column. */
        SUM_COLUMNS(x -> x.sum(0)),
        /** Copy into transposed order. */
        TRANSPOSE(x -> x.t().copy());

        private final UnaryOperator<Tensor> function;

        Function(UnaryOperator<Tensor> function) {
            this.function = function;
        }
    }

    /** Which function. */
    @Param public Function function;

    /** Number of rows of 1,024. */
    @Param({"64", "4096"})
    public int rows;

    private Tensor x;

    /** Makes the operand. */
    @Setup public void operand() {
        x = Tensor.randn(Rng.of(1), rows, 1024);
    }

    /** The function's value. */
    @Benchmark public void apply() {
        try (var _ = MemoryScope.open("benchmark")) {
            function.function.apply(x);
        }
    }
}
