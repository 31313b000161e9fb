package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** NonMaxSuppression: of boxes that overlap much, the best scored stays. */
final class DetectionOperators {
    private DetectionOperators() {}

    static void register(Registry registry) {
        registry.add("NonMaxSuppression", 10, DetectionOperators::nonMaxSuppression);
    }

    /** A box by the corners of least and greatest coordinates. */
    private record Box(float top, float left, float bottom, float right) {
        /** By two opposite corners (y, x), in any order. */
        static Box corners(float[] v, int at) {
            return new Box(Math.min(v[at], v[at + 2]), Math.min(v[at + 1], v[at + 3]), Math.max(v[at], v[at + 2]), Math.max(v[at + 1], v[at + 3]));
        }

        /** By centre (x, y), width and height. */
        static Box centred(float[] v, int at) {
            float w = v[at + 2] / 2, h = v[at + 3] / 2;
            return new Box(v[at + 1] - h, v[at] - w, v[at + 1] + h, v[at] + w);
        }

        float area() {
            return (bottom - top) * (right - left);
        }

        /** Whether the common area is more than a share of the area of both together. */
        boolean overlaps(Box other, float share) {
            float height = Math.min(bottom, other.bottom) - Math.max(top, other.top), width = Math.min(right, other.right) - Math.max(left, other.left);
            if (height <= 0 || width <= 0) return false;
            float common = height * width, all = area() + other.area() - common;
            return all > 0 && common / all > share;
        }
    }

    /** Boxes {@code [batches, n, 4]}, scores {@code [batches, classes, n]}; answers the chosen as int64 {@code [count, 3]}: batch, class and box, the best of each class first. */
    private static List<OnnxValue> nonMaxSuppression(Call call) {
        Shape shape = call.value(0).shape(), scored = call.value(1).shape();
        if (shape.rank() != 3 || shape.size(2) != 4 || scored.rank() != 3 || scored.size(0) != shape.size(0) || scored.size(2) != shape.size(1))
            throw call.malformed("boxes %s and scores %s: takes [batches, n, 4] and [batches, classes, n]".formatted(shape, scored));
        long most = call.has(2) ? call.single(2) : 0;
        float share = call.has(3) ? (float) call.tensor(3).item() : 0, least = call.has(4) ? (float) call.tensor(4).item() : Float.NEGATIVE_INFINITY;
        boolean filtered = call.has(4), centred = call.integer("center_point_box", 0) != 0;
        Tensor boxes = call.tensor(0), scores = call.tensor(1);
        List<long[]> chosen = new ArrayList<>();
        for (int b = 0; b < shape.size(0); b++) {
            float[] corners = boxes.select(0, b).toFloats();
            Box[] all = IntStream.range(0, corners.length / 4).mapToObj(i -> centred ? Box.centred(corners, 4 * i) : Box.corners(corners, 4 * i)).toArray(Box[]::new);
            for (int c = 0; c < scored.size(1); c++) {
                float[] score = scores.select(0, b).select(0, c).toFloats();
                List<Integer> kept = new ArrayList<>();
                IntStream.range(0, all.length).filter(i -> !filtered || score[i] > least).boxed().sorted(Comparator.comparing((Integer i) -> score[i]).reversed()).forEach(i -> {
                    if (kept.size() < most && kept.stream().noneMatch(k -> all[k].overlaps(all[i], share))) kept.add(i);
                });
                for (int i : kept) chosen.add(new long[] {b, c, i});
            }
        }
        return List.of(call.host(chosen.stream().flatMapToLong(Arrays::stream).toArray(), chosen.size(), 3));
    }
}
