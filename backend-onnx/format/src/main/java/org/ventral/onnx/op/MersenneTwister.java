package org.ventral.onnx.op;

/**
 * The generator MT19937 (Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
 * generator", 1998), as NumPy's legacy functions use it. A seed of an ONNX operator means its sequence in ONNX's reference implementation, so that
 * models with seeds can be compared; where nothing has to be compared, {@link org.ventral.tensor.Rng} is the better choice.
 */
final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    MersenneTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }

    /** 32 random bits. */
    int nextInt() {
        if (next == SIZE) twist();
        int y = state[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** Uniform in {@code [0, 1)}, a multiple of 2⁻⁵³. */
    double nextDouble() {
        long high = nextInt() >>> 5, low = nextInt() >>> 6;
        return ((high << 26) + low) * 0x1p-53;
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = state[i] & 0x80000000 | state[(i + 1) % SIZE] & 0x7fffffff;
            state[i] = state[(i + SHIFT) % SIZE] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }
}
