package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.PoolTiles;

/**
 * {@link PoolTiles} with the Vector API. Places travel as the bits of floats, so that one mask selects values and places alike. The last vector of a run is
 * moved back to end with it; elements that two vectors share come out the same twice.
 */
public final class VectorPoolTiles implements PoolTiles {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorPoolTiles() {}

    /** Returns the loops for this machine's preferred vector width. */
    public static PoolTiles create() {
        return new VectorPoolTiles();
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void largest(float[] x, int at0, int at1, int at2, int at3, int place0, int place1, int place2, int place3, float[] y, int yAt, long[] places, int placesAt, int length) {
        FloatVector p0 = bits(place0), p1 = bits(place1), p2 = bits(place2), p3 = bits(place3);
        for (int i = 0; i < length; i += LANES) {
            int j = Math.min(i, length - LANES);
            FloatVector best = FloatVector.fromArray(SPECIES, x, at0 + j), next = FloatVector.fromArray(SPECIES, x, at1 + j);
            VectorMask<Float> better = beats(next, best);
            best = best.blend(next, better);
            FloatVector place = p0.blend(p1, better);
            next = FloatVector.fromArray(SPECIES, x, at2 + j);
            better = beats(next, best);
            best = best.blend(next, better);
            place = place.blend(p2, better);
            next = FloatVector.fromArray(SPECIES, x, at3 + j);
            better = beats(next, best);
            best.blend(next, better).intoArray(y, yAt + j);
            store(place.blend(p3, better), places, placesAt + j);
        }
    }

    @Override
    public void raise(float[] x, int xAt, int place, float[] y, int yAt, long[] places, int placesAt, int length) {
        FloatVector own = bits(place);
        for (int i = 0; i < length; i += LANES) {
            int j = Math.min(i, length - LANES);
            FloatVector best = FloatVector.fromArray(SPECIES, y, yAt + j), next = FloatVector.fromArray(SPECIES, x, xAt + j);
            VectorMask<Float> better = beats(next, best);
            best.blend(next, better).intoArray(y, yAt + j);
            store(load(places, placesAt + j).reinterpretAsFloats().blend(own, better), places, placesAt + j);
        }
    }

    @Override
    public void raise(float[] x, int xAt, float[] y, int yAt, int length) {
        for (int i = 0; i < length; i += LANES) {
            int j = Math.min(i, length - LANES);
            FloatVector best = FloatVector.fromArray(SPECIES, y, yAt + j), next = FloatVector.fromArray(SPECIES, x, xAt + j);
            best.blend(next, beats(next, best)).intoArray(y, yAt + j);
        }
    }

    @Override
    public void spread(float[] dy, int dyAt, long[] places, int placesAt, int place0, int place1, int place2, int place3, float[] dx, int at0, int at1, int at2, int at3, int length) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0; i < length; i += LANES) {
            int j = Math.min(i, length - LANES);
            IntVector place = load(places, placesAt + j);
            FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + j);
            zero.blend(g, place.eq(place0).cast(SPECIES)).intoArray(dx, at0 + j);
            zero.blend(g, place.eq(place1).cast(SPECIES)).intoArray(dx, at1 + j);
            zero.blend(g, place.eq(place2).cast(SPECIES)).intoArray(dx, at2 + j);
            zero.blend(g, place.eq(place3).cast(SPECIES)).intoArray(dx, at3 + j);
        }
    }

    private static FloatVector bits(int place) {
        return IntVector.broadcast(INTS, place).reinterpretAsFloats();
    }

    private static VectorMask<Float> beats(FloatVector next, FloatVector best) {
        return next.compare(VectorOperators.LE, best).not().and(best.compare(VectorOperators.EQ, best));
    }

    private static void store(FloatVector place, long[] places, int at) {
        IntVector ints = place.reinterpretAsInts();
        ((LongVector) ints.convertShape(VectorOperators.I2L, LONGS, 0)).intoArray(places, at);
        ((LongVector) ints.convertShape(VectorOperators.I2L, LONGS, 1)).intoArray(places, at + LANES / 2);
    }

    private static IntVector load(long[] places, int at) {
        IntVector low = (IntVector) LongVector.fromArray(LONGS, places, at).convertShape(VectorOperators.L2I, INTS, 0);
        return low.or((IntVector) LongVector.fromArray(LONGS, places, at + LANES / 2).convertShape(VectorOperators.L2I, INTS, -1));
    }
}
