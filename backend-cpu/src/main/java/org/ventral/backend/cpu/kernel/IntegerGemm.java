package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.parallel.Workers;

/** Products of integer matrices, for counting and indexing rather than for speed: row by row, so that B and C are walked along their rows. Overflow wraps around. */
public final class IntegerGemm {
    private static final long PARALLEL_WORK = 100_000;

    private IntegerGemm() {}

    /** Computes {@code C = A · B} of ints; bias and accumulation are not supported. */
    public static void multiply(Workers workers, Product p, int[] a, int[] b, int[] c) {
        eachRow(workers, p, i -> row(p, i, a, b, c));
    }

    /** Computes {@code C = A · B} of longs; bias and accumulation are not supported. */
    public static void multiply(Workers workers, Product p, long[] a, long[] b, long[] c) {
        eachRow(workers, p, i -> row(p, i, a, b, c));
    }

    private static void eachRow(Workers workers, Product p, Workers.TileTask row) {
        if (p.work() >= PARALLEL_WORK) workers.forEach(p.m(), row);
        else
            for (int i = 0; i < p.m(); i++) row.run(i);
    }

    private static void row(Product p, int i, int[] a, int[] b, int[] c) {
        for (int j = 0; j < p.n(); j++) c[p.c().at(i, j)] = 0;
        for (int q = 0; q < p.k(); q++) {
            int x = a[p.a().at(i, q)];
            for (int j = 0; j < p.n(); j++) c[p.c().at(i, j)] += x * b[p.b().at(q, j)];
        }
    }

    private static void row(Product p, int i, long[] a, long[] b, long[] c) {
        for (int j = 0; j < p.n(); j++) c[p.c().at(i, j)] = 0;
        for (int q = 0; q < p.k(); q++) {
            long x = a[p.a().at(i, q)];
            for (int j = 0; j < p.n(); j++) c[p.c().at(i, j)] += x * b[p.b().at(q, j)];
        }
    }
}
