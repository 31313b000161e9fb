package org.ventral.onnx.reader;

import org.ventral.onnx.OnnxFormatException;

/**
 * Walks over the encoded bytes once before anything is made of them: every length lies within what it is in, messages are not nested deeper than a
 * program can follow, and there are not more of them than memory holds. So parsing takes memory in proportion to the file, and an error can
 * say at which byte it is. Contents of tensors are stepped over.
 */
final class WireCheck {
    /** The parser's own bound is 100 messages; a graph in a node in a graph takes three. */
    private static final int DEEPEST = 90;
    /** A message of two bytes becomes an object of a hundred and more. */
    private static final int MOST_MESSAGES = 1 << 21;
    private static final int MOST_STRINGS = 1 << 23;
    private static final int VARINT = 0, FIXED64 = 1, DELIMITED = 2, FIXED32 = 5;

    private final byte[] bytes;
    private int at;
    private int messages;
    private int strings;

    private WireCheck(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Checks a message of a kind.
     *
     * @throws OnnxFormatException naming the byte where it goes wrong
     */
    static void check(WireKind kind, byte[] bytes) {
        new WireCheck(bytes).message(kind, bytes.length, 0);
    }

    private void message(WireKind kind, int end, int depth) {
        if (depth > DEEPEST) throw wrong(at, kind, "messages are nested deeper than " + DEEPEST);
        if (++messages > MOST_MESSAGES) throw wrong(at, kind, "there are more than " + MOST_MESSAGES + " messages");
        while (at < end) {
            int from = at;
            long tag = varint(kind, end);
            long field = tag >>> 3;
            if (field == 0 || field > 0x1FFF_FFFF) throw wrong(from, kind, "field number " + field + " does not exist");
            switch ((int) (tag & 7)) {
                case VARINT -> {
                    varint(kind, end);
                    count(kind, from);
                }
                case FIXED64 -> {
                    skip(8, kind, from, end);
                    count(kind, from);
                }
                case FIXED32 -> {
                    skip(4, kind, from, end);
                    count(kind, from);
                }
                case DELIMITED -> {
                    long length = varint(kind, end);
                    if (length < 0 || length > end - at) throw wrong(from, kind, "field %d takes %s bytes, %d are left".formatted(field, Long.toUnsignedString(length), end - at));
                    WireKind inside = kind.inside((int) Math.min(field, Integer.MAX_VALUE));
                    if (inside == null) {
                        at += (int) length;
                        count(kind, from);
                    } else {
                        message(inside, at + (int) length, depth + 1);
                    }
                }
                default -> throw wrong(from, kind, "wire type " + (tag & 7) + " of field " + field + " does not exist in this format");
            }
        }
    }

    /** Single numbers and strings that are repeated cost an object each, too. */
    private void count(WireKind kind, int from) {
        if (++strings > MOST_STRINGS) throw wrong(from, kind, "there are more than " + MOST_STRINGS + " fields");
    }

    private void skip(int count, WireKind kind, int from, int end) {
        if (count > end - at) throw wrong(from, kind, "ends in the middle of a number");
        at += count;
    }

    private long varint(WireKind kind, int end) {
        int from = at;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) throw wrong(from, kind, "ends in the middle of a number");
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) return value;
        }
        throw wrong(from, kind, "a number is longer than 10 bytes");
    }

    private static OnnxFormatException wrong(int at, WireKind kind, String what) {
        return new OnnxFormatException("byte %d, in a %s: %s".formatted(at, kind, what));
    }
}
