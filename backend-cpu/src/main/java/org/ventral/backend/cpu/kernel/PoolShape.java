package org.ventral.backend.cpu.kernel;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.MaxPool;

/** Sizes of a pooling: {@code x [N, C, D, H, W]} to {@code y [N, C, OD, OH, OW]}. Absent axes are {@link PoolAxis#UNIT}. */
public record PoolShape(int n, int c, PoolAxis d, PoolAxis h, PoolAxis w) {
    public PoolShape {
        Math.toIntExact((long) n * c * d.in() * h.in() * w.in());
        Math.toIntExact((long) n * c * d.out() * h.out() * w.out());
    }

    /** Elements of one input plane. */
    public int inPlane() {
        return d.in() * h.in() * w.in();
    }

    /** Elements of one output plane. */
    public int outPlane() {
        return d.out() * h.out() * w.out();
    }

    /** The sizes of an op on images, and with results, of these shapes. */
    public static PoolShape of(MaxPool p, Shape x, Shape y) {
        return of(p.kernel(), p.stride(), p.padBefore(), p.padAfter(), p.dilation(), x, y);
    }

    /** The sizes of an op on images, and with results, of these shapes. */
    public static PoolShape of(AveragePool p, Shape x, Shape y) {
        return of(p.kernel(), p.stride(), p.padBefore(), p.padAfter(), null, x, y);
    }

    private static PoolShape of(List<Long> kernel, List<Long> stride, List<Long> before, List<Long> after, List<Long> dilation, Shape x, Shape y) {
        PoolAxis[] axes = {PoolAxis.UNIT, PoolAxis.UNIT, PoolAxis.UNIT};
        for (int i = 0, missing = 3 - kernel.size(); i < kernel.size(); i++)
            axes[missing + i] = new PoolAxis(size(x, i + 2), Math.toIntExact(kernel.get(i)), Math.toIntExact(stride.get(i)), Math.toIntExact(before.get(i)), Math.toIntExact(after.get(i)),
                dilation == null ? 1 : Math.toIntExact(dilation.get(i)), size(y, i + 2));
        return new PoolShape(size(x, 0), size(x, 1), axes[0], axes[1], axes[2]);
    }

    private static int size(Shape shape, int axis) {
        return Math.toIntExact(shape.size(axis));
    }
}
