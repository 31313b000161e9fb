package org.ventral.onnx.op;

import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;
import static org.ventral.onnx.op.ShapeOperatorsTest.counted;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;

/** Images resized, sampled and cut into regions. The values of GridSample, AffineGrid and of what Resize does on corners and half pixels are PyTorch's. */
class ImageOperatorsTest {
    private static final OnnxValue ABSENT = OnnxValue.absent();

    /** {@code i² mod 17}: nothing regular, and small. */
    private static OnnxValue image(long... shape) {
        double[] values = new double[(int) Shape.of(shape).elements()];
        for (int i = 0; i < values.length; i++) values[i] = i * i % 17;
        return tensor(DOUBLE, Shape.of(shape), values);
    }

    private static OnnxValue wide(double... values) {
        return tensor(FLOAT, Shape.of(1, 1, 1, values.length), values);
    }

    // ------------------------------------------------------------------------------------------------ Resize

    private static OpCase scaled(double scale, OnnxValue x) {
        return OpCase.of("Resize", 19).in(x, ABSENT, vector(FLOAT, 1, 1, 1, scale));
    }

    private static OpCase sized(int size, OnnxValue x) {
        return OpCase.of("Resize", 19).withAll("axes", 3L).in(x, ABSENT, ABSENT, vector(INT64, size));
    }

    static Stream<OpCase> nearest() {
        OnnxValue x = wide(1, 2, 3, 4);
        return Stream.of(
            scaled(2, x).out(wide(1, 1, 2, 2, 3, 3, 4, 4)),
            scaled(0.5, x).out(wide(1, 3)).note("half pixels: 0.5 and 2.5, floors preferred"),
            scaled(0.5, x).with("nearest_mode", "round_prefer_ceil").out(wide(2, 4)),
            scaled(0.5, x).with("nearest_mode", "ceil").with("coordinate_transformation_mode", "asymmetric").out(wide(1, 3)),
            scaled(0.75, x).with("nearest_mode", "floor").with("coordinate_transformation_mode", "asymmetric").out(wide(1, 2, 3)),
            scaled(0.75, x).with("nearest_mode", "ceil").with("coordinate_transformation_mode", "asymmetric").out(wide(1, 3, 4)),
            sized(3, x).with("coordinate_transformation_mode", "align_corners").out(wide(1, 2, 4)).note("1.5 is between"),
            OpCase.of("Resize", 11).with("coordinate_transformation_mode", "tf_half_pixel_for_nn").with("nearest_mode", "floor").in(x, vector(FLOAT), vector(FLOAT), vector(INT64, 1, 1, 1, 2)).out(wide(2, 4)),
            OpCase.of("Resize", 18).withAll("axes", 3L, 2L).with("keep_aspect_ratio_policy", "not_larger").in(tensor(UINT8, Shape.of(1, 1, 2, 2), 1, 2, 3, 4), ABSENT, ABSENT, vector(INT64, 3, 5))
                .out(tensor(UINT8, Shape.of(1, 1, 3, 3), 1, 1, 2, 1, 1, 2, 3, 3, 4)),
            OpCase.of("Resize", 18).withAll("axes", 2L, 3L).with("keep_aspect_ratio_policy", "not_smaller").in(wide(1, 2), ABSENT, ABSENT, vector(INT64, 2, 3)).out(tensor(FLOAT, Shape.of(1, 1, 2, 4), 1, 1, 2, 2, 1, 1, 2, 2)),
            OpCase.of("Resize", 10).in(x, vector(FLOAT, 1, 1, 1, 0.6)).out(wide(1, 3)).note("the place above, where an image shrinks"),
            OpCase.of("Upsample", 1).with("width_scale", 2f).with("height_scale", 1f).in(x).out(wide(1, 1, 2, 2, 3, 3, 4, 4)),
            OpCase.of("Upsample", 9).in(x, vector(FLOAT, 1, 1, 2, 1.5)).out(tensor(FLOAT, Shape.of(1, 1, 2, 6), 1, 1, 2, 3, 3, 4, 1, 1, 2, 3, 3, 4)));
    }

