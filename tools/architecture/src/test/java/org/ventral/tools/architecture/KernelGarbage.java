package org.ventral.tools.architecture;

import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ventral.tensor.DType;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.AdamUpdate;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.SgdUpdate;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.UnaryKind;

/**
 * Finds kernels whose vectors are objects. Each kernel is called until all of it is compiled; then a call allocates next to nothing, unless the compiler has
 * left vectors boxed (something in a loop was not inlined). Prints a line for each kernel where it has. Wants {@code -XX:-BackgroundCompilation}: a method that
 * is due is then compiled before it goes on, so that the number of calls alone decides and no time does.
 */
final class KernelGarbage {
    private static final int ROWS = 16, WIDTH = 512;
    /** A tensor, its scope and the lists around an op take a few kilobytes; one boxed vector for each step through so many elements takes 32 and more. */
    private static final long MOST_BYTES = 32 << 10;
    /** Enough calls for everything around a kernel to be compiled for good, with the kernel inlined into it or not. */
    private static final int ROUNDS = 200, CALLS = 50;
    /** What convolutions allocate besides: their filters rearranged for each of the three passes, and how work is cut. */
    private static final Map<String, Long> FILTERS = new HashMap<>();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private KernelGarbage() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true);
        Map<String, Runnable> kernels = kernels();
        kernels.forEach((_, kernel) -> allocated(kernel));         // all of them first: what a shared caller has seen decides what is inlined there
        int clean = 0;
        for (Map.Entry<String, Runnable> kernel : kernels.entrySet()) {
            long bytes = settled(kernel.getValue());
            if (bytes <= MOST_BYTES + FILTERS.getOrDefault(kernel.getKey(), 0L)) clean++;
            else out.println("boxes " + kernel.getKey() + ": " + bytes + " bytes a call");
        }
        out.println("clean kernels " + clean);
    }

    /** The bytes that a call allocates in the end. */
    private static long settled(Runnable kernel) {
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) bytes = allocated(kernel);
        return bytes;
    }

    private static long allocated(Runnable kernel) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            try (var _ = MemoryScope.open("garbage")) {
                kernel.run();
            }
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    private static Tensor random(long... shape) {
        return Tensor.uniform(Rng.of(shape.length), 0.1, 0.9, shape);
    }

    private static Map<String, Runnable> kernels() {
        Map<String, Runnable> kernels = new LinkedHashMap<>();
        Tensor x = random(ROWS, WIDTH), g = random(ROWS, WIDTH), row = random(WIDTH);
        for (UnaryKind kind : new UnaryKind[] {UnaryKind.NEG, UnaryKind.ABS, UnaryKind.SQUARE, UnaryKind.SQRT, UnaryKind.RSQRT, UnaryKind.RECIPROCAL, UnaryKind.EXP,
                UnaryKind.EXPM1, UnaryKind.LOG, UnaryKind.TANH, UnaryKind.SIGMOID, UnaryKind.ERF}) kernels.put(kind.name(), () -> Ops.apply(new Unary(kind), x));
        for (BinaryKind kind : new BinaryKind[] {BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL, BinaryKind.DIV, BinaryKind.MAX, BinaryKind.MIN}) {
            kernels.put(kind.name(), () -> Ops.apply(new Binary(kind), x, g));
            kernels.put(kind.name() + " with a row", () -> Ops.apply(new Binary(kind), x, row));
        }
        Map<String, UnaryOperator<Tensor>> functions = new LinkedHashMap<>();
        functions.put("relu", Tensor::relu);
        functions.put("leaky ReLU", t -> t.leakyRelu(0.1));
        functions.put("elu", t -> t.elu(1));
        functions.put("gelu", Tensor::gelu);
        functions.put("gelu, tanh form", Tensor::geluTanh);
        functions.put("silu", Tensor::silu);
        functions.put("softplus", Tensor::softplus);
        functions.put("sigmoid", Tensor::sigmoid);
        functions.put("tanh", Tensor::tanh);
        functions.put("softmax", t -> t.softmax(-1));
        functions.put("softmax of columns", t -> t.softmax(0));
        functions.put("log-softmax", t -> t.logSoftmax(-1));
        Tensor scale = random(WIDTH), shift = random(WIDTH), classes = Tensor.arange(ROWS);
        functions.put("layer norm", t -> t.layerNorm(scale, shift, 1e-5));
        functions.put("RMS norm", t -> t.rmsNorm(scale, 1e-5));
        Tensor few = random(32), other = random(32), eight = random(8);              // the statistics are arrays, so few channels
        functions.put("batch norm of columns", t -> t.reshape(256, 32).batchNorm(few, other, 1e-5).values().reshape(ROWS, WIDTH));
        functions.put("batch norm of planes", t -> t.reshape(2, 8, 512).batchNorm(eight, eight, 1e-5).values().reshape(ROWS, WIDTH));
        functions.put("sum", t -> t.sum(-1));
        Tensor leaf = x.requiresGradient(), ends = random(ROWS);
        functions.forEach((name, function) -> {
            kernels.put(name, () -> function.apply(x));
            kernels.put(name + ", gradient", () -> function.apply(leaf).backward(name.equals("sum") ? ends : g));
        });
        products(kernels);
        convolutions(kernels);
        kernels.put("cross entropy", () -> leaf.crossEntropy(classes).backward());
        Tensor p = random(WIDTH * ROWS), m = random(WIDTH * ROWS), v = random(WIDTH * ROWS), slope = random(WIDTH * ROWS);
        kernels.put("SGD", () -> Ops.applyAll(new SgdUpdate(1, 1e-9, 0), p, slope));
        for (boolean nesterov : new boolean[] {false, true})
            for (boolean book : new boolean[] {false, true})
                kernels.put("momentum, Nesterov " + nesterov + ", book " + book, () -> Ops.applyAll(new MomentumUpdate(1, 1e-9, 0.9, 0, 0, nesterov, book), p, m, slope));
        for (boolean inside : new boolean[] {false, true})
            kernels.put("Adam, epsilon inside " + inside, () -> Ops.applyAll(new AdamUpdate(1, 1e-9, 0.9, 0.999, 1e-8, 0, true, inside, 9), p, m, v, slope));
        return kernels;
    }

    /** Each way of a product: packed, direct and skinny, with operands either way round. */
    private static void products(Map<String, Runnable> kernels) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64))
            for (int[] size : new int[][] {{53, 130, 70}, {40, 24, 64}, {1, 100, 90}}) {
                Tensor a = random(size[0], size[2]).cast(dtype), b = random(size[2], size[1]).cast(dtype), at = a.t().copy().t(), bt = b.t().copy().t();
                String name = dtype + " product " + Arrays.toString(size);
                kernels.put(name + " NN", () -> a.matmul(b));
                kernels.put(name + " NT", () -> a.matmul(bt));
                kernels.put(name + " TN", () -> at.matmul(b));
            }
    }

    /** With many images and few channels, with many channels, and Winograd's; with both gradients. */
    private static void convolutions(Map<String, Runnable> kernels) {
        for (int[] size : new int[][] {{32, 6, 16, 7, 3}, {12, 64, 64, 3, 3}, {3, 32, 32, 16, 3}, {2, 16, 32, 7, 1}}) {
            Tensor images = random(size[0], size[1], size[3], size[3]).requiresGradient(), filters = random(size[2], size[1], size[4], size[4]).requiresGradient();
            Conv form = Conv.of(2).padding(size[4] / 2);
            FILTERS.put("convolution " + Arrays.toString(size), 3 * Float.BYTES * filters.elements());
            kernels.put("convolution " + Arrays.toString(size), () -> images.conv(filters, form).sum().backward());
        }
    }
}
