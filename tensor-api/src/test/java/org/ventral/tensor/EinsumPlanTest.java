package org.ventral.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EinsumPlanTest {
    private static EinsumPlan plan(String equation, long[]... shapes) {
        return EinsumPlan.of(equation, List.of(shapes));
    }

    private static long[] shape(long... sizes) {
        return sizes;
    }

    private static String names(EinsumPlan plan, List<Integer> labels) {
        return String.join("", labels.stream().map(plan.names()::get).toList());
    }

    @Nested class Contractions {
        @Test void aBatchedProductIsOneContraction() {
            EinsumPlan plan = plan("bij,bjk->bik", shape(2, 3, 4), shape(2, 4, 5));
            EinsumPlan.Contraction c = plan.contractions().getFirst();
            assertEquals(1, plan.contractions().size());
            assertEquals("b/j/i/k", String.join("/", names(plan, c.batch()), names(plan, c.contracted()), names(plan, c.freeLeft()), names(plan, c.freeRight())));
            assertEquals(List.of(0, 1, 2), plan.outputAxes());
            assertArrayEquals(shape(2, 3, 5), plan.shape(plan.output()));
            assertEquals(30, plan.elements(plan.output()));
        }

        @Test void theCheapOrderOfAChainIsFound() {
            EinsumPlan plan = plan("ij,jk,kl->il", shape(100, 100), shape(100, 100), shape(100, 1));
            assertEquals(1, plan.contractions().getFirst().left());
            assertEquals(2, plan.contractions().getFirst().right());
            assertEquals(0, plan.contractions().getLast().left());
            assertEquals(3, plan.contractions().getLast().right());
        }

        @Test void aLabelThatAThirdOperandNeedsIsKept() {
            EinsumPlan plan = plan("i,i,i->", shape(4), shape(4), shape(4));
            assertEquals("i", names(plan, plan.contractions().getFirst().batch()));
            assertEquals("i", names(plan, plan.contractions().getLast().contracted()));
        }

        @Test void aLabelOfOneOperandAloneIsSummedAtOnce() {
            EinsumPlan plan = plan("ij,jk->k", shape(2, 3), shape(3, 4));
            assertEquals("i", names(plan, plan.operands().getFirst().summed()));
            assertEquals("j", names(plan, plan.operands().getFirst().labels()));
        }

        @Test void broadcastAxesAreDropped() {
            EinsumPlan plan = plan("...ij,...jk", shape(1, 7, 2, 3), shape(5, 1, 3, 4));
            assertEquals(List.of(0), plan.operands().get(0).dropped());
            assertEquals(List.of(1), plan.operands().get(1).dropped());
            assertArrayEquals(shape(5, 7, 2, 4), plan.shape(plan.output()));
            assertEquals(List.of("...2", "...1", "i", "j", "k"), plan.names());
        }

        @Test void thePlanIsImmutable() {
            EinsumPlan plan = plan("ij->ji", shape(2, 3));
            assertThrows(UnsupportedOperationException.class, () -> plan.output().add(1));
            assertThrows(UnsupportedOperationException.class, () -> plan.operands().getFirst().axes().add(1));
        }
    }

    @Nested class Outputs {
        @ParameterizedTest
        @CsvSource(delimiter = ';', value = {"ij,jk; ik", "ba; ab", "ii; ''", "bA; Ab", "i,i; ''", " i j , j k -> k i ; ki", "ij->; ''"})
        void areInferredOrGiven(String equation, String output) {
            long[][] shapes = new long[equation.contains(",") ? 2 : 1][];
            Arrays.fill(shapes, equation.contains("i,i") ? shape(3) : shape(3, 3));
            EinsumPlan plan = plan(equation, shapes);
            assertEquals(output, names(plan, plan.output()));
        }

        @Test void ellipsisAxesComeFirstWhenInferred() {
            EinsumPlan plan = plan("b...a", shape(2, 3, 4, 5));
            assertArrayEquals(shape(3, 4, 5, 2), plan.shape(plan.output()));
        }

        @Test void anEllipsisMayBeSummedAway() {
            EinsumPlan plan = plan("i...->i", shape(2, 3, 4));
            assertArrayEquals(shape(2), plan.shape(plan.output()));
            assertEquals("...2...1", names(plan, plan.operands().getFirst().summed()));
        }

        @Test void anEllipsisMayStandForNothing() {
            assertArrayEquals(shape(2), plan("...i->...i", shape(2)).shape(List.of(0)));
        }
    }

    @Nested class Values {
        /** Every plan, run step by step as its javadoc says, against the definition: a sum over all labels. */
        @ParameterizedTest
        @CsvSource(delimiter = ';', value = {
            "ij->ji; 2,3", "ij->; 2,3", "ii->i; 3,3", "ii; 3,3", "iij->j; 3,3,2", "iji->ij; 3,2,3", "->; ''", "...->...; 2,3", ",->; ' '",
            "ij,jk->ik; 2,3 3,4", "ij,kj->ki; 2,3 4,3", "bij,bjk->bik; 2,3,4 2,4,2", "i,j->ji; 2 3", "ij,ij->; 2,3 2,3", "ij,ij->ij; 2,3 2,3",
            "bhqd,bhkd->bhqk; 2,2,3,4 2,2,5,4", "i,i,i->i; 3 3 3", "ij,jk,kl,lm->im; 2,3 3,4 4,2 2,3", "a,ab,abc->abc; 2 2,3 2,3,4", "abc,bc,c->a; 2,3,4 3,4 4",
            "...ij,...jk->...ik; 2,1,2,3 4,3,2", "b...,b...->b...; 2,3 2,1", "ij,j->i; 2,3 1", "ij,ij->ij; 1,3 2,1", "ii,i->i; 1,1 3", "ij,jk->ik; 1,1 1,1",
            "ij,jj,jk->ki; 2,3 3,3 3,2", "ab,cd,ad->cb; 2,3 4,5 2,5", "ij,jk->ik; 2,0 0,3", "ij,kl->; 2,3 2,3", "...a,...a->...; 2,3,4 3,4"})
        void areThoseOfTheDefinition(String equation, String shapes) {
            List<Labelled> operands = new ArrayList<>();
            var random = Rng.of(1);
            List<long[]> sizes = Arrays.stream(shapes.split(" ", -1))
                    .map(s -> s.isEmpty() ? new long[0] : Arrays.stream(s.split(",")).mapToLong(Long::parseLong).toArray()).toList();
            EinsumPlan plan = EinsumPlan.of(equation, sizes);
            for (int i = 0; i < sizes.size(); i++) {
                double[] data = new double[(int) Arrays.stream(sizes.get(i)).reduce(1, (a, b) -> a * b)];
                Arrays.setAll(data, _ -> random.nextInt(-4, 5));
                operands.add(new Labelled(plan.operands().get(i).axes(), sizes.get(i), data));
            }
            double[] expected = sum(plan, operands, plan.output(), Collections.nCopies(plan.names().size(), true));
            assertArrayEquals(expected, run(plan, operands), 0.0);
        }

        @Test void randomEquationsAreRunRight() {
            var random = Rng.of(7);
            long[] sizes = {1, 2, 3, 2, 1};
            for (int trial = 0; trial < 300; trial++) {
                var terms = new ArrayList<String>();
                var shapes = new ArrayList<long[]>();
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    StringBuilder term = new StringBuilder();
                    for (int axis = random.nextInt(4); axis > 0; axis--) term.append((char) ('a' + random.nextInt(5)));
                    terms.add(term.toString());
                    shapes.add(term.chars().mapToLong(c -> sizes[c - 'a']).toArray());
                }
                List<Integer> letters = new ArrayList<>(String.join("", terms).chars().distinct().boxed().toList());
                Collections.shuffle(letters, random);
                StringBuilder output = new StringBuilder();
                for (int letter : letters.subList(0, random.nextInt(letters.size() + 1))) output.append((char) letter);
                EinsumPlan plan = EinsumPlan.of(String.join(",", terms) + "->" + output, shapes);
                var operands = new ArrayList<Labelled>();
                for (int i = 0; i < shapes.size(); i++) {
                    double[] data = new double[(int) Arrays.stream(shapes.get(i)).reduce(1, (a, b) -> a * b)];
                    Arrays.setAll(data, _ -> random.nextInt(-4, 5));
                    operands.add(new Labelled(plan.operands().get(i).axes(), shapes.get(i), data));
                }
                double[] expected = sum(plan, operands, plan.output(), Collections.nCopies(plan.names().size(), true));
                assertArrayEquals(expected, run(plan, operands), 0.0, plan.equation());
            }
        }

        private double[] run(EinsumPlan plan, List<Labelled> operands) {
            var values = new ArrayList<Labelled>();
            for (int i = 0; i < operands.size(); i++) {
                EinsumPlan.Operand o = plan.operands().get(i);
                assertTrue(o.dropped().stream().allMatch(axis -> plan.sizes().get(o.axes().get(axis)) != 1));
                var present = new ArrayList<>(Collections.nCopies(plan.names().size(), false));
                o.labels().forEach(label -> present.set(label, true));
                o.summed().forEach(label -> present.set(label, true));
                values.add(new Labelled(o.labels(), plan.shape(o.labels()), sum(plan, List.of(operands.get(i)), o.labels(), present)));
            }
            for (EinsumPlan.Contraction c : plan.contractions()) {
                Labelled a = values.get(c.left()), b = values.get(c.right());
                assertEquals(a.labels.size(), c.batch().size() + c.contracted().size() + c.freeLeft().size());
                assertEquals(b.labels.size(), c.batch().size() + c.contracted().size() + c.freeRight().size());
                var present = new ArrayList<>(Collections.nCopies(plan.names().size(), false));
                c.labels().forEach(label -> present.set(label, true));
                c.contracted().forEach(label -> present.set(label, true));
                values.add(new Labelled(c.labels(), plan.shape(c.labels()), sum(plan, List.of(a, b), c.labels(), present)));
            }
            Labelled last = values.getLast();
            assertEquals(plan.output(), plan.outputAxes().stream().map(last.labels::get).toList());
            assertEquals(last.labels.size(), plan.output().size());
            var present = new ArrayList<>(Collections.nCopies(plan.names().size(), false));
            last.labels.forEach(label -> present.set(label, true));
            return sum(plan, List.of(last), plan.output(), present);
        }

        /** Sums the product of the operands over all values of the labels that are present, into those of the output. */
        private double[] sum(EinsumPlan plan, List<Labelled> operands, List<Integer> output, List<Boolean> present) {
            double[] result = new double[(int) plan.elements(output)];
            if (result.length == 0) return result;
            long[] index = new long[plan.names().size()];
            for (int label = 0; label < index.length; label++) if (present.get(label) && plan.sizes().get(label) == 0) return result;
            while (true) {
                double product = 1;
                for (Labelled operand : operands) product *= operand.at(index);
                int at = 0;
                for (int label : output) at = (int) (at * plan.sizes().get(label) + index[label]);
                result[at] += product;
                int label = 0;
                while (label < index.length && (!present.get(label) || ++index[label] == plan.sizes().get(label))) index[label++] = 0;
                if (label == index.length) return result;
            }
        }

        private record Labelled(List<Integer> labels, long[] shape, double[] data) {
            double at(long[] index) {
                int at = 0;
                for (int axis = 0; axis < shape.length; axis++)
                    at = (int) (at * shape[axis] + (shape[axis] == 1 ? 0 : index[labels.get(axis)]));
                return data[at];
            }
        }
    }

    @Nested class Errors {
        private void assertError(String message, String equation, long[]... shapes) {
            assertEquals(message, assertThrows(IllegalArgumentException.class, () -> plan(equation, shapes)).getMessage());
        }

        @Test void nameTheOperandsAndTheirSizes() {
            assertError("einsum \"bij,bjk->bik\": operand 1 [2, 5, 6] has size 5 on axis 1 (j), but operand 0 [2, 3, 4] has 4",
                    "bij,bjk->bik", shape(2, 3, 4), shape(2, 5, 6));
            assertError("einsum \"ii\": operand 0 [3, 4] has sizes 3 and 4 on axes 0 and 1, which are both i", "ii", shape(3, 4));
            assertError("einsum \"ii\": operand 0 [3, 1] has sizes 3 and 1 on axes 0 and 1, which are both i", "ii", shape(3, 1));
            assertError("einsum \"...i,...i\": operand 1 [3, 4] has size 3 on axis 0 (...1), but operand 0 [2, 4] has 2", "...i,...i", shape(2, 4), shape(3, 4));
        }

        @Test void nameTheRanks() {
            assertError("einsum \"ij,j\": operand 0 [3] has 1 axes, but \"ij\" names 2", "ij,j", shape(3), shape(3));
            assertError("einsum \"ij...\": operand 0 [3] has 1 axes, but \"ij...\" names at least 2", "ij...", shape(3));
            assertError("einsum \"ij,jk\": names 2 operands, but 1 were given", "ij,jk", shape(3, 3));
        }

        @Test void nameWhatIsWrongInTheText() {
            assertError("einsum \"i1->i\": the term \"i1\" of operand 0 may hold letters and one \"...\", not '1'", "i1->i", shape(3, 3));
            assertError("einsum \"..i\": the term \"..i\" of operand 0 may hold letters and one \"...\", not '.'", "..i", shape(3));
            assertError("einsum \"i->j\": the output has j, which no operand has", "i->j", shape(3));
            assertError("einsum \"i->ii\": the output has i twice", "i->ii", shape(3));
            assertError("einsum \"i->i->i\": the term \"i->i\" of the output may hold letters and one \"...\", not '-'", "i->i->i", shape(3));
        }
    }
}
