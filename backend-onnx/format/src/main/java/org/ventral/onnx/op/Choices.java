package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.NodeDef;

/**
 * The words that attributes may have, where an operator does something else for each: what a node asks for that no operator here does can be said before
 * anything runs.
 */
public final class Choices {
    private static final Set<String> REDUCTIONS = Set.of("none", "add", "mul", "max", "min");
    private static final Map<String, Map<String, Set<String>>> CHOICES = Map.of(
            "DepthToSpace", Map.of("mode", Set.of("DCR", "CRD")),
            "GridSample", Map.of("mode", Set.of("nearest", "linear", "bilinear", "cubic", "bicubic"), "padding_mode", Set.of("zeros", "border", "reflection")),
            "Pad", Map.of("mode", Set.of("constant", "edge", "reflect", "wrap")),
            "Resize", Map.of("mode", Set.of("nearest", "linear", "cubic", "bilinear"), "coordinate_transformation_mode", Set.of("half_pixel", "half_pixel_symmetric",
                    "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize")),
            "RoiAlign", Map.of("mode", Set.of("avg", "max")),
            "ScatterElements", Map.of("reduction", REDUCTIONS),
            "ScatterND", Map.of("reduction", REDUCTIONS),
            "TensorScatter", Map.of("mode", Set.of("linear", "circular")),
            "Upsample", Map.of("mode", Set.of("nearest", "linear", "bilinear")));
    private static final Set<String> RECURRENT = Set.of("RNN", "GRU", "LSTM");

    private Choices() {}

    /** What a node asks for that is not supported, as in {@code mode lanczos}; empty if there is nothing. */
    public static List<String> refused(NodeDef node) {
        if (!node.domain().isEmpty()) return List.of();
        List<String> refused = new ArrayList<>();
        CHOICES.getOrDefault(node.op(), Map.of()).forEach((name, words) -> {
            if (node.attributes().get(name) instanceof AttributeDef.OfText(_, String word) && !words.contains(word)) refused.add(name + " " + word);
        });
        if (RECURRENT.contains(node.op()) && node.attributes().get("activations") instanceof AttributeDef.OfTexts(_, var words))
            for (String word : words) if (!RecurrentActivation.exists(word)) refused.add("activation " + word);
        refused.sort(null);
        return refused;
    }
}
