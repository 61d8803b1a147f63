package dev.mailswitch.ledger.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.ContentType;
import dev.mailswitch.model.mail.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MailPageTest {

    private static final Random RANDOM = new Random(1);

    private static final List<EmailId> IDS =
            Stream.generate(() -> EmailId.mint(Instant.EPOCH, RANDOM))
                    .limit(Paging.MAX_LIMIT)
                    .toList();

    @Test
    void twoHundredMailsOfTheUsualKindAreAPage() {
        assertThat(MailPage.fitting(IDS, id -> 2_000)).isEqualTo(IDS);
    }

    @Test
    void aPageEndsBeforeItIsTooLarge() {
        long tenth = MailPage.MAX_OCTETS / 10;
        assertThat(MailPage.fitting(IDS, id -> tenth)).isEqualTo(IDS.subList(0, 10));
        assertThat(MailPage.fitting(List.of(), id -> tenth)).isEmpty();
    }

    @Test
    void oneMailIsShownHoweverLarge() {
        assertThat(MailPage.fitting(IDS, id -> 10 * MailPage.MAX_OCTETS))
                .isEqualTo(IDS.subList(0, 1));
    }

    /// So a page is never more than the bound, but for mails from before there were these limits.
    @Test
    void theLargestMailThatCanBeAcceptedFitsIntoAPage() {
        long address = Address.MAX_NAME_OCTETS + 254;
        long largest =
                MailSizes.OVERHEAD * (1L + ListedMail.SHOWN)
                        + address * (1 + ListedMail.SHOWN + 25)
                        + 4 * Content.MAX_SUBJECT
                        + Headers.MAX * (76 + 998)
                        + 20 * 4 * 128
                        + 3 * 16 * 1_024
                        // name, type, content id, digest and what JSON puts around
                        + 500L * (255 + ContentType.MAX + 250 + 64 + 200);
        assertThat(largest).isLessThanOrEqualTo(MailPage.MAX_OCTETS);
    }
}
