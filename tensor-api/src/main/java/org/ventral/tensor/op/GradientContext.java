package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;

/** What a gradient rule may look at: the op's inputs and outputs, and the gradients that arrived. */
public interface GradientContext {
    /** An input as the op saw it; throws if it was changed in place since. */
    Tensor input(int index);

    /** All inputs. */
    List<Tensor> inputs();

    /** An output as the op left it; throws if it was changed in place since. */
    Tensor output(int index);

    /** The gradient of an output: zeros if nothing depends on it. */
    Tensor gradient(int index);

    /** Whether anything depends on an output; if not, its gradient is zeros. */
    boolean arrived(int index);

    /** Whether the gradient of this input is wanted. A rule may leave out the work, and answer null, where it is not. */
    boolean needs(int index);

    /** The gradient of output 0. */
    default Tensor gradient() {
        return gradient(0);
    }
}
