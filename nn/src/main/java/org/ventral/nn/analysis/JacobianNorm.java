package org.ventral.nn.analysis;

import java.util.ArrayList;
import java.util.List;
import org.ventral.nn.layer.LstmCell;
import org.ventral.nn.layer.RecurrentCell;
import org.ventral.nn.layer.RecurrentState;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * How the last state of a recurrent cell depends on an earlier one: spectral norms of the product of the Jacobian matrices between
 * {@code ∂s_T/∂s_k = ∂s_T/∂s_(T-1) · … · ∂s_(k+1)/∂s_k} (eq. 7.35). The state s is h, and for an LSTM h and c together.
 *
 * <p>The matrices are exact, by automatic differentiation: as many copies of the sequence as the state has numbers run as one batch, and each copy asks for the
 * gradient of one of them. What is approximated in eq. 7.47, that cells depend on each other through the forget gates alone, is not assumed.
 *
 * @param back   how many steps lie between, k = T − back
 * @param state  norm of {@code ∂s_T/∂s_k}
 * @param memory norm of {@code ∂c_T/∂c_k}, the block of it that is about an LSTM's cell, near the product of the forget gates (eq. 7.47); of the others it is {@code state}
 * @param bound  product of the norms of the single steps' Jacobian matrices, which {@code state} cannot exceed (eq. 7.36)
 */
public record JacobianNorm(int back, double state, double memory, double bound) {
    /**
     * The norms for every step of a sequence, from {@code back} 0, where they are 1, to T. The state begins with zeros.
     *
     * <p>The time is that of T + 1 passes backward with a batch as large as the state.
     *
     * @param inputs {@code [T, in]}
     * @throws ShapeException if that is not its shape
     */
    public static List<JacobianNorm> of(RecurrentCell cell, Tensor inputs) {
        if (inputs.rank() != 2) throw new ShapeException("JacobianNorm: inputs must be [T, in], got %s", inputs.shape());
        Sequence sequence = new Sequence(cell, inputs);
        int steps = Math.toIntExact(inputs.size(0));
        List<Tensor> states = new ArrayList<>(List.of(sequence.begin()));
        for (int t = 0; t < steps; t++) states.add(sequence.next(t, states.getLast()));
        List<Tensor> products = states.getLast().gradient(states, sequence.identity());
        List<JacobianNorm> norms = new ArrayList<>();
        double bound = 1;
        for (int back = 0; back <= steps; back++) {
            int k = steps - back;
            Tensor product = products.get(k).detach();
            if (back > 0) {
                Tensor from = states.get(k).detach().requiresGradient();
                bound *= SpectralNorm.of(sequence.next(k, from).gradient(List.of(from), sequence.identity()).getFirst().detach()).value();
            }
            norms.add(new JacobianNorm(back, SpectralNorm.of(product).value(), SpectralNorm.of(sequence.memory(product)).value(), bound));
        }
        return List.copyOf(norms);
    }

    /** A cell whose state is one matrix {@code [numbers, numbers]}, in which each row is a copy of the same state: h, or h and c side by side. */
    private static final class Sequence {
        private final RecurrentCell cell;
        private final Tensor inputs;
        private final boolean two;
        private final long hidden, numbers;

        Sequence(RecurrentCell cell, Tensor inputs) {
            this.cell = cell;
            this.inputs = inputs.detach();
            two = cell instanceof LstmCell;
            hidden = cell.stateDict().get("weight_hh").size(1);
            numbers = two ? 2 * hidden : hidden;
        }

        Tensor begin() {
            return Tensor.zeros(numbers, numbers).to(inputs.device()).cast(inputs.dtype()).requiresGradient();
        }

        Tensor identity() {
            return Tensor.eye(Math.toIntExact(numbers)).to(inputs.device()).cast(inputs.dtype());
        }

        /** The state after step t. */
        Tensor next(int t, Tensor state) {
            Tensor x = inputs.slice(0, t, t + 1).expand(numbers, inputs.size(1));
            if (!two) return cell.step(x, RecurrentState.of(state)).hidden();
            RecurrentState next = cell.step(x, RecurrentState.of(state.slice(1, 0, hidden), state.slice(1, hidden, numbers)));
            return Tensor.concat(1, List.of(next.hidden(), next.cell().orElseThrow()));
        }

        /** The block of a Jacobian matrix that is about what is remembered. */
        Tensor memory(Tensor jacobian) {
            return two ? jacobian.slice(0, hidden, numbers).slice(1, hidden, numbers) : jacobian;
        }
    }
}
