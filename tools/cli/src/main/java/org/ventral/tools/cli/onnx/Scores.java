package org.ventral.tools.cli.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier answers for one sample, as probabilities.
 *
 * <p>Models answer probabilities, their logarithms, or scores before softmax. The first are told by their sum; softmax of the others is right for both.
 *
 * @param scores        as the model answers them
 * @param probabilities of the classes, which add up to 1
 */
record Scores(double[] scores, double[] probabilities) {
    private static final double ROUNDING = 1e-3;

    static Scores of(double[] scores) {
        if (areProbabilities(scores)) return new Scores(scores, scores);
        double largest = Arrays.stream(scores).max().orElse(0), total = 0;
        double[] probabilities = new double[scores.length];
        for (int i = 0; i < scores.length; i++) total += probabilities[i] = Math.exp(scores[i] - largest);
        for (int i = 0; i < scores.length; i++) probabilities[i] /= total;
        return new Scores(scores, probabilities);
    }

    /** Whether the numbers are none below 0 and add up to 1. */
    static boolean areProbabilities(double[] scores) {
        return Arrays.stream(scores).min().orElse(-1) >= 0 && Math.abs(Arrays.stream(scores).sum() - 1) < ROUNDING;
    }

    /** The classes of highest score, the highest first; of equal ones the first. */
    List<Integer> best(int count) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
        order.sort(Comparator.comparingDouble((Integer i) -> scores[i]).reversed());
        return List.copyOf(order.subList(0, Math.min(count, order.size())));
    }
}
