package org.ventral.nn.data;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The UCI handwritten digits: 1,797 images of 8 × 8 pixels from 0 to 16, part of this module, so that something real can be learned without a
 * download. Origin and licence (CC BY 4.0, E. Alpaydin and C. Kaynak) stand beside the file, in {@code digits.README.md}.
 */
public final class DigitsCsv {
    /** Rows and columns of an image. */
    public static final int SIDE = 8;
    /** The largest pixel value. */
    public static final int WHITE = 16;
    /** The digits 0 to 9. */
    public static final int CLASSES = 10;

    private static final String RESOURCE = "digits.csv.gz";
    private static final int PIXELS = SIDE * SIDE;
    /** The largest text that is read; the embedded file has 264,712 bytes. */
    private static final int MAX_BYTES = 1 << 24;

    private DigitsCsv() {
    }

    /**
     * The embedded digits.
     *
     * @return 1,797 images in the file's order
     */
    public static LabelledImages embedded() {
        try (InputStream in = DigitsCsv.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("DigitsCsv: this build of org.ventral.nn lacks its resource " + RESOURCE);
            }
            return read(RESOURCE, in);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    /**
     * Reads gzipped text of the same form: a line an image, 64 pixels and the label, separated by commas.
     *
     * @param name the name to use in errors
     * @param in   the gzipped text, read to its end
     * @return the images in the text's order
     * @throws DataFileException if a value is missing, out of range or too many
     * @throws IOException       if reading fails
     */
    static LabelledImages read(String name, InputStream in) throws IOException {
        try {
            byte[] text = new GZIPInputStream(in).readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw new DataFileException(name, MAX_BYTES, "at most " + MAX_BYTES + " bytes of text", "more");
            }
            return new Parser(name, text).parse();
        } catch (ZipException | EOFException damaged) {
            var failure = new DataFileException(name, 0, "an intact gzip stream", damaged.getMessage());
            failure.initCause(damaged);
            throw failure;
        }
    }

    /** Goes through the text byte by byte, so that a fault is known to the byte. */
    private static final class Parser {
        private final String name;
        private final byte[] text;
        private int at;

        Parser(String name, byte[] text) {
            this.name = name;
            this.text = text;
        }

        LabelledImages parse() throws DataFileException {
            var pixels = new ByteArrayOutputStream();
            var labels = new ByteArrayOutputStream();
            while (at < text.length) {
                for (int i = 0; i < PIXELS; i++) {
                    pixels.write(number(WHITE, "a pixel"));
                    expect(',', "a comma");
                }
                labels.write(number(CLASSES - 1, "a label"));
                expect('\n', "the end of the line");
            }
            return new LabelledImages(pixels.toByteArray(), SIDE, SIDE, WHITE, labels.toByteArray(), CLASSES);
        }

        /** One or two digits: nothing else can be in range. */
        private int number(int largest, String what) throws DataFileException {
            int start = at;
            int value = 0;
            while (at < text.length && at < start + 2 && text[at] >= '0' && text[at] <= '9') {
                value = 10 * value + text[at++] - '0';
            }
            if (at == start || value > largest) {
                throw new DataFileException(name, start, what + " from 0 to " + largest, at == start ? found() : Integer.toString(value));
            }
            return value;
        }

        private void expect(char separator, String what) throws DataFileException {
            if (at == text.length || text[at] != separator) {
                throw new DataFileException(name, at, what, found());
            }
            at++;
        }

        private String found() {
            return at == text.length ? "the end of the text" : "byte 0x%02x".formatted(text[at]);
        }
    }
}
