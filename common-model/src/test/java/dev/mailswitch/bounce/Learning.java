package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Learns the table of [LearntWords]: softmax regression with an L2 penalty, by stochastic
/// gradient descent whose steps shrink for each weight (AdaGrad: Duchi, Hazan, Singer 2011). Seed,
/// order and arithmetic are fixed, so that the same lessons give the same table to the last byte
/// on every machine.
final class Learning {

    private static final int ROUNDS = 40;
    private static final double STEP = 0.3;
    private static final double PENALTY = 0.33;
    private static final long SEED = 7;

    /// What was seen once may be the name of a host or a mailbox.
    private static final int SEEN_AT_LEAST = 2;

    /// Smaller weights hardly change a verdict and would make the table twice as long.
    private static final int WRITTEN_FROM = 10;

    private final List<BounceClass> classes;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, double[]> weights = new TreeMap<>();
    private final Map<String, double[]> squares = new HashMap<>();

    private Learning(List<BounceClass> classes) {
        this.classes = classes;
    }

    /// The text of the table, without a comment before it.
    static String table(List<Lesson> lessons) {
        List<BounceClass> classes =
                lessons.stream().map(Lesson::expected).distinct().sorted().toList();
        Learning learning = new Learning(classes);
        learning.count(lessons);
        List<Lesson> order = new ArrayList<>(lessons);
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(order, random);
            order.forEach(learning::take);
        }
        return learning.written();
    }

    private void count(List<Lesson> lessons) {
        for (Lesson lesson : lessons) {
            lesson.traits().forEach(trait -> counts.merge(trait, 1, Integer::sum));
        }
        counts.forEach(
                (trait, count) -> {
                    if (count >= SEEN_AT_LEAST) {
                        weights.put(trait, new double[classes.size()]);
                        squares.put(trait, new double[classes.size()]);
                    }
                });
    }

    private void take(Lesson lesson) {
        double[] error = probabilities(lesson);
        error[classes.indexOf(lesson.expected())] -= 1;
        for (String trait : lesson.traits()) {
            double[] of = weights.get(trait);
            if (of != null) {
                move(of, squares.get(trait), error, PENALTY / counts.get(trait));
            }
        }
    }

    private static void move(double[] weights, double[] squares, double[] error, double penalty) {
        for (int at = 0; at < weights.length; at++) {
            double gradient = error[at] + penalty * weights[at];
            squares[at] += gradient * gradient;
            if (gradient != 0) {
                weights[at] -= STEP * gradient / Math.sqrt(squares[at]);
            }
        }
    }

    private double[] probabilities(Lesson lesson) {
        double[] sums = new double[classes.size()];
        for (String trait : lesson.traits()) {
            double[] of = weights.get(trait);
            if (of != null) {
                for (int at = 0; at < sums.length; at++) {
                    sums[at] += of[at];
                }
            }
        }
        double most = Arrays.stream(sums).max().orElseThrow();
        double total = 0;
        for (int at = 0; at < sums.length; at++) {
            sums[at] = StrictMath.exp(sums[at] - most);
            total += sums[at];
        }
        for (int at = 0; at < sums.length; at++) {
            sums[at] /= total;
        }
        return sums;
    }

    private String written() {
        StringBuilder text = new StringBuilder("classes\t");
        text.append(String.join(" ", classes.stream().map(Enum::name).toList())).append('\n');
        weights.forEach(
                (trait, of) -> {
                    String row = row(of);
                    if (!row.isEmpty()) {
                        text.append(trait).append('\t').append(row).append('\n');
                    }
                });
        return text.toString();
    }

    private static String row(double[] weights) {
        List<String> cells = new ArrayList<>();
        for (int at = 0; at < weights.length; at++) {
            long units = Math.round(weights[at] / LearntWords.UNIT);
            if (Math.abs(units) >= WRITTEN_FROM) {
                cells.add(at + ":" + units);
            }
        }
        return String.join(" ", cells);
    }
}
