package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.Tracker;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.directory.Route;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.token.Tokens;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Failover;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.routing.HealthView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a claim takes and gives back.
class DecisionsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Route PROBED = TestProviders.route(0, 1, null);
    private static final Route HEALTHY = TestProviders.route(1, 10, null);
    private static final HealthView FIRST_IS_PROBED =
            (provider, sender, recipient) ->
                    provider.equals(PROBED.provider().id()) ? new Gate.Probing() : Gate.FULLY_OPEN;

    private static final MadeWith MADE_WITH = madeWith("https://links.test");

    private static MadeWith madeWith(String base) {
        return new MadeWith(
                new Copies(new Tracker(new Tokens(List.of(new byte[32]))), organisation -> base));
    }

    private final Random random = new Random(1);
    private final Slots slots = new Slots(64, () -> 0);
    private final TestProviders.OneProbe probe = new TestProviders.OneProbe();
    private final Holdings holdings = new Holdings(400_000);

    private final Budgets budgets = new Budgets(new TestLeases(), () -> NOW);

    private Decisions decisions(Route... routes) {
        Places places =
                new Places(
                        Lane.TRANSACTIONAL,
                        slots,
                        TestProviders.senders(TestProviders.accepts()),
                        new Rates((name, window, limit, wanted) -> wanted, () -> NOW),
                        budgets,
                        probe,
                        () -> NOW);
        return new Decisions(
                new Failover(0),
                settings(routes),
                FIRST_IS_PROBED,
                places,
                holdings,
                new Pace(),
                MADE_WITH,
                () -> true,
                random);
    }

    private static Directory settings(Route... routes) {
        return new Directory(
                1,
                List.of(
                        new Organisation(
                                TestProviders.ORGANISATION, "shop", false, null, Set.of(), null)),
                List.of(
                        new Environment(
                                TestProviders.FLOW,
                                TestProviders.ORGANISATION,
                                "main",
                                true,
                                Address.of("from@shop.test"),
                                Lane.TRANSACTIONAL,
                                OnUnknown.AT_LEAST_ONCE,
                                30,
                                null,
                                false)),
                List.of(),
                List.of(routes),
                List.of(),
                List.of());
    }

    private Claimable mail(String... addresses) {
        List<Recipient> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(new Recipient(all.size(), RecipientKind.TO, Address.of(address)));
        }
        return TestMails.untried(
                EmailId.mint(NOW, random), Lane.TRANSACTIONAL, NOW.plusSeconds(60), all);
    }

    private Claimable large() {
        return mail(
                IntStream.range(0, 300).mapToObj("r%d@x.test"::formatted).toArray(String[]::new));
    }

    @Test
    void aLargeMailWaitsWhileItsOrganisationHoldsItsShareOfMemory() {
        Decisions decisions = decisions(HEALTHY);
        Claimable mail = large();
        Plan first = decisions.decide(mail, NOW);
        assertThat(first.calls()).isNotEmpty();
        Plan second = decisions.decide(large(), NOW);
        assertThat(second.calls()).isEmpty();
        assertThat(second.deferred())
                .hasSize(300)
                .allSatisfy(defer -> assertThat(defer.until()).isAfter(NOW));
        assertThat(decisions.decide(mail("a@x.test"), NOW).calls()).isNotEmpty();
        Holdings.Held held = decisions.heldOf(new Claimed(mail, 1, 1, NOW, first.calls()));
        decisions.abandon();
        assertThat(holdings.held()).isPositive();
        first.calls().forEach(call -> held.letGo());
        assertThat(holdings.held()).isZero();
    }

    @Test
    void aClaimThatFailsGivesItsMemoryBack() {
        Decisions decisions = decisions(HEALTHY);
        decisions.decide(large(), NOW);
        assertThat(holdings.held()).isPositive();
        decisions.abandon();
        assertThat(holdings.held()).isZero();
    }

    @Test
    void aMailThatGoesNowhereHoldsNoMemory() {
        assertThat(decisions().decide(large(), NOW).calls()).isEmpty();
        assertThat(holdings.held()).isZero();
    }

    @Test
    void oneMailIsTheProbeAndTheNextGoesAnotherWayAtOnce() {
        Decisions decisions = decisions(PROBED, HEALTHY);
        Plan first = decisions.decide(mail("a@x.test"), NOW);
        Plan second = decisions.decide(mail("b@x.test"), NOW);
        assertThat(first.calls())
                .extracting(Plan.Call::provider)
                .containsExactly(PROBED.provider().id());
        assertThat(second.calls())
                .extracting(Plan.Call::provider)
                .containsExactly(HEALTHY.provider().id());
        assertThat(second.deferred()).isEmpty();
    }

    @Test
    void recipientsOfOtherDomainsAreNotPartOfTheProbe() {
        Decisions decisions = decisions(PROBED, HEALTHY);
        Plan plan = decisions.decide(mail("a@x.test", "b@y.test"), NOW);
        assertThat(plan.calls())
                .extracting(Plan.Call::provider)
                .containsExactly(PROBED.provider().id(), HEALTHY.provider().id());
    }

    @Test
    void withoutAnotherWayTheLoserWaits() {
        Decisions decisions = decisions(PROBED);
        decisions.decide(mail("a@x.test"), NOW);
        Plan second = decisions.decide(mail("b@x.test"), NOW);
        assertThat(second.calls()).isEmpty();
        assertThat(second.deferred()).hasSize(1);
    }

    @Test
    void aClaimThatFailsGivesItsPlacesAndItsProbeBack() {
        Decisions decisions = decisions(PROBED, HEALTHY);
        decisions.decide(mail("a@x.test"), NOW);
        decisions.decide(mail("b@x.test"), NOW);
        assertThat(slots.open()).isEqualTo(2);
        assertThat(probe.free).isFalse();
        decisions.abandon();
        assertThat(slots.open()).isZero();
        assertThat(probe.free).isTrue();
    }

    private static final Route BEHIND = TestProviders.route(3, 10, null);

    /// A route before that one, some of whose budget is in hand.
    private Route limited(int perDay) {
        return limited(perDay, ProviderKind.SMTP);
    }

    private Route limited(int perDay, ProviderKind kind) {
        Route route = TestProviders.route(2, 10, null, new Budget(perDay, null, null), kind);
        budgets.ask(route.provider());
        budgets.refill();
        return route;
    }

    @Test
    void whatIsAboveABudgetGoesAnotherWayAtOnce() {
        Route limited = limited(3);
        Decisions decisions = decisions(limited, BEHIND);
        assertThat(decisions.decide(mail("a@x.test"), NOW).calls())
                .extracting(Plan.Call::provider)
                .containsExactly(limited.provider().id());
        Plan second = decisions.decide(mail("b@x.test", "c@x.test", "d@x.test"), NOW);
        assertThat(second.deferred()).isEmpty();
        assertThat(second.calls())
                .extracting(Plan.Call::provider, call -> call.legs().size())
                .containsExactly(
                        tuple(limited.provider().id(), 2), tuple(BEHIND.provider().id(), 1));
    }

    @Test
    void withoutAnotherWayWhatIsAboveABudgetWaits() {
        Plan plan = decisions(limited(2)).decide(mail("b@x.test", "c@x.test", "d@x.test"), NOW);
        assertThat(plan.calls()).singleElement().extracting(c -> c.legs().size()).isEqualTo(2);
        assertThat(plan.deferred())
                .singleElement()
                .extracting(Plan.Defer::until)
                .isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void moreThanASliceGoesTheSameWayInAMoment() {
        Route limited = limited(1_000);
        Plan plan = decisions(limited, BEHIND).decide(large(), NOW);
        assertThat(plan.calls())
                .extracting(Plan.Call::provider)
                .containsOnly(limited.provider().id());
        assertThat(plan.calls().stream().mapToInt(call -> call.legs().size()).sum()).isEqualTo(20);
        assertThat(plan.deferred())
                .hasSize(280)
                .allSatisfy(defer -> assertThat(defer.until()).isEqualTo(NOW.plusMillis(250)));
    }

    @Test
    void aClaimThatFailsGivesItsBudgetBack() {
        Route limited = limited(1);
        Decisions failed = decisions(limited);
        assertThat(failed.decide(mail("a@x.test"), NOW).calls()).hasSize(1);
        assertThat(decisions(limited).decide(mail("b@x.test"), NOW).calls()).isEmpty();
        failed.abandon();
        assertThat(decisions(limited).decide(mail("b@x.test"), NOW).calls()).hasSize(1);
    }

    private static final UUID CALL = new UUID(9, 1);

    /// One mail whose first call through this route brought no answer.
    private Claimable inDoubt(Route route, Instant started) {
        return inDoubt(route, started, MADE_WITH.of(route.provider(), false));
    }

    private Claimable inDoubt(Route route, Instant started, @Nullable Long madeWith) {
        return inDoubt(
                mail("d@x.test"), List.of(List.of(silent(1, CALL, route, started, madeWith))));
    }

    /// One mail to two of that kind; the first has these attempts beside.
    private Claimable twoInDoubt(Route route, Instant started, Claimable.Past... beside) {
        Claimable.Past silent = silent(1, CALL, route, started, null);
        return inDoubt(
                mail("d@x.test", "e@y.test"),
                List.of(
                        Stream.concat(Stream.of(silent), Stream.of(beside)).toList(),
                        List.of(silent)));
    }

    private static Claimable.Past silent(
            int no, UUID call, Route route, Instant started, @Nullable Long madeWith) {
        return new Claimable.Past(
                no,
                call,
                route.provider().id(),
                started,
                started,
                new Outcome.Unknown(Phase.ANSWER, "no answer"),
                madeWith);
    }

    private static Claimable inDoubt(Claimable mail, List<List<Claimable.Past>> attempts) {
        return TestMails.until(
                TestMails.due(
                        mail,
                        mail.recipients().stream()
                                .map(
                                        one ->
                                                new Claimable.Due(
                                                        one, false, attempts.get(one.position())))
                                .toList()),
                NOW.plusSeconds(3_600));
    }

    @Test
    void aRepeatUnderItsKeyGoesThoughTheBudgetIsUsedUp() {
        Route limited = limited(1, ProviderKind.RESEND);
        Decisions decisions = decisions(limited);
        assertThat(decisions.decide(mail("a@x.test"), NOW).calls()).hasSize(1);
        assertThat(decisions.decide(mail("b@x.test"), NOW).calls()).isEmpty();
        Plan repeat = decisions.decide(inDoubt(limited, NOW.minusSeconds(1)), NOW);
        assertThat(repeat.calls()).extracting(Plan.Call::key).containsExactly(CALL);
        assertThat(decisions.placesOf(repeat.calls().getFirst()).counted()).isFalse();
    }

    @Test
    void anotherCopyCountsInTheBudget() {
        Route limited = limited(1);
        Decisions decisions = decisions(limited);
        Plan copy = decisions.decide(inDoubt(limited, NOW.minusSeconds(1)), NOW);
        assertThat(copy.calls())
                .singleElement()
                .satisfies(DecisionsTest::isACopyThatAsksForTheFirst);
        assertThat(decisions.decide(mail("a@x.test"), NOW).calls()).isEmpty();
    }

    @Test
    void withoutTheBudgetForACopyItIsOnlyAskedAbout() {
        Route limited = limited(1, ProviderKind.POSTMARK);
        Decisions decisions = decisions(limited);
        Instant started = NOW.minusSeconds(20);
        Plan first = decisions.decide(inDoubt(limited, started), NOW);
        assertThat(first.calls().getFirst().question())
                .isEqualTo(new Plan.Question(List.of(CALL), true));
        assertThat(decisions.placesOf(first.calls().getFirst()).counted()).isTrue();
        Plan second = decisions.decide(inDoubt(limited, started), NOW);
        assertThat(second.calls().getFirst().question())
                .isEqualTo(new Plan.Question(List.of(CALL), false));
        assertThat(decisions.placesOf(second.calls().getFirst()).counted()).isFalse();
    }

    /// A provider that shows whom it sends to would show each of them himself alone.
    @Test
    void copiesForEachGoWhereAllAreShown() {
        Route shows = TestProviders.route(4, 10, null, Budget.NONE, ProviderKind.POSTMARK);
        Route other = TestProviders.route(5, 10, null, Budget.NONE, ProviderKind.SMTP);
        Route keeps =
                new Route(other.id(), other.environmentId(), other.provider(), shows.tier(), 1);
        Claimable two = mail("a@x.test", "b@y.test");
        for (int i = 0; i < 20; i++) {
            Decisions decisions = decisions(shows, keeps);
            assertThat(decisions.decide(TestMails.forEach(two), NOW).calls())
                    .extracting(Plan.Call::provider)
                    .containsOnly(keeps.provider().id());
            decisions.abandon();
        }
    }

    /// There nothing goes out with it.
    @Test
    void aQuestionWhereKeysAreTakenCostsNothingAndKeepsTheKey() {
        Route limited = limited(1, ProviderKind.BREVO);
        Decisions decisions = decisions(limited);
        Plan asked = decisions.decide(inDoubt(limited, NOW.minusSeconds(16), 1L), NOW);
        assertThat(asked.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.key()).isEqualTo(CALL))
                .satisfies(
                        call ->
                                assertThat(call.question())
                                        .isEqualTo(new Plan.Question(List.of(CALL), false)));
        assertThat(decisions.placesOf(asked.calls().getFirst()).counted()).isFalse();
        assertThat(decisions.decide(mail("a@x.test"), NOW).calls()).hasSize(1);
    }

    private static void isACopyThatAsksForTheFirst(Plan.Call call) {
        assertThat(call.key()).isNotEqualTo(CALL);
        assertThat(call.question()).isEqualTo(new Plan.Question(List.of(CALL), true));
    }

    /// Of a call to two nothing ever arrived, and there is a budget for one copy. Were the copy
    /// found when the first call is asked for, the other would be taken for sent.
    @Test
    void aCopyToAPartOfACallIsNotTheCallThatTheOthersAreAskedAbout() {
        Route limited = limited(1, ProviderKind.POSTMARK);
        Instant started = NOW.minusSeconds(660);
        Plan plan = decisions(limited).decide(twoInDoubt(limited, started), NOW);
        assertThat(plan.calls())
                .singleElement()
                .satisfies(DecisionsTest::isACopyThatAsksForTheFirst)
                .satisfies(call -> assertThat(call.legs()).hasSize(1));
        assertThat(plan.deferred()).hasSize(1);
        Route roomy = limited(9, ProviderKind.POSTMARK);
        Plan both = decisions(roomy).decide(twoInDoubt(roomy, started), NOW);
        assertThat(both.calls())
                .singleElement()
                .satisfies(DecisionsTest::isACopyThatAsksForTheFirst)
                .satisfies(call -> assertThat(call.legs()).hasSize(2));
    }

    /// Only the one who was in the copy is asked about under it.
    @Test
    void whoGotAnotherCopyIsAskedAboutApartFromWhoDidNot() {
        Route route = limited(9, ProviderKind.POSTMARK);
        UUID copy = new UUID(9, 2);
        Instant started = NOW.minusSeconds(660);
        Claimable.Past itsCopy = silent(2, copy, route, NOW.minusSeconds(60), null);
        Plan plan = decisions(route).decide(twoInDoubt(route, started, itsCopy), NOW);
        assertThat(plan.calls())
                .extracting(
                        call -> call.legs().getFirst().position(),
                        call -> Objects.requireNonNull(call.question()).calls())
                .containsExactlyInAnyOrder(tuple(0, List.of(copy, CALL)), tuple(1, List.of(CALL)));
    }

    @Test
    void whatAnAttemptIsMadeWithIsPutOnRecordWhereKeysAreTaken() {
        Route keyed = limited(9, ProviderKind.RESEND);
        assertThat(decisions(keyed).decide(mail("a@x.test"), NOW).calls())
                .extracting(Plan.Call::madeWith)
                .containsExactly(MADE_WITH.of(keyed.provider(), false));
        assertThat(decisions(BEHIND).decide(mail("a@x.test"), NOW).calls())
                .extracting(Plan.Call::madeWith)
                .containsExactly((Long) null);
    }

    @Test
    void aCallOfAnAccountThatHasChangedIsNotRepeatedUnderItsKey() {
        Route keyed = limited(9, ProviderKind.RESEND);
        Instant before = NOW.minusSeconds(1);
        assertThat(decisions(keyed).decide(inDoubt(keyed, before, 1L), NOW).calls())
                .extracting(Plan.Call::key)
                .hasSize(1)
                .doesNotContain(CALL);
        // Older than the record.
        assertThat(decisions(keyed).decide(inDoubt(keyed, before, null), NOW).calls())
                .extracting(Plan.Call::key)
                .containsExactly(CALL);
    }

    @Test
    void accountAndSecretsAndLinksMakeACallAnotherOneAndLimitsDoNot() {
        Provider provider = limited(9, ProviderKind.RESEND).provider();
        Long made = MADE_WITH.of(provider, true);
        assertThat(MADE_WITH.of(changed(provider, Map.of(), 1, null), true)).isEqualTo(made);
        assertThat(MADE_WITH.of(changed(provider, Map.of("base_url", "https://x"), 10, null), true))
                .isNotEqualTo(made);
        assertThat(MADE_WITH.of(changed(provider, Map.of(), 10, new byte[] {1}), true))
                .isNotEqualTo(made);
        MadeWith moved = madeWith("https://other.test");
        assertThat(moved.of(provider, true)).isNotEqualTo(made);
        assertThat(moved.of(provider, false)).isEqualTo(MADE_WITH.of(provider, false));
    }

    /// Whoever changes a provider gives it another version; our links change with the settings.
    @Test
    void whatACallIsMadeWithIsWorkedOutOnceForTheSettings() {
        Provider provider = limited(9, ProviderKind.RESEND).provider();
        AtomicInteger looks = new AtomicInteger();
        MadeWith counting =
                new MadeWith(
                        new Copies(
                                new Tracker(new Tokens(List.of(new byte[32]))),
                                organisation -> "https://links.test/" + looks.incrementAndGet()));
        Directory settings = settings();
        Long made = counting.of(settings, provider, true);
        assertThat(counting.of(settings, provider, true)).isEqualTo(made);
        assertThat(looks).hasValue(1);
        counting.of(settings, changed(provider, Map.of(), 10, null), true);
        assertThat(looks).hasValue(2);
        assertThat(counting.of(settings(), provider, true)).isNotEqualTo(made);
    }

    private static Provider changed(
            Provider provider,
            Map<String, String> settings,
            int connections,
            byte @Nullable [] secret) {
        return new Provider(
                provider.id(),
                provider.organisationId(),
                provider.name(),
                provider.kind(),
                settings,
                secret == null ? null : new Provider.SealedSecret("k", secret),
                connections,
                null,
                true,
                2);
    }
}
