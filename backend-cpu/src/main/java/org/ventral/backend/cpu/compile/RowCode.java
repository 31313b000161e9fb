package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ventral.backend.cpu.kernel.RowProgram;
import org.ventral.backend.cpu.kernel.RowProgram.Operand;
import org.ventral.backend.cpu.kernel.RowProgram.Step;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.LogSoftmax;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.Reshape;
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.Unary;

/**
 * A {@link Region} as a program for rows, with the place of each operand.
 *
 * @param places of the operands, in the program's order
 */
record RowCode(RowProgram program, List<Place> places) {
    /**
     * Translates a region.
     *
     * @param places answers where a value from outside lies, and where a value goes that is needed outside; null for one that is only needed inside
     * @param free whether rows may be cut in other ways than the last axis says
     */
    static RowCode of(Region region, Function<Value, Place> places, boolean free) {
        return new Translation(region, places).translate(free && region.isUniform());
    }

    float[][] arrays(Frame frame) {
        float[][] arrays = new float[places.size()][];
        for (int i = 0; i < arrays.length; i++) arrays[i] = places.get(i).floats(frame);
        return arrays;
    }

    int[] bases(Frame frame) {
        int[] bases = new int[places.size()];
        for (int i = 0; i < bases.length; i++) bases[i] = places.get(i).at(frame);
        return bases;
    }

    /** The operands that lie in this root. */
    int[] operandsIn(Root root) {
        return IntStream.range(0, places.size()).filter(i -> places.get(i).root() == root).toArray();
    }

    /** Whether rows of this layout can be an operand: elements one behind the other, or one for the whole row. */
    static boolean suits(Layout layout) {
        return layout.shape().rank() == 0 || layout.shape().size(-1) == 1 || layout.stride(-1) == 1 || layout.stride(-1) == 0;
    }

    /** A value from outside as a node sees it: stretched to some shape. */
    private record Use(int value, Shape shape) {}

    private static final class Translation {
        private final Region region;
        private final Function<Value, Place> where;
        private final List<Operand> operands = new ArrayList<>();
        private final List<Place> places = new ArrayList<>();
        private final Map<Use, Integer> uses = new HashMap<>();
        /** Operands that are results, by value. */
        private final Map<Integer, Integer> results = new HashMap<>();
        private final Map<Integer, Integer> registers = new HashMap<>();
        private final List<Boolean> singles = new ArrayList<>();
        private int width;

        Translation(Region region, Function<Value, Place> where) {
            this.region = region;
            this.where = where;
            this.width = Math.toIntExact(region.width);
        }

        RowCode translate(boolean free) {
            for (OpNode node : region.nodes()) collect(node);
            if (free) widen();
            List<Step> steps = new ArrayList<>();
            for (OpNode node : region.nodes()) emit(node, steps);
            int rows = Math.toIntExact(region.rows * region.width / width);
            return new RowCode(new RowProgram(rows, width, operands, steps, allocate(steps), numbers()), List.copyOf(places));
        }

        // -------------------------------------------------------------------------------- operands

        private void collect(OpNode node) {
            Value made = node.outputs().getFirst();
            Shape out = node.op() instanceof Reduce ? node.inputs().getFirst().type().shape() : made.type().shape();
            for (Value input : node.inputs())
                if (!region.inside(input)) uses.computeIfAbsent(new Use(input.id(), out), _ -> operand(where.apply(input), out));
            Place to = where.apply(made);
            if (to != null) results.put(made.id(), operand(to, made.type().shape()));
        }

        private int operand(Place place, Shape shape) {
            Layout layout = place.layout().shape().equals(shape) ? place.layout() : place.layout().expand(shape);
            int loops = Math.max(0, shape.rank() - 1);
            int[] sizes = new int[loops], strides = new int[loops];
            boolean still = true;
            for (int i = 0; i < loops; i++) {
                sizes[i] = Math.toIntExact(shape.size(i));
                strides[i] = Math.toIntExact(layout.stride(i));
                still &= sizes[i] == 1 || strides[i] == 0;
            }
            boolean one = shape.rank() == 0 || shape.size(-1) == 1;
            int inner = one ? (region.width > 1 || still ? 0 : 1) : Math.toIntExact(layout.stride(-1));
            operands.add(new Operand(sizes, strides, inner));
            places.add(place);
            return operands.size() - 1;
        }

