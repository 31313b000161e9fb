package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.GateSpans;
import org.ventral.backend.cpu.scalar.ScalarGates;

/** The loops of a gated recurrent unit. Where the units do not fill vectors, they are left to the plain loops. */
public final class VectorGates implements GateSpans {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private final GateSpans plain = new ScalarGates();

    /** The loops. */
    public static VectorGates create() {
        return new VectorGates();
    }

    @Override
    public void reset(int n, float[] gates, int go, float[] before, int bo) {
        if (n % L != 0) plain.reset(n, gates, go, before, bo);
        else resetWhole(n, gates, go, before, bo);
    }

    private static void resetWhole(int n, float[] gates, int go, float[] before, int bo) {
        for (int j = 0; j < n; j += L) FloatVector.fromArray(S, gates, go + j).mul(FloatVector.fromArray(S, before, bo + j)).intoArray(gates, go + 3 * n + j);
    }

    @Override
    public void candidate(int n, float[] gates, int go, float[] x, int xo) {
        if (n % L != 0) plain.candidate(n, gates, go, x, xo);
        else candidateWhole(n, gates, go, x, xo);
    }

    private static void candidateWhole(int n, float[] gates, int go, float[] x, int xo) {
        for (int j = 0; j < n; j += L) {
            FloatVector reset = FloatVector.fromArray(S, gates, go + j).mul(FloatVector.fromArray(S, gates, go + 3 * n + j));
            FloatVector.fromArray(S, x, xo + j).add(reset).intoArray(gates, go + 2 * n + j);
        }
    }

    @Override
    public void mix(int n, float[] gates, int go, float[] before, int bo, float[] h, int ho) {
        if (n % L != 0) plain.mix(n, gates, go, before, bo, h, ho);
        else mixWhole(n, gates, go, before, bo, h, ho);
    }

    private static void mixWhole(int n, float[] gates, int go, float[] before, int bo, float[] h, int ho) {
        for (int j = 0; j < n; j += L) {
            FloatVector c = FloatVector.fromArray(S, gates, go + 2 * n + j);
            c.add(FloatVector.fromArray(S, gates, go + n + j).mul(FloatVector.fromArray(S, before, bo + j).sub(c))).intoArray(h, ho + j);
        }
    }

    @Override
    public void backMix(int n, float[] gates, int go, float[] before, int bo, float[] dh, int dho, float[] da, int dao) {
        if (n % L != 0) plain.backMix(n, gates, go, before, bo, dh, dho, da, dao);
        else backMixWhole(n, gates, go, before, bo, dh, dho, da, dao);
    }

    private static void backMixWhole(int n, float[] gates, int go, float[] before, int bo, float[] dh, int dho, float[] da, int dao) {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int j = 0; j < n; j += L) {
            FloatVector k = FloatVector.fromArray(S, gates, go + n + j), c = FloatVector.fromArray(S, gates, go + 2 * n + j), g = FloatVector.fromArray(S, dh, dho + j);
            FloatVector kept = g.mul(k);
            g.mul(FloatVector.fromArray(S, before, bo + j).sub(c)).mul(k.sub(k.mul(k))).intoArray(da, dao + n + j);
            g.sub(kept).mul(one.sub(c.mul(c))).intoArray(da, dao + 2 * n + j);
            kept.intoArray(dh, dho + j);
        }
    }

    @Override
    public void backAfter(int n, float[] gates, int go, float[] da, int dao, float[] du, int duo) {
        if (n % L != 0) plain.backAfter(n, gates, go, da, dao, du, duo);
        else backAfterWhole(n, gates, go, da, dao, du, duo);
    }

    private static void backAfterWhole(int n, float[] gates, int go, float[] da, int dao, float[] du, int duo) {
        for (int j = 0; j < n; j += L) {
            FloatVector r = FloatVector.fromArray(S, gates, go + j), c = FloatVector.fromArray(S, da, dao + 2 * n + j), k = FloatVector.fromArray(S, da, dao + n + j);
            FloatVector ofReset = c.mul(FloatVector.fromArray(S, gates, go + 3 * n + j)).mul(r.sub(r.mul(r)));
            ofReset.intoArray(da, dao + j);
            ofReset.intoArray(du, duo + j);
            k.intoArray(du, duo + n + j);
            c.mul(r).intoArray(du, duo + 2 * n + j);
        }
    }

    @Override
    public void backBefore(int n, float[] gates, int go, float[] before, int bo, float[] dm, int dmo, float[] da, int dao, float[] dh, int dho) {
        if (n % L != 0) plain.backBefore(n, gates, go, before, bo, dm, dmo, da, dao, dh, dho);
        else backBeforeWhole(n, gates, go, before, bo, dm, dmo, da, dao, dh, dho);
    }

    private static void backBeforeWhole(int n, float[] gates, int go, float[] before, int bo, float[] dm, int dmo, float[] da, int dao, float[] dh, int dho) {
        for (int j = 0; j < n; j += L) {
            FloatVector r = FloatVector.fromArray(S, gates, go + j), m = FloatVector.fromArray(S, dm, dmo + j);
            m.mul(FloatVector.fromArray(S, before, bo + j)).mul(r.sub(r.mul(r))).intoArray(da, dao + j);
            m.mul(r).add(FloatVector.fromArray(S, dh, dho + j)).intoArray(dh, dho + j);
        }
    }
}
