package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.LogSoftmax;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.Reshape;
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.Unary;

/**
 * Nodes that run together, row by row: elementwise ops on values of as many elements, and what is done along their last axis.
 *
 * <p>Every value inside is a matrix of {@link #rows} times {@link #width} elements, or one number for each row.
 */
final class Region {
    /** Rows and results so few that a sum of a row is cut into chunks when it is computed on its own. */
    private static final int FEW_ROWS = 16, LONG = 32_768;

    final long rows, width;
    private final List<OpNode> nodes = new ArrayList<>();
    private final Map<Integer, Shape> wide = new HashMap<>();
    private final Map<Integer, Shape> single = new HashMap<>();
    private final Set<Integer> read = new HashSet<>();
    private boolean reshapes, needsRows;

    private Region(long rows, long width) {
        this.rows = rows;
        this.width = width;
    }

    /** A region of one node, or null if it cannot be in one. */
    static Region of(OpNode node) {
        if (!isKind(node.op()) || node.op() instanceof Reshape) return null;
        Shape shape = node.op() instanceof Reduce ? node.inputs().getFirst().type().shape() : node.outputs().getFirst().type().shape();
        if (shape.isEmpty()) return null;
        long width = last(shape);
        Region region = new Region(shape.elements() / width, width);
        return region.add(node) ? region : null;
    }

    /** Whether ops of this kind can be in a region at all. */
    private static boolean isKind(Op op) {
        return op instanceof Unary || op instanceof Binary || op instanceof Activation || op instanceof Reduce || op instanceof Softmax || op instanceof LogSoftmax
                || op instanceof LayerNorm || op instanceof Reshape;
    }

    private static long last(Shape shape) {
        return shape.rank() == 0 ? 1 : shape.size(-1);
    }

    /** Adds a node if it fits. That nothing it needs depends on this region by another way is for the caller to see. */
    boolean add(OpNode node) {
        if (!isKind(node.op())) return false;
        for (Value input : node.inputs()) if (input.type().dtype() != DType.FLOAT32) return false;
        TensorType out = node.outputs().getFirst().type();
        if (out.dtype() != DType.FLOAT32 || !fits(node, out.shape())) return false;
        nodes.add(node);
        for (Value input : node.inputs()) read.add(input.id());
        return true;
    }

    private boolean fits(OpNode node, Shape out) {
        Value result = node.outputs().getFirst(), x = node.inputs().getFirst();
        Shape in = x.type().shape();
        return switch (node.op()) {
            case Reshape _ -> {
                if (!wide.containsKey(x.id()) || last(out) != width || out.rank() == 0) yield false;
                wide.put(result.id(), out);
                reshapes = true;
                yield true;
            }
            case Reduce reduce -> {
                boolean rowwise = reduce.keep() && reduce.axes().equals(List.of(in.rank() - 1)) && isWide(x) && width > 1;
                if (!rowwise || rows < FEW_ROWS && rows * width > LONG) yield false;
                single.put(result.id(), out);
                needsRows = true;
                yield true;
            }
            case Softmax(int axis) -> alongRows(axis, x, result);
            case LogSoftmax(int axis) -> alongRows(axis, x, result);
            case LayerNorm(int axes, _) -> axes == 1 && !inside(node.inputs().get(1)) && !inside(node.inputs().get(2)) && alongRows(in.rank() - 1, x, result);
            default -> elementwise(node, result, out);
        };
    }

    private boolean alongRows(int axis, Value x, Value result) {
        Shape shape = x.type().shape();
        if (axis != shape.rank() - 1 || !isWide(x)) return false;
        wide.put(result.id(), shape);
        needsRows = true;
        return true;
    }

    /** Whether a value, of this region or not, is a matrix of this region's size. */
    private boolean isWide(Value x) {
        Shape shape = x.type().shape();
        return !single.containsKey(x.id()) && last(shape) == width && shape.elements() == rows * width;
    }

    private boolean elementwise(OpNode node, Value result, Shape out) {
        if (node.op() instanceof Binary(var kind) && kind.logical()) return false;
        boolean matrix = out.elements() == rows * width && last(out) == width;
        boolean numbers = !matrix && width > 1 && out.elements() == rows && out.rank() > 0 && last(out) == 1;
        if (!matrix && !numbers) return false;
        for (Value input : node.inputs()) {
            Shape shape = input.type().shape();
            if (wide.containsKey(input.id()) && !(matrix && shape.equals(out))) return false;
            if (single.containsKey(input.id()) && !shape.equals(out.with(-1, 1))) return false;
        }
        if (numbers && node.inputs().stream().noneMatch(input -> single.containsKey(input.id()))) return false;
        (matrix ? wide : single).put(result.id(), out);
        return true;
    }

    // ------------------------------------------------------------------------------------------------ what it is

    List<OpNode> nodes() {
        return nodes;
    }

    /** Whether a value is made here. */
    boolean inside(Value value) {
        return wide.containsKey(value.id()) || single.containsKey(value.id());
    }

    /** Whether a value is made here and is one number for each row. */
    boolean isSingle(Value value) {
        return single.containsKey(value.id());
    }

    /** Whether some node takes this value. */
    boolean reads(Value value) {
        return read.contains(value.id());
    }

    /** Whether some op needs whole rows. */
    boolean needsRows() {
        return needsRows;
    }

    /** Whether all matrices here have one shape, so that rows may be cut in other ways. */
    boolean isUniform() {
        return !needsRows && !reshapes;
    }

    /** The values that are taken from outside, each once. */
    List<Value> taken() {
        List<Value> taken = new ArrayList<>();
        for (OpNode node : nodes)
            for (Value input : node.inputs()) if (!inside(input) && !taken.contains(input)) taken.add(input);
        return taken;
    }
}
