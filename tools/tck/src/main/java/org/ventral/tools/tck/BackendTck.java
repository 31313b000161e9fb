package org.ventral.tools.tck;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Ops;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Copy;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.UpdateOp;
import org.ventral.tensor.op.ViewOp;

/**
 * Proves a backend: every op, in every dtype that the backend declares, on operands of every layout, with gradients, and the same bits
 * for any number of threads.
 *
 * {@snippet :
 * class MyBackendTest extends BackendTck {
 *     @Override protected Device device(int threads) {
 *         return Device.create("mine", BackendOptions.threads(threads));
 *     }
 * }
 * }
 */
public abstract class BackendTck {
    /** Largest operands for which finite differences, and all layouts, are tried. */
    private static final long SMALL = 700;

    private Device device;

    /** For subclasses. */
    protected BackendTck() {}

    /** A device of the backend that may use so many threads. */
    protected abstract Device device(int threads);

    private synchronized Device device() {
        if (device == null) device = device(Runtime.getRuntime().availableProcessors());
        return device;
    }

    @TestFactory Stream<DynamicTest> agreesWithTheReference() {
        return cases().flatMap(c -> c.dtypes().stream().filter(this::declared).map(dtype ->
                DynamicTest.dynamicTest(c.label() + " " + dtype, () -> compare(c, dtype, run(c.op(), c.tensors(dtype, device()))))));
    }

    @TestFactory Stream<DynamicTest> acceptsOperandsOfAnyLayout() {
        return cases().filter(BackendTck::small).filter(c -> !(c.op() instanceof UpdateOp)).flatMap(c -> Stream.of(Strided.values()).map(strided ->
                DynamicTest.dynamicTest(c.label() + " " + strided, () -> {
                    DType dtype = c.dtypes().contains(DType.FLOAT32) ? DType.FLOAT32 : c.dtypes().iterator().next();
                    compare(c, dtype, run(c.op(), c.tensors(dtype, device()).stream().map(strided::of).toList()));
                })));
    }

    @TestFactory Stream<DynamicTest> gradientsAgreeWithFiniteDifferences() {
        return cases().filter(OpCase::gradient).filter(BackendTck::small).filter(_ -> declared(DType.FLOAT64)).map(c ->
                DynamicTest.dynamicTest(c.label(), () -> {
                    double error = FiniteDifferences.worstError(in -> Ops.applyAll(c.op(), in), c.tensors(DType.FLOAT64, device()));
                    assertTrue(error < 2e-6, () -> "the gradient is off by " + error);
                }));
    }

    @TestFactory Stream<DynamicTest> secondDerivativesAgreeWithFiniteDifferences() {
        return cases().filter(OpCase::gradient).filter(BackendTck::small).filter(_ -> declared(DType.FLOAT64))
                .filter(c -> c.inputs().stream().mapToLong(i -> i.shape().elements()).sum() <= 160).map(c ->
                DynamicTest.dynamicTest(c.label(), () -> {
                    double error = FiniteDifferences.worstError(in -> firstGradients(c.op(), in), c.tensors(DType.FLOAT64, device()));
                    assertTrue(error < 2e-5, () -> "the gradient of the gradient is off by " + error);
                }));
    }

    /** The gradients of the sum of squares of an op's outputs, as a differentiable function of its inputs. */
    private static List<Tensor> firstGradients(Op op, List<Tensor> inputs) {
        List<Tensor> leaves = new ArrayList<>(), wanted = new ArrayList<>();
        for (Tensor input : inputs) {
            Tensor leaf = !input.dtype().isFloating() || input.isTracked() ? input : input.requiresGradient();
            leaves.add(leaf);
            if (leaf.isTracked()) wanted.add(leaf);
        }
        Tensor total = null;
        for (Tensor output : Ops.applyAll(op, leaves)) {
            if (!output.dtype().isFloating()) continue;
            Tensor term = output.square().sum();
            total = total == null ? term : total.add(term);
        }
        return total.gradient(wanted);
    }

    @TestFactory Stream<DynamicTest> fusedOpsAgreeWithTheirDecompositions() {
        return cases().filter(c -> c.op() instanceof CompositeOp).flatMap(c -> c.dtypes().stream().filter(this::declared).map(dtype ->
                DynamicTest.dynamicTest(c.label() + " " + dtype, () -> {
                    List<Tensor> whole = run(c.op(), c.tensors(dtype, device()));
                    List<Tensor> parts = ((CompositeOp) c.op()).decompose(c.tensors(dtype, device()));
                    for (int i = 0; i < whole.size(); i++) close(parts.get(i).toDoubles(), whole.get(i), 8 * tolerance(c, dtype), "output " + i);     // both are rounded
                })));
    }

