package org.ventral.onnx;

import java.util.Locale;
import org.ventral.tensor.DType;

/**
 * The element types of ONNX, with the numbers they have in files.
 *
 * <p>Those that Ventral does not compute with are <em>held</em> in a wider one that it does: small integers in int32, uint32 and uint64 in
 * int64, small floating types in float32. After every operation a held value is brought back to what its type can express (see
 * {@code Fit}): integers wrap, floating values round to the nearest, ties to even.
 */
public enum ElementType {
    /** IEEE 754 single precision. */
    FLOAT(1, 32, Family.FLOATING, DType.FLOAT32),
    /** Unsigned 8-bit integer. */
    UINT8(2, 8, Family.UNSIGNED, DType.INT32),
    /** Signed 8-bit integer. */
    INT8(3, 8, Family.SIGNED, DType.INT32),
    /** Unsigned 16-bit integer. */
    UINT16(4, 16, Family.UNSIGNED, DType.INT32),
    /** Signed 16-bit integer. */
    INT16(5, 16, Family.SIGNED, DType.INT32),
    /** Signed 32-bit integer. */
    INT32(6, 32, Family.SIGNED, DType.INT32),
    /** Signed 64-bit integer. */
    INT64(7, 64, Family.SIGNED, DType.INT64),
    /** UTF-8 text; held in no tensor. */
    STRING(8, 0, Family.TEXT, null),
    /** Truth value. */
    BOOL(9, 8, Family.LOGICAL, DType.BOOL),
    /** IEEE 754 half precision. */
    FLOAT16(10, 16, Family.FLOATING, DType.FLOAT32),
    /** IEEE 754 double precision. */
    DOUBLE(11, 64, Family.FLOATING, DType.FLOAT64),
    /** Unsigned 32-bit integer. */
    UINT32(12, 32, Family.UNSIGNED, DType.INT64),
    /** Unsigned 64-bit integer; held as the same 64 bits. */
    UINT64(13, 64, Family.UNSIGNED, DType.INT64),
    /** Two floats; not supported. */
    COMPLEX64(14, 64, Family.COMPLEX, null),
    /** Two doubles; not supported. */
    COMPLEX128(15, 128, Family.COMPLEX, null),
    /** The upper half of a float. */
    BFLOAT16(16, 16, Family.FLOATING, DType.FLOAT32),
    /** 4 bits of exponent, 3 of fraction, no infinities. */
    FLOAT8E4M3FN(17, 8, Family.FLOATING, DType.FLOAT32),
    /** The same with bias 8 and no negative zero. */
    FLOAT8E4M3FNUZ(18, 8, Family.FLOATING, DType.FLOAT32),
    /** 5 bits of exponent, 2 of fraction. */
    FLOAT8E5M2(19, 8, Family.FLOATING, DType.FLOAT32),
    /** The same with bias 16, no infinities and no negative zero. */
    FLOAT8E5M2FNUZ(20, 8, Family.FLOATING, DType.FLOAT32),
    /** Unsigned 4-bit integer, two in a byte, the first in the low bits. */
    UINT4(21, 4, Family.UNSIGNED, DType.INT32),
    /** Signed 4-bit integer, packed alike. */
    INT4(22, 4, Family.SIGNED, DType.INT32),
    /** 2 bits of exponent, 1 of fraction, packed alike. */
    FLOAT4E2M1(23, 4, Family.FLOATING, DType.FLOAT32),
    /** A power of two: 8 bits of exponent. */
    FLOAT8E8M0(24, 8, Family.FLOATING, DType.FLOAT32),
    /** Unsigned 2-bit integer, four in a byte. */
    UINT2(25, 2, Family.UNSIGNED, DType.INT32),
    /** Signed 2-bit integer, packed alike. */
    INT2(26, 2, Family.SIGNED, DType.INT32);

    private enum Family { FLOATING, SIGNED, UNSIGNED, LOGICAL, TEXT, COMPLEX }

    private static final ElementType[] BY_CODE = new ElementType[27];

    static {
        for (ElementType type : values()) BY_CODE[type.code] = type;
    }

    private final int code;
    private final int bits;
    private final Family family;
    private final DType holder;

    ElementType(int code, int bits, Family family, DType holder) {
        this.code = code;
        this.bits = bits;
        this.family = family;
        this.holder = holder;
    }

    /**
     * The type of this number in files.
     *
     * @throws OnnxFormatException if there is none
     */
    public static ElementType of(int code) {
        if (code <= 0 || code >= BY_CODE.length) throw new OnnxFormatException("element type %d is not one of ONNX's (1 to %d)".formatted(code, BY_CODE.length - 1));
        return BY_CODE[code];
    }

    /** The type whose values are those of a Ventral dtype. */
    public static ElementType of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case INT32 -> INT32;
            case INT64 -> INT64;
            case BOOL -> BOOL;
            case FLOAT16 -> FLOAT16;
            case BFLOAT16 -> BFLOAT16;
            case INT8 -> INT8;
            case UINT8 -> UINT8;
        };
    }

    /** Its number in files. */
    public int code() {
        return code;
    }

    /** Bits of one element in raw data; 0 for strings. */
    public int bits() {
        return bits;
    }

    /**
     * The dtype of the tensors that hold its values.
     *
     * @throws OnnxUnsupportedException for strings and complex numbers, which no tensor holds
     */
    public DType holder() {
        if (holder == null) throw new OnnxUnsupportedException("a tensor of " + this + " is not supported here");
        return holder;
    }

    /** Whether tensors hold its values: all but strings and complex numbers. */
    public boolean isHeld() {
        return holder != null;
    }

    /** Whether its holder has exactly its values, so that nothing needs to be rounded or wrapped. */
    public boolean isExact() {
        return switch (this) {
            case FLOAT, DOUBLE, INT32, INT64, UINT64, BOOL -> true;
            default -> false;
        };
    }

    /** Whether the values are real numbers. */
    public boolean isFloating() {
        return family == Family.FLOATING;
    }

    /** Whether the values are integers, signed or not. */
    public boolean isInteger() {
        return family == Family.SIGNED || family == Family.UNSIGNED;
    }

    /** Whether the values are integers from 0 on. */
    public boolean isUnsigned() {
        return family == Family.UNSIGNED;
    }

    /** The least value of an integer type. */
    public long least() {
        return family == Family.SIGNED ? -1L << bits - 1 : 0;
    }

    /** The greatest value of an integer type; for uint64, -1, whose bits it has. */
    public long greatest() {
        return family == Family.SIGNED ? ~(-1L << bits - 1) : bits == 64 ? -1L : (1L << bits) - 1;
    }

    /** The lower-case name, as in {@code float16}. */
    @Override public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