    static Stream<OpCase> interpolated() {
        OnnxValue x = wide(1, 2, 3, 4), half = tensor(DOUBLE, Shape.of(1, 1, 3, 8),
            1.333333, 1.260417, 1.458333, 4.375, 7.03125, 9.427083, 12.947917, 15.5, 11.5, 7.34375, 2.59375, 8.53125, 12.4375, 14.3125, 12.53125, 11.0,
            5.833333, 3.791667, 1.177083, 1.28125, 2.010417, 3.364583, 4.25, 4.833333);
        OnnxValue aligned = tensor(DOUBLE, Shape.of(1, 1, 3, 8),
            0, 0.571429, 1.428571, 3.142857, 5.428571, 8.285714, 12, 16, 11.5, 6.071429, 3.357143, 8.785714, 12.357143, 14.071429, 13, 11,
            4, 2.285714, 0.857143, 0.285714, 0.285714, 0.857143, 2.285714, 4);
        OnnxValue cubic = tensor(DOUBLE, Shape.of(1, 1, 3, 8),
            1.015768, 0.708912, 1.364227, 3.950555, 7.014332, 9.092623, 13.318393, 16.206748, 14.311132, 7.617235, 2.273378, 9.146948, 15.643768, 16.372528, 13.619091, 10.714624,
            6.123252, 3.751152, 0.943997, 0.590045, 1.577822, 3.036858, 4.203701, 4.782135);
        OnnxValue cubicAligned = tensor(DOUBLE, Shape.of(1, 1, 3, 8),
            0, 0.265306122, 1.376093294, 2.705539359, 5.341107872, 7.883381924, 12.463556851, 16, 13.2812, 5.680575802, 2.617119169, 9.541044096, 15.508427478, 16.464786808, 14.45763484, 11.1875,
            4, 2.364431487, 0.629737609, 0.023323615, 0.023323615, 0.629737609, 2.364431487, 4);
        return Stream.of(
            toSize("linear", "half_pixel").out(half),
            toSize("linear", "pytorch_half_pixel").out(half),
            toSize("linear", "align_corners").out(aligned),
            toSize("cubic", "half_pixel").out(cubic),
            toSize("cubic", "align_corners").out(cubicAligned),
            scaled(0.5, x).with("mode", "linear").out(wide(1.5, 3.5)),
            scaled(0.5, x).with("mode", "linear").with("antialias", 1).out(wide(1.625, 3.375)).note("weights 1/8, 3/8, 3/8, 1/8"),
            sized(1, x).with("mode", "linear").with("coordinate_transformation_mode", "pytorch_half_pixel").out(wide(1)),
            sized(1, x).with("mode", "linear").with("coordinate_transformation_mode", "align_corners").out(wide(1)),
            scaled(0.625, x).with("mode", "linear").with("coordinate_transformation_mode", "half_pixel_symmetric").out(wide(1.7, 3.3)).note("half a wanted element is cut at each end"),
            scaled(2, x).with("mode", "cubic").with("exclude_outside", 1).with("cubic_coeff_a", -0.5f)
                .out(wide(excluded(0), excluded(1), excluded(2), 2.25, 2.75, 5 - excluded(2), 5 - excluded(1), 5 - excluded(0))),
            OpCase.of("Resize", 13).with("mode", "linear").with("coordinate_transformation_mode", "tf_crop_and_resize").with("extrapolation_value", 9f)
                .in(x, vector(FLOAT, 0, 0, 0, 0.5, 1, 1, 1, 1.5), ABSENT, vector(INT64, 1, 1, 1, 3)).out(wide(2.5, 4, 9)),
            OpCase.of("Resize", 10).with("mode", "linear").in(x, vector(FLOAT, 1, 1, 1, 0.6)).out(wide(1, 1 + 1 / 0.6)));
    }

