package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.WinogradTiles;

/** {@link WinogradTiles} with the Vector API; lanes are tiles. */
public final class VectorWinogradTiles implements WinogradTiles {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorWinogradTiles() {}

    /** Returns the loops for this machine's preferred vector width. */
    public static WinogradTiles create() {
        return new VectorWinogradTiles();
    }

    @Override
    public void input(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int tiles) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int t = 0; t < tiles; t += LANES) {
            FloatVector d0 = at(in, o0 + t), d1 = at(in, o1 + t), d2 = at(in, o2 + t), d3 = at(in, o3 + t), d4 = at(in, o4 + t), d5 = at(in, o5 + t);
            FloatVector even = d2.mul(-4).add(d4), odd = d1.mul(-4).add(d3), sum = d4.sub(d2), difference = d3.sub(d1).mul(2);
            d0.mul(4).sub(d2.mul(5)).add(d4).intoArray(out, outAt + t);
            even.add(odd).intoArray(out, outAt + outStep + t);
            even.sub(odd).intoArray(out, outAt + 2 * outStep + t);
            sum.add(difference).intoArray(out, outAt + 3 * outStep + t);
            sum.sub(difference).intoArray(out, outAt + 4 * outStep + t);
            d1.mul(4).sub(d3.mul(5)).add(d5).intoArray(out, outAt + 5 * outStep + t);
        }
    }

    @Override
    public void output(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int tiles) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int t = 0; t < tiles; t += LANES) {
            FloatVector m1 = at(in, o1 + t), m2 = at(in, o2 + t), m3 = at(in, o3 + t), m4 = at(in, o4 + t);
            FloatVector sum = m1.add(m2), difference = m1.sub(m2), sum2 = m3.add(m4), difference2 = m3.sub(m4);
            at(in, o0 + t).add(sum).add(sum2).intoArray(out, outAt + t);
            difference2.mul(2).add(difference).intoArray(out, outAt + outStep + t);
            sum2.mul(4).add(sum).intoArray(out, outAt + 2 * outStep + t);
            difference2.mul(8).add(difference).add(at(in, o5 + t)).intoArray(out, outAt + 3 * outStep + t);
        }
    }

    private static FloatVector at(float[] a, int at) {
        return FloatVector.fromArray(SPECIES, a, at);
    }
}
