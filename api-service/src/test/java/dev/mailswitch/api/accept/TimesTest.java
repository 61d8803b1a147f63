package dev.mailswitch.api.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Where a scheduled mail's end is when it is moved.
class TimesTest {

    private static final Instant ACCEPTED = Instant.parse("2026-01-31T12:00:00Z");

    /// Databases keep microseconds.
    private static final Instant AT = Instant.parse("2026-02-01T12:00:00.000999Z");

    private static final Instant LATER = AT.plus(Duration.ofDays(2));

    private static MailDetail scheduled(
            String policy, Instant expiresAt, @Nullable Boolean expiresAsked) {
        return new MailDetail(
                new Mail(
                        EmailId.mint(ACCEPTED, new Random(1)),
                        new EnvironmentId(new UUID(0, 1)),
                        Address.of("f@b.example"),
                        "s",
                        "<m@b.example>",
                        List.of(),
                        null,
                        policy,
                        AT,
                        expiresAt,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of()),
                new MailDetail.Rules(Lane.TRANSACTIONAL, OnUnknown.AT_LEAST_ONCE, expiresAsked),
                List.of(),
                null);
    }

    @Test
    void aTimeToLiveMovesAlongWhateverHasBecomeOfThePolicy() {
        Instant cut = Instant.parse("2026-02-01T12:07:00.000Z");
        assertThat(Times.moved(scheduled("gone", cut, false), LATER))
                .isEqualTo(LATER.plus(Duration.ofMinutes(7)));
    }

    @Test
    void whatTheSenderSaidStaysAlsoIfItIsWhatThePolicySays() {
        Instant asked = AT.plus(Duration.ofHours(24));
        assertThat(Times.moved(scheduled("transactional", asked, true), LATER)).isEqualTo(asked);
    }

    @Test
    void ofMailsFromBeforeItIsToldByThePoliciesFromBirth() {
        Instant byPolicy = Instant.parse("2026-02-02T12:00:00.000Z");
        assertThat(Times.moved(scheduled("transactional", byPolicy, null), LATER))
                .isEqualTo(LATER.plus(Duration.ofHours(24)));
        Instant asked = byPolicy.plusMillis(1);
        assertThat(Times.moved(scheduled("transactional", asked, null), LATER)).isEqualTo(asked);
        assertThat(Times.moved(scheduled("default", byPolicy, null), LATER)).isEqualTo(byPolicy);
    }
}
