package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.reading.Origin;
import dev.mailswitch.ledger.reading.Origin.Attempt;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RawAttemptsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final ProviderId PROVIDER = new ProviderId(new UUID(0, 7));

    @Test
    void theNewestThatWasAcceptedGoesBeforeNewerOnes() {
        Attempt refused = attempt(0, 1, 0, false);
        Attempt accepted = attempt(0, 2, 10, true);
        Attempt open = attempt(1, 2, 20, false);
        assertThat(RawAttempts.pick(mail(refused, accepted, open), any -> true)).contains(accepted);
    }

    @Test
    void elseItIsTheNewest() {
        Attempt first = attempt(0, 1, 0, false);
        Attempt second = attempt(0, 2, 10, false);
        assertThat(RawAttempts.pick(mail(first, second), any -> true)).contains(second);
    }

    @Test
    void ofThoseThatBeganTogetherItIsTheFirstRecipients() {
        Attempt one = attempt(0, 1, 0, true);
        Attempt other = attempt(1, 1, 0, true);
        assertThat(RawAttempts.pick(mail(one, other), any -> true)).contains(one);
        assertThat(RawAttempts.pick(mail(one, other), a -> a.position() == 1)).contains(other);
    }

    @Test
    void whatWasNotAskedForIsNone() {
        assertThat(RawAttempts.pick(mail(attempt(0, 1, 0, true)), a -> a.no() == 2)).isEmpty();
    }

    /// As the worker composes it ([dev.mailswitch.compose.Sending]).
    @Test
    void aRepeatHasTheDateAndTheTokensOfTheFirst() {
        Attempt first = attempt(0, 1, 0, false);
        Attempt repeat =
                new Attempt(0, 2, first.call(), PROVIDER, 2, NOW.plusSeconds(60), true, null);
        Attempt next = attempt(0, 3, 90, true);
        Origin mail = mail(first, repeat, next);
        assertThat(mail.sending(repeat)).isEqualTo(mail.sending(first));
        assertThat(mail.sending(repeat).started()).isEqualTo(NOW);
        assertThat(mail.sending(next).started()).isEqualTo(NOW.plusSeconds(90));
    }

    private static Attempt attempt(int position, int no, int seconds, boolean accepted) {
        return new Attempt(
                position,
                no,
                new UUID(position, no),
                PROVIDER,
                2,
                NOW.plusSeconds(seconds),
                accepted,
                null);
    }

    private static Origin mail(Attempt... attempts) {
        return new Origin(
                EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                new OrganisationId(new UUID(0, 1)),
                new EnvironmentId(new UUID(0, 2)),
                Lane.TRANSACTIONAL,
                "transactional",
                Address.of("from@example.com"),
                "Hi",
                "<a@b>",
                30,
                true,
                List.of(
                        new Recipient(0, RecipientKind.TO, Address.of("a@example.com")),
                        new Recipient(1, RecipientKind.TO, Address.of("b@example.com"))),
                List.of(attempts));
    }
}
