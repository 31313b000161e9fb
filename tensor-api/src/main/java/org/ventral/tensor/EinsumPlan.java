package org.ventral.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * How an Einstein summation such as {@code "bij,bjk->bik"} is computed: each operand prepared, then operands contracted pair by pair, each
 * a batched matrix product, then the axes put in order.
 *
 * <p><b>The notation.</b> Each operand has one letter per axis. A letter that the output lacks is summed over. A letter twice in one
 * operand takes the diagonal. {@code ...} stands for any number of axes, aligned at their end as in broadcasting. Without {@code ->} the
 * output has the axes of {@code ...} and then, in alphabetical order (capitals first), the letters that occur once. An axis of size 1 is
 * broadcast against other sizes of its letter.
 *
 * <p><b>Labels.</b> The plan numbers the letters, and the axes under {@code ...}, from 0: these numbers are the labels below,
 * {@link #names} and {@link #sizes} describe them.
 *
 * <p><b>How to run it.</b> Values are numbered: first the operands, then the result of each contraction in turn.
 * <ol>
 *   <li>Prepare each operand as {@link Operand} says.
 *   <li>For each {@link Contraction}: bring the left value to {@code [batch…, freeLeft…, contracted…]} and the right one to
 *       {@code [batch…, contracted…, freeRight…]}, merge each group to one axis, multiply; the result has the labels
 *       {@link Contraction#labels}.
 *   <li>Permute the last value by {@link #outputAxes}.
 * </ol>
 *
 * @param equation     as given, without blanks
 * @param names        of the labels: a letter, or {@code ...1} for the last axis under an ellipsis, {@code ...2} for the one before
 * @param sizes        of the labels
 * @param operands     one for each operand
 * @param contractions one less than operands, in order; each is that of all pairs whose result adds least to the memory held
 * @param output       the labels of the result
 */
record EinsumPlan(String equation, List<String> names, List<Long> sizes, List<Operand> operands, List<Contraction> contractions,
        List<Integer> output) {
    EinsumPlan {
        names = List.copyOf(names);
        sizes = List.copyOf(sizes);
        operands = List.copyOf(operands);
        contractions = List.copyOf(contractions);
        output = List.copyOf(output);
    }

    /**
     * What an operand becomes before it is contracted: first the axes in {@code dropped} are removed (their size is 1 and their label's
     * is not), then the diagonal is taken over axes of equal label, leaving each label where it stood first, then the labels in
     * {@code summed} are summed over, for nothing else has them.
     *
     * @param axes    the label of each axis as given
     * @param dropped positions in {@code axes}, ascending
     * @param summed  labels, in the order of the axes
     * @param labels  of the axes that are left
     */
    record Operand(List<Integer> axes, List<Integer> dropped, List<Integer> summed, List<Integer> labels) {
        Operand {
            axes = List.copyOf(axes);
            dropped = List.copyOf(dropped);
            summed = List.copyOf(summed);
            labels = List.copyOf(labels);
        }
    }

    /**
     * The product of two values. Any of the four lists may be empty.
     *
     * @param left       number of the left value, below that of the right
     * @param right      number of the right value
     * @param batch      labels of both that are still needed
     * @param contracted labels of both that are summed over
     * @param freeLeft   labels of the left value alone
     * @param freeRight  labels of the right value alone
     */
    record Contraction(int left, int right, List<Integer> batch, List<Integer> contracted, List<Integer> freeLeft,
            List<Integer> freeRight) {
        Contraction {
            batch = List.copyOf(batch);
            contracted = List.copyOf(contracted);
            freeLeft = List.copyOf(freeLeft);
            freeRight = List.copyOf(freeRight);
        }

        /** The labels of the result: batch, free left, free right. */
        List<Integer> labels() {
            return concat(batch, freeLeft, freeRight);
        }
    }

    /** Plans an equation for operands of these shapes. Throws {@link IllegalArgumentException} naming the equation and the operand. */
    static EinsumPlan of(String equation, List<long[]> shapes) {
        return new Parser(equation, shapes).plan();
    }

    /** For each axis of the output, the axis of the last value that it is. */
    List<Integer> outputAxes() {
        List<Integer> last = contractions.isEmpty() ? operands.getFirst().labels : contractions.getLast().labels();
        return output.stream().map(last::indexOf).toList();
    }

    /** The sizes of some labels. */
    long[] shape(List<Integer> labels) {
        return labels.stream().mapToLong(sizes::get).toArray();
    }

    /** The number of elements of a value with these labels; 1 where there are none. */
    long elements(List<Integer> labels) {
        return labels.stream().mapToLong(sizes::get).reduce(1, Math::multiplyExact);
    }

    @SafeVarargs
    private static List<Integer> concat(List<Integer>... parts) {
        var all = new ArrayList<Integer>();
        for (List<Integer> part : parts) all.addAll(part);
        return all;
    }

    private static List<Integer> those(List<Integer> labels, Predicate<Integer> condition) {
        return labels.stream().filter(condition).toList();
    }

    /** Letters to labels, and all checks. */
    private static final class Parser {
        private static final String ELLIPSIS = "...";

        private final String equation;
        private final List<long[]> shapes;
        private final List<String> names = new ArrayList<>();
        private final List<Long> sizes = new ArrayList<>();
        private final List<Integer> sizedBy = new ArrayList<>();        // the operand that a label's size comes from
        private int ellipsisRank;

        Parser(String equation, List<long[]> shapes) {
            this.equation = equation.replaceAll("\\s", "");
            this.shapes = shapes;
        }

        EinsumPlan plan() {
            int arrow = equation.indexOf("->");
            String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
            if (inputs.length != shapes.size())
                throw error("names " + inputs.length + " operands, but " + shapes.size() + " were given");
            for (int i = 0; i < inputs.length; i++) ellipsisRank = Math.max(ellipsisRank, ellipsisRank(inputs[i], i));

            var axes = new ArrayList<List<Integer>>();
            for (int i = 0; i < inputs.length; i++) axes.add(labels(inputs[i], i));
            for (int i = 0; i < inputs.length; i++) takeSizes(i, axes.get(i));
            List<Integer> output = arrow < 0 ? implicitOutput(axes) : explicitOutput(equation.substring(arrow + 2));

            List<Operand> operands = prepare(axes, output);
            return new EinsumPlan(equation, names, sizes, operands, new Planner(sizes, output).contract(operands), output);
        }

        /** How many axes the ellipsis of an operand stands for; checks its letters and its rank. */
        private int ellipsisRank(String term, int operand) {
            String letters = lettersOf(term, "operand " + operand);
            int rank = shapes.get(operand).length;
            boolean ellipsis = letters.length() < term.length();
            if (ellipsis ? rank < letters.length() : rank != letters.length())
                throw error("operand " + operand + " " + Arrays.toString(shapes.get(operand)) + " has " + rank + " axes, but \"" + term
                        + "\" names " + (ellipsis ? "at least " : "") + letters.length());
            return ellipsis ? rank - letters.length() : 0;
        }

        /** A term without its ellipsis, if it has one. */
        private String lettersOf(String term, String where) {
            int dots = term.indexOf(ELLIPSIS);
            String letters = dots < 0 ? term : term.substring(0, dots) + term.substring(dots + ELLIPSIS.length());
            for (char c : letters.toCharArray())
                if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'))
                    throw error("the term \"" + term + "\" of " + where + " may hold letters and one \"...\", not '" + c + "'");
            return letters;
        }

        /** The label of each axis of an operand. */
        private List<Integer> labels(String term, int operand) {
            int rank = shapes.get(operand).length;
            return expand(term, rank - (term.length() - (term.contains(ELLIPSIS) ? ELLIPSIS.length() : 0)), true);
        }

        private List<Integer> expand(String term, int ellipsisAxes, boolean mayAdd) {
            var labels = new ArrayList<Integer>();
            for (int i = 0; i < term.length(); i++) {
                if (term.startsWith(ELLIPSIS, i)) {
                    for (int fromEnd = ellipsisAxes; fromEnd > 0; fromEnd--) labels.add(label(ELLIPSIS + fromEnd, mayAdd));
                    i += ELLIPSIS.length() - 1;
                } else {
                    labels.add(label(term.substring(i, i + 1), mayAdd));
                }
            }
            return labels;
        }

        private int label(String name, boolean mayAdd) {
            int label = names.indexOf(name);
            if (label >= 0) return label;
            if (!mayAdd) throw error("the output has " + name + ", which no operand has");
            names.add(name);
            sizes.add(1L);
            sizedBy.add(-1);
            return names.size() - 1;
        }

        private void takeSizes(int operand, List<Integer> axes) {
            long[] shape = shapes.get(operand);
            for (int axis = 0; axis < shape.length; axis++) {
                int label = axes.get(axis), first = axes.indexOf(label);
                if (shape[axis] != shape[first])
                    throw error("operand " + operand + " " + Arrays.toString(shape) + " has sizes " + shape[first] + " and " + shape[axis]
                            + " on axes " + first + " and " + axis + ", which are both " + names.get(label));
                if (shape[axis] == 1 || shape[axis] == sizes.get(label)) continue;
                int other = sizedBy.get(label);
                if (other >= 0)
                    throw error("operand " + operand + " " + Arrays.toString(shape) + " has size " + shape[axis] + " on axis " + axis
                            + " (" + names.get(label) + "), but operand " + other + " " + Arrays.toString(shapes.get(other)) + " has " + sizes.get(label));
                sizes.set(label, shape[axis]);
                sizedBy.set(label, operand);
            }
        }

        private List<Integer> explicitOutput(String term) {
            lettersOf(term, "the output");
            List<Integer> output = expand(term, ellipsisRank, false);
            for (int i = 0; i < output.size(); i++)
                if (output.indexOf(output.get(i)) != i) throw error("the output has " + names.get(output.get(i)) + " twice");
            return output;
        }

        private List<Integer> implicitOutput(List<List<Integer>> axes) {
            var output = new ArrayList<Integer>();
            for (int fromEnd = ellipsisRank; fromEnd > 0; fromEnd--) output.add(names.indexOf(ELLIPSIS + fromEnd));
            List<Integer> all = axes.stream().flatMap(Collection::stream).toList();
            all.stream().filter(label -> !names.get(label).startsWith(ELLIPSIS) && all.indexOf(label) == all.lastIndexOf(label))
                    .sorted((a, b) -> names.get(a).compareTo(names.get(b))).forEach(output::add);
            return output;
        }

        private List<Operand> prepare(List<List<Integer>> axes, List<Integer> output) {
            var kept = new ArrayList<List<Integer>>();      // by operand, the labels after the diagonal
            var dropped = new ArrayList<List<Integer>>();
            for (int i = 0; i < axes.size(); i++) {
                var droppedHere = new ArrayList<Integer>();
                var keptHere = new ArrayList<Integer>();
                for (int axis = 0; axis < axes.get(i).size(); axis++) {
                    int label = axes.get(i).get(axis);
                    if (shapes.get(i)[axis] != sizes.get(label)) droppedHere.add(axis);
                    else if (!keptHere.contains(label)) keptHere.add(label);
                }
                dropped.add(droppedHere);
                kept.add(keptHere);
            }
            var operands = new ArrayList<Operand>();
            for (int i = 0; i < axes.size(); i++) {
                List<Integer> summed = those(kept.get(i),
                        label -> !output.contains(label) && kept.stream().filter(k -> k.contains(label)).count() == 1);
                operands.add(new Operand(axes.get(i), dropped.get(i), summed, those(kept.get(i), label -> !summed.contains(label))));
            }
            return operands;
        }

        private IllegalArgumentException error(String what) {
            return new IllegalArgumentException("einsum \"" + equation + "\": " + what);
        }
    }

    /**
     * The order of the contractions: greedily the pair whose result is smallest in comparison with what it replaces; of equal ones that of
     * least work, then the first.
     */
    private static final class Planner {
        private final List<Long> sizes;
        private final List<Integer> output;

        Planner(List<Long> sizes, List<Integer> output) {
            this.sizes = sizes;
            this.output = output;
        }

        List<Contraction> contract(List<Operand> operands) {
            var values = new ArrayList<List<Integer>>();        // labels by value number; null once used up
            for (Operand operand : operands) values.add(operand.labels);
            var contractions = new ArrayList<Contraction>();
            while (contractions.size() < operands.size() - 1) {
                Contraction next = cheapest(values);
                contractions.add(next);
                values.set(next.left, null);
                values.set(next.right, null);
                values.add(next.labels());
            }
            return contractions;
        }

        private Contraction cheapest(List<List<Integer>> values) {
            Contraction best = null;
            double leastCost = 0, leastWork = 0;
            for (int left = 0; left < values.size(); left++)
                for (int right = left + 1; right < values.size(); right++) {
                    if (values.get(left) == null || values.get(right) == null) continue;
                    Contraction candidate = contraction(values, left, right);
                    double cost = elements(candidate.labels()) - elements(values.get(left)) - elements(values.get(right));
                    double work = elements(candidate.labels()) * elements(candidate.contracted);
                    if (best == null || cost < leastCost || cost == leastCost && work < leastWork) {
                        best = candidate;
                        leastCost = cost;
                        leastWork = work;
                    }
                }
            return best;
        }

        private Contraction contraction(List<List<Integer>> values, int left, int right) {
            List<Integer> a = values.get(left), b = values.get(right);
            var needed = new ArrayList<>(output);
            for (int i = 0; i < values.size(); i++)
                if (i != left && i != right && values.get(i) != null) needed.addAll(values.get(i));
            return new Contraction(left, right,
                    those(a, label -> b.contains(label) && needed.contains(label)),
                    those(a, label -> b.contains(label) && !needed.contains(label)),
                    those(a, label -> !b.contains(label)), those(b, label -> !a.contains(label)));
        }

        /** In double: a bad order may have more elements than a long can count, which is no reason to fail, but to choose another. */
        private double elements(List<Integer> labels) {
            double product = 1;
            for (int label : labels) product *= sizes.get(label);
            return product;
        }
    }
}
