package org.ventral.nn.sequence;

import java.util.Arrays;
import org.ventral.tensor.MatrixMethods.QrFactors;
import org.ventral.tensor.Tensor;

/**
 * The linear forecast {@code y_t = c + a_1 y_(t-1) + … + a_p y_(t-p)}, AR(p), whose coefficients are fitted by least squares: what a network that forecasts a
 * series has to beat.
 */
public final class Autoregression {
    private final double constant;
    private final double[] coefficients;

    private Autoregression(double constant, double[] coefficients) {
        this.constant = constant;
        this.coefficients = coefficients;
    }

    /**
     * Fits a model to the first values of a series, by QR decomposition of the matrix of what is known before each of them.
     *
     * @param order p, at least 1: how far it looks back
     * @param count how many values it may know; the first p of them have too little before them and are not forecast
     * @throws IllegalArgumentException if there are fewer forecasts than coefficients
     */
    public static Autoregression fit(double[] series, int order, int count) {
        int rows = count - order, columns = order + 1;
        if (order < 1 || count > series.length || rows < columns)
            throw new IllegalArgumentException("Autoregression: order %d cannot be fitted to the first %d of %d values".formatted(order, count, series.length));
        double scale = Arrays.stream(series, 0, count).map(Math::abs).max().orElseThrow();   // only so that the column of ones is of the size of the others
        double unit = scale > 0 ? scale : 1;
        double[] known = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            known[row * columns] = 1;
            for (int k = 1; k <= order; k++) known[row * columns + k] = series[order + row - k] / unit;
        }
        double[] wanted = Arrays.stream(series, order, count).map(value -> value / unit).toArray();
        QrFactors factors = Tensor.of(known, rows, columns).qr();
        double[] solution = factors.r().triangularSolve(factors.q().transpose(0, 1).matmul(Tensor.of(wanted, rows, 1)), false).toDoubles();
        return new Autoregression(solution[0] * unit, Arrays.copyOfRange(solution, 1, columns));
    }

    /** How far it looks back. */
    public int order() {
        return coefficients.length;
    }

    /** The forecast of a value from those before it. */
    public double forecast(double[] series, int at) {
        double sum = constant;
        for (int k = 1; k <= coefficients.length; k++) sum += coefficients[k - 1] * series[at - k];
        return sum;
    }

    /** The mean absolute error of the forecasts of values {@code from} to the end, each from the true values before it. */
    public double meanAbsoluteError(double[] series, int from) {
        double sum = 0;
        for (int at = from; at < series.length; at++) sum += Math.abs(forecast(series, at) - series[at]);
        return sum / (series.length - from);
    }
}
