package org.ventral.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * A model loaded into ONNX Runtime, with the memory of its runs. Several threads may run it at once, each with memory of its own, which
 * goes back to be used again.
 */
final class Runner implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    /** For so many combinations of input types memory is kept. */
    private static final int MOST_SIGNATURES = 16;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final long keptBytes;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Map<List<TensorType>, Deque<Binding>> idle = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Cleaner.Cleanable cleanable;
    private boolean closed;

    private Runner(OrtEnvironment environment, OrtSession session, long keptBytes) {
        this.keptBytes = keptBytes;
        this.environment = environment;
        this.session = session;
        this.inputs = List.copyOf(session.getInputNames());
        this.outputs = List.copyOf(session.getOutputNames());
        this.cleanable = CLEANER.register(this, new Release(session, idle));
    }

    @FunctionalInterface private interface Creation {
        OrtSession create(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    static Runner of(byte[] model, OnnxRuntimeOptions options) throws OrtException {
        return of(model, options, Long.MAX_VALUE);
    }

    /** @param keptBytes a run that needs more memory than this gives it back at its end */
    static Runner of(byte[] model, OnnxRuntimeOptions options, long keptBytes) throws OrtException {
        return create(options, keptBytes, (environment, settings) -> environment.createSession(model, settings));
    }

    static Runner of(Path model, OnnxRuntimeOptions options) throws OrtException {
        return create(options, Long.MAX_VALUE, (environment, settings) -> environment.createSession(model.toString(), settings));
    }

    private static Runner create(OnnxRuntimeOptions options, long keptBytes, Creation creation) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            settings.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            settings.setDeterministicCompute(true);
            settings.setOptimizationLevel(switch (options.optimization()) {
                case NONE -> OrtSession.SessionOptions.OptLevel.NO_OPT;
                case BASIC -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
                case EXTENDED -> OrtSession.SessionOptions.OptLevel.EXTENDED_OPT;
                case ALL -> OrtSession.SessionOptions.OptLevel.ALL_OPT;
            });
            if (!options.spinning()) settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (options.provider() == OnnxRuntimeOptions.Provider.CUDA) settings.addCUDA(options.device());
            return new Runner(environment, creation.create(environment, settings), keptBytes);
        }
    }

    List<String> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    List<NodeInfo> inputInfo() throws OrtException {
        return List.copyOf(session.getInputInfo().values());
    }

    List<NodeInfo> outputInfo() throws OrtException {
        return List.copyOf(session.getOutputInfo().values());
    }

    Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    /**
     * Runs the model.
     *
     * @param given a tensor for each input
     * @param steady how many of the last inputs rarely change
     * @param results the types of the outputs, or null where only a run can tell
     */
    List<Tensor> run(List<Tensor> given, int steady, List<TensorType> results, Device device) throws OrtException {
        lock.readLock().lock();
        try {
            if (closed) throw new IllegalStateException("the model has been closed");
            List<TensorType> types = given.stream().map(Tensor::type).toList();
            Binding binding = take(types, results);
            boolean done = false;
            try {
                List<Tensor> answer = binding.run(given, steady, device);
                done = true;
                return answer;
            } finally {
                // After a failure the memory may hold anything; it is not used again.
                if (done && binding.bytes() <= keptBytes) give(types, binding);
                else binding.close();
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Runs the model on values of any kind, with memory for this run only.
     *
     * @param narrow the types of outputs, by name, that the model answers in wider ones
     */
    Map<String, OnnxValue> run(Map<String, OnnxValue> given, Map<String, ElementType> narrow, Device device) throws OrtException {
        lock.readLock().lock();
        Map<String, OnnxTensor> fed = new LinkedHashMap<>();
        try {
            if (closed) throw new IllegalStateException("the model has been closed");
            for (String name : inputs) fed.put(name, ValueCodec.encode(environment, name, given.get(name), session.getInputInfo().get(name).getInfo()));
            Map<String, OnnxValue> answers = new LinkedHashMap<>();
            try (OrtSession.Result results = session.run(fed)) {
                for (String name : outputs) {
                    OnnxValue answer = ValueCodec.decode(name, results.get(name).orElseThrow(), device);
                    answers.put(name, narrow.containsKey(name) ? OnnxValue.of(narrow.get(name), ((OnnxValue.OfTensor) answer).tensor()) : answer);
                }
            }
            return answers;
        } finally {
            fed.values().forEach(OnnxTensor::close);
            lock.readLock().unlock();
        }
    }

    private Binding take(List<TensorType> types, List<TensorType> results) throws OrtException {
        Deque<Binding> waiting = idle.get(types);
        Binding binding = waiting == null ? null : waiting.pollFirst();
        return binding != null ? binding : new Binding(environment, session, inputs, types, outputs, results);
    }

    private void give(List<TensorType> types, Binding binding) {
        if (idle.size() >= MOST_SIGNATURES && !idle.containsKey(types))
            for (List<TensorType> other : new ArrayList<>(idle.keySet())) {
                Deque<Binding> waiting = idle.remove(other);
                if (waiting != null) for (Binding old = waiting.pollFirst(); old != null; old = waiting.pollFirst()) old.close();
            }
        idle.computeIfAbsent(types, _ -> new ConcurrentLinkedDeque<>()).addFirst(binding);
    }

    /** Waits for those who run it. */
    @Override public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            cleanable.clean();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Gives the native memory back; also when nobody can reach the model any more. It must not know the runner. */
    private record Release(OrtSession session, Map<List<TensorType>, Deque<Binding>> idle) implements Runnable {
        @Override public void run() {
            idle.values().forEach(waiting -> waiting.forEach(Binding::close));
            idle.clear();
            try {
                session.close();
            } catch (OrtException e) {
                System.getLogger(Runner.class.getName()).log(System.Logger.Level.WARNING, "a model of ONNX Runtime cannot be closed", e);
            }
        }
    }
}
