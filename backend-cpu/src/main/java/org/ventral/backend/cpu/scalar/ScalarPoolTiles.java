package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.PoolTiles;

/** {@link PoolTiles} in plain Java. */
public final class ScalarPoolTiles implements PoolTiles {
    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void largest(float[] x, int at0, int at1, int at2, int at3, int place0, int place1, int place2, int place3, float[] y, int yAt, long[] places, int placesAt, int length) {
        for (int j = 0; j < length; j++) {
            float best = x[at0 + j], next = x[at1 + j];
            int place = place0;
            if (beats(next, best)) {
                best = next;
                place = place1;
            }
            if (beats(next = x[at2 + j], best)) {
                best = next;
                place = place2;
            }
            if (beats(next = x[at3 + j], best)) {
                best = next;
                place = place3;
            }
            y[yAt + j] = best;
            places[placesAt + j] = place;
        }
    }

    @Override
    public void raise(float[] x, int xAt, int place, float[] y, int yAt, long[] places, int placesAt, int length) {
        for (int j = 0; j < length; j++)
            if (beats(x[xAt + j], y[yAt + j])) {
                y[yAt + j] = x[xAt + j];
                places[placesAt + j] = place;
            }
    }

    @Override
    public void raise(float[] x, int xAt, float[] y, int yAt, int length) {
        for (int j = 0; j < length; j++) {
            float next = x[xAt + j], most = y[yAt + j];
            if (next > most || next != next && most == most) y[yAt + j] = next;
        }
    }

    @Override
    public void spread(float[] dy, int dyAt, long[] places, int placesAt, int place0, int place1, int place2, int place3, float[] dx, int at0, int at1, int at2, int at3, int length) {
        for (int j = 0; j < length; j++) {
            long place = places[placesAt + j];
            float g = dy[dyAt + j];
            dx[at0 + j] = place == place0 ? g : 0;
            dx[at1 + j] = place == place1 ? g : 0;
            dx[at2 + j] = place == place2 ? g : 0;
            dx[at3 + j] = place == place3 ? g : 0;
        }
    }

    private static boolean beats(float next, float best) {
        return next > best || next != next && best == best;
    }
}
