package org.ventral.tensor;

/** Prints tensors: values in the manner of NumPy. */
final class TensorText {
    private TensorText() {}

    static String format(Tensor tensor) {
        Tensor row = tensor.detach();
        ArrayFormat.Elements elements = switch (row.dtype()) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> (ArrayFormat.Reals) i -> element(row, i).item();
            case INT32, INT64, INT8, UINT8 -> (ArrayFormat.Integers) i -> element(row, i).toLongs()[0];
            case BOOL -> (ArrayFormat.Truths) i -> element(row, i).item() != 0;
        };
        return ArrayFormat.STANDARD.text(row.shape().toArray(), row.dtype(), elements);
    }

    private static Tensor element(Tensor tensor, long position) {
        Layout layout = tensor.layout();
        long place = layout.offset(), rest = position;
        for (int axis = layout.shape().rank() - 1; axis >= 0; axis--) {
            long n = layout.shape().size(axis);
            place += rest % n * layout.stride(axis);
            rest /= n;
        }
        return tensor.viewed(Layout.contiguous(Shape.scalar()).at(place));
    }
}
