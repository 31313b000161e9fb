package org.ventral.optim;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Settings for the parameters whose names match a pattern.
 *
 * {@snippet :
 * AdamW.builder().group(ParameterGroup.matching("*.bias").weightDecay(0)).group(ParameterGroup.matching("encoder.*").rateFactor(0.1));
 * }
 *
 * @param pattern a parameter's whole name, in which {@code *} stands for any run of characters, dots included
 * @param rateFactor by what the learning rate is multiplied
 * @param weightDecay λ instead of the optimizer's, if present
 */
public record ParameterGroup(String pattern, double rateFactor, OptionalDouble weightDecay) {
    public ParameterGroup {
        Objects.requireNonNull(pattern, "pattern");
        Settings.atLeastZero("rateFactor", rateFactor);
        weightDecay.ifPresent(decay -> Settings.atLeastZero("weightDecay", decay));
    }

    /** A group that changes nothing yet. */
    public static ParameterGroup matching(String pattern) {
        return new ParameterGroup(pattern, 1, OptionalDouble.empty());
    }

    /** This group with another factor. */
    public ParameterGroup rateFactor(double factor) {
        return new ParameterGroup(pattern, factor, weightDecay);
    }

    /** This group with its own weight decay. */
    public ParameterGroup weightDecay(double decay) {
        return new ParameterGroup(pattern, rateFactor, OptionalDouble.of(decay));
    }

    /** Whether a parameter belongs to it. */
    public boolean matches(String name) {
        String[] pieces = pattern.split("\\*", -1);
        var regex = new StringBuilder(Pattern.quote(pieces[0]));
        for (int i = 1; i < pieces.length; i++) regex.append(".*").append(Pattern.quote(pieces[i]));
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }
}
