package org.ventral.onnx.program;

import java.util.List;
import java.util.Optional;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * What one run of a program is given besides its inputs.
 *
 * @param device   where it runs
 * @param rng      what its nodes' generators are split from
 * @param scope    what owns the tensors that it makes, so that their memory can be used again as soon as nobody needs them; none if they are
 *                 recorded for gradients, or traced
 * @param observer who wants to see the nodes of the outermost graph
 */
public record Run(Device device, Rng rng, Optional<MemoryScope> scope, Optional<Observer> observer) {
    /** Runs a program so that gradients can be taken of what it answers, and so that it can be traced. */
    public static List<OnnxValue> recorded(Program program, List<OnnxValue> inputs, Device device) {
        return program.run(inputs, new Run(device, Rng.of(0), Optional.empty(), Optional.empty()));
    }

    /** Runs a program without recording for gradients, and with its memory recycled. */
    public static List<OnnxValue> quiet(Program program, List<OnnxValue> inputs, Device device, Optional<Observer> observer) {
        return Tensor.noGrad(() -> {
            try (var scope = MemoryScope.open("ONNX model")) {
                List<OnnxValue> results = program.run(inputs, new Run(device, Rng.of(0), Optional.of(scope), observer));
                results.forEach(result -> Frame.keep(result, scope));
                return results;
            }
        });
    }

    /** What the graph inside a node, or a function, runs with. */
    Run inner(Rng of) {
        return new Run(device, of, scope, Optional.empty());
    }

    /** The same with another scope. */
    Run in(MemoryScope inside) {
        return new Run(device, rng, Optional.of(inside), observer);
    }
}
