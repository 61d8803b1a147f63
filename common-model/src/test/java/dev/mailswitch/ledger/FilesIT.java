package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Files that mails of one organisation share.
class FilesIT {

    private static final byte[] BYTES = "%PDF-1.7".getBytes(StandardCharsets.US_ASCII);
    private static final Attachment FILE = MailDraft.attachment("a.pdf", BYTES);
    private static final Attachment OTHER = MailDraft.attachment("b.pdf", new byte[] {1});

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Content with(Attachment... files) {
        return new Content("s", "<p>x</p>", null, List.of(), Headers.NONE, List.of(files));
    }

    @Test
    void aMailMayReferToAFileThatAnotherBrought() throws Exception {
        ledger.accept(ledger.mail().content(with(FILE), Map.of(FILE.sha256(), BYTES)));
        ledger.run("UPDATE attachment SET keep_until = now() + interval '2 days'");
        ledger.accept(ledger.mail().content(with(FILE), Map.of()));
        assertThat(ledger.number("SELECT count(*) FROM attachment")).isEqualTo(1);
        assertThat(
                        ledger.number(
                                "SELECT count(*) FROM attachment"
                                        + " WHERE keep_until > now() + interval '30 days'"))
                .as("and keeps it for as long as it needs it")
                .isEqualTo(1);
    }

    @Test
    void filesAreKeptOnlyIfAllAre() throws Exception {
        ledger.accept(ledger.mail().content(with(FILE), Map.of(FILE.sha256(), BYTES)));
        Contents contents = new Contents(ledger.pool);
        assertThat(contents.kept(ledger.organisation, List.of())).isTrue();
        assertThat(contents.kept(ledger.organisation, List.of(FILE.sha256(), FILE.sha256())))
                .isTrue();
        assertThat(contents.kept(ledger.organisation, List.of(FILE.sha256(), OTHER.sha256())))
                .isFalse();
        ledger.run("UPDATE attachment SET keep_until = now() + interval '1 hour'");
        assertThat(contents.kept(ledger.organisation, List.of(FILE.sha256()))).isFalse();
    }
}
