package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How often the rules agree with the postmaster on a file of samples.
///
/// @param matrix by the class expected, then by the class said
/// @param wrong  one line for each sample whose class was missed
record Measured(
        int samples,
        int classRight,
        int rerouteRight,
        Map<BounceClass, Map<BounceClass, Integer>> matrix,
        List<String> wrong) {

    static Measured of(Classifier classifier, List<Sample> samples) {
        int classRight = 0;
        int rerouteRight = 0;
        Map<BounceClass, Map<BounceClass, Integer>> matrix = new EnumMap<>(BounceClass.class);
        List<String> wrong = new ArrayList<>();
        for (Sample sample : samples) {
            Classification said = classifier.classify(0, null, sample.reply(), false);
            matrix.computeIfAbsent(sample.expected(), key -> new EnumMap<>(BounceClass.class))
                    .merge(said.bounceClass(), 1, Integer::sum);
            rerouteRight += said.reroutes() == sample.reroutes() ? 1 : 0;
            if (said.bounceClass() == sample.expected()) {
                classRight++;
            } else {
                wrong.add(
                        "| `%s` | `%s` | `%s` | `%s` |"
                                .formatted(
                                        sample.reply().replace("|", "\\|"),
                                        sample.expected().word(),
                                        said.bounceClass().word(),
                                        said.ruleId()));
            }
        }
        return new Measured(samples.size(), classRight, rerouteRight, matrix, wrong);
    }

    double classShare() {
        return (double) classRight / samples;
    }

    double rerouteShare() {
        return (double) rerouteRight / samples;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
