package org.ventral.backend.cpu.kernel;

import java.util.stream.IntStream;

/**
 * One axis of a {@link ConvFrame}: the source is cut into <em>slots</em> so that every tap reads one slot at unit stride. Position {@code p} of a slot holds
 * source element {@code p · step + start[slot]}, or zero where there is none; tap {@code i} of result {@code j} is at position {@code j + shift[i]} of
 * slot {@code slot[i]}.
 *
 * @param source  length of the source
 * @param results number of results
 * @param first   place of result 0 in the destination
 * @param apart   distance of neighbouring results in the destination
 * @param target  length of the destination
 * @param length  positions of a slot
 * @param kernel  the kernel positions that take part
 */
record ConvFrameAxis(int source, int results, int first, int apart, int target, int length, int step, int[] start, int[] kernel, int[] slot, int[] shift) {
    /** The input as the forward pass reads it: with stride s, slot φ holds every s-th padded element from φ on; phases that no tap reads are left out. */
    static ConvFrameAxis forward(ConvAxis a) {
        int stride = a.stride();
        int[] kernel = IntStream.range(0, a.kernel()).toArray();
        int[] phases = IntStream.of(kernel).map(k -> k * a.dilation() % stride).distinct().toArray();
        int[] slot = IntStream.of(kernel).map(k -> indexOf(phases, k * a.dilation() % stride)).toArray();
        int[] shift = IntStream.of(kernel).map(k -> k * a.dilation() / stride).toArray();
        int[] start = IntStream.of(phases).map(phase -> phase - a.before()).toArray();
        int out = a.out();
        return new ConvFrameAxis(a.in(), out, 0, 1, out, out + shift[shift.length - 1], stride, start, kernel, slot, shift);
    }

    /** The output gradient as the input gradient at elements {@code residue, residue + stride, …} reads it: only the taps that meet these elements. */
    static ConvFrameAxis gradient(ConvAxis a, int residue) {
        int stride = a.stride();
        int[] kernel = IntStream.range(0, a.kernel()).filter(k -> (residue + a.before() - k * a.dilation()) % stride == 0).toArray();
        int[] reads = IntStream.of(kernel).map(k -> (residue + a.before() - k * a.dilation()) / stride).toArray();
        int least = IntStream.of(reads).min().orElse(0), most = IntStream.of(reads).max().orElse(0);
        int results = a.in() <= residue ? 0 : (a.in() - residue - 1) / stride + 1;
        return new ConvFrameAxis(a.out(), results, residue, stride, a.in(), results + most - least, 1, new int[] {least}, kernel, new int[kernel.length],
            IntStream.of(reads).map(r -> r - least).toArray());
    }

    /** True if the only slot is the source itself and results are stored side by side. */
    boolean identity() {
        return step == 1 && start.length == 1 && start[0] == 0 && length == source && apart == 1;
    }

    int slots() {
        return start.length;
    }

    /** First position of a slot that has a source element. */
    int from(int slot) {
        return Math.clamp(Math.ceilDiv(-start[slot], step), 0, length);
    }

    /** End of the positions of a slot that have a source element. */
    int to(int slot) {
        return Math.clamp(Math.ceilDiv(source - start[slot], step), from(slot), length);
    }

    private static int indexOf(int[] values, int value) {
        return IntStream.range(0, values.length).filter(i -> values[i] == value).findFirst().orElseThrow();
    }
}
