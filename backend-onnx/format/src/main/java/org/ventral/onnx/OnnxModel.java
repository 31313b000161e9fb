package org.ventral.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.op.Registry;
import org.ventral.onnx.program.Constants;
import org.ventral.onnx.program.Observer;
import org.ventral.onnx.program.Program;
import org.ventral.onnx.program.ProgramBuilder;
import org.ventral.onnx.program.Run;
import org.ventral.onnx.rewrite.Batch;
import org.ventral.onnx.rewrite.DefinitionWriter;
import org.ventral.onnx.rewrite.Head;
import org.ventral.onnx.rewrite.Weights;
import org.ventral.onnx.write.Metadata;
import org.ventral.onnx.write.SafeFile;
import org.ventral.tensor.Device;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.TraceFunction;

/**
 * A model that was read: a function with named parameters, which runs on any device, can be trained further, and saved again.
 *
 * {@snippet :
 * OnnxModel model = OnnxModels.load(file).replaceHead(10, Rng.of(1));
 * model.freeze("conv*");
 * var optimizer = Adam.builder(model.parameters()).build();
 * optimizer.step(model.forward(images).crossEntropy(classes).backward());
 * model.save(tuned);
 * }
 *
 * <p>Any number of threads may {@link #run} it at once, as long as none trains it.
 */
public final class OnnxModel {
    private final ModelDef definition;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, ElementType> weightTypes = new HashMap<>();
    private final List<OnnxPort> inputs;
    private final List<OnnxPort> optionalInputs;
    private final Program program;

    private OnnxModel(ModelDef definition, Map<String, Parameter> known) {
        this.definition = definition;
        Set<String> weights = Weights.of(definition);
        this.program = new ProgramBuilder(definition, Registry.standard(),
                (name, outermost, value) -> outermost && weights.contains(name) ? weight(name, known.get(name), value) : Constants.fixed(value)).build();
        Set<String> initialized = new HashSet<>();
        definition.graph().initializers().forEach(tensor -> initialized.add(tensor.name()));
        definition.graph().sparse().forEach(tensor -> initialized.add(tensor.values().name()));
        this.inputs = definition.graph().inputs().stream().filter(port -> !initialized.contains(port.name())).toList();
        this.optionalInputs = definition.graph().inputs().stream().filter(port -> initialized.contains(port.name())).toList();
    }

    static OnnxModel of(ModelDef definition) {
        return new OnnxModel(definition, Map.of());
    }

    private Supplier<OnnxValue> weight(String name, Parameter known, Supplier<OnnxValue> value) {
        OnnxValue decoded = value.get();
        ElementType type = decoded.type();
        Parameter parameter = known != null && known.type().equals(decoded.tensor().type()) ? known : Parameter.of(decoded.tensor());
        parameters.put(name, parameter);
        weightTypes.put(name, type);
        return () -> OnnxValue.of(type, parameter.value());
    }

    // ------------------------------------------------------------------------------------------------ what it is

    /** What must be given, in order. */
    public List<OnnxPort> inputs() {
        return inputs;
    }

    /** What may be given by name, in place of a constant of the model. */
    public List<OnnxPort> optionalInputs() {
        return optionalInputs;
    }

    /** What comes out, in order. */
    public List<OnnxPort> outputs() {
        return definition.graph().outputs();
    }

    /** The nodes of the outermost graph, in order. */
    public List<OnnxNode> nodes() {
        return definition.graph().nodes().stream().map(OnnxModel::node).toList();
    }

    /** Version of the format. */
    public long irVersion() {
        return definition.irVersion();
    }

    /** Version of each domain of operators; the empty name is ONNX's own. */
    public Map<String, Integer> opsets() {
        return Collections.unmodifiableMap(definition.opsets());
    }

    /** Program that wrote it, and its version. */
    public String producer() {
        return (definition.producer() + " " + definition.producerVersion()).strip();
    }

    /** What it is for, in the words of who made it. */
    public String description() {
        return definition.description();
    }

    /** More about it by name. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(definition.metadata());
    }

    private static OnnxNode node(NodeDef node) {
        return new OnnxNode(node.name(), node.domain(), node.op(), node.inputs(), node.outputs());
    }

    // ------------------------------------------------------------------------------------------------ running

    /**
     * Answers the outputs for as many values as there are {@linkplain #inputs() inputs}; those that may be left out may be absent.
     *
     * @throws IllegalArgumentException if a value is not of the type that the model says
     * @throws OnnxFormatException if a node cannot work on what it gets
     */
    public List<OnnxValue> run(List<OnnxValue> values, Device device) {
        return quietly(named(values), device, Optional.empty());
    }

