package org.ventral.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.ventral.tensor.op.Cast;
import org.ventral.tensor.op.Concat;
import org.ventral.tensor.op.Copy;

/**
 * An array of numbers with any number of axes, on which computations are recorded for their gradients.
 *
 * <p>A tensor's values do not change, but for those of a {@link Parameter}. Ops answer new tensors; where no element has to move, these
 * share storage. Operands of different dtype are promoted along bool, int32, int64, float32, float64; shapes broadcast as in NumPy.
 * The methods are sorted by what they do into the interfaces that this class implements.
 *
 * {@snippet :
 * Tensor x = Tensor.of(1, 2, 3).requiresGradient();
 * Tensor y = x.square().sum();
 * y.backward().of(x);                                            // [2. 4. 6.]
 * }
 */
public final class Tensor implements ElementwiseMethods, MovementMethods, ReductionMethods, IndexMethods, MatrixMethods, NeuralMethods {
    private final TensorType type;
    private final Layout layout;
    private final Storage storage;
    private final Device device;
    private final Node node;
    private final int outputIndex;

    private Tensor(TensorType type, Layout layout, Storage storage, Device device, Node node, int outputIndex) {
        this.type = type;
        this.layout = layout;
        this.storage = storage;
        this.device = device;
        this.node = node;
        this.outputIndex = outputIndex;
    }

    // ------------------------------------------------------------------------------------------------ creation

    /** A vector. */
    public static Tensor of(float... values) {
        return of(values, values.length);
    }

    /** Row-major values with a shape; the array is copied. */
    public static Tensor of(float[] values, long... shape) {
        return fromArray(DType.FLOAT32, values, values.length, shape);
    }

    /** Row-major values with a shape; the array is copied. */
    public static Tensor of(double[] values, long... shape) {
        return fromArray(DType.FLOAT64, values, values.length, shape);
    }

    /** Row-major values with a shape; the array is copied. */
    public static Tensor of(int[] values, long... shape) {
        return fromArray(DType.INT32, values, values.length, shape);
    }

    /** Row-major values with a shape; the array is copied. */
    public static Tensor of(long[] values, long... shape) {
        return fromArray(DType.INT64, values, values.length, shape);
    }

