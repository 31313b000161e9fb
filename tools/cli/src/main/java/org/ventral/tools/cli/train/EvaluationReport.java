package org.ventral.tools.cli.train;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.ventral.nn.train.ConfusionMatrix;
import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.Text;

/**
 * An evaluation for people. Of classes there are tables: each class, then which was taken for which.
 *
 * @param metrics    what was measured
 * @param classNames what the classes are called
 * @param samples    what a sample is called, in the plural
 * @param baseline   what a simple rule reaches
 */
record EvaluationReport(Metrics metrics, List<String> classNames, String samples, Optional<Baseline> baseline) {
    void print(PrintWriter out) {
        metrics.confusion().ifPresent(confusion -> print(out, confusion));
        metrics.absoluteError().ifPresent(error -> out.printf("error     %s, the mean distance from the truth on %s %s%n", EpochText.error(error), Text.count(metrics.samples()), samples));
        out.println(Text.format("loss      %.4f", metrics.loss()));
        baseline.ifPresent(known -> out.printf("baseline  %s%n", known));
    }

    private void print(PrintWriter out, ConfusionMatrix confusion) {
        int width = Math.max("taken for".length(), classNames.stream().mapToInt(String::length).max().orElse(0));
        printClasses(out, confusion, width);
        out.println();
        printConfusion(out, confusion, width);
        out.println();
        out.printf("accuracy  %s (%s of %s)%n", Text.percent(confusion.accuracy()), Text.count(confusion.correct()), Text.count(confusion.total()));
    }

    private void printClasses(PrintWriter out, ConfusionMatrix confusion, int width) {
        out.println(Text.format("%4s %-" + width + "s %10s %10s %8s", "", "class", "precision", "recall", samples));
        for (int c = 0; c < confusion.classes(); c++) {
            long images = 0;
            for (int predicted = 0; predicted < confusion.classes(); predicted++) images += confusion.count(c, predicted);
            out.println(Text.format("%4d %-" + width + "s %10s %10s %8s", c, classNames.get(c), Text.percent(confusion.precision(c)), Text.percent(confusion.recall(c)), Text.count(images)));
        }
    }

    /** Columns are numbered: names would not fit. */
    private void printConfusion(PrintWriter out, ConfusionMatrix confusion, int width) {
        StringBuilder line = new StringBuilder(Text.format("%4s %-" + width + "s", "", "taken for"));
        for (int predicted = 0; predicted < confusion.classes(); predicted++) line.append(Text.format(" %5d", predicted));
        out.println(line);
        for (int truth = 0; truth < confusion.classes(); truth++) {
            line.setLength(0);
            line.append(Text.format("%4d %-" + width + "s", truth, classNames.get(truth)));
            for (int predicted = 0; predicted < confusion.classes(); predicted++) {
                long count = confusion.count(truth, predicted);
                line.append(Text.format(" %5s", count == 0 ? "." : Long.toString(count)));
            }
            out.println(line);
        }
    }
}
