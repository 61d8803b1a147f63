package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.Claimable.EarlierCall;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.RecipientState;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whom a call was made for, and whether its provider certainly has it.
class EarlierCallsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final EmailId ID = EmailId.mint(NOW, new Random(1));
    private static final ProviderId PROVIDER = new ProviderId(new UUID(1, 1));
    private static final UUID CALL = new UUID(9, 1);
    private static final Outcome SILENT = new Outcome.Unknown(Phase.ANSWER, "no answer");

    private static LockedMail mail(RecipientState... states) {
        List<LockedRecipient> recipients = new ArrayList<>();
        for (RecipientState state : states) {
            recipients.add(
                    new LockedRecipient(
                            ID,
                            recipients.size(),
                            RecipientKind.TO,
                            Address.of("r" + recipients.size() + "@x.test"),
                            state,
                            null,
                            null,
                            null,
                            null,
                            null));
        }
        return new LockedMail(ID, new OrganisationId(new UUID(3, 1)), recipients);
    }

    private static RecipientState state(Status status, int attempt) {
        return RecipientState.of(status, attempt);
    }

    private static final RecipientState OPEN = state(Status.DELIVERING, 1);

    private static Attempts.Row row(int position, int no, UUID call, @Nullable Outcome outcome) {
        Instant started = NOW.plusSeconds(no);
        return new Attempts.Row(
                ID,
                position,
                no,
                call,
                PROVIDER,
                1,
                no,
                started,
                true,
                outcome == null ? null : started,
                outcome,
                7L);
    }

    @Test
    void aCallIsWhatItWasWhenItWasFirstMade() {
        List<EarlierCall> calls =
                EarlierCalls.of(
                        mail(OPEN, state(Status.FAILED, 2), OPEN),
                        List.of(
                                row(0, 1, CALL, SILENT),
                                row(0, 2, CALL, SILENT),
                                row(1, 1, CALL, null),
                                row(2, 1, new UUID(9, 2), SILENT)));
        assertThat(calls)
                .containsExactly(
                        new EarlierCall(
                                CALL,
                                PROVIDER,
                                NOW.plusSeconds(1),
                                List.of(new EarlierCall.Leg(0, 1), new EarlierCall.Leg(1, 1)),
                                false,
                                7L));
    }

    static Stream<Outcome> answersAboutOne() {
        return Stream.of(
                new Outcome.Accepted("id"),
                new Outcome.RecipientRefused(BounceClass.INVALID_RECIPIENT, true, "550"),
                new Outcome.Blocked(BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, "550"));
    }

    @ParameterizedTest
    @MethodSource("answersAboutOne")
    void whatWasSaidAboutOneOfThemShowsThatTheProviderHasIt(Outcome outcome) {
        assertThat(arrived(mail(OPEN, OPEN), outcome)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"SENT", "DELIVERED", "BOUNCED"})
    void soDoesAReportOnOneOfThem(Status status) {
        assertThat(arrived(mail(OPEN, state(status, 1)), SILENT)).isTrue();
        // It speaks of another attempt.
        assertThat(arrived(mail(OPEN, state(status, 2)), SILENT)).isFalse();
    }

    /// Suppressed, or given up: that says nothing of the provider.
    @Test
    void anEndOfOursDoesNot() {
        assertThat(arrived(mail(OPEN, state(Status.FAILED, 1)), SILENT)).isFalse();
        assertThat(arrived(mail(OPEN, OPEN), new Outcome.Unavailable(Phase.BODY, "broke")))
                .isFalse();
    }

    private static boolean arrived(LockedMail mail, Outcome ofTheSecond) {
        return EarlierCalls.of(mail, List.of(row(0, 1, CALL, SILENT), row(1, 1, CALL, ofTheSecond)))
                .getFirst()
                .arrived();
    }
}
