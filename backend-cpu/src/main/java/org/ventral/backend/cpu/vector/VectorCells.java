package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.CellSpans;
import org.ventral.backend.cpu.scalar.ScalarCells;

/**
 * The loops of a long short-term memory. The units that do not fill a vector are left to the plain loops.
 */
public final class VectorCells implements CellSpans {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private final CellSpans plain = new ScalarCells();

    /** The loops. */
    public static VectorCells create() {
        return new VectorCells();
    }

    @Override
    public void remember(int n, float[] gates, int go, float[] before, int bo, float[] c, int co) {
        if (n % L != 0) plain.remember(n, gates, go, before, bo, c, co);
        else rememberWhole(n, gates, go, before, bo, c, co);
    }

    private static void rememberWhole(int n, float[] gates, int go, float[] before, int bo, float[] c, int co) {
        for (int j = 0; j < n; j += L) {
            FloatVector kept = FloatVector.fromArray(S, gates, go + n + j).mul(FloatVector.fromArray(S, before, bo + j));
            FloatVector.fromArray(S, gates, go + j).mul(FloatVector.fromArray(S, gates, go + 2 * n + j)).add(kept).intoArray(c, co + j);
        }
    }

    @Override
    public void show(int n, float[] gates, int go, float[] shown, int so, float[] h, int ho) {
        if (n % L != 0) plain.show(n, gates, go, shown, so, h, ho);
        else showWhole(n, gates, go, shown, so, h, ho);
    }

    private static void showWhole(int n, float[] gates, int go, float[] shown, int so, float[] h, int ho) {
        for (int j = 0; j < n; j += L) FloatVector.fromArray(S, gates, go + 3 * n + j).mul(FloatVector.fromArray(S, shown, so + j)).intoArray(h, ho + j);
    }

    @Override
    public void back(int n, float curved, float[] gates, int go, float[] before, int bo, float[] shown, int so, float[] dh, int dho, float[] dc, int dco, float[] da, int dao) {
        if (n % L != 0) plain.back(n, curved, gates, go, before, bo, shown, so, dh, dho, dc, dco, da, dao);
        else backWhole(n, curved, gates, go, before, bo, shown, so, dh, dho, dc, dco, da, dao);
    }

    private static void backWhole(int n, float curved, float[] gates, int go, float[] before, int bo, float[] shown, int so, float[] dh, int dho, float[] dc, int dco,
            float[] da, int dao) {
        FloatVector one = FloatVector.broadcast(S, 1), bend = FloatVector.broadcast(S, -curved);
        for (int j = 0; j < n; j += L) {
            FloatVector o = FloatVector.fromArray(S, gates, go + 3 * n + j), s = FloatVector.fromArray(S, shown, so + j), g = FloatVector.fromArray(S, dh, dho + j);
            g.mul(s).mul(o.sub(o.mul(o))).intoArray(da, dao + 3 * n + j);
            FloatVector c = g.mul(o.mul(one.add(bend.mul(s).mul(s)))).add(FloatVector.fromArray(S, dc, dco + j));
            FloatVector i = FloatVector.fromArray(S, gates, go + j), candidate = FloatVector.fromArray(S, gates, go + 2 * n + j);
            c.mul(candidate).mul(i.sub(i.mul(i))).intoArray(da, dao + j);
            c.mul(i).mul(one.sub(candidate.mul(candidate))).intoArray(da, dao + 2 * n + j);
            FloatVector f = FloatVector.fromArray(S, gates, go + n + j);
            c.mul(FloatVector.fromArray(S, before, bo + j)).mul(f.sub(f.mul(f))).intoArray(da, dao + n + j);
            c.mul(f).intoArray(dc, dco + j);
        }
    }
}