    private static OpCase toSize(String mode, String coordinates) {
        return OpCase.of("Resize", 13).with("mode", mode).with("coordinate_transformation_mode", coordinates).in(image(1, 1, 4, 5), ABSENT, ABSENT, vector(INT64, 1, 1, 3, 8));
    }

    /** Keys' kernel with a = -1/2 at quarter places of 1, 2, 3, 4, of whose taps those beyond the first element have no weight. */
    private static double excluded(int i) {
        double at = (i + 0.5) / 2 - 0.5, sum = 0, weight = 0;
        for (int k = 0; k < 4; k++) {
            double d = Math.abs(at - k), w = d < 1 ? 1.5 * d * d * d - 2.5 * d * d + 1 : d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;
            sum += w * (k + 1);
            weight += w;
        }
        return sum / weight;
    }

    // ------------------------------------------------------------------------------------------------ GridSample, AffineGrid

    private static OpCase sample(String mode, String padding, int aligned, double... expected) {
        OnnxValue grid = tensor(DOUBLE, Shape.of(1, 3, 2, 2), -1.4, -0.9, -0.3, 0.2, 0, 0, 0.55, -0.75, 0.97, 1.3, 1.9, -2.2);
        return OpCase.of("GridSample", 20).with("mode", mode).with("padding_mode", padding).with("align_corners", aligned).in(image(1, 2, 3, 4), grid).out(tensor(DOUBLE, Shape.of(1, 2, 3, 2), expected));
    }

