package org.ventral.optim;

import java.util.List;
import org.ventral.tensor.op.UpdateOp;

/** What distinguishes one optimizer from another: what it remembers, and the op that makes a step. */
interface UpdateRule {
    /** Names of what it remembers of each parameter, in the order in which the op takes them; each has the parameter's type and begins with zeros. */
    List<String> states();

    /**
     * The step of several parameters.
     *
     * @param step how many steps these parameters have made with this one
     */
    UpdateOp update(int count, double rate, double weightDecay, long step);
}
