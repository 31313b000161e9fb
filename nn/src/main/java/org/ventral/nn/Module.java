package org.ventral.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.ventral.tensor.Device;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * A part of a network: a function of a tensor with parameters, made of smaller parts.
 *
 * <p>Modules form a tree. Each node registers what it owns in its constructor, in the order of the computation, and so gives it a name;
 * the dotted path from the root, such as {@code conv1.weight}, is the name of a parameter in files and in optimizers.
 *
 * {@snippet :
 * public final class Perceptron extends Module {
 *     private final Linear hidden, output;
 *
 *     public Perceptron(Rng rng) {
 *         hidden = child("hidden", Linear.of(784, 100, rng.split("hidden")));
 *         output = child("output", Linear.of(100, 10, rng.split("output")));
 *     }
 *
 *     @Override public Tensor forward(Tensor x) {                       // [N, 784] → [N, 10]
 *         return output.forward(hidden.forward(x).tanh());
 *     }
 * }
 * }
 *
 * <p>Beside parameters a module may own {@linkplain Buffer buffers}, which are saved but not trained, and {@linkplain RandomSource random
 * sources}, whose positions are saved. A module is not safe for use by several threads at once.
 */
public abstract class Module {
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, RandomSource> sources = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    /** For subclasses. */
    protected Module() {}

    /** The module's function. Shapes are what the subclass says. */
    public abstract Tensor forward(Tensor x);

    // ------------------------------------------------------------------------------------------------ for constructors of subclasses

    /** Registers a parameter that begins as a copy of a tensor. */
    protected final Parameter parameter(String name, Tensor initial) {
        return register(parameters, name, Parameter.of(initial));
    }

    /** Registers a parameter that other modules may own too, as with tied weights. */
    protected final Parameter parameter(String name, Parameter shared) {
        return register(parameters, name, shared);
    }

    /** Registers a buffer that begins as a copy of a tensor. */
    protected final Buffer buffer(String name, Tensor initial) {
        return register(buffers, name, new Buffer(initial));
    }

    /** Registers a generator to draw from while training. */
    protected final RandomSource random(String name, Rng rng) {
        return register(sources, name, new RandomSource(rng));
    }

    /** Registers a part. */
    protected final <M extends Module> M child(String name, M part) {
        if (part == this) throw new IllegalArgumentException(kind() + ": a module cannot be its own part");
        register(children, name, part);
        return part;
    }

    private <T> T register(Map<String, T> kind, String name, T value) {
        Objects.requireNonNull(value, name);
        if (name.isEmpty() || name.indexOf('.') >= 0)
            throw new IllegalArgumentException("%s: the name \"%s\" must be a word without dots".formatted(kind(), name));
        if (parameters.containsKey(name) || buffers.containsKey(name) || sources.containsKey(name) || children.containsKey(name))
            throw new IllegalArgumentException("%s: the name \"%s\" is taken".formatted(kind(), name));
        kind.put(name, value);
        return value;
    }

    // ------------------------------------------------------------------------------------------------ the tree

    /** The parts, by name, in order. */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /** All parameters of the tree by dotted name, in order. A parameter that is shared stands once, under its first name. */
    public final Map<String, Parameter> parameters() {
        Map<String, Parameter> first = new LinkedHashMap<>();
        Map<Parameter, Boolean> seen = new java.util.IdentityHashMap<>();
        visit("", (path, module) -> module.parameters.forEach((name, parameter) -> {
            if (seen.put(parameter, true) == null) first.put(path + name, parameter);
        }));
        return Collections.unmodifiableMap(first);
    }

    /** All buffers of the tree by dotted name, in order. */
    public final Map<String, Buffer> buffers() {
        Map<String, Buffer> all = new LinkedHashMap<>();
        visit("", (path, module) -> module.buffers.forEach((name, buffer) -> all.put(path + name, buffer)));
        return Collections.unmodifiableMap(all);
    }

    /** Number of trained numbers: the elements of all parameters that are trainable. */
    public final long parameterCount() {
        return parameters().values().stream().filter(Parameter::isTrainable).mapToLong(p -> p.type().shape().elements()).sum();
    }

    private void visit(String path, BiConsumer<String, Module> action) {
        action.accept(path, this);
        children.forEach((name, part) -> part.visit(path + name + ".", action));
    }

    // ------------------------------------------------------------------------------------------------ mode

    /** Whether it is in training mode, the mode it begins in. */
    public final boolean isTraining() {
        return training;
    }

    /** Puts the whole tree into training mode, where dropout drops and normalization learns. */
    public final void train() {
        mode(true);
    }

    /** Puts the whole tree into evaluation mode. */
    public final void eval() {
        mode(false);
    }

