package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Tracking;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Opens, clicks, unsubscribes, and the mails they come from.
class EngagementIT {

    private static final Tracking ALL = new Tracking(true, true, true, true, "Soon – früh");

    private TestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void whatIsToBePutInIsKeptWithTheContent() throws Exception {
        MailDraft draft = ledger.mail();
        draft.content = new Content("Hi", "<p>x", "x", List.of(), Headers.NONE, List.of(), ALL);
        EmailId id = ledger.accept(draft);
        Content kept = new Contents(ledger.pool).find(id, 30, "Hi").orElseThrow();
        assertThat(kept.tracking()).isEqualTo(ALL);
        assertThat(ledger.claimOne(id).mail().perRecipient()).isTrue();

        EmailId plain = ledger.accept();
        assertThat(new Contents(ledger.pool).find(plain, 30, "Hi").orElseThrow().tracking())
                .isEqualTo(Tracking.NONE);
        assertThat(ledger.claimOne(plain).mail().perRecipient()).isFalse();
    }

    @Test
    void aClickSaysWhichLinkAndWhoFollowedIt() throws Exception {
        EmailId id = sent();
        apply(
                id,
                EventType.CLICKED,
                new Engagement("https://shop.example/?a=1", "scanner", true),
                false);
        assertThat(ledger.mailState(id)).isEqualTo("sent");
        assertThat(
                        ledger.strings(
                                "SELECT data::jsonb::text FROM event WHERE data IS NOT NULL AND data::text LIKE '%agent%'"))
                .containsExactly(
                        "{\"bot\": true, \"url\": \"https://shop.example/?a=1\", \"agent\": \"scanner\"}");
    }

    @Test
    void anUnsubscribeCountsForItsEnvironmentAlone() throws Exception {
        EmailId id = sent();
        apply(id, EventType.UNSUBSCRIBED, null, true);
        assertThat(
                        ledger.strings(
                                """
                                SELECT s.reason || ' ' || (s.environment_id = e.environment_id)
                                  FROM suppression s, email e WHERE e.id = ?""",
                                id.value()))
                .containsExactly("unsubscribed true");
        assertThat(ledger.timeline(id)).contains("unsubscribed");
    }

    private void apply(EmailId id, EventType type, @Nullable Engagement how, boolean suppresses)
            throws Exception {
        assertThat(
                        ledger.reporting.apply(
                                List.of(
                                        new Report(
                                                id,
                                                0,
                                                1,
                                                ledger.first,
                                                type,
                                                null,
                                                false,
                                                "",
                                                "key",
                                                suppresses,
                                                null,
                                                how))))
                .containsExactly(Report.Result.APPLIED);
    }

    private EmailId sent() throws Exception {
        EmailId id = ledger.accept();
        ledger.settle(ledger.claimOne(id), TestLedger.accepted());
        return id;
    }
}
