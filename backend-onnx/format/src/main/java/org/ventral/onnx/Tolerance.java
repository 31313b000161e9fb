package org.ventral.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How far an output may be from what is expected.
 *
 * @param relative part of the expected value
 * @param absolute beyond that
 * @param given    whether a file says so; if not, narrow floating types have more room
 */
record Tolerance(double relative, double absolute, boolean given) {
    private static final Tolerance USUAL = new Tolerance(1e-3, 1e-7, false);
    private static final Tolerance NARROW = new Tolerance(1e-2, 1e-3, false);

    /** That of a case: two numbers in its file {@code tolerance}, which may be preceded by words such as {@code rtol}. */
    static Tolerance of(Path folder) throws IOException {
        Path file = folder.resolve("tolerance");
        if (!Files.isRegularFile(file)) return USUAL;
        double[] numbers = java.util.Arrays.stream(Files.readString(file).split("[\\s,=:]+")).filter(w -> w.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")).mapToDouble(Double::parseDouble).toArray();
        if (numbers.length != 2) throw new OnnxFormatException("the file tolerance must hold two numbers, the relative and the absolute one");
        return new Tolerance(numbers[0], numbers[1], true);
    }

    /** What is wrong with a value; empty if nothing is. */
    Optional<String> difference(OnnxValue got, OnnxValue wanted) {
        return switch (wanted) {
            case OnnxValue.Absent _ -> Optional.empty();
            case OnnxValue.OfSequence(var values) -> {
                if (!(got instanceof OnnxValue.OfSequence(var found)) || found.size() != values.size()) yield differs(got, wanted);
                for (int i = 0; i < values.size(); i++) {
                    Optional<String> inside = difference(found.get(i), values.get(i));
                    if (inside.isPresent()) yield Optional.of("element " + i + ": " + inside.get());
                }
                yield Optional.empty();
            }
            case OnnxValue.OfOptional want -> {
                OnnxValue content = got instanceof OnnxValue.OfOptional(var value) ? value : got;
                yield want.isEmpty() ? content.isPresent() ? differs(got, wanted) : Optional.empty() : difference(content, want.value());
            }
            case OnnxValue.OfStrings want -> {
                if (!(got instanceof OnnxValue.OfStrings found) || !found.shape().equals(want.shape())) yield differs(got, wanted);
                for (int i = 0; i < want.values().size(); i++)
                    if (!found.values().get(i).equals(want.values().get(i)))
                        yield Optional.of("string %d is \"%s\", expected \"%s\"".formatted(i, found.values().get(i), want.values().get(i)));
                yield Optional.empty();
            }
            case OnnxValue.OfTensor want -> {
                OnnxValue content = got instanceof OnnxValue.OfOptional(var value) ? value : got;
                yield content instanceof OnnxValue.OfTensor found && found.type() == want.type() && found.shape().equals(want.shape()) ? difference(found, want) : differs(got, wanted);
            }
        };
    }

    private static Optional<String> differs(OnnxValue got, OnnxValue wanted) {
        return Optional.of("got %s, expected %s".formatted(got, wanted));
    }

    private Optional<String> difference(OnnxValue.OfTensor got, OnnxValue.OfTensor wanted) {
        if (!wanted.type().isFloating()) {
            long[] is = got.tensor().toLongs(), want = wanted.tensor().toLongs();
            int wrong = 0, first = -1;
            for (int i = 0; i < want.length; i++) if (is[i] != want[i] && wrong++ == 0) first = i;
            return wrong == 0 ? Optional.empty() : Optional.of("%d of %d elements of %s differ; element %d is %d, expected %d".formatted(wrong, want.length, wanted, first, is[first], want[first]));
        }
        Tolerance room = !given && wanted.type().bits() <= 16 ? NARROW : this;
        double[] is = got.tensor().toDoubles(), want = wanted.tensor().toDoubles();
        int wrong = 0, first = -1;
        for (int i = 0; i < want.length; i++) {
            boolean same = Double.compare(is[i], want[i]) == 0 || is[i] == want[i] || Math.abs(is[i] - want[i]) <= room.absolute + room.relative * Math.abs(want[i]) && Double.isFinite(want[i]);
            if (!same && wrong++ == 0) first = i;
        }
        return wrong == 0 ? Optional.empty() : Optional.of("%d of %d elements of %s differ; element %d is %s, expected %s".formatted(wrong, want.length, wanted, first, is[first], want[first]));
    }
}
