package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.backend.cpu.compile.ProductSteps.Matrices;
import org.ventral.backend.cpu.kernel.ConvOrder;
import org.ventral.backend.cpu.kernel.ConvShape;
import org.ventral.backend.cpu.kernel.Convolution;
import org.ventral.backend.cpu.kernel.Copy;
import org.ventral.backend.cpu.kernel.PoolShape;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph.Node;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.Permute;
import org.ventral.tensor.op.ViewOp;

/** Decides where each value of a graph lies, and makes a step of each {@link Group}. */
final class Planner {
    /** With no more rows than this, a product reads its right-hand matrix as it lies. */
    private static final long SKINNY = 4;

    private final Graph original, graph;
    private final Workers workers;
    private final boolean folding;
    private final List<Group> groups;
    private final Memory memory = new Memory();
    private final Map<Integer, Place> places = new HashMap<>();
    private final Map<Integer, Graph.Constant> constants = new HashMap<>();
    private final Map<Integer, List<Node>> takers = new HashMap<>();
    private final Set<Integer> outputs = new HashSet<>();
    /** The last group that needs a value, or a view of it. */
    private final Map<Integer, Integer> ends = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private int now;

    /** A planner for a graph; {@code graph} computes the same as the original and is what is planned. */
    Planner(Graph original, Graph graph, Workers workers, boolean folding) {
        this.original = original;
        this.graph = graph;
        this.workers = workers;
        this.folding = folding;
        this.groups = Grouping.of(graph, folding);
        for (Node node : graph.nodes()) for (Value input : new HashSet<>(node.inputs())) takers.computeIfAbsent(input.id(), _ -> new ArrayList<>()).add(node);
        for (Value output : graph.outputs()) outputs.add(output.id());
    }

    Plan plan() {
        for (Value input : graph.inputs()) places.put(input.id(), Place.of(memory.root(Root.Kind.INPUT, input.type(), Layout.contiguous(input.type().shape()))));
        for (Graph.Constant constant : graph.constants()) {
            constants.put(constant.value().id(), constant);
            places.put(constant.value().id(), Place.of(memory.root(Root.Kind.CONSTANT, constant.value().type(), constant.tensor().layout())));
        }
        findEnds();
        for (now = 0; now < groups.size(); now++) {
            plan(groups.get(now));
            List<Root> results = memory.endOf(now);
            if (!results.isEmpty()) steps.add(frame -> results.forEach(frame::release));
        }
        List<Place> results = graph.outputs().stream().map(output -> places.get(output.id())).toList();
        return new Plan(original, graph, List.copyOf(steps), memory.roots(), memory.buffers(), results);
    }

