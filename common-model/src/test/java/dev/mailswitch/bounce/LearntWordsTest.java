package dev.mailswitch.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Holds the table of learnt words to the replies it was learnt from. It is renewed by
/// `-Dclassification.write=true`.
class LearntWordsTest {

    private static final Path TABLE =
            Path.of("src/main/resources/dev/mailswitch/bounce", LearntWords.FILE);

    private static final String COMMENT =
            """
            # What words, pairs of words and codes of a refusal say for a class of it: hundredths of
            # log odds as index:weight, the indices those of the first line. Learnt from the labelled
            # replies beside the tests and the texts of the rules; written by LearntWordsTest
            # (docs/classification.md), not by hand.
            """;

    @Test
    void tableIsWhatTheRepliesAndRulesTeach() throws IOException {
        List<Sample> samples = new ArrayList<>(Sample.of("replies-tuned.tsv"));
        samples.addAll(Sample.of("replies-held-out.tsv"));
        samples.addAll(Sample.of("replies-blind.tsv"));
        List<Lesson> lessons = new ArrayList<>(Lesson.ofReplies(samples));
        lessons.addAll(Lesson.ofRules(RuleFiles.standard()));
        String table = COMMENT + Learning.table(lessons);
        if (Boolean.getBoolean("classification.write")) {
            Files.writeString(TABLE, table);
            return;
        }
        // Not by one comparison of the whole: what differs could not be seen in its message.
        assertThat(Files.readString(TABLE).lines().toList())
                .as("renew with -Dclassification.write=true")
                .isEqualTo(table.lines().toList());
    }
}
