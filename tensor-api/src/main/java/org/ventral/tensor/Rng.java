package org.ventral.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A splittable, counter-based source of random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", 2011).
 *
 * <p>The generator is a function, not a chain: block {@code i} of four 32-bit words is {@code philox(key, stream, i)}. So
 * <ul>
 *   <li>its whole {@link State} is four numbers, which a checkpoint stores as one short line;
 *   <li>word {@code p} can be had without drawing those before it ({@link #at}), so work that is cut into pieces, in any way and on
 *       any number of threads, sees the same numbers;
 *   <li>children are found by hashing, and {@link #split(String)} gives the same child however much was drawn before.
 * </ul>
 *
 * <p>32-bit draws (int, float, Bernoulli, float normal) take one word each. 64-bit draws (long, double, double normal, bounded ints
 * in bulk) take two, the first at an even position. A bulk fill yields what the same number of single draws yields, and two fills of
 * {@code n} and {@code m} elements yield what one of {@code n + m} yields. All results are the same bits on every machine: only
 * operations that Java defines exactly (integers, {@code + - * /} and square root) are used.
 *
 * <p>Not for cryptography. Not safe for use by several threads at once: give each its own {@link #split} or {@link #at}.
 *
 * <pre>{@code
 * Rng rng = Rng.of(42);
 * Rng weights = rng.split("weights");      // the same child whatever else is drawn from rng
 * weights.fillNormal(w, 0, w.length, 0f, 0.02f);
 * int[] order = rng.split("shuffle").split(epoch).permutation(60_000);
 * }</pre>
 */
public final class Rng implements RandomGenerator {
    private static final long WORD = 0xFFFF_FFFFL;
    private static final int MULTIPLIER_0 = 0xD251_1F53, MULTIPLIER_1 = 0xCD9E_8D57;
    private static final int WEYL_0 = 0x9E37_79B9, WEYL_1 = 0xBB67_AE85;
    private static final int ROUNDS = 10;

    /** Words made at a time by the bulk fills; a whole number of blocks, small enough for the first-level cache. */
    private static final int CHUNK = 1024;

    /* Children are drawn under another key than numbers are, one for each kind of child, so that none can repeat a draw or each other. */
    private static final long ORDINAL_CHILD = 0x6A09_E667_F3BC_C908L;
    private static final long NUMBERED_CHILD = 0xBB67_AE85_84CA_A73BL;
    private static final long LABELLED_CHILD = 0x3C6E_F372_FE94_F82BL;

    private final long key;
    private final long stream;
    private long position;
    private long splits;

    private final int[] block = new int[4];
    private long blockIndex = -1;

    private Rng(long key, long stream, long position, long splits) {
        this.key = key;
        this.stream = stream;
        this.position = position;
        this.splits = splits;
    }

    /** The generator of a seed. Any two seeds, also neighbouring ones, give unrelated numbers. */
    public static Rng of(long seed) {
        return new Rng(seed, 0, 0, 0);
    }

    /** A generator that goes on where {@link #state} was taken. */
    public static Rng restore(State state) {
        return new Rng(state.key, state.stream, state.position, state.splits);
    }

    /** All that is needed to go on from here. */
    public State state() {
        return new State(key, stream, position, splits);
    }

    /**
     * Where a generator stands: which of the 2<sup>128</sup> streams, how many words were drawn, how many children were split off.
     *
     * @param key      the Philox key, both words; the seed, for a generator made by {@link Rng#of}
     * @param stream   the upper half of the Philox counter; 0 for a generator made by {@link Rng#of}
     * @param position words drawn so far; a quarter of it is the lower half of the counter
     * @param splits   children made so far by {@link Rng#split()}
     */
    public record State(long key, long stream, long position, long splits) {
        private static final String NAME = "philox4x32-10";

        /** Checks the counts. */
        public State {
            if (position < 0 || splits < 0)
                throw new IllegalArgumentException("Rng: position and splits must not be negative, got " + position + " and " + splits);
        }

        /** One line of text, such as {@code philox4x32-10:2a:0:3e8:0} (hexadecimal). */
        public String encode() {
            return NAME + ":" + Long.toHexString(key) + ":" + Long.toHexString(stream) + ":" + Long.toHexString(position)
                    + ":" + Long.toHexString(splits);
        }

        /** The state that {@link #encode} wrote. Throws {@link IllegalArgumentException} where the text is anything else. */
        public static State decode(String text) {
            String[] parts = text.split(":", -1);
            if (parts.length != 5 || !parts[0].equals(NAME))
                throw new IllegalArgumentException("Rng: expected " + NAME + ":KEY:STREAM:POSITION:SPLITS, got \"" + text + "\"");
            try {
                return new State(Long.parseUnsignedLong(parts[1], 16), Long.parseUnsignedLong(parts[2], 16),
                        Long.parseUnsignedLong(parts[3], 16), Long.parseUnsignedLong(parts[4], 16));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("Rng: not a hexadecimal number in \"" + text + "\"", e);
            }
        }
    }

    // ---- children ----

    /** The next child: the first call gives child 0, the second child 1, and so on, however much was drawn in between. */
    public Rng split() {
        return child(ORDINAL_CHILD, splits++);
    }

    /** The child of this number. It depends neither on what was drawn nor on other children. */
    public Rng split(long number) {
        return child(NUMBERED_CHILD, number);
    }

    /** The child of this name. It depends neither on what was drawn nor on other children. */
    public Rng split(String label) {
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        Rng child = child(LABELLED_CHILD, bytes.length);    // the length first: no label's chain is the beginning of another's
        for (int i = 0; i < bytes.length; i += Long.BYTES) {
            long word = 0;
            for (int j = i; j < Math.min(i + Long.BYTES, bytes.length); j++) word = word << 8 | bytes[j] & 0xFF;
            child = child.child(LABELLED_CHILD, word);
        }
        return child;
    }

    private Rng child(long domain, long number) {
        int[] words = new int[4];
        philox(key ^ domain, stream, number, 1, words);
        return new Rng(pair(words, 0), pair(words, 2), 0, 0);
    }

    // ---- position ----

    /** Words (32 bits each) drawn so far. */
    public long position() {
        return position;
    }

    /** A second generator of the same stream at an absolute position; this one stays where it is. */
    public Rng at(long newPosition) {
        return restore(new State(key, stream, newPosition, splits));
    }

    /** Passes over so many words. */
    public void skip(long words) {
        if (words < 0) throw new IllegalArgumentException("Rng: cannot skip " + words + " words");
        position += words;
    }

    private void alignToPair() {
        position += position & 1;
    }

    // ---- single draws ----

    @Override public int nextInt() {
        long wanted = position >>> 2;
        if (wanted != blockIndex) {
            philox(key, stream, wanted, 1, block);
            blockIndex = wanted;
        }
        return block[(int) position++ & 3];
    }

    @Override public long nextLong() {
        alignToPair();
        long high = nextInt();
        return high << 32 | nextInt() & WORD;
    }

    /** Uniform over {@code [0, 1)}, a multiple of 2<sup>-24</sup>. */
    @Override public float nextFloat() {
        return unitFloat(nextInt());
    }

    /** Uniform over {@code [0, 1)}, a multiple of 2<sup>-53</sup>. */
    @Override public double nextDouble() {
        return unitDouble(nextLong());
    }

    /** Uniform over {@code [0, bound)} without bias (Lemire, 2019); takes another word in the rare case that one must be refused. */
    @Override public int nextInt(int bound) {
        if (bound <= 0) throw new IllegalArgumentException("Rng: bound must be positive, got " + bound);
        long product = (nextInt() & WORD) * bound;
        if ((product & WORD) < bound) {
            long refused = Integer.toUnsignedLong(Integer.remainderUnsigned(-bound, bound));
            while ((product & WORD) < refused) product = (nextInt() & WORD) * bound;
        }
        return (int) (product >>> 32);
    }

    /** Uniform over {@code [origin, bound)} without bias. */
    @Override public int nextInt(int origin, int bound) {
        if (origin >= bound) throw new IllegalArgumentException("Rng: range [" + origin + ", " + bound + ") is empty");
        int range = bound - origin;
        if (range > 0) return origin + nextInt(range);
        int value = nextInt();      // the range is wider than an int: at least every second draw falls into it
        while (value < origin || value >= bound) value = nextInt();
        return value;
    }

    /** Uniform over {@code [0, bound)} without bias. */
    @Override public long nextLong(long bound) {
        if (bound <= 0) throw new IllegalArgumentException("Rng: bound must be positive, got " + bound);
        long draw = nextLong();
        long refused = Long.remainderUnsigned(-bound, bound);
        while (Long.compareUnsigned(draw * bound, refused) < 0) draw = nextLong();
        return Math.unsignedMultiplyHigh(draw, bound);
    }

    /** Standard normal, of magnitude below 8.6. */
    @Override public double nextGaussian() {
        alignToPair();
        long element = position >>> 1;
        nextInt();
        position++;
        double first = openDouble(pair(block, 0)), second = openDouble(pair(block, 2));
        return (element & 1) == 0 ? radius(first) * cosineOfTurn(second) : radius(first) * sineOfTurn(second);
    }

    /** The numbers 0 to n - 1 in random order, every order equally likely (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    // ---- bulk draws ----

    /**
     * Fills {@code a[off .. off + n)} with numbers uniform over {@code [lo, hi)}; with {@code lo == hi}, with {@code lo}. One word each.
     * Throws {@link IllegalArgumentException} unless {@code lo <= hi} and both are finite.
     */
    public void fillUniform(float[] a, int off, int n, float lo, float hi) {
        Objects.checkFromIndexSize(off, n, a.length);
        checkRange(lo, hi);
        float largest = lo < hi ? Math.nextDown(hi) : lo;       // rounding may reach hi, which is outside
        double width = (double) hi - lo;
        int[] words = chunk(n, 1);
        for (int done = 0, take; done < n; done += take) {
            int lane = (int) position & 3;
            take = Math.min(CHUNK - lane, n - done);
            makeWords(lane + take, words);
            for (int i = 0; i < take; i++) a[off + done + i] = Math.min((float) (lo + width * unitFloat(words[lane + i])), largest);
            position += take;
        }
    }

    /** As {@link #fillUniform(float[], int, int, float, float)}, in double precision; two words each. */
    public void fillUniform(double[] a, int off, int n, double lo, double hi) {
        Objects.checkFromIndexSize(off, n, a.length);
        checkRange(lo, hi);
        double largest = lo < hi ? Math.nextDown(hi) : lo;
        double width = hi - lo;
        alignToPair();
        int[] words = chunk(n, 2);
        for (int done = 0, take; done < n; done += take) {
            int lane = (int) position & 3;
            take = Math.min((CHUNK - lane) / 2, n - done);
            makeWords(lane + 2 * take, words);
            for (int i = 0; i < take; i++) a[off + done + i] = Math.min(lo + width * unitDouble(pair(words, lane + 2 * i)), largest);
            position += 2L * take;
        }
    }

    /** Fills {@code a[off .. off + n)} with normal numbers (Box and Muller, 1958) of magnitude below 6.8 before scaling; one word each. */
    public void fillNormal(float[] a, int off, int n, float mean, float deviation) {
        Objects.checkFromIndexSize(off, n, a.length);
        int[] words = chunk(n, 1);
        double[] z = new double[words.length];
        for (int done = 0, take; done < n; done += take) {
            int lane = (int) position & 3;
            take = Math.min(CHUNK - lane, n - done);
            int made = makeWords(lane + take, words);
            for (int i = 0; i < made; i++) z[i] = openFloat(words[i]);
            boxMuller(z, made);
            for (int i = 0; i < take; i++) a[off + done + i] = (float) (mean + deviation * z[lane + i]);
            position += take;
        }
    }

    /** As {@link #fillNormal(float[], int, int, float, float)}, in double precision and of magnitude below 8.6; two words each. */
    public void fillNormal(double[] a, int off, int n, double mean, double deviation) {
        Objects.checkFromIndexSize(off, n, a.length);
        alignToPair();
        int[] words = chunk(n, 2);
        double[] z = new double[words.length / 2];
        for (int done = 0, take; done < n; done += take) {
            int lane = (int) position & 3;
            take = Math.min((CHUNK - lane) / 2, n - done);
            int made = makeWords(lane + 2 * take, words) / 2;
            for (int i = 0; i < made; i++) z[i] = openDouble(pair(words, 2 * i));
            boxMuller(z, made);
            for (int i = 0; i < take; i++) a[off + done + i] = mean + deviation * z[lane / 2 + i];
            position += 2L * take;
        }
    }

    /** Fills {@code a[off .. off + n)} with 1 at probability {@code p} (to 2<sup>-33</sup>), else 0; one word each. */
    public void fillBernoulli(byte[] a, int off, int n, double p) {
        Objects.checkFromIndexSize(off, n, a.length);
        if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("Rng: probability must be in [0, 1], got " + p);
        long limit = Math.round(p * 0x1p32);
        int[] words = chunk(n, 1);
        for (int done = 0, take; done < n; done += take) {
            int lane = (int) position & 3;
            take = Math.min(CHUNK - lane, n - done);
            makeWords(lane + take, words);
            for (int i = 0; i < take; i++) a[off + done + i] = (byte) ((words[lane + i] & WORD) < limit ? 1 : 0);
            position += take;
        }
    }

    /**
     * Fills {@code a[off .. off + n)} with integers of {@code [lo, hi)}; two words each. To stay addressable by position no draw is
     * refused, so that the odds of two values may differ by a factor of 1 + 2<sup>-32</sup>; {@link #nextInt(int)} has no such bias.
     */
    public void fillInts(int[] a, int off, int n, int lo, int hi) {
        Objects.checkFromIndexSize(off, n, a.length);
        if (lo >= hi) throw new IllegalArgumentException("Rng: range [" + lo + ", " + hi + ") is empty");
        long range = (long) hi - lo;
        for (int i = 0; i < n; i++) a[off + i] = (int) (lo + Math.unsignedMultiplyHigh(nextLong(), range));
    }

    /**
     * As {@link #fillInts(int[], int, int, int, int)} for 64-bit integers. The odds of two values may differ by a factor of
     * {@code 1 + (hi - lo) / 2^64}, which is nothing up to 2<sup>32</sup> values; beyond, draw with {@link #nextLong(long)}.
     */
    public void fillInts(long[] a, int off, int n, long lo, long hi) {
        Objects.checkFromIndexSize(off, n, a.length);
        if (lo >= hi) throw new IllegalArgumentException("Rng: range [" + lo + ", " + hi + ") is empty");
        long range = hi - lo;       // unsigned
        for (int i = 0; i < n; i++) a[off + i] = lo + Math.unsignedMultiplyHigh(nextLong(), range);
    }

    private static void checkRange(double lo, double hi) {
        if (!(lo <= hi && Double.isFinite(hi - lo)))
            throw new IllegalArgumentException("Rng: [" + lo + ", " + hi + ") is not a finite range");
    }

    /** Room for n elements, at most a chunk, and for the rest of the blocks they begin and end in. */
    private static int[] chunk(int n, int wordsEach) {
        return new int[(int) Math.min(CHUNK, 8 + (n * (long) wordsEach & ~3L))];
    }

    /** Makes at least {@code count} words, whole blocks, from the start of the current block on; returns how many. */
    private int makeWords(int count, int[] words) {
        int blocks = count + 3 >>> 2;
        philox(key, stream, position >>> 2, blocks, words);
        return 4 * blocks;
    }

    // ---- the generator ----

    /**
     * Encrypts the counters {@code (first, stream), (first + 1, stream), …} of 128 bits, lower half first, to four words each. Key and
     * counter words are numbered from the least significant, as in the paper.
     */
    static void philox(long key, long stream, long first, int blocks, int[] words) {
        for (int b = 0; b < blocks; b++) {
            long index = first + b;
            int c0 = (int) index, c1 = (int) (index >>> 32), c2 = (int) stream, c3 = (int) (stream >>> 32);
            int k0 = (int) key, k1 = (int) (key >>> 32);
            for (int round = 0; round < ROUNDS; round++) {
                long p0 = (c0 & WORD) * (MULTIPLIER_0 & WORD), p1 = (c2 & WORD) * (MULTIPLIER_1 & WORD);
                c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
                c1 = (int) p1;
                c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
                c3 = (int) p0;
                k0 += WEYL_0;
                k1 += WEYL_1;
            }
            words[4 * b] = c0;
            words[4 * b + 1] = c1;
            words[4 * b + 2] = c2;
            words[4 * b + 3] = c3;
        }
    }

    private static long pair(int[] words, int at) {
        return (long) words[at] << 32 | words[at + 1] & WORD;
    }

    private static float unitFloat(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    private static double unitDouble(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /** In the open interval (0, 1), so that its logarithm is finite. */
    private static double openFloat(int word) {
        return ((word & WORD) + 0.5) * 0x1p-32;
    }

    private static double openDouble(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    // ---- normal numbers: own elementary functions, since those of Math may differ in the last bit between machines ----

    private static void boxMuller(double[] u, int n) {
        for (int i = 0; i < n; i += 2) {
            double radius = radius(u[i]), turn = u[i + 1];
            u[i] = radius * cosineOfTurn(turn);
            u[i + 1] = radius * sineOfTurn(turn);
        }
    }

    private static double radius(double u) {
        return Math.sqrt(-2 * logarithm(u));
    }

    /**
     * ln x for normal positive x: {@code x = 2^e m} with m within [√½, √2), and {@code ln m = 2 artanh((m - 1) / (m + 1))} by its series.
     */
    static double logarithm(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) - 1023;
        double m = Double.longBitsToDouble(bits & 0x000F_FFFF_FFFF_FFFFL | 0x3FF0_0000_0000_0000L);
        if (m > 1.4142135623730951) {
            m *= 0.5;
            exponent++;
        }
        double s = (m - 1) / (m + 1), q = s * s;
        double series = 1 / 3.0 + q * (1 / 5.0 + q * (1 / 7.0 + q * (1 / 9.0 + q * (1 / 11.0
                + q * (1 / 13.0 + q * (1 / 15.0 + q * (1 / 17.0 + q * (1 / 19.0 + q * (1 / 21.0)))))))));
        return exponent * 0.6931471805599453 + 2 * (s + s * (q * series));
    }

    /** cos 2πt for t within [0, 1]. */
    static double cosineOfTurn(double t) {
        int quarter = (int) (4 * t + 0.5);
        double x = (t - 0.25 * quarter) * (2 * Math.PI);        // within ± π/4; the difference is exact
        return switch (quarter & 3) {
            case 0 -> cosine(x);
            case 1 -> -sine(x);
            case 2 -> -cosine(x);
            default -> sine(x);
        };
    }

    /** sin 2πt for t within [0, 1]. */
    static double sineOfTurn(double t) {
        int quarter = (int) (4 * t + 0.5);
        double x = (t - 0.25 * quarter) * (2 * Math.PI);
        return switch (quarter & 3) {
            case 0 -> sine(x);
            case 1 -> cosine(x);
            case 2 -> -sine(x);
            default -> -cosine(x);
        };
    }

    private static double sine(double x) {
        double q = x * x;
        return x + x * q * (-1 / 6.0 + q * (1 / 120.0 + q * (-1 / 5040.0 + q * (1 / 362_880.0 + q * (-1 / 39_916_800.0
                + q * (1 / 6_227_020_800.0 + q * (-1 / 1_307_674_368_000.0)))))));
    }

    private static double cosine(double x) {
        double q = x * x;
        return 1 + q * (-0.5 + q * (1 / 24.0 + q * (-1 / 720.0 + q * (1 / 40_320.0 + q * (-1 / 3_628_800.0
                + q * (1 / 479_001_600.0 + q * (-1 / 87_178_291_200.0 + q * (1 / 20_922_789_888_000.0))))))));
    }

    @Override public String toString() {
        return "Rng[" + state().encode() + "]";
    }
}