    private void findEnds() {
        for (Value output : graph.outputs()) ends.put(output.id(), groups.size());
        for (int i = groups.size() - 1; i >= 0; i--) {
            int at = i;
            for (Node node : groups.get(i).nodes()) {
                boolean view = node instanceof OpNode(ViewOp _, _, _);
                int end = view ? Math.max(at, ends.getOrDefault(node.outputs().getFirst().id(), at)) : at;
                for (Value input : node.inputs()) ends.merge(input.id(), end, Math::max);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ places

    private Place place(Value value) {
        return places.get(value.id());
    }

    /** The place of a value whose array a step reads. */
    private Place read(Value value) {
        Place place = place(value);
        place.root().read = true;
        return place;
    }

    /** New memory for a value, in this layout; memory of the caller's if it is an output and lies in order. */
    private Place make(Value value, Layout layout) {
        Root.Kind kind = outputs.contains(value.id()) && layout.isContiguous() ? Root.Kind.OUTPUT : Root.Kind.BUFFER;
        Root root = memory.root(kind, value.type(), layout);
        if (kind == Root.Kind.BUFFER) memory.take(root, ends.getOrDefault(value.id(), now));
        Place place = Place.of(root);
        places.put(value.id(), place);
        return place;
    }

    private Place make(Value value) {
        return make(value, Layout.contiguous(value.type().shape()));
    }

    /** A copy in order that only the group at hand, or a view, needs. */
    private Place ordered(Place place, TensorType type, int end) {
        if (place.layout().isContiguous()) return place;
        place.root().read = true;
        Root root = memory.root(Root.Kind.BUFFER, type, Layout.contiguous(type.shape()));
        memory.take(root, end);
        Place copy = Place.of(root);
        if (type.dtype() == DType.FLOAT32 && type.shape().rank() == 4 && ImageSteps.isChannelsLast(place.layout())) {
            steps.add(ImageSteps.reorder(workers, type.shape(), place, ConvOrder.CHANNELS_LAST, copy, ConvOrder.NCHW));
            return copy;
        }
        int[] sizes = sizes(type.shape());
        steps.add(frame -> Copy.copy(workers, sizes, place.view(frame), copy.view(frame)));
        return copy;
    }

    private static int[] sizes(Shape shape) {
        int[] sizes = new int[shape.rank()];
        for (int i = 0; i < sizes.length; i++) sizes[i] = Math.toIntExact(shape.size(i));
        return sizes;
    }

    // ------------------------------------------------------------------------------------------------ steps

    private void plan(Group group) {
        switch (group) {
            case Group.Single(OpNode(ViewOp op, var in, var out)) -> view(op, in.getFirst(), out.getFirst());
            case Group.Single(OpNode(MaxPool op, var in, var out)) when isImage(in.getFirst()) && !isNeeded(out.get(1)) -> maxPool(op, in.getFirst(), out.getFirst());
            case Group.Single(OpNode(AveragePool op, var in, var out)) when isImage(in.getFirst()) -> averagePool(op, in.getFirst(), out.getFirst());
            case Group.Single(var node) -> single((OpNode) node);
            case Group.Convolution convolution -> convolution(convolution);
            case Group.Rows(var region) -> rows(region);
            case Group.Product(var node, var region) -> product(node, region);
            case Group.Chain(var first, var region, var second) -> chain(first, region, second);
        }
    }

    private void view(ViewOp op, Value x, Value y) {
        Place from = place(x), view = from.viewed(op);
        if (view == null) {
            int end = ends.getOrDefault(y.id(), now);
            view = ordered(from, x.type(), end).viewed(op);
        }
        places.put(y.id(), view);
    }

    /** A node as it is run on its own. */
    private void single(OpNode node) {
        Op op = node.op();
        List<Place> in = node.inputs().stream().map(this::place).toList();
        List<Root> out = new ArrayList<>();
        for (Value value : node.outputs()) {
            Root root = memory.root(Root.Kind.RESULT, value.type(), Layout.contiguous(value.type().shape()));
            memory.keep(root, ends.getOrDefault(value.id(), now));
            places.put(value.id(), Place.of(root));
            out.add(root);
        }
        steps.add(frame -> {
            List<Tensor> inputs = new ArrayList<>(in.size());
            for (Place place : in) inputs.add(frame.tensor(place));
            List<Tensor> results = Ops.applyAll(op, inputs);
            for (int i = 0; i < results.size(); i++) frame.put(out.get(i), results.get(i));
        });
    }

    private void rows(Region region) {
        Map<Integer, Place> given = givenTo(region);
        for (OpNode node : region.nodes()) {
            Value made = node.outputs().getFirst();
            if (leaves(made, region)) given.put(made.id(), overwriting(region, made, given));
        }
        RowCode code = RowCode.of(region, value -> given.get(value.id()), true);
        steps.add(frame -> code.program().run(workers, code.arrays(frame), code.bases(frame)));
    }

    /** Where the values lie that a region takes from outside. */
    private Map<Integer, Place> givenTo(Region region) {
        Map<Integer, Place> given = new HashMap<>();
        for (Value value : region.taken()) {
            if (places.get(value.id()) == null) continue;
            Place place = read(value);
            given.put(value.id(), RowCode.suits(place.layout()) ? place : ordered(place, value.type(), now));
        }
        return given;
    }

    /** Whether a value of a region is needed outside. */
    private boolean leaves(Value value, Region region) {
        if (outputs.contains(value.id())) return true;
        for (Node taker : takers.getOrDefault(value.id(), List.of())) if (!(taker instanceof OpNode op) || !region.nodes().contains(op)) return true;
        return false;
    }

    /** The place of a result: over an operand that ends here if nothing reads that once the result is there. */
    private Place overwriting(Region region, Value made, Map<Integer, Place> given) {
        Layout layout = Layout.contiguous(made.type().shape());
        if (!outputs.contains(made.id()) && !region.isSingle(made))
            for (Value x : region.taken()) {
                Place old = given.get(x.id());
                long elements = made.type().shape().elements();
                boolean whole = old.layout().offset() == 0 && old.layout().isContiguous() && x.type().shape().elements() == elements && old.root().type.shape().elements() == elements;
                boolean alone = given.values().stream().filter(other -> other.root() == old.root()).count() == 1;
                boolean fits = old.root().kind == Root.Kind.BUFFER && whole && alone && memory.endsAt(old.root(), now) && isReadBefore(region, x, made);
                if (!fits) continue;
                Root root = memory.root(Root.Kind.BUFFER, made.type(), layout);
                memory.over(root, old.root(), ends.getOrDefault(made.id(), now));
                Place place = Place.of(root);
                places.put(made.id(), place);
                return place;
            }
        return make(made);
    }

    /** Whether no node behind the one that makes a value takes {@code x}. */
    private static boolean isReadBefore(Region region, Value x, Value made) {
        boolean there = false;
        for (OpNode node : region.nodes()) {
            if (there && node.inputs().contains(x)) return false;
            there |= node.outputs().contains(made);
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------------ products

    private void product(OpNode node, Region region) {
        Value left = node.inputs().get(0), y = node.outputs().getFirst();
        Shape shape = y.type().shape();
        Place a = read(left), b = right(node), bias = node.inputs().size() == 3 ? read(node.inputs().get(2)) : null;
        if (bias != null && bias.layout().stride(0) != 1) bias = ordered(bias, node.inputs().get(2).type(), now);
        Map<Integer, Place> given = region == null ? Map.of() : givenTo(region);
        boolean one = b.layout().shape().elements() == b.layout().shape().size(-1) * b.layout().shape().size(-2);
        Layout tall = one ? a.layout().reshape(Shape.of(shape.elements() / shape.size(-1), left.type().shape().size(-1))) : null;
        Place c = region == null ? make(y, one ? Layout.contiguous(shape) : preferred(y)) : results(region, y, given);
        RowCode then = region == null ? null : RowCode.of(region, value -> given.get(value.id()), false);
        Graph.Constant constant = constants.get(node.inputs().get(1).id());
        Layout wide = one ? b.layout().reshape(Shape.of(b.layout().shape().size(-2), b.layout().shape().size(-1))) : null;
        if (tall != null && wide != null && constant != null && tall.shape().size(0) > SKINNY && shape.size(-1) > 1) {
            Weight weight = new Weight(workers, constant.tensor(), wide);
            steps.add(ProductSteps.packed(workers, Matrices.tall(a, tall), weight, Math.toIntExact(shape.size(-1)), bias, c, then));
        } else if (tall != null && wide != null) {
            Layout result = Layout.contiguous(Shape.of(tall.shape().size(0), shape.size(-1)));
            steps.add(ProductSteps.all(workers, Matrices.tall(a, tall), Matrices.tall(b, wide), bias, Matrices.tall(c, result), then));
        } else {
            Shape batch = shape.first(shape.rank() - 2);
            steps.add(ProductSteps.all(workers, Matrices.of(a, batch), Matrices.of(b, batch), bias, Matrices.of(c, batch), then));
        }
    }

    /** The right-hand matrix of a product: as it lies, or the transposed weight of a linear map. */
    private Place right(OpNode node) {
        Place b = read(node.inputs().get(1));
        return node.op() instanceof Linear ? b.viewed(new Permute(List.of(1, 0))) : b;
    }

    /** Gives the results of a region that follows a product their places, and the product itself one, if it can be the same as one of the results. */
    private Place results(Region region, Value y, Map<Integer, Place> given) {
        Place c = null;
        for (OpNode node : region.nodes()) {
            Value made = node.outputs().getFirst();
            if (!leaves(made, region)) continue;
            Place place = make(made);
            given.put(made.id(), place);
            boolean same = c == null && !region.isSingle(made) && isReadBefore(region, y, made);
            if (same) c = new Place(place.root(), Layout.contiguous(y.type().shape()), List.of());
        }
        if (c == null) {
            Root root = memory.root(Root.Kind.BUFFER, y.type(), Layout.contiguous(y.type().shape()));
            memory.take(root, now);
            c = Place.of(root);
        }
        given.put(y.id(), c);
        return c;
    }

    /** The order in which a value is best stored: if all that becomes of it is a permuted view, then such that this lies in order; the last axis stays the last. */
    private Layout preferred(Value y) {
        Shape shape = y.type().shape();
        List<Node> next = takers.getOrDefault(y.id(), List.of());
        boolean permuted = next.size() == 1 && !outputs.contains(y.id()) && next.getFirst() instanceof OpNode(Permute(var order), _, _) && order.getLast() == shape.rank() - 1;
        if (!permuted) return Layout.contiguous(shape);
        List<Integer> order = ((Permute) ((OpNode) next.getFirst()).op()).order();
        return Layout.dense(shape, order.stream().mapToInt(Integer::intValue).toArray());
    }

    private void chain(OpNode first, Region region, OpNode second) {
        Value scores = first.outputs().getFirst(), y = second.outputs().getFirst();
        Shape batch = scores.type().shape().first(scores.type().shape().rank() - 2);
        Place a = read(first.inputs().get(0)), b = right(first), d = read(second.inputs().get(1));
        Map<Integer, Place> given = givenTo(region);
        Root scratch = memory.root(Root.Kind.SCRATCH, scores.type(), Layout.contiguous(scores.type().shape()));
        given.put(scores.id(), Place.of(scratch));
        Value weights = second.inputs().getFirst();
        given.put(weights.id(), new Place(scratch, Layout.contiguous(weights.type().shape()), List.of()));
        Place c = make(y, preferred(y));
        RowCode code = RowCode.of(region, value -> given.get(value.id()), false);
        steps.add(ProductSteps.chain(workers, Matrices.of(a, batch), Matrices.of(b, batch), scratch, code, Matrices.of(d, batch), Matrices.of(c, batch)));
    }

    // ------------------------------------------------------------------------------------------------ images

    private boolean isNeeded(Value value) {
        return outputs.contains(value.id()) || takers.containsKey(value.id());
    }

    private static boolean isImage(Value x) {
        return x.type().dtype() == DType.FLOAT32 && !x.type().shape().isEmpty();
    }

    private void convolution(Group.Convolution group) {
        Value x = group.conv().inputs().getFirst(), y = group.result();
        Conv conv = (Conv) group.conv().op();
        ConvShape shape = ConvShape.of(conv, x.type().shape(), group.conv().inputs().get(1).type().shape());
        boolean last = Convolution.imageOrder(shape) == ConvOrder.CHANNELS_LAST;
        Place in = images(x, last), addend = group.sum() == null ? null : images(group.addend(), last);
        ConvWeights.Norm norm = null;
        if (group.norm() != null) {
            List<Value> given = group.norm().inputs();
            norm = new ConvWeights.Norm(constant(given.get(1)), constant(given.get(2)), constant(given.get(3)), constant(given.get(4)), ((BatchNormInference) group.norm().op()).epsilon());
        }
        Tensor bias = group.conv().inputs().size() == 3 ? constant(group.conv().inputs().get(2)) : null, shift = null;
        if (group.shift() != null) shift = constant(group.shift().inputs().get(constants.containsKey(group.shift().inputs().getFirst().id()) ? 0 : 1));
        ConvWeights weights = new ConvWeights(workers, shape, folding, constant(group.conv().inputs().get(1)), bias, norm, shift);
        Activation function = group.function() == null ? null : (Activation) group.function().op();
        steps.add(ImageSteps.convolution(workers, shape, in, weights, addend, function, make(y, last ? ImageSteps.channelsLast(y.type().shape()) : Layout.contiguous(y.type().shape()))));
    }

    private Tensor constant(Value value) {
        return constants.get(value.id()).tensor().detach();
    }

    /** Images in channels-last or in NCHW order. */
    private Place images(Value value, boolean channelsLast) {
        Place place = read(value);
        if (!channelsLast) return ordered(place, value.type(), now);
        if (ImageSteps.isChannelsLast(place.layout())) return place;
        Place from = ordered(place, value.type(), now);
        Root root = memory.root(Root.Kind.BUFFER, value.type(), ImageSteps.channelsLast(value.type().shape()));
        memory.take(root, now);
        Place copy = Place.of(root);
        steps.add(ImageSteps.reorder(workers, value.type().shape(), from, ConvOrder.NCHW, copy, ConvOrder.CHANNELS_LAST));
        return copy;
    }

    private void maxPool(MaxPool op, Value x, Value y) {
        Images images = images(x, y);
        steps.add(ImageSteps.maxPool(workers, PoolShape.of(op, x.type().shape(), y.type().shape()), images.order, images.x, images.y));
    }

    private void averagePool(AveragePool op, Value x, Value y) {
        Images images = images(x, y);
        steps.add(ImageSteps.averagePool(workers, PoolShape.of(op, x.type().shape(), y.type().shape()), images.order, op.countIncludePad(), images.x, images.y));
    }

    /** The operand and the result of a pooling op, both in one order. */
    private record Images(ConvOrder order, Place x, Place y) {}

    private Images images(Value x, Value y) {
        Place place = read(x);
        boolean last = ImageSteps.isChannelsLast(place.layout()) && !place.layout().isContiguous();
        if (last) return new Images(ConvOrder.CHANNELS_LAST, place, make(y, ImageSteps.channelsLast(y.type().shape())));
        return new Images(ConvOrder.NCHW, ordered(place, x.type(), now), make(y));
    }
}