    @TestFactory Stream<DynamicTest> givesTheSameBitsForAnyNumberOfThreads() {
        Device one = device(1), two = device(2), three = device(3);
        return cases().filter(c -> c.dtypes().contains(DType.FLOAT32) && declared(DType.FLOAT32)).filter(c -> !small(c)).map(c ->
                DynamicTest.dynamicTest(c.label(), () -> {
                    List<Tensor> expected = run(c.op(), c.tensors(DType.FLOAT32, one));
                    for (Device other : List.of(two, three)) {
                        List<Tensor> actual = run(c.op(), c.tensors(DType.FLOAT32, other));
                        for (int i = 0; i < expected.size(); i++)
                            assertArrayEquals(expected.get(i).toDoubles(), actual.get(i).toDoubles(), "output " + i);
                    }
                }));
    }

    @TestFactory Stream<DynamicTest> refusesStorageTypes() {
        return cases().filter(c -> !(c.op() instanceof Cast || c.op() instanceof Copy || c.op() instanceof ViewOp))
                .filter(c -> c.inputs().stream().anyMatch(Input::differentiable)).filter(BackendTck::small).map(c ->
                DynamicTest.dynamicTest(c.label(), () -> assertThrows(ShapeException.class, () -> run(c.op(), c.tensors(DType.FLOAT16, device())))));
    }

    @TestFactory Stream<DynamicTest> decompositionsHaveRightGradients() {
        return Stream.of(
                gradient("cholesky", 4, a -> List.of(positive(a).cholesky())),
                gradient("eigh", 4, a -> {
                    var eigen = a.add(a.t()).eigh();
                    return List.of(eigen.values(), eigen.vectors().square());       // the sign of a vector is arbitrary
                }),
                gradient("svd", 4, a -> {
                    var factors = a.narrow(-1, 0, 3).svd();
                    return List.of(factors.u().square(), factors.s(), factors.vt().square());
                }),
                gradient("inverse", 3, a -> List.of(positive(a).inverse())));
    }

    private DynamicTest gradient(String name, int n, Function<Tensor, List<Tensor>> function) {
        return DynamicTest.dynamicTest(name, () -> {
            double error = FiniteDifferences.worstError(in -> function.apply(in.getFirst()), List.of(Input.numbers(n, n).tensor(DType.FLOAT64, 5, device())));
            assertTrue(error < 2e-6, () -> "the gradient is off by " + error);
        });
    }

    private static Tensor positive(Tensor a) {
        return a.matmul(a.t()).add(Tensor.eye(Math.toIntExact(a.size(-1))).cast(a.dtype()).to(a.device()));
    }

    @Test void knowsTheClosedForms() {
        Tensor x = Tensor.of(0f, 1f, -2f, 3f).to(device());
        assertAll(
                () -> assertArrayEquals(new double[] {0, 0.8427007929497149, -0.9953222650189527, 0.9999779095030014}, x.erf().toDoubles(), 2e-7),
                () -> assertArrayEquals(new double[] {0.5, 0.7310585786300049, 0.11920292202211755, 0.9525741268224334}, x.sigmoid().toDoubles(), 1e-7),
                () -> assertArrayEquals(new double[] {0, 0.7615941559557649, -0.9640275800758169, 0.9950547536867305}, x.tanh().toDoubles(), 1e-7),
                () -> assertEquals(3.0 + Math.log(1 + Math.exp(-2) + Math.exp(-5) + Math.exp(-3)), x.logSumExp().item(), 1e-6),
                () -> assertEquals(500_500, Tensor.arange(1001).to(device()).sum().item()),
                () -> assertArrayEquals(new double[] {0, 1, -2, 3}, Tensor.eye(4).to(device()).matmul(x).toDoubles()));
    }

