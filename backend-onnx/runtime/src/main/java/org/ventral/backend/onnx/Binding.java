package org.ventral.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.Device;
import org.ventral.tensor.Storage;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The memory of one run of a model at a time: inputs of fixed types, and outputs where ONNX Runtime writes its results to without
 * allocating. Where the types of the outputs are not known, the first run tells them; where they turn out to depend on values, outputs
 * are not pinned any more.
 */
final class Binding implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<HostBuffer> inputs = new ArrayList<>();
    private final Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    private final List<String> names;
    private final Map<String, HostBuffer> outputs = new LinkedHashMap<>();
    private final Map<String, OnnxValue> pinned = new LinkedHashMap<>();
    private boolean pinnable = true;
    /** What each input holds, where it is kept from run to run. */
    private final Storage[] kept;
    private final int[] versions;

    Binding(OrtEnvironment environment, OrtSession session, List<String> inputNames, List<TensorType> types, List<String> outputNames, List<TensorType> results) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.names = outputNames;
        this.kept = new Storage[types.size()];
        this.versions = new int[types.size()];
        try {
            for (int i = 0; i < types.size(); i++) {
                HostBuffer buffer = new HostBuffer(environment, types.get(i));
                inputs.add(buffer);
                fed.put(inputNames.get(i), buffer.view());
            }
            if (results != null) pin(results);
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void pin(List<TensorType> types) throws OrtException {
        for (int i = 0; i < types.size(); i++) {
            HostBuffer buffer = new HostBuffer(environment, types.get(i));
            outputs.put(names.get(i), buffer);
            pinned.put(names.get(i), buffer.view());
        }
    }

    /**
     * Runs the model.
     *
     * @param given the inputs
     * @param steady how many of the last inputs rarely change: they are only copied when they did
     */
    List<Tensor> run(List<Tensor> given, int steady, Device device) throws OrtException {
        for (int i = 0; i < given.size(); i++) {
            Storage storage = given.get(i).storage();
            boolean same = i >= given.size() - steady && kept[i] == storage && versions[i] == storage.version();
            if (same) continue;
            kept[i] = storage;
            versions[i] = storage.version();
            inputs.get(i).load(given.get(i));
        }
        if (!outputs.isEmpty()) {
            try (OrtSession.Result _ = session.run(fed, Set.of(), pinned)) {
                return names.stream().map(name -> outputs.get(name).copy(device)).toList();
            } catch (OrtException e) {
                if (e.getCode() != OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT && e.getCode() != OrtException.OrtErrorCode.ORT_FAIL) throw e;
                // Perhaps a result has another shape this time; if it is something else, the run below says so.
                unpin();
            }
        }
        try (OrtSession.Result result = session.run(fed)) {
            List<Tensor> tensors = new ArrayList<>();
            for (String name : names) tensors.add(Values.tensor(name, result.get(name).orElseThrow(), device));
            if (pinnable) pin(tensors.stream().map(Tensor::type).toList());
            return tensors;
        }
    }

    /** How much memory this is. */
    long bytes() {
        return inputs.stream().mapToLong(HostBuffer::bytes).sum() + outputs.values().stream().mapToLong(HostBuffer::bytes).sum();
    }

    private void unpin() {
        pinnable = false;
        outputs.values().forEach(HostBuffer::close);
        outputs.clear();
        pinned.clear();
    }

    @Override public void close() {
        inputs.forEach(HostBuffer::close);
        outputs.values().forEach(HostBuffer::close);
    }
}
