package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ventral.tensor.Tensor;

/**
 * An activation function of RNN, GRU or LSTM.
 *
 * @param kind  which
 * @param alpha its first constant, if it has one
 * @param beta  its second
 * @param clip  its argument is limited to this magnitude; infinity if it is not
 */
record RecurrentActivation(Kind kind, double alpha, double beta, double clip) {
    /** The functions, with the constants they have where none are given. */
    enum Kind {
        RELU(false, false, 0, 0), TANH(false, false, 0, 0), SIGMOID(false, false, 0, 0), SOFTSIGN(false, false, 0, 0), SOFTPLUS(false, false, 0, 0),
        LEAKYRELU(true, false, 0.01, 0), THRESHOLDEDRELU(true, false, 1, 0), ELU(true, false, 1, 0),
        AFFINE(true, true, 1, 0), SCALEDTANH(true, true, 1, 1), HARDSIGMOID(true, true, 0.2, 0.5);

        private final boolean hasAlpha;
        private final boolean hasBeta;
        private final double alpha;
        private final double beta;

        Kind(boolean hasAlpha, boolean hasBeta, double alpha, double beta) {
            this.hasAlpha = hasAlpha;
            this.hasBeta = hasBeta;
            this.alpha = alpha;
            this.beta = beta;
        }
    }

    /** The function of a value. */
    Tensor apply(Tensor value) {
        Tensor x = clip == Double.POSITIVE_INFINITY ? value : value.clip(-clip, clip);
        return switch (kind) {
            case RELU -> x.relu();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case SOFTSIGN -> x.div(x.abs().add(1));
            case SOFTPLUS -> x.softplus();
            case LEAKYRELU -> x.leakyRelu(alpha);
            case THRESHOLDEDRELU -> x.maskedFill(x.le(alpha), 0);
            case ELU -> x.elu(alpha);
            case AFFINE -> x.mul(alpha).add(beta);
            case SCALEDTANH -> x.mul(beta).tanh().mul(alpha);
            case HARDSIGMOID -> x.mul(alpha).add(beta).clip(0, 1);
        };
    }

    /**
     * The functions of each direction. The constants are listed apart, in the order of the functions that have them.
     *
     * @param standard the functions of one direction where none are named
     */
    static List<List<RecurrentActivation>> of(Call call, int directions, Kind... standard) {
        String[] names = call.texts("activations");
        int each = standard.length;
        if (names.length != 0 && names.length != directions * each)
            throw call.malformed("activations must name %d functions, got %d".formatted(directions * each, names.length));
        float[] alphas = call.numbers("activation_alpha"), betas = call.numbers("activation_beta");
        double clip = call.hasAttribute("clip") ? call.number("clip", 0) : Double.POSITIVE_INFINITY;
        if (!(clip >= 0)) throw call.malformed("clip must not be negative, got " + clip);
        List<List<RecurrentActivation>> all = new ArrayList<>();
        int nextAlpha = 0, nextBeta = 0;
        for (int direction = 0; direction < directions; direction++) {
            List<RecurrentActivation> functions = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                Kind kind = names.length == 0 ? standard[i] : kind(call, names[direction * each + i]);
                double alpha = kind.hasAlpha && nextAlpha < alphas.length ? alphas[nextAlpha++] : kind.alpha;
                double beta = kind.hasBeta && nextBeta < betas.length ? betas[nextBeta++] : kind.beta;
                functions.add(new RecurrentActivation(kind, alpha, beta, clip));
            }
            all.add(functions);
        }
        return all;
    }

    /** Whether there is a function of a name. */
    static boolean exists(String name) {
        for (Kind kind : Kind.values()) if (kind.name().equals(name.toUpperCase(Locale.ROOT))) return true;
        return false;
    }

    private static Kind kind(Call call, String name) {
        for (Kind kind : Kind.values()) if (kind.name().equals(name.toUpperCase(Locale.ROOT))) return kind;
        throw call.unsupported("activation '%s'".formatted(name));
    }
}