    @Test void handlesInfinitiesAndNaN() {
        double inf = Double.POSITIVE_INFINITY, nan = Double.NaN;
        Tensor x = Tensor.of(new float[] {(float) -inf, -200, -0f, 200, (float) inf, (float) nan}, 6).to(device());
        assertAll(
                () -> assertArrayEquals(new double[] {0, 0, 1, inf, inf, nan}, x.exp().toDoubles(), 1e-37),
                () -> assertArrayEquals(new double[] {-1, -1, -0.0, 1, 1, nan}, x.tanh().toDoubles()),
                () -> assertArrayEquals(new double[] {0, 0, 0.5, 1, 1, nan}, x.sigmoid().toDoubles(), 1e-37),
                () -> assertArrayEquals(new double[] {-1, -1, -0.0, 1, 1, nan}, x.erf().toDoubles()),
                () -> assertArrayEquals(new double[] {nan, nan, -inf, (float) Math.log(200), inf, nan}, x.log().toDoubles(), 1e-6),
                () -> assertEquals(nan, x.max(0).item()),
                () -> assertEquals(nan, x.min(0).item()),
                () -> assertEquals(5, x.argmax(0).item()),
                () -> assertEquals(inf, x.narrow(0, 0, 5).max(0).item()),
                () -> assertArrayEquals(new boolean[] {false, false, false, false, false, true}, x.isNaN().toBooleans()));
    }

    @Test void namesAnIndexThatLiesOutside() {
        Tensor x = Tensor.zeros(3, 4).to(device()), bad = Tensor.of(new long[] {0, 7}, 2).to(device());
        String message = assertThrows(ShapeException.class, () -> x.indexSelect(0, bad)).getMessage();
        assertTrue(message.contains("7") && message.contains("3"), message);
        assertThrows(ShapeException.class, () -> x.indexSelect(0, Tensor.of(new long[] {-1}, 1).to(device())));
        assertThrows(ShapeException.class, () -> x.gather(1, Tensor.of(new long[] {4}, 1, 1).to(device())));
    }

    // ------------------------------------------------------------------------------------------------ machinery

    static Stream<OpCase> cases() {
        return Stream.concat(PrimitiveCases.all().stream(), CompositeCases.all().stream());
    }

    private boolean declared(DType dtype) {
        return device().backend().dtypes().contains(dtype);
    }

    private static boolean small(OpCase c) {
        return c.inputs().stream().mapToLong(i -> i.shape().elements()).sum() <= SMALL;
    }

    /** Runs an op; an update's operands are copied first, as it overwrites them. */
    private static List<Tensor> run(Op op, List<Tensor> inputs) {
        return Ops.applyAll(op, op instanceof UpdateOp ? inputs.stream().map(Tensor::copy).toList() : inputs);
    }

    private static void compare(OpCase c, DType dtype, List<Tensor> actual) {
        // What the op means, from the operands as they are in the dtype under test, but computed in double.
        DType exact = dtype == DType.FLOAT32 ? DType.FLOAT64 : dtype;
        boolean algebra = c.op() instanceof LinearAlgebraOp;
        List<Tensor> expected = run(c.op(), c.tensors(exact, Device.reference()));
        assertEquals(expected.size(), actual.size(), "number of outputs");
        for (int i = 0; i < expected.size(); i++) {
            Tensor want = expected.get(i), got = actual.get(i);
            assertEquals(want.shape(), got.shape(), "shape of output " + i);
            DType type = want.dtype() == DType.FLOAT64 && exact != dtype && !(c.op() instanceof Cast) ? dtype : want.dtype();
            assertEquals(type, got.dtype(), "dtype of output " + i);
            close(want.toDoubles(), got, algebra && dtype == DType.FLOAT32 ? 1e-4 : tolerance(c, got.dtype()), "output " + i);
        }
    }

    private static double tolerance(OpCase c, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> c.tolerance();
            case FLOAT64 -> Math.min(c.tolerance(), 1e-12);
            case FLOAT16 -> 1e-3;
            case BFLOAT16 -> 1e-2;
            case INT32, INT64, BOOL, INT8, UINT8 -> 0;
        };
    }

    /** Each element within the tolerance times the largest magnitude. */
    private static void close(double[] want, Tensor got, double tolerance, String what) {
        double[] values = got.toDoubles();
        double largest = 0;
        for (double v : want) if (Double.isFinite(v)) largest = Math.max(largest, Math.abs(v));
        for (int i = 0; i < want.length; i++) {
            double allowed = tolerance * largest;
            if (Double.compare(want[i], values[i]) != 0 && !(Math.abs(want[i] - values[i]) <= allowed))
                fail(what + ": element " + i + " is " + values[i] + ", expected " + want[i] + " within " + allowed);
        }
    }
}
