package org.ventral.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much JSON (RFC 8259) as a checkpoint's state needs. Values are {@code Map<String, Object>}, {@code List<Object>}, {@code String},
 * {@code Long}, {@code Double}, {@code Boolean} and null.
 *
 * <p>Doubles come back bit for bit. The reader is strict: nothing after the value, no name twice, no number that is infinite, bounded depth.
 */
final class Json {
    private static final int MAX_DEPTH = 64;

    private Json() {}

    // ------------------------------------------------------------------------------------------------ writing

    /** Text with one member of the outer objects a line, and no line break at its end. */
    static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, "", text);
        return text.toString();
    }

    private static void write(Object value, String indent, StringBuilder text) {
        switch (value) {
            case null -> text.append("null");
            case String s -> quote(s, text);
            case Double d when !Double.isFinite(d) -> throw new IllegalArgumentException("JSON has no number " + d);
            case Double _, Long _, Integer _, Boolean _ -> text.append(value);
            case List<?> list -> {
                text.append('[');
                String separator = "";
                for (Object element : list) {
                    text.append(separator);
                    write(element, indent, text);
                    separator = ", ";
                }
                text.append(']');
            }
            case Map<?, ?> map when map.isEmpty() -> text.append("{}");
            case Map<?, ?> map -> {
                String inner = indent + "  ", separator = "{\n";
                for (var member : map.entrySet()) {
                    text.append(separator).append(inner);
                    quote((String) member.getKey(), text);
                    text.append(": ");
                    write(member.getValue(), inner, text);
                    separator = ",\n";
                }
                text.append('\n').append(indent).append('}');
            }
            default -> throw new IllegalArgumentException("JSON has no " + value.getClass());
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < 0x20 || Character.isSurrogate(c)) text.append("\\u%04x".formatted((int) c));
                    else text.append(c);
                }
            }
        }
        text.append('"');
    }

    // ------------------------------------------------------------------------------------------------ reading

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException if it is not JSON; the message names the character
     */
    static Object parse(String text) {
        Parser parser = new Parser(text);
        Object value = parser.value(0);
        parser.space();
        if (parser.at < text.length()) throw parser.fault("the end of the text");
        return value;
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Object value(int depth) {
            if (depth > MAX_DEPTH) throw fault("at most " + MAX_DEPTH + " levels");
            space();
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> members = new LinkedHashMap<>();
            at++;
            space();
            if (taken('}')) return members;
            do {
                space();
                if (peek() != '"') throw fault("a name");
                int start = at;
                String name = string();
                space();
                expect(':');
                Object value = value(depth + 1);
                if (members.containsKey(name)) {
                    at = start;
                    throw fault("a name that was not used before");
                }
                members.put(name, value);
                space();
            } while (taken(','));
            expect('}');
            return members;
        }

        private List<Object> array(int depth) {
            List<Object> elements = new ArrayList<>();
            at++;
            space();
            if (taken(']')) return elements;
            do {
                elements.add(value(depth + 1));
                space();
            } while (taken(','));
            expect(']');
            return elements;
        }

        private String string() {
            StringBuilder value = new StringBuilder();
            at++;
            while (true) {
                if (at >= text.length()) throw fault("the end of a string");
                char c = text.charAt(at++);
                if (c == '"') return value.toString();
                if (c < 0x20) {
                    at--;
                    throw fault("no control character in a string");
                }
                value.append(c == '\\' ? escape() : c);
            }
        }

        private char escape() {
            if (at >= text.length()) throw fault("an escaped character");
            char c = text.charAt(at++);
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    int code = 0;
                    for (int i = 0; i < 4; i++, at++) {
                        int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
                        if (digit < 0) throw fault("a hexadecimal digit");
                        code = code << 4 | digit;
                    }
                    yield (char) code;
                }
                default -> {
                    at--;
                    throw fault("an escaped character");
                }
            };
        }

        /** An integer that fits is a long; every other number is a double. */
        private Object number() {
            int start = at;
            boolean integer = true;
            taken('-');
            if (!taken('0')) digits();
            if (taken('.')) {
                integer = false;
                digits();
            }
            if (peek() == 'e' || peek() == 'E') {
                integer = false;
                at++;
                if (!taken('+')) taken('-');
                digits();
            }
            String number = text.substring(start, at);
            try {
                if (integer) return Long.parseLong(number);
                double value = Double.parseDouble(number);
                if (Double.isFinite(value)) return value;
            } catch (NumberFormatException _) {
                // an integer of more than 64 bits
            }
            at = start;
            throw fault("a number of 64 bits");
        }

        private void digits() {
            int start = at;
            while (peek() >= '0' && peek() <= '9') at++;
            if (at == start) throw fault("a value");
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) throw fault("a value");
            at += word.length();
            return value;
        }

        void space() {
            while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') at++;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private boolean taken(char c) {
            if (peek() != c || at >= text.length()) return false;
            at++;
            return true;
        }

        private void expect(char c) {
            if (!taken(c)) throw fault("'" + c + "'");
        }

        IllegalArgumentException fault(String expected) {
            return new IllegalArgumentException("character " + at + ": expected " + expected);
        }
    }
}
