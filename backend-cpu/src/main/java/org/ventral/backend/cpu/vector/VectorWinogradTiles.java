package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.WinogradTiles;

/** {@link WinogradTiles} with the Vector API; lanes are channels. */
public final class VectorWinogradTiles implements WinogradTiles {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final float SIXTH = 1 / 6f;

    private VectorWinogradTiles() {}

    /** Returns the loops for this machine's preferred vector width. */
    public static WinogradTiles create() {
        return new VectorWinogradTiles();
    }

    @Override
    public void input(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int c = 0; c < channels; c += LANES) {
            FloatVector d0 = fromArray(SPECIES, in, o0 + c), d1 = fromArray(SPECIES, in, o1 + c), d2 = fromArray(SPECIES, in, o2 + c), d3 = fromArray(SPECIES, in, o3 + c), d4 = fromArray(SPECIES, in, o4 + c), d5 = fromArray(SPECIES, in, o5 + c);
            FloatVector even = d2.mul(-4).add(d4), odd = d1.mul(-4).add(d3), sum = d4.sub(d2), difference = d3.sub(d1).mul(2);
            d0.mul(4).sub(d2.mul(5)).add(d4).intoArray(out, outAt + c);
            even.add(odd).intoArray(out, outAt + outStep + c);
            even.sub(odd).intoArray(out, outAt + 2 * outStep + c);
            sum.add(difference).intoArray(out, outAt + 3 * outStep + c);
            sum.sub(difference).intoArray(out, outAt + 4 * outStep + c);
            d1.mul(4).sub(d3.mul(5)).add(d5).intoArray(out, outAt + 5 * outStep + c);
        }
    }

    @Override
    public void output(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int c = 0; c < channels; c += LANES) {
            FloatVector m1 = fromArray(SPECIES, in, o1 + c), m2 = fromArray(SPECIES, in, o2 + c), m3 = fromArray(SPECIES, in, o3 + c), m4 = fromArray(SPECIES, in, o4 + c);
            FloatVector sum = m1.add(m2), difference = m1.sub(m2), sum2 = m3.add(m4), difference2 = m3.sub(m4);
            fromArray(SPECIES, in, o0 + c).add(sum).add(sum2).intoArray(out, outAt + c);
            difference2.mul(2).add(difference).intoArray(out, outAt + outStep + c);
            sum2.mul(4).add(sum).intoArray(out, outAt + 2 * outStep + c);
            difference2.mul(8).add(difference).add(fromArray(SPECIES, in, o5 + c)).intoArray(out, outAt + 3 * outStep + c);
        }
    }

    @Override
    public void filter(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2];
        for (int c = 0; c < channels; c += LANES) {
            FloatVector a = fromArray(SPECIES, in, o0 + c), b = fromArray(SPECIES, in, o1 + c).mul(SIXTH), d = fromArray(SPECIES, in, o2 + c), outer = a.add(d).mul(SIXTH), wide = a.mul(1 / 24f).add(d.mul(SIXTH)), half = b.mul(0.5f);
            a.mul(0.25f).intoArray(out, outAt + c);
            outer.add(b).neg().intoArray(out, outAt + outStep + c);
            b.sub(outer).intoArray(out, outAt + 2 * outStep + c);
            wide.add(half).intoArray(out, outAt + 3 * outStep + c);
            wide.sub(half).intoArray(out, outAt + 4 * outStep + c);
            d.intoArray(out, outAt + 5 * outStep + c);
        }
    }

    @Override
    public void spread(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3];
        for (int c = 0; c < channels; c += LANES) {
            FloatVector d0 = fromArray(SPECIES, in, o0 + c), d1 = fromArray(SPECIES, in, o1 + c), d2 = fromArray(SPECIES, in, o2 + c), d3 = fromArray(SPECIES, in, o3 + c);
            FloatVector even = d0.add(d2), odd = d1.add(d3), even2 = d2.mul(4).add(d0), odd2 = d3.mul(8).add(d1.mul(2));
            d0.intoArray(out, outAt + c);
            even.add(odd).intoArray(out, outAt + outStep + c);
            even.sub(odd).intoArray(out, outAt + 2 * outStep + c);
            even2.add(odd2).intoArray(out, outAt + 3 * outStep + c);
            even2.sub(odd2).intoArray(out, outAt + 4 * outStep + c);
            d3.intoArray(out, outAt + 5 * outStep + c);
        }
    }

    @Override
    public void gather(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int c = 0; c < channels; c += LANES) {
            FloatVector m1 = fromArray(SPECIES, in, o1 + c), m2 = fromArray(SPECIES, in, o2 + c), m3 = fromArray(SPECIES, in, o3 + c), m4 = fromArray(SPECIES, in, o4 + c), near = m1.add(m2).mul(SIXTH), far = m3.add(m4);
            fromArray(SPECIES, in, o0 + c).mul(0.25f).sub(near).add(far.mul(1 / 24f)).intoArray(out, outAt + c);
            m2.sub(m1).mul(SIXTH).add(m3.sub(m4).mul(1 / 12f)).intoArray(out, outAt + outStep + c);
            far.mul(SIXTH).sub(near).add(fromArray(SPECIES, in, o5 + c)).intoArray(out, outAt + 2 * outStep + c);
        }
    }
}
