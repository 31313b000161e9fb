package org.ventral.tools.cli.train;

import java.io.PrintWriter;
import java.util.List;
import org.ventral.nn.train.ConfusionMatrix;
import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.Text;

/**
 * An evaluation as tables: each class, then which was taken for which.
 *
 * @param metrics    with a confusion matrix
 * @param classNames what the classes are called
 */
record EvaluationReport(Metrics metrics, List<String> classNames) {
    void print(PrintWriter out) {
        ConfusionMatrix confusion = metrics.confusion().orElseThrow();
        int width = Math.max("taken for".length(), classNames.stream().mapToInt(String::length).max().orElse(0));
        printClasses(out, confusion, width);
        out.println();
        printConfusion(out, confusion, width);
        out.println();
        out.printf("accuracy  %s (%s of %s)%n", Text.percent(confusion.accuracy()), Text.count(confusion.correct()), Text.count(confusion.total()));
        out.println(Text.format("loss      %.4f", metrics.loss()));
    }

    private void printClasses(PrintWriter out, ConfusionMatrix confusion, int width) {
        out.println(Text.format("%4s %-" + width + "s %10s %10s %8s", "", "class", "precision", "recall", "images"));
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
