package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ContentHeadTest {

    /// While releases change, the older one sends mails that the newer one has accepted.
    @Test
    void whatANewerReleaseAddedIsPassedOver() throws Exception {
        try (InputStream golden =
                ContentHeadTest.class.getResourceAsStream("/ledger/content-head-newer.json")) {
            Content content =
                    ContentHead.decode(
                            Objects.requireNonNull(golden).readAllBytes(), "s", null, null);

            assertThat(content.replyTo()).containsExactly(new Address("re@example.com", "Re"));
            assertThat(content.headers().all()).containsExactly(new Header("X-One", "1"));
            assertThat(content.attachments())
                    .singleElement()
                    .satisfies(file -> assertThat(file.filename()).isEqualTo("a.pdf"));
        }
    }
}