    /** Answers the outputs by name for inputs by name, optional ones among them. */
    public Map<String, OnnxValue> run(Map<String, OnnxValue> values, Device device) {
        List<OnnxValue> results = quietly(values, device, Optional.empty());
        Map<String, OnnxValue> outputs = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) outputs.put(outputs().get(i).name(), results.get(i));
        return outputs;
    }

    /** Answers the first output for one tensor, on its device. */
    public Tensor run(Tensor input) {
        return run(List.of(value(0, input)), input.device()).getFirst().tensor();
    }

    /** Runs it while somebody watches. */
    public List<OnnxValue> run(List<OnnxValue> values, Device device, OnnxObserver observer) {
        return quietly(named(values), device, Optional.of((node, in, out) -> observer.ran(node(node), in, out)));
    }

    private Map<String, OnnxValue> named(List<OnnxValue> values) {
        if (values.size() != inputs.size()) throw new IllegalArgumentException("the model has %d inputs, %s; %d values were given".formatted(inputs.size(), inputs, values.size()));
        Map<String, OnnxValue> named = new HashMap<>();
        for (int i = 0; i < values.size(); i++) named.put(inputs.get(i).name(), values.get(i));
        return named;
    }

    private List<OnnxValue> quietly(Map<String, OnnxValue> values, Device device, Optional<Observer> observer) {
        return Run.quiet(program, checked(values, device), device, observer);
    }

    /** The values of all inputs of the graph, held against what it says of them. */
    private List<OnnxValue> checked(Map<String, OnnxValue> values, Device device) {
        List<OnnxValue> all = new ArrayList<>();
        Set<String> unknown = new HashSet<>(values.keySet());
        for (OnnxPort port : definition.graph().inputs()) {
            unknown.remove(port.name());
            OnnxValue value = values.getOrDefault(port.name(), OnnxValue.absent());
            PortCheck.check(port, value);
            all.add(value.to(device));
        }
        if (!unknown.isEmpty()) throw new IllegalArgumentException("the model has no input %s; it has %s".formatted(unknown, definition.graph().inputs()));
        return all;
    }

    // ------------------------------------------------------------------------------------------------ training

    /**
     * Its weights by name, in the order of the file: what training would change. Constants that are factors, sizes, running averages and the
     * like are not among them.
     */
    public Map<String, Parameter> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** Keeps training from changing the parameters that a pattern names, in which {@code *} stands for anything. Answers how many. */
    public int freeze(String pattern) {
        return trainable(pattern, false);
    }

    /** Lets training change the parameters that a pattern names, in which {@code *} stands for anything. Answers how many. */
    public int unfreeze(String pattern) {
        return trainable(pattern, true);
    }

    private int trainable(String pattern, boolean wanted) {
        Pattern names = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        int count = 0;
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            if (!names.matcher(entry.getKey()).matches()) continue;
            entry.getValue().trainable(wanted);
            count++;
        }
        return count;
    }

    /** Answers the outputs, recorded so that gradients with respect to the parameters can be taken. */
    public List<Tensor> forward(List<Tensor> values) {
        List<OnnxValue> given = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) given.add(value(i, values.get(i)));
        Device device = values.isEmpty() ? Device.preferred() : values.getFirst().device();
        return Run.recorded(program, checked(named(given), device), device).stream().map(OnnxValue::tensor).toList();
    }

    /** Answers the first output for one tensor, recorded so that gradients with respect to the parameters can be taken. */
    public Tensor forward(Tensor input) {
        return forward(List.of(input)).getFirst();
    }

    /**
     * The model as a function that can be traced, for other backends and for export. What it does with sizes is worked out while tracing; where
     * it depends on the values of its inputs, tracing says so.
     */
    public TraceFunction asTraceFunction() {
        return this::forward;
    }

    private OnnxValue value(int i, Tensor tensor) {
        if (i < inputs.size() && inputs.get(i).type() instanceof OnnxType.OfTensor(var element, _) && element.isHeld() && element.holder() == tensor.dtype())
            return OnnxValue.of(element, tensor);
        return OnnxValue.of(tensor);
    }

    /**
     * The model with a fresh last layer for so many classes, in place of the last Gemm, or MatMul and Add, before the first output: weights
     * uniform within ±1/√inputs, biases zero. A softmax, sigmoid or batch normalization behind it is dropped, so that the new model answers
     * scores. All other parameters are shared with this model.
     *
     * @throws OnnxUnsupportedException if the output does not come from such a layer
     */
    public OnnxModel replaceHead(int classes, Rng rng) {
        if (classes < 1) throw new IllegalArgumentException("a head has at least one class, not " + classes);
        Head head = Head.of(definition);
        OnnxValue old = new OnnxModel(head.weightOnly(), parameters).run(List.of(), Device.preferred()).getFirst();
        return new OnnxModel(head.replaced(old, classes, rng), parameters);
    }

    /**
     * The model with an open first axis, named {@code batch}, wherever an input or an output says that it has size 1: for models that were written for
     * one sample. All parameters are shared with this model. It works where no node insists on the size, as a Reshape to constants may.
     */
    public OnnxModel openBatch() {
        return new OnnxModel(Batch.opened(definition), parameters);
    }

    // ------------------------------------------------------------------------------------------------ saving

    /** The model as it was read, with the parameters that it has now, as the bytes of a file. */
    public byte[] bytes() {
        return bytes(definition);
    }

    private byte[] bytes(ModelDef described) {
        Map<String, TensorDef> now = new HashMap<>();
        parameters.forEach((name, parameter) -> now.put(name, TensorCodec.encode(name, OnnxValue.of(weightTypes.get(name), parameter.value().detach()))));
        return DefinitionWriter.bytes(described, now);
    }

    /** Writes the model as it was read, with the parameters that it has now. A file that was there is replaced at once or not at all. */
    public void save(Path file) throws IOException {
        write(file, bytes());
    }

    /**
     * Writes the model with the parameters that it has now, and says of it that Ventral wrote it, and the licence and the provenance that the options
     * give: the metadata that it was read with stay, but for lines of the same name, and who made it at first is noted as {@code provenance.producer}. The
     * operators stay those that were read: other options are not for models that were read.
     */
    public void save(Path file, OnnxExportOptions options) throws IOException {
        Map<String, String> lines = new LinkedHashMap<>(definition.metadata());
        if (!producer().isEmpty() && !definition.producer().equals(Metadata.PRODUCER)) lines.putIfAbsent(Metadata.provenance("producer"), producer());
        lines.putAll(Metadata.of(options));
        write(file, bytes(definition.describedBy(Metadata.PRODUCER, Metadata.version(), lines)));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        SafeFile.write(file.toAbsolutePath(), out -> out.write(bytes));
    }
}