    private void mode(boolean forTraining) {
        visit("", (_, module) -> module.training = forTraining);
    }

    // ------------------------------------------------------------------------------------------------ device

    /**
     * Moves all parameters and buffers of the tree to a device, where the module computes from now on: what it is given must be there, too, as in
     * {@code x.to(device)}. Optimizers and names go on as they were.
     *
     * {@snippet :
     * model.to(Device.named("reference"));
     * Tensor y = model.forward(x.to(Device.named("reference")));
     * }
     */
    public final void to(Device device) {
        Objects.requireNonNull(device, "device");
        visit("", (_, module) -> {
            module.parameters.values().forEach(parameter -> parameter.to(device));
            module.buffers.values().forEach(buffer -> buffer.to(device));
        });
    }

    // ------------------------------------------------------------------------------------------------ state

    /** All parameters and buffers by dotted name, in order. The tensors are the live ones: training goes on changing them. */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        parameters().forEach((name, parameter) -> state.put(name, parameter.value().detach()));
        buffers().forEach((name, buffer) -> state.put(name, buffer.value()));
        return Collections.unmodifiableMap(state);
    }

    /**
     * Copies a saved state in.
     *
     * @throws StateMismatchException if any name is missing, unexpected or of another type; it lists them all, and nothing was changed
     */
    public final void load(Map<String, Tensor> state) {
        load(state, true);
    }

    /**
     * Copies a saved state in.
     *
     * @param strict whether every name must fit; if not, what fits is loaded
     * @return what did not fit
     * @throws StateMismatchException if strict, and any name is missing, unexpected or of another type; nothing was changed
     */
    public final LoadReport load(Map<String, Tensor> state, boolean strict) {
        Map<String, Tensor> own = stateDict();
        List<String> missing = new ArrayList<>(), unexpected = new ArrayList<>(), misshaped = new ArrayList<>();
        own.forEach((name, here) -> {
            Tensor given = state.get(name);
            if (given == null) missing.add(name);
            else if (!given.type().equals(here.type())) misshaped.add("%s: %s here, %s given".formatted(name, here.type(), given.type()));
        });
        for (String name : state.keySet()) if (!own.containsKey(name)) unexpected.add(name);
        LoadReport report = new LoadReport(missing, unexpected, misshaped);
        if (strict && !report.fits()) throw new StateMismatchException(kind(), report);
        parameters().forEach((name, parameter) -> assign(state.get(name), parameter.value(), parameter::assign));
        buffers().forEach((name, buffer) -> assign(state.get(name), buffer.value(), buffer::assign));
        return report;
    }

    private static void assign(Tensor given, Tensor here, java.util.function.Consumer<Tensor> target) {
        if (given != null && given.type().equals(here.type())) target.accept(given.to(here.device()));
    }

    /** Where the random sources of the tree stand, by dotted name, in order. */
    public final Map<String, Rng.State> rngStates() {
        Map<String, Rng.State> states = new LinkedHashMap<>();
        allSources().forEach((name, source) -> states.put(name, source.rng().state()));
        return states;
    }

    /**
     * Lets the random sources of the tree go on from saved positions.
     *
     * @throws IllegalArgumentException if the names are not those of {@link #rngStates()}
     */
    public final void restoreRngStates(Map<String, Rng.State> states) {
        Map<String, RandomSource> own = allSources();
        if (!own.keySet().equals(states.keySet()))
            throw new IllegalArgumentException("%s: has random sources %s, the state has %s".formatted(kind(), own.keySet(), states.keySet()));
        own.forEach((name, source) -> source.restore(states.get(name)));
    }

    private Map<String, RandomSource> allSources() {
        Map<String, RandomSource> all = new LinkedHashMap<>();
        visit("", (path, module) -> module.sources.forEach((name, source) -> all.put(path + name, source)));
        return all;
    }

    // ------------------------------------------------------------------------------------------------ text

    /** The word for this kind of module, in errors and in {@link #toString()}: by default the name of the class. */
    protected String kind() {
        return getClass().getSimpleName();
    }

    /** The settings that {@link #toString()} shows in brackets, such as {@code 400, 120}. */
    protected String settings() {
        return "";
    }

    /**
     * The tree with its settings:
     * <pre>
     * Sequential(
     *   (0): Linear(400, 120)
     *   (1): Tanh()
     * )</pre>
     */
    @Override public String toString() {
        if (children.isEmpty()) return kind() + "(" + settings() + ")";
        StringBuilder text = new StringBuilder(kind()).append('(').append(settings()).append('\n');
        children.forEach((name, part) -> text.append("  (").append(name).append("): ").append(part.toString().replace("\n", "\n  ")).append('\n'));
        return text.append(')').toString();
    }
}
