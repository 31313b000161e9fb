package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.CellSpans;
import org.ventral.backend.cpu.loops.GateSpans;
import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.loops.DoubleGemmTiles;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.PoolTiles;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.loops.UpdateSpans;
import org.ventral.backend.cpu.loops.WinogradTiles;
import org.ventral.backend.cpu.scalar.ScalarActivations;
import org.ventral.backend.cpu.scalar.ScalarCells;
import org.ventral.backend.cpu.scalar.ScalarGates;
import org.ventral.backend.cpu.scalar.ScalarConvTiles;
import org.ventral.backend.cpu.scalar.ScalarDoubleGemmTiles;
import org.ventral.backend.cpu.scalar.ScalarFloatGemmTiles;
import org.ventral.backend.cpu.scalar.ScalarPoolTiles;
import org.ventral.backend.cpu.scalar.ScalarRows;
import org.ventral.backend.cpu.scalar.ScalarSpans;
import org.ventral.backend.cpu.scalar.ScalarTransposeTiles;
import org.ventral.backend.cpu.scalar.ScalarUpdates;
import org.ventral.backend.cpu.scalar.ScalarWinogradTiles;
import org.ventral.backend.cpu.vector.VectorActivations;
import org.ventral.backend.cpu.vector.VectorCells;
import org.ventral.backend.cpu.vector.VectorGates;
import org.ventral.backend.cpu.vector.VectorConvTiles;
import org.ventral.backend.cpu.vector.VectorDoubleGemmTiles;
import org.ventral.backend.cpu.vector.VectorFloatGemmTiles;
import org.ventral.backend.cpu.vector.VectorPoolTiles;
import org.ventral.backend.cpu.vector.VectorRows;
import org.ventral.backend.cpu.vector.VectorSpans;
import org.ventral.backend.cpu.vector.VectorTransposeTiles;
import org.ventral.backend.cpu.vector.VectorUpdates;
import org.ventral.backend.cpu.vector.VectorWinogradTiles;

/**
 * The innermost loops that this virtual machine can run: those on the Vector API, or plain ones where its module is absent. A class of vector
 * loops is first touched inside its own method here, so that without the module none is ever loaded.
 */
final class Loops {
    private Loops() {}

    static Spans spans() {
        return Simd.available() ? VectorSpans.create() : new ScalarSpans();
    }

    static ActivationSpans activations() {
        return Simd.available() ? VectorActivations.create() : new ScalarActivations();
    }

    static CellSpans cells() {
        return Simd.available() ? VectorCells.create() : new ScalarCells();
    }

    static GateSpans gates() {
        return Simd.available() ? VectorGates.create() : new ScalarGates();
    }

    static RowSpans rows() {
        return Simd.available() ? VectorRows.create() : new ScalarRows();
    }

    static UpdateSpans updates() {
        return Simd.available() ? VectorUpdates.create() : new ScalarUpdates();
    }

    static TransposeTiles transpose() {
        return Simd.available() ? VectorTransposeTiles.create() : new ScalarTransposeTiles();
    }

    static FloatGemmTiles floatProducts() {
        return Simd.available() ? VectorFloatGemmTiles.create() : new ScalarFloatGemmTiles();
    }

    /** Broader tiles for matrix products alone, or null. */
    static FloatGemmTiles broadProducts() {
        return Simd.available() ? VectorFloatGemmTiles.createBroad() : null;
    }

    static DoubleGemmTiles doubleProducts() {
        return Simd.available() ? VectorDoubleGemmTiles.create() : new ScalarDoubleGemmTiles();
    }

    static ConvTiles convolution() {
        return Simd.available() ? VectorConvTiles.create() : new ScalarConvTiles();
    }

    static WinogradTiles winograd() {
        return Simd.available() ? VectorWinogradTiles.create() : new ScalarWinogradTiles();
    }

    static PoolTiles pooling() {
        return Simd.available() ? VectorPoolTiles.create() : new ScalarPoolTiles();
    }
}
