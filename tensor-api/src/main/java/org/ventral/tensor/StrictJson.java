package org.ventral.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over JSON text that accepts exactly the grammar of RFC 8259 in UTF-8, and of values only what its caller asks for.
 *
 * <p>It never recurses: the caller says what must come next, so there is no depth that a hostile text could exhaust. Whatever else is found is
 * a {@link Fault} at the byte concerned.
 */
final class StrictJson {
    private final byte[] text;
    private int at;

    StrictJson(byte[] text) {
        this.text = text;
    }

    /** The text is not what it should be. Without a stack trace: it is always caught and told in the words of a file format. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;
        final int position;

        Fault(int position, String message) {
            super(message, null, false, false);
            this.position = position;
        }
    }

    /** The byte that is read next. */
    int position() {
        skipSpace();
        return at;
    }

    /** Reads one structural character. */
    void expect(char wanted) throws Fault {
        if (!accept(wanted)) throw unexpected("'" + wanted + "'");
    }

    /** Reads one structural character if it comes next. */
    boolean accept(char wanted) {
        skipSpace();
        if (at == text.length || text[at] != wanted) return false;
        at++;
        return true;
    }

    /** After a member or element: true if another one follows, false if {@code close} has ended the list. */
    boolean continues(char close) throws Fault {
        if (accept(',')) return true;
        if (accept(close)) return false;
        throw unexpected("',' or '" + close + "'");
    }

    /** Requires that nothing but white space is left. */
    void end() throws Fault {
        skipSpace();
        if (at != text.length) throw unexpected("the end of the header");
    }

    /** Reads a whole number from 0 to 2^63 - 1. */
    long count() throws Fault {
        skipSpace();
        int start = at;
        long value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            int digit = text[at++] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) throw new Fault(start, "the number does not fit 63 bits");
            value = value * 10 + digit;
        }
        if (at == start) throw unexpected("a whole number");
        if (at - start > 1 && text[start] == '0') throw new Fault(start, "a number must not begin with 0");
        return value;
    }

    /** Reads a string. */
    String string() throws Fault {
        expect('"');
        int start = at;
        int end = start;
        boolean escaped = false;
        while (true) {
            if (end == text.length) throw new Fault(start - 1, "the string does not end");
            byte c = text[end];
            if (c == '"') break;
            if (c >= 0 && c < 0x20) throw new Fault(end, "a control character must be escaped");
            if (c == '\\') {
                escaped = true;
                end++;                                     // whatever follows, it does not end the string
                if (end == text.length) throw new Fault(start - 1, "the string does not end");
            }
            end++;
        }
        String raw = decode(start, end);
        at = end + 1;
        return escaped ? unescape(raw, start) : raw;
    }

    private String decode(int start, int end) throws Fault {
        ByteBuffer bytes = ByteBuffer.wrap(text, start, end - start);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Fault(bytes.position(), "the bytes are not UTF-8");
        }
    }

    private static String unescape(String raw, int position) throws Fault {
        var plain = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char kind = raw.charAt(++i);
            switch (kind) {
                case '"', '\\', '/' -> plain.append(kind);
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append(hexadecimal(raw, i + 1, position));
                    i += 4;
                }
                default -> throw new Fault(position, "the string has an unknown escape \\" + SafetensorsException.printable(String.valueOf(kind)));
            }
        }
        if (!isText(plain)) throw new Fault(position, "the string has half a surrogate pair");
        return plain.toString();
    }

    private static char hexadecimal(String raw, int start, int position) throws Fault {
        int value = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = i < raw.length() && raw.charAt(i) < 128 ? Character.digit(raw.charAt(i), 16) : -1;
            if (digit < 0) throw new Fault(position, "\\u in the string lacks its four digits");
            value = value << 4 | digit;
        }
        return (char) value;
    }

    /** Whether all surrogates come in pairs, so that the text can be written as UTF-8. */
    static boolean isText(CharSequence text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Appends a string in quotes. */
    static void quote(String value, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) json.append("\\u%04x".formatted((int) c));
                    else json.append(c);
                }
            }
        }
        json.append('"');
    }

    private void skipSpace() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) at++;
    }

    private Fault unexpected(String wanted) {
        skipSpace();
        if (at == text.length) return new Fault(at, "expected " + wanted + ", found the end of the header");
        int c = text[at] & 0xff;
        return new Fault(at, "expected " + wanted + ", found " + (c > 0x20 && c < 0x7f ? "'" + (char) c + "'" : "byte 0x%02x".formatted(c)));
    }
}
