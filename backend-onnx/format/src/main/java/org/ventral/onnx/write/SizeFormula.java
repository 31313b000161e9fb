package org.ventral.onnx.write;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A number that depends on named sizes: a sum of products of them, over a common divisor, as {@code 3·batch·sequence + 1}.
 *
 * @param names the sizes, in order
 * @param factors of each product; bit i of the index says whether {@code names[i]} is in it
 * @param divisor positive
 */
record SizeFormula(List<String> names, List<Long> factors, long divisor) {
    /**
     * The formula that has these values at the sample points, if there is one.
     *
     * @param samples three values of each size; the first two, in all combinations, determine the formula, the third ones test it
     * @param values at the combinations, the first size changing fastest, then at the test
     */
    static Optional<SizeFormula> fit(List<String> names, Map<String, List<Long>> samples, long[] values) {
        int n = names.size();
        BigInteger[] factors = new BigInteger[1 << n];
        java.util.Arrays.fill(factors, BigInteger.ZERO);
        BigInteger divisor = BigInteger.ONE;
        for (String name : names) divisor = divisor.multiply(BigInteger.valueOf(samples.get(name).get(1) - samples.get(name).get(0)));
        // Lagrange's form: each corner's value times, for each size, its distance from the other sample over that of the samples.
        for (int corner = 0; corner < 1 << n; corner++)
            for (int product = 0; product < 1 << n; product++) {
                BigInteger term = BigInteger.valueOf(values[corner]);
                for (int i = 0; i < n; i++) {
                    long low = samples.get(names.get(i)).get(0), high = samples.get(names.get(i)).get(1);
                    boolean second = (corner >> i & 1) == 1, linear = (product >> i & 1) == 1;
                    term = term.multiply(BigInteger.valueOf(linear ? (second ? 1 : -1) : (second ? -low : high)));
                }
                factors[product] = factors[product].add(term);
            }
        BigInteger common = divisor;
        for (BigInteger factor : factors) common = common.gcd(factor);
        if (divisor.signum() < 0) common = common.negate();
        List<Long> reduced = new ArrayList<>();
        for (BigInteger factor : factors) reduced.add(factor.divide(common).longValueExact());
        SizeFormula formula = new SizeFormula(names, List.copyOf(reduced), divisor.divide(common).longValueExact());
        long[] test = names.stream().mapToLong(name -> samples.get(name).get(2)).toArray();
        return formula.holds(test, values[1 << n]) ? Optional.of(formula) : Optional.empty();
    }

    private boolean holds(long[] sizes, long expected) {
        BigInteger sum = BigInteger.ZERO;
        for (int product = 0; product < factors.size(); product++) {
            BigInteger term = BigInteger.valueOf(factors.get(product));
            for (int i = 0; i < sizes.length; i++) if ((product >> i & 1) == 1) term = term.multiply(BigInteger.valueOf(sizes[i]));
            sum = sum.add(term);
        }
        return sum.equals(BigInteger.valueOf(expected).multiply(BigInteger.valueOf(divisor)));
    }

    /** The sizes in one of the products. */
    List<String> product(int index) {
        List<String> in = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) if ((index >> i & 1) == 1) in.add(names.get(i));
        return in;
    }

    /** As a name of an axis: {@code batch}, {@code 2*batch + 1}. */
    @Override public String toString() {
        StringBuilder text = new StringBuilder();
        for (int index = factors.size() - 1; index >= 0; index--) {
            long factor = factors.get(index);
            if (factor == 0) continue;
            if (!text.isEmpty()) text.append(factor < 0 ? " - " : " + ");
            else if (factor < 0) text.append('-');
            String product = String.join("*", product(index));
            if (product.isEmpty()) text.append(Math.abs(factor));
            else text.append(Math.abs(factor) == 1 ? "" : Math.abs(factor) + "*").append(product);
        }
        return divisor == 1 ? text.toString() : "(" + text + ")/" + divisor;
    }
}
