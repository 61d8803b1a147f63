package dev.mailswitch.routing;

import static dev.mailswitch.routing.Scene.A;
import static dev.mailswitch.routing.Scene.B;
import static dev.mailswitch.routing.Scene.C;
import static dev.mailswitch.routing.Scene.HEALTHY;
import static dev.mailswitch.routing.Scene.NOW;
import static dev.mailswitch.routing.Scene.SPACIOUS;
import static dev.mailswitch.routing.Scene.attempt;
import static dev.mailswitch.routing.Scene.decide;
import static dev.mailswitch.routing.Scene.mail;
import static dev.mailswitch.routing.Scene.recipient;
import static dev.mailswitch.routing.Scene.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Hold;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.provider.Capabilities;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Settle;
import dev.mailswitch.routing.Decision.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverTest {

    private static final Outcome DOWN = new Outcome.Unavailable(Phase.CONNECT, "refused");
    private static final Outcome SILENT = new Outcome.Unknown(Phase.ANSWER, "no answer");

    private static Outcome blocked(String reply) {
        return new Outcome.Blocked(BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, reply);
    }

    private static Outcome refused(BounceClass bounceClass, boolean permanent) {
        return new Outcome.RecipientRefused(bounceClass, permanent, "550 no");
    }

    private static Send sent(Decision decision) {
        assertThat(decision).isInstanceOf(Send.class);
        return (Send) decision;
    }

    private static Wait waits(Decision decision) {
        assertThat(decision).isInstanceOf(Wait.class);
        return (Wait) decision;
    }

    private static Settle settled(Decision decision) {
        assertThat(decision).isInstanceOf(Settle.class);
        return (Settle) decision;
    }

    @Test
    void firstAttemptTakesTierZeroAndSaysSo() {
        Send send = sent(decide(recipient(), B, A));
        assertThat(send.via()).isEqualTo(A);
        assertThat(send.attempt()).isEqualTo(1);
        assertThat(send.why()).isEqualTo("tier 0, weight 1 of 1");
        assertThat(send.repeated()).isEmpty();
    }

    @Test
    void tierZeroSharesByWeight() {
        var heavy = route("heavy", 0, 3);
        var light = route("light", 0, 1);
        int heavyOnes = 0;
        var random = new Random(5);
        for (int i = 0; i < 4000; i++) {
            var decision =
                    new Failover(0)
                            .decide(
                                    mail(recipient()),
                                    recipient(),
                                    List.of(heavy, light),
                                    HEALTHY,
                                    SPACIOUS,
                                    NOW,
                                    random);
            heavyOnes += sent(decision).via().equals(heavy) ? 1 : 0;
        }
        assertThat(heavyOnes).isBetween(2850, 3150);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aRestNamesTheAnswerItFollows(Outcome answer, String after) {
        assertThat(waits(decide(recipient(attempt(1, A, answer)), A)).why())
                .contains("it rests until ")
                .endsWith(" after " + after);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new Outcome.Throttled(NOW.plusSeconds(60), "451 4.7.1 Slower"),
                        "451 4.7.1"),
                Arguments.of(new Outcome.Unavailable(Phase.GREETING, "421 Not now"), "421"),
                Arguments.of(
                        new Outcome.Misconfigured("login", Scope.PROVIDER, "535 5.7.8 No"),
                        "535 5.7.8"),
                Arguments.of(DOWN, "it broke off (connect)"));
    }

    @Test
    void weightZeroTakesNoneWhileAnotherCan() {
        var idle = route("idle", 0, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(sent(decide(recipient(), idle, A)).via()).isEqualTo(A);
        }
        assertThat(sent(decide(recipient(), idle)).via()).isEqualTo(idle);
    }

    @Test
    void lowerTierServesWhenTheUpperIsShutAndSaysWhy() {
        HealthView shut =
                (provider, sender, to) ->
                        provider.equals(A.provider().id())
                                ? new Gate.Shut(NOW.plusSeconds(9), "unavailable at connect")
                                : Gate.FULLY_OPEN;
        Send send = sent(decide(mail(recipient()), recipient(), NOW, shut, SPACIOUS, A, B));
        assertThat(send.via()).isEqualTo(B);
        assertThat(send.why())
                .isEqualTo(
                        "tier 1: a: it is shut until 2026-05-01T12:00:09Z (unavailable at connect)");
    }

    @Test
    void failingTierLosesLoadToTheTierBelowBeforeItIsShut() {
        HealthView weak =
                (provider, sender, to) ->
                        provider.equals(A.provider().id()) ? new Gate.Open(0.25) : Gate.FULLY_OPEN;
        int above = 0;
        var random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            var decision =
                    new Failover(0)
                            .decide(
                                    mail(recipient()),
                                    recipient(),
                                    List.of(A, B),
                                    weak,
                                    SPACIOUS,
                                    NOW,
                                    random);
            above += sent(decision).via().equals(A) ? 1 : 0;
        }
        assertThat(above).isBetween(420, 580);
    }

    @Test
    void whyAWeightIsLowerStandsWithTheMailThatGoesThatWayAndWithTheOneThatGoesBelow() {
        HealthView silent =
                (provider, sender, to) ->
                        provider.equals(A.provider().id())
                                ? new Gate.Open(0.1, "silent since 2026-05-01T11:52:00Z")
                                : Gate.FULLY_OPEN;
        var words = new HashSet<String>();
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            var decision =
                    new Failover(0)
                            .decide(
                                    mail(recipient()),
                                    recipient(),
                                    List.of(A, B),
                                    silent,
                                    SPACIOUS,
                                    NOW,
                                    random);
            words.add(sent(decision).why());
        }
        assertThat(words)
                .containsExactlyInAnyOrder(
                        "tier 0, weight 1 of 1, lowered: silent since 2026-05-01T11:52:00Z",
                        "tier 1: a is at 10 % (silent since 2026-05-01T11:52:00Z)");
    }

    @Test
    void everyRouteShutWaitsForTheFirstProbe() {
        HealthView shut =
                (provider, sender, to) ->
                        new Gate.Shut(
                                NOW.plusSeconds(provider.equals(A.provider().id()) ? 40 : 20),
                                "down");
        Wait wait = waits(decide(mail(recipient()), recipient(), NOW, shut, SPACIOUS, A, B));
        assertThat(wait.until()).isEqualTo(NOW.plusSeconds(20));
        assertThat(wait.why()).contains("b: it is shut");
    }

    @Test
    void freshMailGoesAsTheProbeAndAReroutedOneDoesNot() {
        HealthView half =
                (provider, sender, to) ->
                        provider.equals(A.provider().id()) ? new Gate.Probing() : Gate.FULLY_OPEN;
        Send probe = sent(decide(mail(recipient()), recipient(), NOW, half, SPACIOUS, A, B));
        assertThat(probe.via()).isEqualTo(A);
        assertThat(probe.probe()).isTrue();

        var rerouted = recipient(attempt(1, C, blocked("no")));
        Send send = sent(decide(mail(rerouted), rerouted, NOW, half, SPACIOUS, A, B, C));
        assertThat(send.via()).isEqualTo(B);
        assertThat(send.probe()).isFalse();
    }

    @Test
    void noRouteWaitsAndIsNeverRefused() {
        assertThat(waits(decide(recipient())).why()).isEqualTo("the environment has no route");
    }

    @Test
    void mailToTheSandboxNeverLeavesThroughARealProvider() {
        var sandbox = route("sandbox", 3, 1, ProviderKind.SANDBOX, false);
        var scripted = new Pending(0, Address.of("blocked+x@sandbox.test"), false, List.of());
        assertThat(sent(decide(scripted, A, sandbox)).via()).isEqualTo(sandbox);
        assertThat(waits(decide(scripted, A)).why()).isEqualTo("no route can carry it");
        assertThat(sent(decide(recipient(), sandbox)).via()).isEqualTo(sandbox);
    }

    @Test
    void fullRouteGivesWayToTheNext() {
        Room full =
                route ->
                        route.equals(A)
                                ? new Room.Place.Full(NOW.plusSeconds(1), "10 connections")
                                : Room.FREE;
        assertThat(sent(decide(mail(recipient()), recipient(), NOW, HEALTHY, full, A, B)).via())
                .isEqualTo(B);
        assertThat(waits(decide(mail(recipient()), recipient(), NOW, HEALTHY, full, A)).until())
                .isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void heldProviderIsPassedBy() {
        var held = route("held", 0, 1, ProviderKind.SMTP, true);
        assertThat(sent(decide(recipient(), held, B)).via()).isEqualTo(B);
        assertThat(waits(decide(recipient(), held)).why()).contains("held by an operator");
    }

    /// Whoever waits for a way is looked at again when the settings change: a host's own wish, or an
    /// answer that has not come, is none of the settings' business.
    @Test
    void aWaitSaysWhetherOtherSettingsMayEndIt() {
        var held = route("held", 0, 1, ProviderKind.SMTP, true);
        assertThat(waits(decide(recipient())).cause()).isEqualTo(WaitCause.NO_ROUTE);
        assertThat(waits(decide(recipient(), held)).cause()).isEqualTo(WaitCause.PROVIDER_HELD);
        assertThat(lacking(Room.Lack.BUDGET)).isEqualTo(WaitCause.PROVIDER_BUDGET);
        assertThat(lacking(Room.Lack.SETTINGS)).isEqualTo(WaitCause.PROVIDER_UNUSABLE);
        assertThat(lacking(Room.Lack.PLACE)).isEqualTo(WaitCause.PROVIDER_FULL);
        HealthView shut = (provider, sender, domain) -> new Gate.Shut(NOW.plusSeconds(9), "down");
        assertThat(waits(decide(mail(recipient()), recipient(), NOW, shut, SPACIOUS, A)).cause())
                .isEqualTo(WaitCause.PROVIDER_SHUT);
        var failed = recipient(attempt(1, A, new Outcome.Unavailable(Phase.CONNECT, "refused")));
        assertThat(waits(decide(failed, A)).cause()).isEqualTo(WaitCause.PROVIDER_RESTING);
        var deferred = recipient(attempt(1, A, refused(BounceClass.MAILBOX_FULL, true)));
        assertThat(waits(decide(deferred, A)).cause()).isEqualTo(WaitCause.RECIPIENT_HOST);

        assertThat(Stream.of(WaitCause.values()).filter(WaitCause::forWays))
                .containsExactlyInAnyOrder(
                        WaitCause.NO_ROUTE,
                        WaitCause.PROVIDER_HELD,
                        WaitCause.PROVIDER_DRILL,
                        WaitCause.PROVIDER_SHUT,
                        WaitCause.PROVIDER_RESTING,
                        WaitCause.PROVIDER_BUDGET,
                        WaitCause.PROVIDER_UNUSABLE);
    }

    private static WaitCause lacking(Room.Lack lack) {
        Room full = route -> new Room.Place.Full(NOW.plusSeconds(900), lack, "none");
        return waits(decide(mail(recipient()), recipient(), NOW, HEALTHY, full, A)).cause();
    }

    /// Of two obstacles the one that ends first is waited for, and named.
    @Test
    void aWaitForSeveralWaysNamesTheOneThatMayOpenFirst() {
        Room room =
                route ->
                        route.equals(A)
                                ? new Room.Place.Full(
                                        NOW.plusSeconds(900), Room.Lack.BUDGET, "none")
                                : Room.FREE;
        HealthView shut =
                (provider, sender, domain) ->
                        provider.equals(B.provider().id())
                                ? new Gate.Shut(NOW.plusSeconds(9), "down")
                                : Gate.FULLY_OPEN;
        Wait wait = waits(decide(mail(recipient()), recipient(), NOW, shut, room, A, B));
        assertThat(wait.cause()).isEqualTo(WaitCause.PROVIDER_SHUT);
        assertThat(wait.why()).startsWith("no route is free; first b: it is shut");
        assertThat(wait.until()).isEqualTo(NOW.plusSeconds(9));
    }

    /// Woken before its time by other settings, it waits for what it waited for.
    @Test
    void whoIsLookedAtEarlyIsNotTriedEarly() {
        var failed = recipient(attempt(1, A, new Outcome.Unavailable(Phase.CONNECT, "refused")));
        var deferred = recipient(attempt(1, A, refused(BounceClass.MAILBOX_FULL, true)));
        for (Pending who : List.of(failed, deferred)) {
            Instant early = NOW.plusSeconds(7);
            assertThat(waits(decide(mail(who), who, early, HEALTHY, SPACIOUS, A)).until())
                    .isBetween(NOW.plusSeconds(8), NOW.plusSeconds(12));
        }
        assertThat(sent(decide(failed, A, B)).via()).isEqualTo(B);
    }

    @Test
    void suppressedRecipientFailsWhateverElse() {
        var suppressed = new Pending(0, Address.of("ann@example.test"), true, List.of());
        Settle end = settled(decide(suppressed, A));
        assertThat(end.status()).isEqualTo(Status.FAILED);
        assertThat(end.bounceClass()).isEqualTo(BounceClass.SUPPRESSED);
    }

    @Test
    void pausedAndHeldMailWaitsAndStillExpires() {
        var frame = mail(recipient());
        for (Hold hold : Hold.values()) {
            var stopped =
                    new Delivery(
                            frame.id(),
                            frame.organisationId(),
                            frame.environmentId(),
                            frame.lane(),
                            frame.createdAt(),
                            frame.expiresAt(),
                            frame.from(),
                            frame.onUnknown(),
                            hold,
                            frame.recipients());
            Wait wait = waits(decide(stopped, recipient(), NOW, HEALTHY, SPACIOUS, A));
            assertThat(wait.cause()).isEqualTo(hold.cause());
            assertThat(wait.why()).isEqualTo(hold.words());
            var late = decide(stopped, recipient(), frame.expiresAt(), HEALTHY, SPACIOUS, A);
            assertThat(settled(late).why()).startsWith("expired");
        }
    }

    @Test
    void blockedEverywhereFailsWithTheLastReason() {
        var everywhere =
                recipient(attempt(1, A, blocked("first")), attempt(2, B, blocked("second")));
        assertThat(sent(decide(everywhere, A, B, C)).via()).isEqualTo(C);
        Settle end = settled(decide(everywhere, A, B));
        assertThat(end.status()).isEqualTo(Status.FAILED);
        assertThat(end.bounceClass()).isEqualTo(BounceClass.PROVIDER_BLOCK);
        assertThat(end.why()).isEqualTo("every route refused: second");
    }

    @Test
    void acceptedThenBlockedByFeedbackGoesElsewhere() {
        var rerouted = recipient(attempt(1, A, new Outcome.Accepted("q1")));
        assertThat(sent(decide(rerouted, A, B)).via()).isEqualTo(B);
        assertThat(settled(decide(rerouted, A)).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void mailboxFullWaitsLongerEachTimeAndBouncesAsItselfInTheEnd() {
        var full = refused(BounceClass.MAILBOX_FULL, true);
        var once = recipient(attempt(1, A, full));
        assertThat(waits(decide(once, A, B)).until())
                .isBetween(NOW.plusSeconds(8), NOW.plusSeconds(12));
        var twice = recipient(attempt(1, A, full, NOW.minusSeconds(60)), attempt(2, A, full));
        assertThat(waits(decide(twice, A, B)).until())
                .isBetween(NOW.plusSeconds(48), NOW.plusSeconds(72));
        var later = NOW.plusSeconds(12);
        assertThat(sent(decide(mail(once), once, later, HEALTHY, SPACIOUS, A, B)).via())
                .isEqualTo(A);

        var frame = mail(once);
        Settle end = settled(decide(frame, once, frame.expiresAt(), HEALTHY, SPACIOUS, A));
        assertThat(end.status()).isEqualTo(Status.BOUNCED);
        assertThat(end.bounceClass()).isEqualTo(BounceClass.MAILBOX_FULL);
    }

    @Test
    void waitNeverPassesTheDeadline() {
        var full = recipient(attempt(1, A, refused(BounceClass.MAILBOX_FULL, true)));
        var frame = mail(full);
        var shortLived =
                new Delivery(
                        frame.id(),
                        frame.organisationId(),
                        frame.environmentId(),
                        frame.lane(),
                        frame.createdAt(),
                        NOW.plusSeconds(3),
                        frame.from(),
                        frame.onUnknown(),
                        null,
                        frame.recipients());
        assertThat(waits(decide(shortLived, full, NOW, HEALTHY, SPACIOUS, A)).until())
                .isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void messageRefusedGetsOneOtherOpinion() {
        var large = new Outcome.MessageRefused(BounceClass.MESSAGE_TOO_LARGE, true, "552 big");
        assertThat(sent(decide(recipient(attempt(1, A, large)), A, B, C)).via()).isEqualTo(B);
        var twice = recipient(attempt(1, A, large), attempt(2, B, large));
        assertThat(settled(decide(twice, A, B, C)).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void providersThatFailRestAndTheMailComesBackToThem() {
        var down = recipient(attempt(1, A, DOWN), attempt(2, B, DOWN));
        Wait wait = waits(decide(down, A, B));
        assertThat(wait.until()).isBetween(NOW.plusSeconds(8), NOW.plusSeconds(12));
        assertThat(decide(mail(down), down, wait.until(), HEALTHY, SPACIOUS, A, B))
                .isInstanceOf(Send.class);
    }

    @Test
    void throttledProviderIsLeftAloneUntilItsHint() {
        var hint = NOW.plusSeconds(40);
        var slowed = recipient(attempt(1, A, new Outcome.Throttled(hint, "450 slow down")));
        assertThat(sent(decide(slowed, A, B)).via()).isEqualTo(B);
        assertThat(waits(decide(slowed, A)).until()).isEqualTo(hint);
        assertThat(sent(decide(mail(slowed), slowed, hint, HEALTHY, SPACIOUS, A)).via())
                .isEqualTo(A);
    }

    @Test
    void unknownIsRepeatedAtOnceThroughTheSameRelayFirst() {
        var silent = recipient(attempt(1, A, SILENT));
        Send again = sent(decide(silent, A, B));
        assertThat(again.via()).isEqualTo(A);
        assertThat(again.repeated()).contains(new UUID(9, 1));
        assertThat(silent.inDoubt()).isTrue();

        var twice =
                Scene.next(
                        silent,
                        new PastAttempt(2, A.provider().id(), new UUID(9, 1), NOW, NOW, SILENT));
        assertThat(sent(decide(twice, A, B)).via()).isEqualTo(B);
    }

    @Test
    void whatIsNeverAnsweredGoesOutOnlySoOften() {
        var silent = recipient(attempt(1, A, SILENT));
        for (int no = 2; no < Doubts.MOST_COPIES; no++) {
            silent =
                    Scene.next(
                            silent,
                            new PastAttempt(
                                    no, B.provider().id(), new UUID(9, no), NOW, NOW, SILENT));
            assertThat(decide(silent, A, B)).isNotInstanceOf(Settle.class);
        }
        var last =
                Scene.next(
                        silent,
                        new PastAttempt(
                                Doubts.MOST_COPIES,
                                A.provider().id(),
                                new UUID(9, Doubts.MOST_COPIES),
                                NOW,
                                NOW,
                                SILENT));
        Settle end = settled(decide(last, A, B));
        assertThat(end.status()).isEqualTo(Status.FAILED);
        assertThat(end.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
    }

    @Test
    void deathsOfWorkersDoNotGiveAMailUp() {
        var lost = recipient(attempt(1, A, null));
        for (int no = 2; no <= 3 * Doubts.MOST_COPIES; no++) {
            lost =
                    Scene.next(
                            lost,
                            new PastAttempt(
                                    no, B.provider().id(), new UUID(9, no), NOW, null, null));
            assertThat(decide(lost, A, B)).isNotInstanceOf(Settle.class);
        }
    }

    @Test
    void attemptLeftOpenByALostWorkerIsUnknown() {
        assertThat(sent(decide(recipient(attempt(1, A, null)), A, B)).repeated()).isPresent();
    }

    @Test
    void whereReportsComeUnknownWaitsItsGraceAndOnlyThere() {
        var sandbox = route("sandbox", 0, 1, ProviderKind.SANDBOX, false);
        var silent = recipient(attempt(1, sandbox, SILENT));
        Wait wait = waits(decide(silent, sandbox, B));
        assertThat(wait.until()).isEqualTo(NOW.plus(Doubts.GRACE));
        assertThat(sent(decide(mail(silent), silent, wait.until(), HEALTHY, SPACIOUS, sandbox)))
                .isNotNull();

        var careful = mail(OnUnknown.AT_MOST_ONCE, Lane.TRANSACTIONAL, silent);
        assertThat(decide(careful, silent, NOW, HEALTHY, SPACIOUS, sandbox))
                .isInstanceOf(Wait.class);
        Settle end = settled(decide(careful, silent, wait.until(), HEALTHY, SPACIOUS, sandbox));
        assertThat(end.status()).isEqualTo(Status.FAILED);
        assertThat(end.bounceClass()).isEqualTo(BounceClass.UNKNOWN);

        var relay = recipient(attempt(1, A, SILENT));
        var atMostOnce = mail(OnUnknown.AT_MOST_ONCE, Lane.TRANSACTIONAL, relay);
        assertThat(settled(decide(atMostOnce, relay, NOW, HEALTHY, SPACIOUS, A, B)).bounceClass())
                .isEqualTo(BounceClass.UNKNOWN);
    }

    @Test
    void whereKeysAreTakenUnknownIsRepeatedWithTheKeyInsideItsWindow() {
        var keyed = keyed(Duration.ofMinutes(30));
        var silent = recipient(attempt(1, A, SILENT));
        var careful = mail(OnUnknown.AT_MOST_ONCE, Lane.TRANSACTIONAL, silent);
        Send repeat = sent(decideWith(keyed, careful, silent, NOW));
        assertThat(repeat.via()).isEqualTo(A);
        assertThat(repeat.repeated()).contains(new UUID(9, 1));

        // The key does not protect a call through another provider.
        var stillSilent =
                Scene.next(
                        silent,
                        new PastAttempt(2, A.provider().id(), new UUID(9, 1), NOW, NOW, DOWN));
        var later = mail(OnUnknown.AT_MOST_ONCE, Lane.TRANSACTIONAL, stillSilent);
        assertThat(decideWith(keyed, later, stillSilent, NOW)).isInstanceOf(Wait.class);
        var over = NOW.plus(Duration.ofMinutes(30));
        assertThat(settled(decideWith(keyed, later, stillSilent, over)).bounceClass())
                .isEqualTo(BounceClass.UNKNOWN);
    }

    @Test
    void whereKeysAreTakenAMailThatMayDoubleWaitsForItsProviderToo() {
        var keyed = keyed(Duration.ofHours(24));
        var inDoubt = recipient(attempt(1, A, SILENT));
        var down =
                Scene.next(
                        inDoubt,
                        new PastAttempt(2, A.provider().id(), new UUID(9, 1), NOW, NOW, DOWN));
        var mail = mail(OnUnknown.AT_LEAST_ONCE, Lane.TRANSACTIONAL, down);
        assertThat(waits(decideWith(keyed, mail, down, NOW)).until())
                .isBefore(NOW.plus(Doubts.KEYED_GRACE));
        var soon = NOW.plus(Doubts.KEYED_GRACE).minusSeconds(1);
        assertThat(sent(decideWith(keyed, mail, down, soon)).repeated()).contains(new UUID(9, 1));
        // Then another way is the lesser evil; should it be the same, the key still holds.
        var over = NOW.plus(Doubts.KEYED_GRACE);
        assertThat(sent(decideWith(keyed, mail, down, over)).repeated()).contains(new UUID(9, 1));
        HealthView shut =
                (provider, sender, to) ->
                        provider.equals(A.provider().id())
                                ? new Gate.Shut(over.plusSeconds(20), "down")
                                : Gate.FULLY_OPEN;
        Send elsewhere =
                sent(keyed.decide(mail, down, List.of(A, B), shut, SPACIOUS, over, new Random(1)));
        assertThat(elsewhere.via()).isEqualTo(B);
        assertThat(elsewhere.repeated()).isEmpty();
    }

    @Test
    void recipientsOfACallInDoubtWaitAndComeBackTogether() {
        var keyed = keyed(Duration.ofHours(24));
        var ann = new Pending(0, Address.of("ann@x.test"), false, List.of(attempt(1, A, SILENT)));
        var bob = new Pending(1, Address.of("bob@y.test"), false, List.of(attempt(1, A, SILENT)));
        HealthView shutThere =
                (provider, sender, to) ->
                        to.equals("x.test")
                                ? new Gate.Shut(NOW.plusSeconds(20), "a block there")
                                : Gate.FULLY_OPEN;
        var decided =
                keyed.decideAll(
                        mail(ann, bob), List.of(A, B), shutThere, SPACIOUS, NOW, new Random(1));
        assertThat(decided)
                .extracting(one -> waits(one.decision()).until())
                .containsOnly(NOW.plusSeconds(20));
    }

    private static final UUID CALL = new UUID(9, 1);

    private static Pending silent(int position, String address, boolean suppressed) {
        return new Pending(
                position, Address.of(address), suppressed, List.of(attempt(1, A, SILENT)));
    }

    /// A mail to three, whose call brought no answer.
    private static Delivery ofThree(OnUnknown onUnknown, boolean arrived, Pending... open) {
        return ofThree(onUnknown, arrived, false, open);
    }

    private static Delivery ofThree(
            OnUnknown onUnknown, boolean arrived, boolean changed, Pending... open) {
        var frame = mail(onUnknown, Lane.TRANSACTIONAL, open);
        return new Delivery(
                frame.id(),
                frame.organisationId(),
                frame.environmentId(),
                frame.lane(),
                frame.createdAt(),
                frame.expiresAt(),
                frame.from(),
                frame.onUnknown(),
                null,
                frame.recipients(),
                List.of(new EarlierCall(CALL, Set.of(0, 1, 2), arrived)),
                changed ? Set.of(CALL) : Set.of(),
                true);
    }

    private static List<Decision> decideAll(
            Failover engine, Delivery mail, HealthView health, Instant now) {
        return engine.decideAll(mail, List.of(A, B), health, SPACIOUS, now, new Random(1)).stream()
                .map(Failover.Decided::decision)
                .toList();
    }

    @Test
    void aCallIsRepeatedUnderItsKeyForAllOfItsRecipients() {
        var mail =
                ofThree(
                        OnUnknown.AT_LEAST_ONCE,
                        false,
                        silent(0, "a@x.test", false),
                        silent(1, "b@y.test", false),
                        silent(2, "c@z.test", false));
        assertThat(decideAll(keyed(Duration.ofHours(24)), mail, HEALTHY, NOW))
                .extracting(decision -> sent(decision).repeat())
                .containsOnly(new Repeat(CALL, Repeat.Kind.KEYED));
    }

    /// One is delivered by now, as the provider has reported: it has the call, and sends nothing.
    @Test
    void aCallThatCertainlyArrivedIsRepeatedUnderItsKeyThoughSomeOfItsRecipientsAreOver() {
        var mail =
                ofThree(
                        OnUnknown.AT_MOST_ONCE,
                        true,
                        silent(1, "b@y.test", false),
                        silent(2, "c@z.test", false));
        assertThat(decideAll(keyed(Duration.ofHours(24)), mail, HEALTHY, NOW))
                .extracting(decision -> sent(decision).repeat())
                .containsOnly(new Repeat(CALL, Repeat.Kind.KEYED));
    }

    /// One is suppressed by now, and the provider may never have had the call: with him in its bytes
    /// it could reach him, and without him it is another mail.
    @Test
    void aPartOfACallNeverGoesOutUnderItsKey() {
        Pending[] open = {
            silent(0, "a@x.test", true), silent(1, "b@y.test", false), silent(2, "c@z.test", false)
        };
        var keyed = keyed(Duration.ofHours(24));
        var mail = ofThree(OnUnknown.AT_LEAST_ONCE, false, open);
        var decided = decideAll(keyed, mail, HEALTHY, NOW);
        assertThat(settled(decided.getFirst()).bounceClass()).isEqualTo(BounceClass.SUPPRESSED);
        assertThat(decided.subList(1, 3))
                .extracting(decision -> sent(decision).repeated())
                .containsOnly(Optional.empty());
        var careful = ofThree(OnUnknown.AT_MOST_ONCE, false, open);
        assertThat(decideAll(keyed, careful, HEALTHY, NOW).subList(1, 3))
                .extracting(decision -> settled(decision).bounceClass())
                .containsOnly(BounceClass.UNKNOWN);
    }

    /// Another account would send it to all of them again, were it called under the old key.
    @Test
    void aCallThatWouldBeMadeOtherwiseNowIsNotRepeatedUnderItsKey() {
        var mail =
                ofThree(
                        OnUnknown.AT_LEAST_ONCE,
                        true,
                        true,
                        silent(0, "a@x.test", false),
                        silent(1, "b@y.test", false),
                        silent(2, "c@z.test", false));
        assertThat(decideAll(keyed(Duration.ofHours(24)), mail, HEALTHY, NOW))
                .extracting(decision -> sent(decision).repeated())
                .containsOnly(Optional.empty());
    }

    /// Whoever is over was told so in an earlier claim.
    @Test
    void whoIsOverIsMissingWhereverHeWasSettled() {
        var mail =
                ofThree(
                        OnUnknown.AT_LEAST_ONCE,
                        false,
                        silent(1, "b@y.test", false),
                        silent(2, "c@z.test", false));
        assertThat(decideAll(keyed(Duration.ofHours(24)), mail, HEALTHY, NOW))
                .extracting(decision -> sent(decision).repeated())
                .containsOnly(Optional.empty());
    }

    /// When the wait for the provider is over each goes its way: those for whom it is open would be a
    /// part.
    @Test
    void aCallWhoseRecipientsGoSeveralWaysIsNotRepeatedInPart() {
        HealthView shutThere =
                (provider, sender, to) ->
                        to.equals("x.test") && provider.equals(A.provider().id())
                                ? new Gate.Shut(NOW.plus(Duration.ofHours(9)), "a block there")
                                : Gate.FULLY_OPEN;
        var mail =
                ofThree(
                        OnUnknown.AT_LEAST_ONCE,
                        false,
                        silent(0, "a@x.test", false),
                        silent(1, "b@y.test", false),
                        silent(2, "c@z.test", false));
        Instant later = NOW.plus(Doubts.KEYED_GRACE);
        var decided = decideAll(keyed(Duration.ofHours(24)), mail, shutThere, later);
        assertThat(decided)
                .extracting(decision -> sent(decision).via().provider().name())
                .containsExactly("b", "a", "a");
        assertThat(decided)
                .extracting(decision -> sent(decision).repeated())
                .containsOnly(Optional.empty());
    }

    @Test
    void whereKeysAreTakenATornCallIsAskedAboutBeforeACallOfItsOwn() {
        var both =
                new Failover(
                        0,
                        p ->
                                new Capabilities(
                                        false, 99, 1 << 20, Duration.ofMinutes(30), true, false));
        var mail =
                ofThree(
                        OnUnknown.AT_LEAST_ONCE,
                        false,
                        silent(1, "b@y.test", false),
                        silent(2, "c@z.test", false));
        assertThat(decideAll(both, mail, HEALTHY, NOW.plusSeconds(16)))
                .extracting(decision -> sent(decision).repeat())
                .containsOnly(new Repeat(CALL, Repeat.Kind.ASKED));
        assertThat(decideAll(both, mail, HEALTHY, NOW.plusSeconds(90)))
                .extracting(decision -> sent(decision).repeated())
                .containsOnly(Optional.empty());
    }

    /// Brevo's 30 minutes: the longest call and a minute are left of them.
    @Test
    void aRepeatIsBegunOnlyWhileItCanStillArriveInItsKeysTime() {
        var keyed = keyed(Duration.ofMinutes(30));
        var who = recipient(attempt(1, A, SILENT));
        var mail = mail(OnUnknown.AT_MOST_ONCE, Lane.TRANSACTIONAL, who);
        Instant first = NOW.minusSeconds(1);
        Instant last = first.plus(Duration.ofMinutes(24)).minusMillis(1);
        assertThat(sent(decideWith(keyed, mail, who, last)).repeated()).contains(CALL);
        assertThat(decideWith(keyed, mail, who, last.plusMillis(1))).isInstanceOf(Settle.class);
    }

    @Test
    void aBudgetThatIsUsedUpDoesNotStopARepeatThatCountedBefore() {
        Room usedUp =
                new Room() {
                    @Override
                    public Place at(Route route) {
                        return new Place.Full(NOW.plus(Duration.ofHours(9)), "its budget");
                    }

                    @Override
                    public Place forRepeat(Route route) {
                        return FREE;
                    }
                };
        var who = recipient(attempt(1, A, SILENT));
        Decision keyed =
                keyed(Duration.ofHours(24))
                        .decide(mail(who), who, List.of(A), HEALTHY, usedUp, NOW, new Random(1));
        assertThat(sent(keyed).repeat()).isEqualTo(new Repeat(CALL, Repeat.Kind.KEYED));
        Decision asked =
                askable()
                        .decide(
                                mail(who),
                                who,
                                List.of(A),
                                HEALTHY,
                                usedUp,
                                NOW.plusSeconds(16),
                                new Random(1));
        assertThat(sent(asked).repeat()).isEqualTo(new Repeat(CALL, Repeat.Kind.ASKED));
        // Another copy is another mail.
        assertThat(decide(mail(who), who, NOW, HEALTHY, usedUp, A)).isInstanceOf(Wait.class);
    }

    private static final Route SHOWS_SOME = route("some", 0, 99, ProviderKind.RESEND, false);
    private static final Route SHOWS_ALL = route("all", 0, 1);

    private static Send toOneOfThree(HealthView health, Route... routes) {
        Pending one = new Pending(1, Address.of("b@y.test"), false, List.of());
        var mail = ofThree(OnUnknown.AT_LEAST_ONCE, false, one);
        return sent(decide(mail, one, NOW, health, SPACIOUS, routes));
    }

    @Test
    void aMailToSomeOfItsRecipientsPrefersAProviderThatShowsAll() {
        Send send = toOneOfThree(HEALTHY, SHOWS_SOME, SHOWS_ALL);
        assertThat(send.via()).isEqualTo(SHOWS_ALL);
        assertThat(send.why())
                .isEqualTo(
                        "tier 0, weight 1 of 1, and it shows all recipients, though it gets some");
        // All of them at once: by weight.
        var whole = recipient();
        assertThat(sent(decide(whole, SHOWS_SOME, SHOWS_ALL)).via()).isEqualTo(SHOWS_SOME);
    }

    @Test
    void forTheLookOfAHeaderNoMailLeavesItsTierOrGoesWhereItShouldNot() {
        assertThat(toOneOfThree(HEALTHY, SHOWS_SOME, B).via()).isEqualTo(SHOWS_SOME);
        Route none = route("none", 0, 0);
        assertThat(toOneOfThree(HEALTHY, SHOWS_SOME, none).via()).isEqualTo(SHOWS_SOME);
        HealthView limping =
                (provider, sender, to) ->
                        provider.equals(SHOWS_ALL.provider().id())
                                ? new Gate.Open(0.5)
                                : Gate.FULLY_OPEN;
        assertThat(toOneOfThree(limping, SHOWS_SOME, SHOWS_ALL).via()).isEqualTo(SHOWS_SOME);
    }

    /// A repeat under the same key adds no copy.
    @Test
    void whereKeysAreTakenSilenceGivesNoMailUp() {
        var keyed = keyed(Duration.ofHours(24));
        var silent = recipient(attempt(1, A, SILENT));
        for (int no = 2; no <= 2 * Doubts.MOST_COPIES; no++) {
            silent =
                    Scene.next(
                            silent,
                            new PastAttempt(
                                    no, A.provider().id(), new UUID(9, 1), NOW, NOW, SILENT));
        }
        var mail = mail(OnUnknown.AT_LEAST_ONCE, Lane.TRANSACTIONAL, silent);
        var over = NOW.plus(Doubts.KEYED_GRACE);
        assertThat(sent(decideWith(keyed, mail, silent, over)).repeated()).contains(new UUID(9, 1));
    }

    /// Whoever takes the route away wants the mail to go another way.
    @Test
    void repeatsUnderAKeyAreOneCopyAlsoWhenTheirRouteIsGone() {
        var keyed = keyed(Duration.ofHours(24));
        var silent = recipient(attempt(1, A, SILENT));
        for (int no = 2; no <= 2 * Doubts.MOST_COPIES; no++) {
            silent =
                    Scene.next(
                            silent,
                            new PastAttempt(
                                    no, A.provider().id(), new UUID(9, 1), NOW, NOW, SILENT));
        }
        var mail = mail(OnUnknown.AT_LEAST_ONCE, Lane.TRANSACTIONAL, silent);
        Decision decided =
                keyed.decide(mail, silent, List.of(B), HEALTHY, SPACIOUS, NOW, new Random(1));
        assertThat(sent(decided).via()).isEqualTo(B);
    }

    @Test
    void silencesBeforeItsHostAnsweredAreForgotten() {
        var full = new Outcome.RecipientRefused(BounceClass.MAILBOX_FULL, false, "452");
        var who = recipient(attempt(1, A, SILENT));
        for (int no = 2; no <= 2 * Doubts.MOST_COPIES + 1; no++) {
            who =
                    Scene.next(
                            who,
                            new PastAttempt(
                                    no,
                                    A.provider().id(),
                                    new UUID(9, no),
                                    NOW,
                                    NOW,
                                    no % 2 == 0 ? full : SILENT));
        }
        assertThat(decide(who, A, B)).isNotInstanceOf(Settle.class);
    }

    private static Failover keyed(Duration window) {
        return new Failover(0, p -> new Capabilities(true, 1, 1 << 20, window, false, false));
    }

    private static Decision decideWith(Failover engine, Delivery mail, Pending who, Instant now) {
        return engine.decide(mail, who, List.of(A, B), HEALTHY, SPACIOUS, now, new Random(1));
    }

    @Test
    void recipientsOfOneMailTravelTogether() {
        var one = route("one", 0, 1);
        var two = route("two", 0, 1);
        var mail =
                mail(
                        new Pending(0, Address.of("a@x.test"), false, List.of()),
                        new Pending(1, Address.of("b@y.test"), false, List.of()),
                        new Pending(2, Address.of("c@z.test"), false, List.of()));
        Set<String> used = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            var decided =
                    new Failover(0)
                            .decideAll(
                                    mail,
                                    List.of(one, two),
                                    HEALTHY,
                                    SPACIOUS,
                                    NOW,
                                    new Random(seed * 7919L));
            assertThat(CallPlanner.plan(decided, false, Set.of())).hasSize(1);
            used.add(sent(decided.getFirst().decision()).via().provider().name());
        }
        assertThat(used).hasSize(2);
    }

    @Test
    void oneBadRecipientOfThreeChangesNothingForTheOthers() {
        var good = new Pending(0, Address.of("a@x.test"), false, List.of());
        var bad =
                new Pending(
                        1,
                        Address.of("b@x.test"),
                        false,
                        List.of(attempt(1, A, refused(BounceClass.INVALID_RECIPIENT, true))));
        var other = new Pending(2, Address.of("c@x.test"), false, List.of());
        var decided =
                new Failover(0)
                        .decideAll(
                                mail(good, bad, other),
                                List.of(A, B),
                                HEALTHY,
                                SPACIOUS,
                                NOW,
                                new Random(1));
        assertThat(sent(decided.get(0).decision()).via()).isEqualTo(A);
        assertThat(settled(decided.get(1).decision()).status()).isEqualTo(Status.BOUNCED);
        assertThat(sent(decided.get(2).decision()).via()).isEqualTo(A);
    }

    @Test
    void reasonsAreShort() {
        var long300 = "x".repeat(300);
        var end = settled(decide(recipient(attempt(1, A, blocked(long300))), A));
        assertThat(end.why()).hasSize(Decision.MAX_WHY).endsWith("…");
    }

    private static Failover askable() {
        return new Failover(
                0,
                p ->
                        new Capabilities(
                                false, 50, 1 << 20, Duration.ZERO, p.name().equals("a"), false));
    }

    @Test
    void whoCanBeAskedIsAskedBeforeAnythingGoesOutAgain() {
        var silent = recipient(attempt(1, A, SILENT));
        var mail = mail(silent);
        assertThat(decideWith(askable(), mail, silent, NOW)).isInstanceOf(Wait.class);
        Send ask = sent(decideWith(askable(), mail, silent, NOW.plusSeconds(16)));
        assertThat(ask.via()).isEqualTo(A);
        assertThat(ask.repeated()).contains(new UUID(9, 1));
    }

    private static PastAttempt at(int no, int call, int second, Phase phase) {
        Instant when = NOW.plusSeconds(second);
        return new PastAttempt(
                no,
                A.provider().id(),
                new UUID(9, call),
                when,
                when,
                new Outcome.Unknown(phase, "no answer"));
    }

    /// Its copy may have brought it, and so may the first.
    @Test
    void itIsAskedAboutEveryCallThatMayHaveBroughtIt() {
        var twice = recipient(at(1, 1, 0, Phase.ANSWER), at(2, 2, 60, Phase.ANSWER));
        assertThat(decideWith(askable(), mail(twice), twice, NOW.plusSeconds(106)))
                .isInstanceOfSatisfying(
                        Send.class,
                        send ->
                                assertThat(send.repeat())
                                        .isEqualTo(
                                                new Repeat(
                                                        List.of(new UUID(9, 2), new UUID(9, 1)),
                                                        Repeat.Kind.ASKED)));
    }

    /// With what was to be a copy it was only asked: nobody has that call.
    @Test
    void aQuestionIsNoCallToBeAskedAbout() {
        var asked = recipient(at(1, 1, 0, Phase.ANSWER), at(2, 2, 16, Phase.PREPARE));
        assertThat(decideWith(askable(), mail(asked), asked, NOW.plusSeconds(17)))
                .isInstanceOf(Wait.class);
        assertThat(sent(decideWith(askable(), mail(asked), asked, NOW.plusSeconds(62))).repeat())
                .isEqualTo(new Repeat(new UUID(9, 1), Repeat.Kind.ASKED));
    }

    /// The worker was lost with it, so the copy may have gone out.
    @Test
    void aQuestionWhoseWorkerWasLostMayHaveBeenACopy() {
        var lost =
                recipient(
                        at(1, 1, 0, Phase.ANSWER),
                        new PastAttempt(
                                2,
                                A.provider().id(),
                                new UUID(9, 2),
                                NOW.plusSeconds(61),
                                null,
                                null));
        assertThat(sent(decideWith(askable(), mail(lost), lost, NOW.plusSeconds(107))).repeat())
                .isEqualTo(new Repeat(List.of(new UUID(9, 2), new UUID(9, 1)), Repeat.Kind.ASKED));
    }

    @Test
    void aMailThatMayDoubleDoesNotWaitForeverForAShutProviderToAnswer() {
        var silent = recipient(attempt(1, A, SILENT));
        var mail = mail(silent);
        HealthView shut =
                (provider, sender, recipient) ->
                        provider.equals(A.provider().id())
                                ? new Gate.Shut(NOW.plus(Duration.ofHours(2)), "it is down")
                                : new Gate.Open(1);
        Instant late = NOW.plus(Duration.ofMinutes(11));
        Decision decision =
                askable().decide(mail, silent, List.of(A, B), shut, SPACIOUS, late, new Random(1));
        assertThat(sent(decision).via()).isEqualTo(B);
    }

    @Test
    void anotherProvidersFailureDoesNotMakeAKeyForgotten() {
        var keyed =
                new Failover(
                        0,
                        p ->
                                new Capabilities(
                                        true, 1, 1 << 20, Duration.ofHours(24), false, false));
        var gone =
                recipient(
                        attempt(1, A, SILENT),
                        new PastAttempt(2, B.provider().id(), new UUID(9, 2), NOW, NOW, DOWN));
        Instant later = NOW.plus(Duration.ofHours(2));
        Send again =
                sent(
                        keyed.decide(
                                mail(gone),
                                gone,
                                List.of(A),
                                HEALTHY,
                                SPACIOUS,
                                later,
                                new Random(1)));
        assertThat(again.repeated()).contains(new UUID(9, 1));
    }
}
