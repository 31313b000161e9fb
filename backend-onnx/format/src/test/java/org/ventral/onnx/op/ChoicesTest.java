package org.ventral.onnx.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** What is said of a node before it runs is what happens when it runs. */
class ChoicesTest {
    private static final OnnxValue ABSENT = OnnxValue.absent(), IMAGE = tensor(FLOAT, Shape.of(1, 4, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);

    /**
     * An attribute of an operator, and how to run a node with a word for it.
     *
     * @param words what the standard knows, whether it is supported or not, and one that it does not know
     */
    private record Line(String op, int opset, String attribute, String[] words, List<OnnxValue> inputs, Map<String, Long> numbers) {
        static Line of(String op, int opset, String attribute, String words, OnnxValue... inputs) {
            return new Line(op, opset, attribute, (words + " spiral").split(" "), List.of(inputs), op.equals("DepthToSpace") ? Map.of("blocksize", 2L) : Map.of());
        }

        OpCase word(String word) {
            OpCase node = OpCase.of(op, opset).in(inputs.toArray(OnnxValue[]::new)).with(attribute, word);
            numbers.forEach(node::with);
            return node;
        }

        @Override public String toString() {
            return op + " " + opset + " " + attribute;
        }
    }

    static Stream<Line> lines() {
        OnnxValue scales = vector(FLOAT, 1, 1, 2, 2), sizes = vector(INT64, 1, 4, 3, 5), region = vector(FLOAT, 0, 0, 0, 0, 1, 1, 1, 1), row = vector(FLOAT, 1, 2, 3);
        OnnxValue grid = tensor(FLOAT, Shape.of(1, 1, 1, 2), 0.5, -2), places = vector(INT64, 0, 0), updates = vector(FLOAT, 5, 7);
        String modes = "nearest linear bilinear cubic bicubic", reductions = "none add mul max min";
        return Stream.of(
            Line.of("DepthToSpace", 13, "mode", "DCR CRD", IMAGE),
            Line.of("GridSample", 16, "mode", modes, IMAGE, grid),
            Line.of("GridSample", 20, "mode", modes, IMAGE, grid),
            Line.of("GridSample", 20, "padding_mode", "zeros border reflection", IMAGE, grid),
            Line.of("Pad", 19, "mode", "constant edge reflect wrap", row, vector(INT64, 1, 1)),
            Line.of("Resize", 10, "mode", modes, IMAGE, scales),
            Line.of("Resize", 13, "mode", modes, IMAGE, ABSENT, scales),
            Line.of("Resize", 13, "nearest_mode", "round_prefer_floor round_prefer_ceil floor ceil", IMAGE, ABSENT, scales),
            Line.of("Resize", 19, "coordinate_transformation_mode", "half_pixel half_pixel_symmetric pytorch_half_pixel align_corners asymmetric tf_half_pixel_for_nn tf_crop_and_resize", IMAGE, region, scales),
            Line.of("Resize", 18, "keep_aspect_ratio_policy", "stretch not_larger not_smaller", IMAGE, ABSENT, ABSENT, sizes),
            Line.of("RoiAlign", 16, "mode", "avg max", IMAGE, tensor(FLOAT, Shape.of(1, 4), 0, 0, 1, 1), vector(INT64, 0)),
            Line.of("ScatterElements", 13, "reduction", reductions, row, places, updates),
            Line.of("ScatterElements", 18, "reduction", reductions, row, places, updates),
            Line.of("ScatterND", 18, "reduction", reductions, row, tensor(INT64, Shape.of(2, 1), 0, 2), updates),
            Line.of("TensorScatter", 24, "mode", "linear circular", tensor(FLOAT, Shape.of(1, 1, 3, 1), 1, 2, 3), tensor(FLOAT, Shape.of(1, 1, 1, 1), 5), vector(INT64, 1)),
            Line.of("Upsample", 9, "mode", modes, IMAGE, scales));
    }

    @ParameterizedTest @MethodSource("lines")
    void foretellWhatRuns(Line line) {
        int supported = 0;
        for (String word : line.words) {
            OpCase node = line.word(word);
            List<String> refused = Choices.refused(new NodeDef("test", "", line.op, "", List.of(), List.of(), Map.of(line.attribute, new AttributeDef.OfText(line.attribute, word))), line.opset);
            if (refused.isEmpty()) {
                assertThat(node.run(Device.named("reference"))).as(line + " " + word).isNotEmpty();
                supported++;
            } else {
                assertThat(refused).containsExactly(line.attribute + " " + word);
                assertThatThrownBy(() -> node.run(Device.named("reference"))).as(line + " " + word).isInstanceOf(OnnxUnsupportedException.class).hasMessageContaining(refused.getFirst());
            }
        }
        assertThat(supported).as("words that run, \"spiral\" not among them").isBetween(2, line.words.length - 1);
    }
}