    static Stream<OpCase> sampled() {
        return Stream.of(
            sample("nearest", "zeros", 0, 0, 8, 2, 9, 0, 0, 0, 0, 1, 4, 0, 0),
            sample("nearest", "border", 1, 0, 8, 2, 4, 2, 9, 8, 0, 1, 9, 2, 4),
            sample("nearest", "reflection", 0, 0, 8, 2, 9, 2, 2, 8, 0, 1, 4, 2, 1),
            sample("nearest", "reflection", 1, 1, 8, 2, 4, 2, 2, 16, 0, 1, 9, 2, 1),
            sample("linear", "zeros", 0, 0, 10.06, 5, 6.125, 0.056, 0, 0, 4.66, 0.5, 5.25, 0.056, 0),
            sample("linear", "zeros", 1, 0.64, 8.78, 5, 5.775, 1.8095, 0, 2.92, 3.16, 0.5, 6.025, 1.589, 0),
            sample("linear", "border", 0, 0, 10.06, 5, 7, 2, 9, 8, 4.66, 0.5, 6, 2, 4),
            sample("linear", "border", 1, 1.6, 8.78, 5, 5.775, 2.585, 9, 7.3, 3.16, 0.5, 6.025, 2.27, 4),
            sample("linear", "reflection", 0, 0.3, 10.06, 5, 7, 2, 6.98, 10.4, 4.66, 0.5, 6, 2, 3.61),
            sample("linear", "reflection", 1, 1.66, 8.78, 5, 5.775, 6.134, 6.14, 11.56, 3.16, 0.5, 6.025, 2.7485, 2.68),
            sample("cubic", "zeros", 0, 0.195638625, 11.73718825, 3.03125, 7.17828125, -0.026209099, 0, -0.673941023, 3.489871375, 0.125, 5.436292969, 0.016520588, 0),
            sample("cubic", "border", 0, -1.7745, 11.010276, 3.03125, 7.114645, 0.626707, 9, 8.776344, 2.718552, 0.125, 5.617453, 1.37385, 4),
            sample("cubic", "border", 1, 1.317274, 9.068799, 3.03125, 5.528148, 1.129799, 9, 6.853024, 1.26791, 0.125, 5.522436, 2.012747, 4),
            sample("cubic", "reflection", 0, -2.236869, 11.010276, 3.03125, 7.091594, -1.036696, 5.684451, 12.250061, 2.718552, 0.125, 5.643375, 0.760698, 2.106666),
            sample("cubic", "reflection", 1, 0.470302, 9.203956, 3.03125, 5.954524, 4.514156, 4.776541, 12.715894, 1.650302, 0.125, 5.815815, 2.346876, 1.408625),
            OpCase.of("GridSample", 16).in(tensor(FLOAT, Shape.of(1, 1, 1, 2), 2, 4), tensor(FLOAT, Shape.of(1, 1, 1, 2), 0, 0)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1), 3)).note("bilinear, zeros and half pixels unless said"),
            OpCase.of("GridSample", 20).with("align_corners", 1).in(counted(FLOAT, 1, 1, 2, 2, 2), tensor(FLOAT, Shape.of(1, 1, 1, 2, 3), 1, -1, -1, 0, 0, 1)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1, 2), 1, 5.5)),
            OpCase.of("AffineGrid", 20).in(theta(), vector(INT64, 1, 1, 2, 3)).out(tensor(DOUBLE, Shape.of(1, 2, 3, 2), -0.108333, -1.15, 0.225, -0.95, 0.558333, -0.75, -0.358333, 0.35, -0.025, 0.55, 0.308333, 0.75)),
            OpCase.of("AffineGrid", 20).with("align_corners", 1).in(theta(), vector(INT64, 1, 1, 2, 3)).out(tensor(DOUBLE, Shape.of(1, 2, 3, 2), -0.15, -2, 0.35, -1.7, 0.85, -1.4, -0.65, 1, -0.15, 1.3, 0.35, 1.6)),
            OpCase.of("AffineGrid", 20).in(tensor(FLOAT, Shape.of(1, 3, 4), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0.5), vector(INT64, 1, 1, 1, 1, 2)).out(tensor(FLOAT, Shape.of(1, 1, 1, 2, 3), -0.5, 0, 0.5, 0.5, 0, 0.5)));
    }

    private static OnnxValue theta() {
        return tensor(DOUBLE, Shape.of(1, 2, 3), 0.5, -0.25, 0.1, 0.3, 1.5, -0.2);
    }

    // ------------------------------------------------------------------------------------------------ regions

    static Stream<OpCase> regions() {
        OnnxValue x = counted(FLOAT, 1, 1, 4, 4), two = tensor(FLOAT, Shape.of(2, 1, 2, 2), 1, 2, 3, 4, -1, -2, -3, -4);
        return Stream.of(
            OpCase.of("RoiAlign", 10).with("output_height", 2).with("output_width", 2).with("sampling_ratio", 1).in(x, matrix(FLOAT, 4, 0, 0, 2, 2), vector(INT64, 0)).out(tensor(FLOAT, Shape.of(1, 1, 2, 2), 2.5, 3.5, 6.5, 7.5)),
            OpCase.of("RoiAlign", 16).with("output_height", 2).with("output_width", 2).in(x, matrix(FLOAT, 4, 1, 1, 3, 3), vector(INT64, 0)).out(tensor(FLOAT, Shape.of(1, 1, 2, 2), 5, 6, 9, 10)).note("half pixels, one sample a bin"),
            OpCase.of("RoiAlign", 16).with("coordinate_transformation_mode", "output_half_pixel").with("spatial_scale", 0.5f).in(two, matrix(FLOAT, 4, 0, 0, 0, 0), vector(INT64, 1)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1), -2.5))
                .note("no region is smaller than one element"),
            OpCase.of("RoiAlign", 16).with("sampling_ratio", 2).in(two, matrix(FLOAT, 4, -9, -9, -8, -8), vector(INT64, 0)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1), 0)).note("beyond the image"),
            OpCase.of("RoiAlign", 16).in(x, tensor(FLOAT, Shape.of(0, 4)), vector(INT64)).out(tensor(FLOAT, Shape.of(0, 1, 1, 1))),
            OpCase.of("RoiAlign", 22).with("mode", "max").with("sampling_ratio", 1).in(two, matrix(FLOAT, 4, 0.25, 0.5, 1.25, 1.5), vector(INT64, 0)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1), 1.125))
                .note("the largest share of a neighbour: 3/8 of 3"),
            OpCase.of("MaxRoiPool", 1).withAll("pooled_shape", 2L, 2L).in(x, matrix(FLOAT, 5, 0, 0, 0, 2, 2)).out(tensor(FLOAT, Shape.of(1, 1, 2, 2), 5, 6, 9, 10)).note("bins overlap"),
            OpCase.of("MaxRoiPool", 1).withAll("pooled_shape", 1L, 2L).with("spatial_scale", 0.5f).in(two, matrix(FLOAT, 5, 1, 0, 0, 6, 6)).out(tensor(FLOAT, Shape.of(1, 1, 1, 2), -1, 0)).note("a bin beyond the image is empty"));
    }

    @ParameterizedTest @MethodSource({"nearest", "interpolated", "sampled", "regions"}) void computes(OpCase c) {
        c.check();
    }

    static Stream<OpCase> differentiable() {
        OnnxValue grid = tensor(DOUBLE, Shape.of(1, 1, 3, 2), -0.37, 0.21, 0.63, -0.52, 0.11, 0.83), rois = matrix(DOUBLE, 4, 0.3, 0.2, 2.1, 1.7, 0, 0, 3, 2), zero = vector(INT64, 0, 0);
        return Stream.of(
            sized("linear"), sized("cubic"), sized("nearest"),
            OpCase.of("Resize", 18).with("mode", "cubic").with("antialias", 1).in(image(1, 1, 2, 5), ABSENT, ABSENT, vector(INT64, 1, 1, 2, 2)),
            OpCase.of("GridSample", 20).in(image(1, 2, 3, 4), grid),
            OpCase.of("GridSample", 20).with("mode", "cubic").with("padding_mode", "reflection").in(image(1, 2, 3, 4), grid),
            OpCase.of("GridSample", 20).with("mode", "nearest").with("padding_mode", "border").in(image(1, 2, 3, 4), grid),
            OpCase.of("AffineGrid", 20).in(theta(), vector(INT64, 1, 1, 2, 3)),
            OpCase.of("RoiAlign", 16).with("output_height", 2).with("sampling_ratio", 2).in(image(1, 2, 3, 4), rois, zero),
            OpCase.of("RoiAlign", 16).with("mode", "max").with("output_width", 2).in(image(1, 2, 3, 4), rois, zero),
            OpCase.of("MaxRoiPool", 1).withAll("pooled_shape", 2L, 2L).in(counted(DOUBLE, 1, 1, 3, 4), matrix(DOUBLE, 5, 0, 0, 0, 2, 2)));
    }

    private static OpCase sized(String mode) {
        return OpCase.of("Resize", 18).with("mode", mode).in(image(1, 1, 3, 3), ABSENT, ABSENT, vector(INT64, 1, 1, 2, 5));
    }

    @ParameterizedTest @MethodSource("differentiable") void passesGradients(OpCase c) {
        c.checkGradient(0);
    }

    @ParameterizedTest @MethodSource("differentiable") void isTraced(OpCase c) {
        c.checkTrace(0);
    }

    static Stream<OpCase> grids() {
        OnnxValue grid = tensor(DOUBLE, Shape.of(1, 1, 3, 2), -0.37, 0.21, 0.63, -0.52, 0.11, 0.83);
        return Stream.of("zeros", "border", "reflection").flatMap(padding -> Stream.of("linear", "cubic").map(mode ->
            OpCase.of("GridSample", 20).with("mode", mode).with("padding_mode", padding).in(image(1, 2, 3, 4), grid)));
    }

    @ParameterizedTest @MethodSource("grids") void gridsPassGradients(OpCase c) {
        c.checkGradient(1);
        c.checkTrace(1);
    }
}
