package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortionsTest {

    private static final Random RANDOM = new Random(1);

    private static List<EmailId> ids(int count) {
        return Stream.generate(() -> EmailId.mint(Instant.EPOCH, RANDOM)).limit(count).toList();
    }

    @Test
    void aHundredMailsOfTheUsualKindAreOnePortion() {
        List<EmailId> ids = ids(100);
        long usual = Portions.OVERHEAD + Portions.OF_AN_OCTET * 60;
        assertThat(Portions.of(ids, id -> usual)).containsExactly(ids);
    }

    @Test
    void noPortionIsMoreThanFits() {
        List<EmailId> ids = ids(100);
        long third = Portions.MOST / 3;
        List<List<EmailId>> portions = Portions.of(ids, id -> third);
        assertThat(portions).hasSize(34).allSatisfy(one -> assertThat(one).hasSizeLessThan(4));
        assertThat(portions.stream().flatMap(List::stream)).containsExactlyElementsOf(ids);
    }

    @Test
    void aMailLargerThanAPortionGoesByItself() {
        List<EmailId> ids = ids(3);
        long large = 10 * Portions.MOST;
        assertThat(Portions.of(ids, id -> id.equals(ids.get(1)) ? large : 1))
                .containsExactly(List.of(ids.get(0)), List.of(ids.get(1)), List.of(ids.get(2)));
        assertThat(Portions.of(List.of(), id -> 1)).isEmpty();
    }

    @Test
    void theLargestMailThatCanBeAcceptedIsOnePortion() {
        long largest =
                (long) Portions.OVERHEAD * EmailId.MAX_RECIPIENTS
                        + (long) Portions.OF_AN_OCTET * Recipient.MAX_OCTETS_OF_ALL;
        assertThat(largest).isLessThanOrEqualTo(Portions.MOST);
    }
}
