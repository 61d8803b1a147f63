package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.compose.Sending;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.provider.ProviderKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SendingsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final ProviderId PROVIDER =
            ProviderId.parse("00000000-0000-0000-0000-0000000000a1");
    private static final UUID KEY = new UUID(1, 2);
    private static final UUID OTHER_KEY = new UUID(1, 3);
    private static final Recipient ADA =
            new Recipient(0, RecipientKind.TO, Address.of("ada@example.com"));

    /// A repeat is an attempt of its own with the key of an earlier call; were its Date or its
    /// tokens its own, the provider would see another mail under the same key.
    @Test
    void aRepeatedCallHasTheBytesOfTheFirst() {
        Sending first = Sendings.of(claimed(NOW, true), call(KEY, 1));
        Sending repeated = Sendings.of(claimed(LATER, true, past(1, KEY)), call(KEY, 2));
        Sending again =
                Sendings.of(
                        claimed(LATER.plusSeconds(9), true, past(1, KEY), past(2, KEY)),
                        call(KEY, 3));
        assertThat(first.only()).isEqualTo(new Sending.Only(0, 1));
        assertThat(first.started()).isEqualTo(NOW);
        assertThat(repeated).isEqualTo(first);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void aCallOfItsOwnHasDateAndTokensOfItsOwn() {
        Sending second = Sendings.of(claimed(LATER, true, past(1, KEY)), call(new UUID(3, 4), 2));
        assertThat(second.only()).isEqualTo(new Sending.Only(0, 2));
        assertThat(second.started()).isEqualTo(LATER);
    }

    @Test
    void whatIsNotMadeForOneIsMadeForAll() {
        assertThat(Sendings.of(claimed(NOW, false), call(KEY, 1)).only()).isNull();
    }

    private static final Recipient BOB =
            new Recipient(1, RecipientKind.TO, Address.of("bob@example.com"));

    /// A call for Ada and Bob, of whom only Bob is open.
    private static Claimed withoutAda(boolean arrived) {
        Claimable mail =
                TestMails.after(
                        TestMails.due(
                                untried(List.of(ADA, BOB)),
                                List.of(new Claimable.Due(BOB, false, List.of(past(1, KEY))))),
                        new Claimable.EarlierCall(
                                KEY,
                                PROVIDER,
                                NOW,
                                List.of(
                                        new Claimable.EarlierCall.Leg(0, 1),
                                        new Claimable.EarlierCall.Leg(1, 1)),
                                arrived,
                                7L));
        return new Claimed(mail, 1, 1, LATER, List.of());
    }

    private static final Plan.Call FOR_BOB = forBob(7L);

    private static Plan.Call forBob(Long madeWith) {
        return new Plan.Call(
                KEY, PROVIDER, 0, "test", 1, List.of(new Plan.Leg(1, 2, null)), madeWith);
    }

    /// Its correlation names the first it was made for, though he is over.
    @Test
    void aRepeatIsTheFirstCallWhoeverOfItIsStillOpen() {
        Claimed claimed = withoutAda(false);
        assertThat(Sendings.first(claimed.mail(), FOR_BOB))
                .isEqualTo(new Claimable.EarlierCall.Leg(0, 1));
        assertThat(Sendings.of(claimed, FOR_BOB).started()).isEqualTo(NOW);
    }

    private static Shipment.@Nullable Repeat repeat(
            Claimed claimed, Plan.Call call, ProviderKind kind) {
        return Sendings.repeat(
                claimed.mail(),
                call,
                kind.capabilities(),
                leg -> leg.position() + "-" + leg.attempt());
    }

    @Test
    void whoIsOverIsInItsBytesAgainOnlyWhereTheProviderKnowsTheCall() {
        assertThat(repeat(withoutAda(true), FOR_BOB, ProviderKind.RESEND))
                .isEqualTo(
                        new Shipment.Keyed(
                                NOW.plus(Duration.ofHours(24)).minusSeconds(60), List.of(ADA)));
        assertThat(repeat(withoutAda(false), FOR_BOB, ProviderKind.RESEND))
                .isEqualTo(new Shipment.Keyed(Instant.MIN, List.of()));
        // Whoever takes no keys must not see him again.
        assertThat(repeat(withoutAda(true), FOR_BOB, ProviderKind.POSTMARK))
                .isEqualTo(new Shipment.Keyed(Instant.MIN, List.of()));
    }

    @Test
    void aCallThatWouldBeMadeOtherwiseIsNotRepeatedUnderItsKey() {
        assertThat(repeat(withoutAda(true), forBob(8L), ProviderKind.RESEND))
                .isEqualTo(new Shipment.Keyed(Instant.MIN, List.of()));
    }

    /// So that whoever asks for the first call does not find the copy.
    @Test
    void aCopyIsACallOfItsOwnThatAsksForTheFirst() {
        Plan.Call copy =
                new Plan.Call(
                        OTHER_KEY,
                        PROVIDER,
                        0,
                        "test",
                        1,
                        List.of(new Plan.Leg(1, 2, null)),
                        null,
                        new Plan.Question(List.of(KEY), true));
        Claimed claimed = withoutAda(false);
        assertThat(Sendings.of(claimed, copy).started()).isEqualTo(LATER);
        assertThat(Sendings.first(claimed.mail(), copy))
                .isEqualTo(new Claimable.EarlierCall.Leg(1, 2));
        assertThat(repeat(claimed, copy, ProviderKind.POSTMARK))
                .isEqualTo(new Shipment.Asked(List.of(new Shipment.Sought("0-1", NOW)), true));
    }

    @Test
    void eachCallIsAskedForUnderItsOwnCorrelation() {
        Claimed claimed = claimed(LATER, false, past(1, KEY), past(2, OTHER_KEY));
        Plan.Call question =
                new Plan.Call(
                        new UUID(7, 7),
                        PROVIDER,
                        0,
                        "test",
                        1,
                        List.of(new Plan.Leg(0, 3, null)),
                        null,
                        new Plan.Question(List.of(OTHER_KEY, KEY), false));
        assertThat(repeat(claimed, question, ProviderKind.POSTMARK))
                .isEqualTo(
                        new Shipment.Asked(
                                List.of(
                                        new Shipment.Sought("0-2", NOW.plusSeconds(1)),
                                        new Shipment.Sought("0-1", NOW)),
                                false));
    }

    @Test
    void aFirstCallRepeatsNothing() {
        assertThat(repeat(claimed(NOW, false), call(KEY, 1), ProviderKind.RESEND)).isNull();
    }

    private static Claimable.Past past(int no, UUID call) {
        return new Claimable.Past(no, call, PROVIDER, NOW.plusSeconds(no - 1), null, null, null);
    }

    private static Plan.Call call(UUID key, int attempt) {
        return new Plan.Call(
                key, PROVIDER, 0, "test", (short) 1, List.of(new Plan.Leg(0, attempt, null)));
    }

    private static Claimed claimed(
            Instant startedAt, boolean perRecipient, Claimable.Past... past) {
        Claimable mail =
                TestMails.due(
                        untried(List.of(ADA)),
                        List.of(new Claimable.Due(ADA, false, List.of(past))));
        return new Claimed(
                perRecipient ? TestMails.forEach(mail) : mail, 1, 1, startedAt, List.of());
    }

    private static Claimable untried(List<Recipient> recipients) {
        return TestMails.untried(
                EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                Lane.TRANSACTIONAL,
                NOW.plusSeconds(3_600),
                recipients);
    }
}