        /** Makes rows longer as long as every operand goes on behind the end of a row, or stays the same number. */
        private void widen() {
            while (operands.getFirst().sizes().length > 0) {
                int last = operands.getFirst().sizes().length - 1, size = operands.getFirst().sizes()[last];
                for (Operand operand : operands) {
                    int step = operand.strides()[last];
                    boolean goesOn = size == 1 || (operand.inner() == 1 ? step == width : step == 0);
                    if (!goesOn) return;
                }
                operands.replaceAll(o -> new Operand(Arrays.copyOf(o.sizes(), last), Arrays.copyOf(o.strides(), last), o.inner()));
                width *= size;
            }
        }

        // -------------------------------------------------------------------------------- steps

        private void emit(OpNode node, List<Step> steps) {
            Value made = node.outputs().getFirst();
            Shape shape = node.op() instanceof Reduce ? node.inputs().getFirst().type().shape() : made.type().shape();
            int[] x = node.inputs().stream().mapToInt(input -> number(input, shape)).toArray();
            if (node.op() instanceof Reshape && !results.containsKey(made.id())) {
                registers.put(made.id(), x[0]);
                return;
            }
            boolean single = region.isSingle(made);
            int to = results.containsKey(made.id()) && !single ? results.get(made.id()) : operands.size() + singles.size();
            if (to >= operands.size()) singles.add(single);
            registers.put(made.id(), to);
            steps.add(switch (node.op()) {
                case Unary(var kind) -> new Step.Unary(kind, x[0], to);
                case Binary(var kind) -> new Step.Binary(kind, x[0], x[1], to);
                case Activation op -> new Step.Activate(ActivationFunction.of(op.kind()), (float) op.alpha(), x[0], to);
                case Reduce op -> new Step.Reduce(op.kind(), x[0], to);
                case Softmax _ -> new Step.Softmax(false, x[0], to);
                case LogSoftmax _ -> new Step.Softmax(true, x[0], to);
                case LayerNorm(_, double epsilon) -> new Step.Normalize(epsilon, x[0], x[1], x[2], to);
                case Reshape _ -> new Step.Copy(x[0], to);
                default -> throw new IllegalStateException(node.op() + " is not done row by row");
            });
            if (single && results.containsKey(made.id())) steps.add(new Step.Store(to, results.get(made.id())));
        }

        private int number(Value input, Shape shape) {
            return region.inside(input) ? registers.get(input.id()) : uses.get(new Use(input.id(), shape));
        }

        private boolean[] numbers() {
            boolean[] numbers = new boolean[singles.size()];
            for (int i = 0; i < numbers.length; i++) numbers[i] = singles.get(i);
            return numbers;
        }

        /** A place for each register, used again when nothing needs the value any more. */
        private int[] allocate(List<Step> steps) {
            int[] last = new int[singles.size()], places = new int[singles.size()];
            for (int i = 0; i < steps.size(); i++) for (int x : arguments(steps.get(i))) if (x >= operands.size()) last[x - operands.size()] = i;
            BitSet wide = new BitSet(), narrow = new BitSet();
            for (int i = 0; i < steps.size(); i++) {
                for (int x : Arrays.stream(arguments(steps.get(i))).filter(a -> a >= operands.size()).map(a -> a - operands.size()).distinct().toArray())
                    if (last[x] == i) (singles.get(x) ? narrow : wide).clear(places[x]);
                int to = steps.get(i).to() - operands.size();
                if (to < 0) continue;                           // an operand
                BitSet used = singles.get(to) ? narrow : wide;
                places[to] = used.nextClearBit(0);
                used.set(places[to]);
            }
            return places;
        }

        private static int[] arguments(Step step) {
            return switch (step) {
                case Step.Unary s -> new int[] {s.x()};
                case Step.Binary s -> new int[] {s.a(), s.b()};
                case Step.Activate s -> new int[] {s.x()};
                case Step.Reduce s -> new int[] {s.x()};
                case Step.Softmax s -> new int[] {s.x()};
                case Step.Normalize s -> new int[] {s.x(), s.scale(), s.shift()};
                case Step.Store s -> new int[] {s.x()};
                case Step.Copy s -> new int[] {s.x()};
            };
        }
    }
}
