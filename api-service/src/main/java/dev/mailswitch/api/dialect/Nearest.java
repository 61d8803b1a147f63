package dev.mailswitch.api.dialect;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Which of the known names somebody meant who wrote one that is not known: the same but for case and
/// underscores, or a slip of the pen away.
public final class Nearest {

    /// Longer than any name of ours.
    private static final int LONGEST = 64;

    private static final int MOST_SLIPS = 2;

    /// So many letters bear one slip.
    private static final int LETTERS = 3;

    private Nearest() {}

    /// What is said of a name that is not known, with what was meant if that can be told.
    public static String unknown(String name, Collection<?> known) {
        return of(name, known)
                .map(meant -> "is not known here; did you mean " + meant + "?")
                .orElse("is not known here");
    }

    static Optional<String> of(String name, Collection<?> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(name);
        int bearable = Math.min(MOST_SLIPS, plain.length() / LETTERS);
        return known.stream()
                .map(Object::toString)
                .map(candidate -> new Candidate(candidate, slips(plain, plain(candidate))))
                .filter(candidate -> candidate.slips() <= bearable)
                .min(Comparator.comparing(Candidate::slips).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    private record Candidate(String name, int slips) {}

    private static String plain(String name) {
        return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    }

    /// Letters to put in, leave out, change, or swap with the next (the optimal string alignment
    /// distance).
    private static int slips(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                cost[i][j] =
                        Math.min(
                                cost[i - 1][j - 1] + changed,
                                1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1
                                && j > 1
                                && one.charAt(i - 1) == other.charAt(j - 2)
                                && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
