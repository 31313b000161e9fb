package org.ventral.nn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ventral.tensor.Safetensors;
import org.ventral.tensor.Tensor;

/**
 * All that a training needs to go on bit for bit: a folder of {@code model.safetensors}, {@code optimizer.safetensors} and {@code state.json}.
 *
 * <p>The state holds size and checksum of the other two files and a checksum of itself, so that a checkpoint of which a single bit has
 * changed is refused.
 *
 * @param model     parameters and buffers by dotted name
 * @param optimizer the optimizer's tensors, by its own names
 * @param state     everything else
 */
public record Checkpoint(Map<String, Tensor> model, Map<String, Tensor> optimizer, TrainingState state) {
    static final String MODEL = "model.safetensors", OPTIMIZER = "optimizer.safetensors", STATE = "state.json";

    private static final String FORMAT = "ventral-checkpoint-1";
    /** A state is some kilobytes, and grows by 300 bytes an epoch. */
    private static final long MAX_STATE_BYTES = 64 << 20;

    /**
     * Reads a checkpoint.
     *
     * @param folder such as {@link CheckpointFolder#latest} answers
     * @throws CheckpointException if it is damaged or incomplete; the message names the file
     * @throws org.ventral.tensor.SafetensorsException if a tensor file has its checksum but is no proper one
     * @throws IOException if a file cannot be read
     */
    public static Checkpoint read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) throw new CheckpointException("checkpoint " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        Path file = folder.resolve(STATE);
        Fields all;
        TrainingState state;
        try {
            all = Fields.of("", Json.parse(SealedText.open(file, MAX_STATE_BYTES)));
            String format = all.text("format");
            if (!format.equals(FORMAT)) throw new CheckpointException(file + ": format is " + format + ", this version reads " + FORMAT);
            state = StateCodec.decode(all);
            for (String name : new String[] {MODEL, OPTIMIZER}) Fingerprint.decode(all.object("files").object(name)).check(folder.resolve(name));
        } catch (NoSuchFileException e) {
            throw new CheckpointException("checkpoint " + folder + " is incomplete: " + e.getFile() + " is missing", e);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file + ": " + e.getMessage(), e);
        }
        return new Checkpoint(Safetensors.read(folder.resolve(MODEL)), Safetensors.read(folder.resolve(OPTIMIZER)), state);
    }

    /** Writes the three files into an empty folder, each forced to disk. */
    void writeInto(Path folder) throws IOException {
        Map<String, String> metadata = Map.of("format", FORMAT, "step", String.valueOf(state.step()));
        Safetensors.write(folder.resolve(MODEL), model, metadata);
        Safetensors.write(folder.resolve(OPTIMIZER), optimizer, metadata);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.putAll(StateCodec.encode(state));
        Map<String, Object> files = new LinkedHashMap<>();
        for (String name : new String[] {MODEL, OPTIMIZER}) files.put(name, Fingerprint.of(folder.resolve(name)).encode());
        all.put("files", files);
        SealedText.write(folder.resolve(STATE), Json.write(all));
    }
}
