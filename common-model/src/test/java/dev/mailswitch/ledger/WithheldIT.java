package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Recipients whom an environment in staging keeps mail from.
class WithheldIT {

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
    void theyFailAtOnceForAReasonOfTheirOwn() throws Exception {
        EmailId id =
                ledger.accept(ledger.mail().to("a@example.com").to("b@example.com").withheld(1));
        assertThat(
                        ledger.strings(
                                "SELECT pos || ' ' || status || ' ' || coalesce(reason, '-')"
                                        + " FROM recipient WHERE email_id = ? ORDER BY pos",
                                id.value()))
                .containsExactly("0 1 -", "1 3 " + NewMail.WITHHELD);
        assertThat(
                        ledger.strings(
                                "SELECT data ->> 'reason' FROM event"
                                        + " WHERE email_id = ? AND pos = 1",
                                id.value()))
                .containsExactly(NewMail.WITHHELD);
        assertThat(ledger.number("SELECT count(*) FROM work")).isEqualTo(1);
    }

    @Test
    void aMailThatAllAreKeptFromIsOver() throws Exception {
        ledger.accept(ledger.mail().to("a@example.com").withheld(0));
        assertThat(ledger.number("SELECT count(*) FROM work")).isZero();
        assertThat(ledger.number("SELECT count(*) FROM email WHERE settled_at IS NOT NULL"))
                .isEqualTo(1);
    }
}