    /** Row-major values with a shape; the array is copied. */
    public static Tensor of(boolean[] values, long... shape) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (values[i] ? 1 : 0);
        return fromArray(DType.BOOL, bytes, bytes.length, shape);
    }

    /**
     * Row-major values in the array form of a storage type: {@code byte[]} for int8, uint8 and bool, {@code short[]} bits for float16 and
     * bfloat16, and so on. The array is copied.
     */
    public static Tensor ofRaw(DType dtype, Object array, Shape shape) {
        return fromArray(dtype, array, java.lang.reflect.Array.getLength(array), shape.toArray());
    }

    private static Tensor fromArray(DType dtype, Object array, int length, long... sizes) {
        Shape shape = Shape.of(sizes);
        if (shape.elements() != length) throw new ShapeException("Tensor: %d values do not fill shape %s of %d elements", length, shape, shape.elements());
        Tensor tensor = uninitialized(new TensorType(dtype, shape), Device.preferred());
        System.arraycopy(array, 0, tensor.storage.array(), 0, length);
        return tensor;
    }

    /** A float32 number without axes. */
    public static Tensor scalar(float value) {
        return full(new TensorType(DType.FLOAT32, Shape.scalar()), value, Device.preferred());
    }

    /** Float32 zeros. */
    public static Tensor zeros(long... shape) {
        return zeros(new TensorType(DType.FLOAT32, Shape.of(shape)), Device.preferred());
    }

    /** Zeros. */
    public static Tensor zeros(TensorType type, Device device) {
        Tensor tensor = uninitialized(type, device);
        tensor.storage.clear();
        return tensor;
    }

    /** Float32 ones. */
    public static Tensor ones(long... shape) {
        return full(1, shape);
    }

    /** One float32 value everywhere. */
    public static Tensor full(double value, long... shape) {
        return full(new TensorType(DType.FLOAT32, Shape.of(shape)), value, Device.preferred());
    }

    /** One value everywhere. */
    public static Tensor full(TensorType type, double value, Device device) {
        if (value == 0 && Double.doubleToRawLongBits(value) == 0) return zeros(type, device);
        Tensor one = uninitialized(type.with(Shape.scalar()), device);
        Elements.store(one, new double[] {value});
        Tensor tensor = uninitialized(type, device);
        int n = (int) tensor.elements();
        switch (one.storage.array()) {
            case float[] a -> Arrays.fill(tensor.storage.floats(), 0, n, a[0]);
            case double[] a -> Arrays.fill(tensor.storage.doubles(), 0, n, a[0]);
            case int[] a -> Arrays.fill(tensor.storage.ints(), 0, n, a[0]);
            case long[] a -> Arrays.fill(tensor.storage.longs(), 0, n, a[0]);
            case byte[] a -> Arrays.fill(tensor.storage.bytes(), 0, n, a[0]);
            case short[] a -> Arrays.fill(tensor.storage.shorts(), 0, n, a[0]);
            default -> throw new IllegalStateException("unknown storage");
        }
        return tensor;
    }

    /** Zeros of the type and device of another tensor. */
    public static Tensor zerosLike(Tensor other) {
        return zeros(other.type, other.device);
    }

    /** Ones of the type and device of another tensor. */
    public static Tensor onesLike(Tensor other) {
        return full(other.type, 1, other.device);
    }

    /** The int64 numbers from 0 up to {@code end}, without it. */
    public static Tensor arange(long end) {
        return arange(0, end, 1);
    }

    /** The int64 numbers from {@code start} in steps, up to {@code end}, without it. */
    public static Tensor arange(long start, long end, long step) {
        if (step == 0) throw new IllegalArgumentException("arange: the step must not be 0");
        int count = Math.toIntExact(Math.max(0, Math.ceilDiv(Math.subtractExact(end, start), step)));
        long[] values = new long[count];
        for (int i = 0; i < count; i++) values[i] = start + i * step;
        return of(values, count);
    }

    /** {@code count} float32 numbers evenly spaced from {@code start} to {@code end}, both included. */
    public static Tensor linspace(double start, double end, int count) {
        if (count < 1) throw new IllegalArgumentException("linspace: the count must be positive, got " + count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) (count == 1 ? start : (start * (count - 1 - i) + end * i) / (count - 1));
        return of(values, count);
    }

    /** The float32 identity matrix {@code [n, n]}. */
    public static Tensor eye(int n) {
        float[] values = new float[Math.multiplyExact(n, n)];
        for (int i = 0; i < n; i++) values[i * n + i] = 1;
        return of(values, n, n);
    }

    /** Float32 numbers uniform in {@code [low, high)}. */
    public static Tensor uniform(Rng rng, double low, double high, long... shape) {
        Tensor tensor = uninitialized(new TensorType(DType.FLOAT32, Shape.of(shape)), Device.preferred());
        rng.fillUniform(tensor.storage.floats(), 0, (int) tensor.elements(), (float) low, (float) high);
        return tensor;
    }

    /** Float32 numbers of the standard normal distribution. */
    public static Tensor randn(Rng rng, long... shape) {
        return normal(rng, 0, 1, shape);
    }

    /** Normally distributed float32 numbers. */
    public static Tensor normal(Rng rng, double mean, double deviation, long... shape) {
        Tensor tensor = uninitialized(new TensorType(DType.FLOAT32, Shape.of(shape)), Device.preferred());
        rng.fillNormal(tensor.storage.floats(), 0, (int) tensor.elements(), (float) mean, (float) deviation);
        return tensor;
    }

    /** Bool values that are true with the given probability. */
    public static Tensor bernoulli(Rng rng, double probability, long... shape) {
        Tensor tensor = uninitialized(new TensorType(DType.BOOL, Shape.of(shape)), Device.preferred());
        rng.fillBernoulli(tensor.storage.bytes(), 0, (int) tensor.elements(), probability);
        return tensor;
    }

    /** The int64 numbers from 0 to {@code n - 1} in random order. */
    public static Tensor permutation(Rng rng, int n) {
        return of(Arrays.stream(rng.permutation(n)).asLongStream().toArray(), n);
    }

    /** Row-major storage that is yet to be written. For backends. */
    public static Tensor uninitialized(TensorType type, Device device) {
        return uninitialized(type, Layout.contiguous(type.shape()), device);
    }

    /** Storage for a dense layout that is yet to be written. For backends. */
    public static Tensor uninitialized(TensorType type, Layout layout, Device device) {
        if (!layout.shape().equals(type.shape()) || layout.offset() != 0 || !layout.isDense())
            throw new IllegalArgumentException("layout " + layout + " is not a dense one of " + type + " from offset 0");
        return new Tensor(type, layout, MemoryScope.allocate(type), device, null, 0);
    }

    // ------------------------------------------------------------------------------------------------ several tensors

    /** Tensors one after another along an axis, promoted to a common dtype. */
    public static Tensor concat(int axis, Tensor... parts) {
        return concat(axis, List.of(parts));
    }

    /** Tensors one after another along an axis, promoted to a common dtype. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) throw new IllegalArgumentException("concat: there is nothing to join");
        DType common = parts.getFirst().dtype();
        Tensor widest = parts.getFirst();
        for (Tensor part : parts) {
            common = Promotion.common("Concat", widest, part);
            if (part.dtype() == common) widest = part;
        }
        List<Tensor> same = new ArrayList<>();
        for (Tensor part : parts) same.add(part.cast(common));
        return same.size() == 1 ? same.getFirst() : Ops.applyAll(new Concat(parts.getFirst().shape().axis(axis)), same).getFirst();
    }

    /** Tensors of one shape side by side along a new axis. */
    public static Tensor stack(int axis, Tensor... parts) {
        return stack(axis, List.of(parts));
    }

    /** Tensors of one shape side by side along a new axis. */
    public static Tensor stack(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) throw new IllegalArgumentException("stack: there is nothing to stack");
        int at = axis < 0 ? axis + parts.getFirst().rank() + 1 : axis;
        return concat(at, parts.stream().map(p -> p.unsqueeze(at)).toList());
    }

    /**
     * A sum of products in Einstein's notation, as in {@code einsum("bij,bjk->bik", x, y)}: letters that the result lacks are summed over,
     * {@code ...} stands for any axes.
     */
    public static Tensor einsum(String equation, Tensor... operands) {
        return Einsum.compute(equation, List.of(operands));
    }

    // ------------------------------------------------------------------------------------------------ what it is

    /** Element type and shape. */
    public TensorType type() {
        return type;
    }

    @Override public Shape shape() {
        return type.shape();
    }

    @Override public DType dtype() {
        return type.dtype();
    }

    @Override public Device device() {
        return device;
    }

    /** Number of axes. */
    public int rank() {
        return type.shape().rank();
    }

    /** Size of an axis; negative axes count from the end. */
    public long size(int axis) {
        return type.shape().size(axis);
    }

    /** Number of elements. */
    public long elements() {
        return type.shape().elements();
    }

    /** Where the elements lie. For backends. */
    public Layout layout() {
        return layout;
    }

    /** Whether its values are not known, as a function is being traced. Its type is; reading its values throws {@link SymbolicTensorException}. */
    public boolean isSymbolic() {
        return storage.isSymbolic();
    }

    /** What holds the elements, shared with views. For backends. */
    public Storage storage() {
        return storage;
    }

    // ------------------------------------------------------------------------------------------------ values

    /** The only element. */
    public double item() {
        if (elements() != 1) throw new ShapeException("item: %s has %d elements, not 1", type, elements());
        return Elements.doubles(this)[0];
    }

    /** One element. */
    public double at(long... index) {
        if (index.length != rank()) throw new ShapeException("at: index %s does not fit %s of rank %d", Arrays.toString(index), type, rank());
        long place = layout.offset();
        for (int i = 0; i < index.length; i++) {
            long k = index[i] < 0 ? index[i] + size(i) : index[i];
            if (k < 0 || k >= size(i)) throw new ShapeException("at: index %s lies outside %s", Arrays.toString(index), type);
            place += k * layout.stride(i);
        }
        return viewed(Layout.contiguous(Shape.scalar()).at(place)).item();
    }

    /** All elements in row-major order, converted to float. */
    public float[] toFloats() {
        return Elements.floats(this);
    }

    /** All elements in row-major order, converted to double. */
    public double[] toDoubles() {
        return Elements.doubles(this);
    }

    /** All elements in row-major order, converted to long; floating ones are truncated. */
    public long[] toLongs() {
        return Elements.longs(this);
    }

    /** All elements in row-major order, converted to int; floating ones are truncated, long ones must fit. */
    public int[] toInts() {
        return Arrays.stream(Elements.longs(this)).mapToInt(Math::toIntExact).toArray();
    }

    /** All elements in row-major order; what is not zero is true. */
    public boolean[] toBooleans() {
        double[] values = Elements.doubles(this);
        boolean[] out = new boolean[values.length];
        for (int i = 0; i < out.length; i++) out[i] = values[i] != 0;
        return out;
    }

    /** Writes row-major values into this tensor, converted to its dtype. For backends, on tensors that they have just made. */
    public void write(double[] values) {
        requireLength(values.length);
        Elements.store(this, values);
    }

    /** Writes row-major values into this tensor, converted to its dtype. For backends, on tensors that they have just made. */
    public void write(long[] values) {
        requireLength(values.length);
        Elements.store(this, values);
    }

    private void requireLength(int length) {
        if (length != elements()) throw new ShapeException("write: %d values for %s of %d elements", length, type, elements());
    }

    /** Overwrites the elements with those of a tensor of the same type; under a trace, this is recorded instead. */
    void overwrite(Tensor source) {
        OpTracer tracer = Tracing.current();
        if (tracer != null && tracer.wants(this, source)) tracer.overwrite(this, source);
        else copyFrom(source);
        storage.modified();
    }

    /** Overwrites the elements with those of a tensor of the same type. */
    void copyFrom(Tensor source) {
        if (source.storage == storage && source.layout.equals(layout)) return;
        Tensor row = source.contiguous();
        if (!layout.isContiguous()) throw new IllegalStateException("only row-major tensors are overwritten");
        System.arraycopy(row.storage.array(), (int) row.layout.offset(), storage.array(), (int) layout.offset(), (int) elements());
    }

    // ------------------------------------------------------------------------------------------------ form

    /** The same values in another dtype; itself if it has it. */
    public Tensor cast(DType to) {
        return to == dtype() ? this : Ops.apply(new Cast(to), this);
    }

    /** The same values in storage of their own, row-major. */
    public Tensor copy() {
        return Ops.apply(new Copy(), this);
    }

    /** Itself if the elements lie in row-major order, else a copy. */
    @Override public Tensor contiguous() {
        return layout.isContiguous() ? this : copy();
    }

    /** The same values on another device; storage is shared, as all devices compute on the heap. Not differentiable. */
    public Tensor to(Device target) {
        return target == device ? this : new Tensor(type, layout, storage, target, null, 0);
    }

    // ------------------------------------------------------------------------------------------------ gradients

    /** The same values as a new starting point, at which gradients are collected. */
    public Tensor requiresGradient() {
        if (!dtype().isFloating()) throw new IllegalArgumentException("requiresGradient: " + type + " is not floating");
        return new Tensor(type, layout, storage, device, Node.leaf(), 0);
    }

    /** The same values, as a constant. */
    public Tensor detach() {
        return node == null ? this : new Tensor(type, layout, storage, device, null, 0);
    }

    /** Whether a gradient with respect to this tensor can be taken. */
    public boolean isTracked() {
        return node != null;
    }

    /** The gradients of this scalar. */
    public Gradients backward() {
        if (elements() != 1) throw new ShapeException("backward: %s is not a scalar; reduce it first, as in loss.mean(), or give the gradient to start from", type);
        return backward(full(type, 1, device));
    }

    /** The gradients of {@code Σ this · seed}. */
    public Gradients backward(Tensor seed) {
        if (!isTracked()) throw new IllegalStateException("backward: this " + type + " tensor depends on nothing that wants a gradient");
        if (!seed.type().equals(type)) throw new ShapeException("backward: the starting gradient is %s, the result %s", seed.type(), type);
        return Autodiff.backward(this, seed);
    }

    /**
     * The gradients of this scalar with respect to some tensors, which can be differentiated again: for Hessian-vector products and
     * penalties on gradients. Zeros where there is no dependence.
     */
    public List<Tensor> gradient(List<Tensor> inputs) {
        if (elements() != 1) throw new ShapeException("gradient: %s is not a scalar", type);
        return gradient(inputs, full(type, 1, device));
    }

    /** The gradients of {@code Σ this · seed} with respect to some tensors, which can be differentiated again. */
    public List<Tensor> gradient(List<Tensor> inputs, Tensor seed) {
        for (Tensor input : inputs)
            if (!input.isTracked()) throw new IllegalArgumentException("gradient: a " + input.type + " tensor is not tracked; use the one that requiresGradient() answered");
        List<Tensor> found = Autodiff.withRecording(() -> Autodiff.gradients(List.of(this), List.of(seed), inputs, true));
        Tensor[] all = found.toArray(Tensor[]::new);
        for (int i = 0; i < all.length; i++) if (all[i] == null) all[i] = zerosLike(inputs.get(i));
        return List.of(all);
    }

    /** Does work without recording it for gradients. */
    public static <T> T noGrad(Supplier<T> work) {
        return Autodiff.withoutRecording(work);
    }

    // ------------------------------------------------------------------------------------------------ for this package

    /** A tensor without values. */
    static Tensor symbolic(TensorType type, Device device, String origin) {
        return new Tensor(type, Layout.contiguous(type.shape()), Storage.symbolic(type, origin), device, null, 0);
    }

    /** Another layout on the same storage, not tracked. */
    Tensor viewed(Layout other) {
        return new Tensor(type.with(other.shape()), other, storage, device, null, 0);
    }

    Tensor tracked(Node by, int output) {
        return new Tensor(type, layout, storage, device, by, output);
    }

    Node node() {
        return node;
    }

    int outputIndex() {
        return outputIndex;
    }

    @Override public Tensor self() {
        return this;
    }

    /** The values as NumPy prints them; long tensors are shortened. */
    @Override public String toString() {
        if (isSymbolic()) return "symbolic " + type + " made by " + storage.origin();
        return storage.isReleased() ? "released " + type : TensorText.format(this);
    }
}
