package dev.mailswitch.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Holds the rules to what they are for, and docs/classification.md to what they do. The page is
/// renewed by `-Dclassification.write=true`.
class ClassificationMeasureTest {

    private static final double REROUTE_BAR = 0.95;
    private static final double CLASS_BAR = 0.90;
    private static final Path PAGE = Path.of("../docs/classification.md");

    private final List<Sample> tuned = Sample.of("replies-tuned.tsv");
    private final List<Sample> heldOut = Sample.of("replies-held-out.tsv");
    private final List<Sample> blind = Sample.of("replies-blind.tsv");

    @Test
    void thereAreEnoughRepliesAndNoneIsInTwoParts() {
        assertThat(tuned).hasSizeGreaterThanOrEqualTo(400);
        assertThat(heldOut).hasSizeGreaterThanOrEqualTo(120);
        assertThat(blind).hasSizeGreaterThanOrEqualTo(1000);
        Set<String> seen = new HashSet<>();
        tuned.forEach(sample -> assertThat(seen.add(sample.reply())).as(sample.reply()).isTrue());
        heldOut.forEach(sample -> assertThat(seen.add(sample.reply())).as(sample.reply()).isTrue());
        blind.forEach(sample -> assertThat(seen.add(sample.reply())).as(sample.reply()).isTrue());
    }

    @Test
    void tunedPartPassesTheBars() {
        passes(Measured.of(Classifier.standard(), tuned));
    }

    @Test
    void heldOutPartPassesTheBars() {
        passes(Measured.of(Classifier.standard(), heldOut));
    }

    @Test
    void blindRoundsPassTheBarsSinceTheRulesWereMended() {
        passes(Measured.of(Classifier.standard(), blind));
    }

    private static void passes(Measured measured) {
        assertThat(measured.rerouteShare())
                .as("reroute or not, missed: %s", measured.wrong())
                .isGreaterThanOrEqualTo(REROUTE_BAR);
        assertThat(measured.classShare())
                .as("class, missed: %s", measured.wrong())
                .isGreaterThanOrEqualTo(CLASS_BAR);
    }

    @Test
    void pageSaysWhatIsMeasured() throws IOException {
        String measured =
                ClassificationPage.render(
                        Measured.of(Classifier.standard(), tuned),
                        Measured.of(Classifier.standard(), heldOut),
                        Measured.of(Classifier.standard(), blind));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(ClassificationPage.BEGIN) + ClassificationPage.BEGIN.length();
        int end = page.indexOf(ClassificationPage.END);
        assertThat(end).as("the marks of the measured part").isGreaterThanOrEqualTo(begin);
        if (Boolean.getBoolean("classification.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + measured + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as("renew with -Dclassification.write=true")
                .isEqualTo(measured);
    }
}
