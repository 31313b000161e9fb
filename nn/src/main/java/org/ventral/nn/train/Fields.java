package org.ventral.nn.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The members of a JSON object, each asked for with the type that it must have. What is missing or of another type is an
 * {@link IllegalArgumentException} that names the member.
 */
record Fields(String path, Map<String, Object> members) {
    @SuppressWarnings("unchecked")                             // the reader makes maps with string keys only
    static Fields of(String path, Object value) {
        if (value instanceof Map<?, ?> map) return new Fields(path, (Map<String, Object>) map);
        throw new IllegalArgumentException((path.isEmpty() ? "the whole" : path) + " must be an object");
    }

    /** A number as JSON can hold it: what is not finite becomes a word. */
    static Object encode(double value) {
        return Double.isFinite(value) ? (Object) value : String.valueOf(value);
    }

    String text(String name) {
        return as(name, String.class, "a text");
    }

    long integer(String name) {
        long value = as(name, Long.class, "an integer");
        if (value < 0) throw new IllegalArgumentException(path(name) + " must not be negative, found " + value);
        return value;
    }

    int small(String name) {
        long value = integer(name);
        if (value > Integer.MAX_VALUE) throw new IllegalArgumentException(path(name) + " is too large: " + value);
        return (int) value;
    }

    double number(String name) {
        return switch (members.get(name)) {
            case Double d -> d;
            case Long l -> l;
            case String s when s.equals("NaN") -> Double.NaN;
            case String s when s.equals("Infinity") -> Double.POSITIVE_INFINITY;
            case String s when s.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            case null, default -> throw new IllegalArgumentException(path(name) + " must be a number");
        };
    }

    OptionalDouble optionalNumber(String name) {
        return members.get(name) == null ? OptionalDouble.empty() : OptionalDouble.of(number(name));
    }

    Fields object(String name) {
        return of(path(name), members.get(name));
    }

    Optional<Fields> optionalObject(String name) {
        return members.get(name) == null ? Optional.empty() : Optional.of(object(name));
    }

    Map<String, String> texts(String name) {
        Fields object = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : object.members.keySet()) texts.put(key, object.text(key));
        return texts;
    }

    List<?> list(String name) {
        return as(name, List.class, "a list");
    }

    private <T> T as(String name, Class<T> type, String what) {
        Object value = members.get(name);
        if (!type.isInstance(value)) throw new IllegalArgumentException(path(name) + " must be " + what);
        return type.cast(value);
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
