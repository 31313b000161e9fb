package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.NodeDef;

/**
 * The words that attributes may have, where an operator does something else for each. A {@link Call} looks here before it hands a word to an operator, and
 * so does who checks a model: what a node asks for that no operator does is said before anything runs, and in the same words.
 */
public final class Choices {
    private static final String[] REDUCTIONS = {"none", "add", "mul", "max", "min"};
    private static final Set<String> RECURRENT = Set.of("RNN", "GRU", "LSTM");
    private static final Map<Attribute, NavigableMap<Integer, Set<String>>> WORDS = new HashMap<>();

    /** An attribute of an operator of ONNX's own. */
    private record Attribute(String op, String name) {}

    static {
        add("DepthToSpace", 1, "mode", "DCR", "CRD");
        add("GridSample", 16, "mode", "nearest", "linear", "bilinear", "cubic", "bicubic");
        add("GridSample", 16, "padding_mode", "zeros", "border", "reflection");
        add("Pad", 1, "mode", "constant", "edge", "reflect", "wrap");
        add("Resize", 10, "mode", "nearest", "linear", "bilinear");
        add("Resize", 11, "mode", "nearest", "linear", "cubic");
        add("Resize", 11, "coordinate_transformation_mode", "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize");
        add("Resize", 11, "nearest_mode", "round_prefer_floor", "round_prefer_ceil", "floor", "ceil");
        add("Resize", 18, "keep_aspect_ratio_policy", "stretch", "not_larger", "not_smaller");
        add("RoiAlign", 10, "mode", "avg", "max");
        add("ScatterElements", 16, "reduction", REDUCTIONS);
        add("ScatterND", 16, "reduction", REDUCTIONS);
        add("TensorScatter", 24, "mode", "linear", "circular");
        add("Upsample", 1, "mode", "nearest", "linear", "bilinear");
    }

    private Choices() {}

    /** The words of an attribute from an opset on, until a later line says others. */
    private static void add(String op, int since, String name, String... words) {
        WORDS.computeIfAbsent(new Attribute(op, name), _ -> new TreeMap<>()).put(since, Set.of(words));
    }

    /** Whether no operator does what a word stands for. */
    static boolean refuses(NodeDef node, int opset, String name, String word) {
        if (!node.domain().isEmpty()) return false;
        NavigableMap<Integer, Set<String>> versions = WORDS.get(new Attribute(node.op(), name));
        if (versions == null) return false;
        Map.Entry<Integer, Set<String>> words = versions.floorEntry(opset);
        return !(words == null ? versions.firstEntry() : words).getValue().contains(word);
    }

    /** What a node asks for that is not supported, as in {@code mode lanczos}; empty if there is nothing. */
    public static List<String> refused(NodeDef node, int opset) {
        List<String> refused = new ArrayList<>();
        node.attributes().forEach((name, attribute) -> {            // in a function, an attribute's own name is that of the call
            if (attribute instanceof AttributeDef.OfText(_, var word) && refuses(node, opset, name, word)) refused.add(name + " " + word);
        });
        if (node.domain().isEmpty() && RECURRENT.contains(node.op()) && node.attributes().get("activations") instanceof AttributeDef.OfTexts(_, var words))
            for (String word : words) if (!RecurrentActivation.exists(word)) refused.add("activation " + word);
        refused.sort(null);
        return refused;
    }
}
