package org.ventral.backend.cpu.loops;

/** Innermost loops of a long short-term memory over the units of one sample; the blocks of its gates i, f, c̃, o are {@code n} apart. */
public interface CellSpans {
    /** {@code c = f ⊙ before + i ⊙ c̃}, from gates at {@code go}. */
    void remember(int n, float[] gates, int go, float[] before, int bo, float[] c, int co);

    /** {@code h = o ⊙ shown}, from gates at {@code go}. May run in place. */
    void show(int n, float[] gates, int go, float[] shown, int so, float[] h, int ho);

    /**
     * One step back: the gradient {@code da} of what the gates were made from, in blocks like theirs.
     *
     * @param curved  1 if {@code shown} is the hyperbolic tangent of the cell, 0 if it is the cell itself
     * @param dh      gradient of h, complete
     * @param dc      gradient of c, without what comes through h; afterwards that of {@code before}
     */
    void back(int n, float curved, float[] gates, int go, float[] before, int bo, float[] shown, int so, float[] dh, int dho, float[] dc, int dco, float[] da, int dao);
}
