package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Three providers, two looks a minute, and what is heard of their mails by each age.
class SilencesTest {

    private static final ProviderId ONE = new ProviderId(new UUID(1, 1));
    private static final ProviderId TWO = new ProviderId(new UUID(1, 2));
    private static final ProviderId THREE = new ProviderId(new UUID(1, 3));
    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
    private static final Duration LOOK = SilenceWatch.LOOK;
    private static final Duration LEARNT = Duration.ofHours(2);
    private static final Instant THEN = START.plus(LEARNT);

    /// What part of a provider's mails accepted then has been reported by this age.
    @FunctionalInterface
    private interface Reporting {
        double share(ProviderId provider, Instant accepted, Age age);
    }

    private final Map<ProviderId, ReportWay> ways =
            new HashMap<>(
                    Map.of(
                            ONE, ReportWay.OUTSIDE,
                            TWO, ReportWay.OUTSIDE,
                            THREE, ReportWay.OUTSIDE));
    private final List<SilenceNews.Change> told = new ArrayList<>();
    private Silences silences = new Silences(Map.of(), Map.of());
    private Instant now = START;
    private int mails = 30;
    private int domains = 5;

    private void listen(Duration time, Reporting reporting) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            Map<Age, Map<ProviderId, Heard>> heard = new EnumMap<>(Age.class);
            for (Age age : Age.values()) {
                Instant accepted = now.minus(LOOK).minus(age.duration());
                Map<ProviderId, Heard> slice = new HashMap<>();
                (mails == 0 ? Set.<ProviderId>of() : ways.keySet())
                        .forEach(
                                id ->
                                        slice.put(
                                                id,
                                                heard(
                                                        accepted,
                                                        reporting.share(id, accepted, age))));
                heard.put(age, slice);
            }
            told.addAll(silences.turn(heard, ways, now));
            now = now.plus(LOOK);
        }
    }

    private Heard heard(Instant accepted, double share) {
        int reported = (int) Math.round(mails * share);
        Map<String, Integer> unreported = new HashMap<>();
        for (int i = 0; i < mails - reported; i++) {
            unreported.merge("host" + i % domains + ".test", 1, Integer::sum);
        }
        return new Heard(accepted, mails, reported, domains, unreported);
    }

    private static double asEver(ProviderId provider, Instant accepted, Age age) {
        return 0.95;
    }

    /// From then on nothing is said of the mails that ONE accepts.
    private static double oneHushed(ProviderId provider, Instant accepted, Age age) {
        return provider.equals(ONE) && !accepted.isBefore(THEN) ? 0 : 0.95;
    }

    private void learn() {
        listen(LEARNT, SilencesTest::asEver);
        assertThat(told).isEmpty();
        assertThat(silences.habits().get(ONE).normal()).contains(Age.MINUTE);
    }

    @Test
    void whoReportedMostAndNowNothingIsSilentWithinMinutes() {
        learn();
        listen(Duration.ofMinutes(6), SilencesTest::oneHushed);
        assertThat(told)
                .singleElement()
                .satisfies(
                        change -> {
                            assertThat(change.over()).isFalse();
                            assertThat(change.silence().provider()).isEqualTo(ONE);
                            assertThat(change.silence().since()).isBetween(THEN, THEN.plus(LOOK));
                        });
        assertThat(silences.silences()).containsOnlyKeys(ONE);
    }

    @Test
    void aSilenceIsNoneBeforeItHasLasted() {
        learn();
        listen(Age.MINUTE.duration().plus(Silences.LASTS), SilencesTest::oneHushed);
        assertThat(told).isEmpty();
    }

    @Test
    void whoNeverReportedIsNeverSilent() {
        listen(Duration.ofHours(4), (id, at, age) -> id.equals(ONE) ? 0 : 0.95);
        assertThat(told).isEmpty();
    }

    @Test
    void whoReportedLittleIsNotMissed() {
        Reporting failuresAlone = (id, at, age) -> id.equals(ONE) ? 0.2 : 0.95;
        listen(LEARNT, failuresAlone);
        listen(Duration.ofHours(1), SilencesTest::oneHushed);
        assertThat(told).isEmpty();
    }

    @Test
    void whenNothingIsHeardOfAnybodyNobodyIsSilent() {
        learn();
        listen(Duration.ofHours(3), (id, at, age) -> at.isBefore(THEN) ? 0.95 : 0);
        assertThat(told).isEmpty();
        assertThat(silences.habits().get(ONE).normal()).contains(Age.MINUTE);
    }

    /// Old reports come in, and none of the mails of now: an intake that is far behind.
    @Test
    void whenAllReportsComeLateNobodyIsSilent() {
        learn();
        Reporting behind = (id, at, age) -> at.isBefore(THEN) || age == Age.HALF_HOUR ? 0.95 : 0;
        listen(Duration.ofHours(1), behind);
        assertThat(told).isEmpty();
    }

    @Test
    void whoIsAloneIsNeverSilent() {
        ways.keySet().retainAll(List.of(ONE));
        learn();
        listen(Duration.ofHours(1), SilencesTest::oneHushed);
        assertThat(told).isEmpty();
    }

    @Test
    void aSandboxTellsNothingOfTheWayFromOutside() {
        ways.put(TWO, ReportWay.SANDBOX);
        ways.put(THREE, ReportWay.SANDBOX);
        learn();
        listen(Duration.ofHours(1), SilencesTest::oneHushed);
        assertThat(told).isEmpty();
    }

    @Test
    void twoOfThreeMayBeSilent() {
        learn();
        listen(
                Duration.ofMinutes(10),
                (id, at, age) -> id.equals(THREE) || at.isBefore(THEN) ? 0.95 : 0);
        assertThat(silences.silences()).containsOnlyKeys(ONE, TWO);
    }

    @Test
    void oneRecipientDomainSaysNothing() {
        learn();
        domains = 1;
        listen(Duration.ofHours(1), SilencesTest::oneHushed);
        assertThat(told).isEmpty();
    }

    @Test
    void fewMailsSayNothing() {
        learn();
        mails = 3;
        // Of the others there are as few, which is enough to know that the way is open.
        Duration lasted = Age.MINUTE.duration().plus(LOOK.multipliedBy(Silences.ENOUGH / 3));
        listen(lasted, SilencesTest::oneHushed);
        assertThat(told).isEmpty();
        listen(LOOK.multipliedBy(2), SilencesTest::oneHushed);
        assertThat(silences.silences()).containsOnlyKeys(ONE);
    }

    @Test
    void aFewReportsAmongManyMailsAreNextToNothing() {
        learn();
        listen(
                Duration.ofMinutes(8),
                (id, at, age) -> id.equals(ONE) && !at.isBefore(THEN) ? 0.04 : 0.95);
        assertThat(silences.silences()).containsOnlyKeys(ONE);
    }

    @Test
    void halfOfTheReportsAreNoSilence() {
        learn();
        listen(
                Duration.ofHours(2),
                (id, at, age) -> id.equals(ONE) && !at.isBefore(THEN) ? 0.3 : 0.95);
        assertThat(told).isEmpty();
    }

    @Test
    void whoIsHeardAgainIsSilentNoLonger() {
        learn();
        listen(Duration.ofMinutes(40), SilencesTest::oneHushed);
        // Mails of before it fell silent have been reported all the time.
        assertThat(told).hasSize(1);
        mails = 2;
        listen(Duration.ofMinutes(4), SilencesTest::asEver);
        assertThat(told).last().matches(SilenceNews.Change::over);
        assertThat(silences.silences()).isEmpty();
    }

    @Test
    void aSuccessorGoesOnWithWhatWasFound() {
        learn();
        listen(Duration.ofMinutes(10), SilencesTest::oneHushed);
        Map<ProviderId, Silence> found = silences.silences();
        silences = new Silences(silences.habits(), found);
        listen(Duration.ofMinutes(10), SilencesTest::oneHushed);
        assertThat(silences.silences()).isEqualTo(found);
        listen(Duration.ofMinutes(2), SilencesTest::asEver);
        assertThat(silences.silences()).isEmpty();
    }

    @Test
    void whoHasBecomeSlowerIsCalledSilentOnce() {
        learn();
        Reporting slower =
                (id, at, age) ->
                        id.equals(ONE) && !at.isBefore(THEN) && age == Age.MINUTE ? 0 : 0.95;
        listen(Duration.ofHours(3), slower);
        assertThat(told).extracting(SilenceNews.Change::over).containsExactly(false, true);
        assertThat(silences.habits().get(ONE).normal()).contains(Age.FIVE_MINUTES);
    }

    /// However little mail it gets meanwhile, and be there nobody to witness: by time alone.
    @ParameterizedTest
    @ValueSource(ints = {30, 1, 0})
    void aSilenceEndsAfterADayAndIsNotMissedAgain(int mailsMeanwhile) {
        learn();
        listen(Duration.ofMinutes(10), SilencesTest::oneHushed);
        Instant since = silences.silences().get(ONE).since();
        mails = mailsMeanwhile;
        listen(Duration.between(now, since.plus(Silences.MISSED)), SilencesTest::oneHushed);
        assertThat(silences.silences()).containsOnlyKeys(ONE);
        listen(LOOK, SilencesTest::oneHushed);
        assertThat(told).extracting(SilenceNews.Change::over).containsExactly(false, true);
        assertThat(silences.silences()).isEmpty();
        mails = 30;
        listen(Duration.ofDays(1), SilencesTest::oneHushed);
        assertThat(told).hasSize(2);
    }

    @Test
    void whoReportsAgainAfterItWasForgottenIsLearntAnew() {
        learn();
        listen(Duration.ofHours(25), SilencesTest::oneHushed);
        assertThat(silences.habits().get(ONE).normal()).isEmpty();
        listen(Duration.ofHours(2), SilencesTest::asEver);
        assertThat(silences.habits().get(ONE).normal()).contains(Age.MINUTE);
        Instant again = now;
        listen(
                Duration.ofMinutes(6),
                (id, at, age) -> id.equals(ONE) && !at.isBefore(again) ? 0 : 0.95);
        assertThat(silences.silences()).containsOnlyKeys(ONE);
    }

    /// As when the worker that listened wrote it and all were away for long.
    @Test
    void aSilenceThatASuccessorFindsIsEndedInTimeWithoutAHabit() {
        silences = new Silences(Map.of(), Map.of(ONE, new Silence(ONE, START)));
        now = START.plus(Silences.MISSED);
        listen(LOOK, SilencesTest::asEver);
        assertThat(told).singleElement().matches(SilenceNews.Change::over);
        assertThat(silences.silences()).isEmpty();
    }

    @Test
    void whoIsGoneIsForgotten() {
        learn();
        listen(Duration.ofMinutes(10), SilencesTest::oneHushed);
        ways.remove(ONE);
        listen(LOOK, SilencesTest::asEver);
        assertThat(silences.silences()).isEmpty();
        assertThat(silences.habits()).containsOnlyKeys(TWO, THREE);
    }

    /// Whatever our intake does, to all alike: it never becomes some provider's fault.
    @Property(tries = 60)
    void noTroubleOfTheIntakeMakesAnybodySilent(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        Map<Instant, Double> received = new HashMap<>();
        learn();
        for (int i = 0; i < 200; i++) {
            mails = 1 + random.nextInt(60);
            listen(
                    LOOK,
                    (id, at, age) ->
                            at.isBefore(THEN)
                                    ? 0.95
                                    : 0.95
                                            * received.computeIfAbsent(
                                                    at, t -> random.nextInt(3) / 2.0));
        }
        assertThat(told).isEmpty();
    }
}
