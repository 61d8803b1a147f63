package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the words of a refusal say taken together, where no single one of them decides: a
/// multinomial logistic regression over [Traits], learnt from the labelled replies of this
/// product's tests and from the texts of its rules.
///
/// The table lies beside this class (`learnt-words.tsv`) and is written by a test from those
/// replies alone, so that it can be made again. Immutable.
final class LearntWords {

    static final String FILE = "learnt-words.tsv";

    /// The trait that every refusal has.
    static final String ANY = "any=";

    /// Weights are kept as whole hundredths.
    static final double UNIT = 0.01;

    private static final class Loaded {
        static final LearntWords STANDARD = standardTable();
    }

    /// A trait's weights: `values[i]` for the class with the index `classes[i]`.
    private record Weights(int[] classes, double[] values) {}

    private final List<BounceClass> classes;
    private final Map<String, Weights> table;

    private LearntWords(List<BounceClass> classes, Map<String, Weights> table) {
        this.classes = List.copyOf(classes);
        this.table = table;
    }

    /// The table this product ships, read once.
    static LearntWords standard() {
        return Loaded.STANDARD;
    }

    private static LearntWords standardTable() {
        try (var file = LearntWords.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the table of learnt words is missing: " + FILE);
            }
            return read(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Reads lines `trait, tab, index:weight …`; the first line that is no comment names the
    /// classes in the order of their indices.
    static LearntWords read(Reader text) throws IOException {
        BufferedReader lines = new BufferedReader(text);
        List<BounceClass> classes = new ArrayList<>();
        Map<String, Weights> table = new HashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("#")) {
                continue;
            }
            int tab = line.indexOf('\t');
            if (classes.isEmpty()) {
                for (String word : line.substring(tab + 1).split(" ")) {
                    classes.add(BounceClass.valueOf(word));
                }
            } else {
                table.put(line.substring(0, tab), weights(line, tab + 1));
            }
        }
        return new LearntWords(classes, table);
    }

    private static Weights weights(String line, int from) {
        int count = 1;
        for (int at = from; at < line.length(); at++) {
            count += line.charAt(at) == ' ' ? 1 : 0;
        }
        int[] classes = new int[count];
        double[] values = new double[count];
        int at = from;
        for (int each = 0; each < count; each++) {
            int colon = line.indexOf(':', at);
            int space = line.indexOf(' ', colon);
            int end = space < 0 ? line.length() : space;
            classes[each] = Integer.parseInt(line, at, colon, 10);
            values[each] = UNIT * Integer.parseInt(line, colon + 1, end, 10);
            at = end + 1;
        }
        return new Weights(classes, values);
    }

    /// How probable each class is, their sum being 1; none if none of its words is known.
    ///
    /// @param codes how much the codes count beside the words, 0 to 1
    Map<BounceClass, Double> of(Refusal refusal, double codes) {
        double[] sums = new double[classes.size()];
        add(table.get(ANY), 1, sums);
        boolean known = false;
        for (String trait : Traits.of(refusal)) {
            boolean word = trait.indexOf('=') < 0;
            Weights weights = table.get(trait);
            add(weights, word ? 1 : codes, sums);
            known |= weights != null && word;
        }
        return known ? probabilities(sums, refusal.temporary()) : Map.of();
    }

    private static void add(@Nullable Weights weights, double share, double[] sums) {
        if (weights != null) {
            for (int each = 0; each < weights.classes().length; each++) {
                sums[weights.classes()[each]] += share * weights.values()[each];
            }
        }
    }

    private Map<BounceClass, Double> probabilities(double[] sums, boolean temporary) {
        double most = Double.NEGATIVE_INFINITY;
        for (double sum : sums) {
            most = Math.max(most, sum);
        }
        double total = 0;
        for (double sum : sums) {
            total += StrictMath.exp(sum - most);
        }
        Map<BounceClass, Double> probable = new EnumMap<>(BounceClass.class);
        for (int each = 0; each < sums.length; each++) {
            BounceClass said = classes.get(each);
            probable.merge(
                    temporary ? whileTemporary(said) : said,
                    StrictMath.exp(sums[each] - most) / total,
                    Double::sum);
        }
        return probable;
    }

    /// What a host may think otherwise about later is not final.
    private static BounceClass whileTemporary(BounceClass said) {
        return switch (said) {
            case INVALID_RECIPIENT -> BounceClass.TRANSIENT;
            case MAILBOX_DISABLED -> BounceClass.MAILBOX_FULL;
            case PROVIDER_BLOCK,
                    THROTTLED,
                    AUTH_POLICY,
                    DOMAIN_BLOCK,
                    CONTENT_REJECTED,
                    POLICY,
                    MAILBOX_FULL,
                    RECIPIENT_REFUSED,
                    MESSAGE_TOO_LARGE,
                    RELAY_DENIED,
                    ROUTING,
                    TRANSIENT,
                    SUPPRESSED,
                    PROTOCOL,
                    COMPLAINT,
                    UNKNOWN ->
                    said;
        };
    }
}
