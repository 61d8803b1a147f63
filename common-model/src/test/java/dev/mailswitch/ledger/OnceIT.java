package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests that are one mail; around midnight see [MidnightIT].
class OnceIT {

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
    void theSameKeyIsOneMail() throws Exception {
        EmailId first = ledger.accept(ledger.mail().key("k"));
        assertThat(ledger.accepting.accept(ledger.mail().key("k").build()))
                .isEqualTo(new Acceptance.Replayed(first));
        assertThat(ledger.accepting.accept(ledger.mail().key("k", "other").build()))
                .isEqualTo(new Acceptance.Mismatch(first));
        assertThat(ledger.number("SELECT count(*) FROM email")).isEqualTo(1);
    }

    @Test
    void anotherPayloadUnderTheSameKeyIsAnotherMailWhereTheDoorSaysSo() throws Exception {
        EmailId first = ledger.accept(ledger.mail().key("k", "a", Once.OnMismatch.ANOTHER_MAIL));
        Acceptance other =
                ledger.accepting.accept(
                        ledger.mail().key("k", "b", Once.OnMismatch.ANOTHER_MAIL).build());
        assertThat(other).isInstanceOf(Acceptance.Accepted.class);
        assertThat(
                        ledger.accepting.accept(
                                ledger.mail().key("k", "a", Once.OnMismatch.ANOTHER_MAIL).build()))
                .isEqualTo(new Acceptance.Replayed(first));
        assertThat(ledger.accepting.accept(ledger.mail().key("k", "a").build()))
                .as("keys of different kinds never meet")
                .isInstanceOf(Acceptance.Accepted.class);
        assertThat(ledger.accepting.accept(ledger.mail().twins("a").build()))
                .isInstanceOf(Acceptance.Accepted.class);
    }
}
