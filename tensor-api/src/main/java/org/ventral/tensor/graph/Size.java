package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A size that is a number, a name, or made of such: a sum of products of named sizes, as {@code batch·sequence + 2} or {@code length/2}.
 */
public final class Size {
    /** Factors of each term by its names in order; without zeros. */
    private final Map<List<String>, Fraction> terms;

    private Size(Map<List<String>, Fraction> terms) {
        this.terms = terms;
    }

    /** A number. */
    public static Size of(long value) {
        return of(new Fraction(value, 1));
    }

    static Size of(Fraction value) {
        return new Size(value.isZero() ? Map.of() : Map.of(List.of(), value));
    }

    /** A size that is free. */
    public static Size named(String name) {
        if (name.isBlank()) throw new IllegalArgumentException("a size must have a name");
        return new Size(Map.of(List.of(name), new Fraction(1, 1)));
    }

    /** The sum of two sizes. */
    public Size plus(Size other) {
        Map<List<String>, Fraction> sum = ordered();
        sum.putAll(terms);
        other.terms.forEach((names, factor) -> {
            Fraction total = sum.getOrDefault(names, new Fraction(0, 1)).plus(factor);
            if (total.isZero()) sum.remove(names);
            else sum.put(names, total);
        });
        return new Size(sum);
    }

    /** The product of two sizes. */
    public Size times(Size other) {
        Size product = new Size(Map.of());
        for (var a : terms.entrySet())
            for (var b : other.terms.entrySet()) {
                List<String> names = new ArrayList<>(a.getKey());
                names.addAll(b.getKey());
                names.sort(null);
                product = product.plus(new Size(Map.of(List.copyOf(names), a.getValue().times(b.getValue()))));
            }
        return product;
    }

    Size times(Fraction factor) {
        return times(of(factor));
    }

    private static Map<List<String>, Fraction> ordered() {
        return new TreeMap<>((a, b) -> a.size() != b.size() ? b.size() - a.size() : a.toString().compareTo(b.toString()));
    }

    /** Whether it is a number. */
    public boolean isNumber() {
        return terms.isEmpty() || terms.size() == 1 && terms.containsKey(List.of());
    }

    /** Whether it is one free size. */
    public boolean isName() {
        return terms.size() == 1 && terms.keySet().iterator().next().size() == 1 && terms.values().iterator().next().equals(new Fraction(1, 1));
    }

    /** The free sizes that it is made of, in order. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        terms.keySet().forEach(names::addAll);
        return List.copyOf(names);
    }

    /**
     * Its value.
     *
     * @throws IllegalArgumentException if a free size has no value, or if it is no whole number for these
     */
    public long at(Map<String, Long> sizes) {
        Fraction value = new Fraction(0, 1);
        for (var term : terms.entrySet()) {
            Fraction product = term.getValue();
            for (String name : term.getKey()) {
                Long size = sizes.get(name);
                if (size == null) throw new IllegalArgumentException("size \"" + name + "\" has no value among " + sizes);
                product = product.times(new Fraction(size, 1));
            }
            value = value.plus(product);
        }
        if (value.denominator() != 1) throw new IllegalArgumentException(this + " is no whole number for sizes " + sizes);
        return value.numerator();
    }

    @Override public boolean equals(Object other) {
        return other instanceof Size that && terms.equals(that.terms);
    }

    @Override public int hashCode() {
        return terms.hashCode();
    }

    @Override public String toString() {
        if (terms.isEmpty()) return "0";
        StringBuilder text = new StringBuilder();
        terms.forEach((names, factor) -> {
            boolean negative = factor.numerator() < 0;
            if (!text.isEmpty()) text.append(negative ? " - " : " + ");
            else if (negative) text.append('-');
            long numerator = Math.abs(factor.numerator());
            if (names.isEmpty()) text.append(numerator);
            else text.append(numerator == 1 ? "" : numerator + "·").append(String.join("·", names));
            if (factor.denominator() != 1) text.append('/').append(factor.denominator());
        });
        return text.toString();
    }
}
