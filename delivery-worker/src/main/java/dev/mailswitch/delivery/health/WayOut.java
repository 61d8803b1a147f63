package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReachQuestions.Question;
import dev.mailswitch.ledger.ReachQuestions.Read;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose fault it is that a host is not reached: its own, or that of this worker's network. Only
/// others can tell. So a worker that does not reach a place asks all of them, and one that has reached
/// it since says so.
///
/// ```
///            not reached                 nobody else has, in time
/// sure ─────────────────────▶ asked ─────────────────────────────▶ sure
///                               │ another has, since               (it is the host: breakers open)
///                               ▼
///                             ours ──── reached, or for two minutes no other has ────▶ sure
/// ```
///
/// What others reach one by one holds for that place, whoever pays for what is sent there. Beyond that,
/// a worker that reaches nothing any more *suspects* itself: then all places are ours, also those where
/// nobody else calls now. For that two places must fail, where there are as many, and others must have
/// contradicted failures of two organisations, where there are as many, all since this worker last
/// reached anything. A tenant alone has no say in it: of its own hosts it can make some fail here and
/// answer there, and that speaks of these alone.
///
/// It is *isolated*, and says so, once a call has failed that began after the contradiction. When a
/// host comes back, whoever reaches it first contradicts all others, who have not tried again yet.
///
/// Pure but for its memory, which is bounded by the places of the settings. For any thread.
final class WayOut {

    /// Workers look each second: so long after a question was seen by the one that asks, each has seen
    /// it and had as long again to answer.
    static final Duration ANSWERED = Duration.ofSeconds(1);

    /// What another has reached longer ago says nothing of now; and a worker that has failed longer ago
    /// may be well again.
    static final Duration LATELY = Duration.ofMinutes(2);

    /// Where the fault is ours, one mail tries so soon after another whether it has gone; the wait
    /// doubles with each, since such a mail may lose a connection's time-out.
    static final Duration TRY = Duration.ofSeconds(5);

    static final Duration LONGEST_TRY = Duration.ofMinutes(1);

    /// An answer is renewed so often while others reach the place.
    private static final Duration RENEWED = Duration.ofSeconds(5);

    /// A place that nothing was sent to for so long is asked about no longer.
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /// So many places must fail, and so many organisations' failures be contradicted.
    private static final int SEVERAL = 2;

    /// How this worker's failures at a place are to be taken.
    enum Standing {
        /// They are the host's.
        SURE,
        /// Others have been asked, or will be within a second.
        ASKED,
        /// They are this worker's own, and say nothing of the host.
        OURS
    }

    /// What a look has come to.
    ///
    /// @param asked     questions to be written
    /// @param withdrawn places that are asked about no longer
    /// @param answered  to others
    /// @param ours      places that have become ours since the last look
    /// @param isolation what has changed
    record Turn(
            List<Question> asked,
            List<String> withdrawn,
            List<Question> answered,
            Set<String> ours,
            Isolation isolation) {}

    /// How isolation has changed with a look.
    enum Isolation {
        SAME,
        BEGUN,
        ENDED
    }

    /// The way to one place.
    private static final class Way {
        private @Nullable Instant reachedAt;
        private Instant tryAt = Instant.MIN;
        private Duration pause = TRY;
        private boolean ours;
        private @Nullable Misses misses;
    }

    /// Calls that have not reached a place, with none in between that has.
    private static final class Misses {
        private final Instant since;
        private final Set<OrganisationId> organisations = new HashSet<>();
        private Instant failedAt;
        private Instant begunAt;
        private @Nullable Instant askedAt;
        private @Nullable Instant firstContradictedAt;
        private @Nullable Instant contradictedAt;

        Misses(Instant since, Instant begunAt) {
            this.since = since;
            this.failedAt = since;
            this.begunAt = begunAt;
        }

        void one(OrganisationId organisation, Instant begun, Instant now) {
            failedAt = now;
            begunAt = begun.isAfter(begunAt) ? begun : begunAt;
            if (organisations.size() < SEVERAL) {
                organisations.add(organisation);
            }
        }

        /// @param reachedAt when another has reached the place, if one has
        void answer(@Nullable Instant reachedAt, Instant now) {
            askedAt = askedAt == null ? now : askedAt;
            contradictedAt = reachedAt;
            firstContradictedAt = firstContradictedAt == null ? reachedAt : firstContradictedAt;
        }

        /// And tried in vain again.
        boolean confirmed() {
            return firstContradictedAt != null && begunAt.isAfter(firstContradictedAt);
        }

        boolean answered(Instant now) {
            return askedAt != null && !now.isBefore(askedAt.plus(ANSWERED));
        }

        boolean contradicted(Instant now) {
            return contradictedAt != null && contradictedAt.plus(LATELY).isAfter(now);
        }

        boolean failedLately(Instant now) {
            return failedAt.plus(LATELY).isAfter(now);
        }
    }

    private final long worker;
    private final Map<String, Way> ways = new HashMap<>();
    private int others;
    private @Nullable Instant reachedAt;
    private boolean suspects;
    private boolean isolated;
    private boolean told;

    /// @param worker this one's number
    WayOut(long worker) {
        this.worker = worker;
    }

    /// A call has ended.
    ///
    /// @param begun when it had begun
    /// @param now   of the database's clock, by which others compare
    synchronized void called(Destination destination, Reach reach, Instant begun, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        switch (reach) {
            case REACHED -> {
                Way way = way(destination.place());
                way.reachedAt = at;
                way.misses = null;
                way.ours = false;
                way.tryAt = Instant.MIN;
                way.pause = TRY;
                reachedAt = at;
                suspects = false;
                isolated = false;
            }
            case NOT_REACHED -> {
                Way way = way(destination.place());
                if (way.misses == null) {
                    way.misses = new Misses(at, begun);
                }
                way.misses.one(destination.organisation(), begun, at);
            }
            case UNTOLD -> {}
        }
    }

    private Way way(String place) {
        return ways.computeIfAbsent(place, p -> new Way());
    }

    synchronized Standing standing(String place, Instant now) {
        if (others == 0) {
            return Standing.SURE;
        }
        Way way = ways.get(place);
        Misses misses = way == null ? null : way.misses;
        if (suspects || misses != null && misses.contradicted(now)) {
            return Standing.OURS;
        }
        return misses == null || misses.answered(now) ? Standing.SURE : Standing.ASKED;
    }

    /// Whether a mail may try a place that is ours.
    synchronized boolean mayTry(String place, Instant now) {
        Way way = ways.get(place);
        return way == null || !now.isBefore(way.tryAt);
    }

    /// Takes the try; false if another mail has it.
    synchronized boolean tries(String place, Instant now) {
        if (!mayTry(place, now)) {
            return false;
        }
        Way way = way(place);
        way.tryAt = now.plus(way.pause);
        Duration doubled = way.pause.multipliedBy(2);
        way.pause = doubled.compareTo(LONGEST_TRY) > 0 ? LONGEST_TRY : doubled;
        return true;
    }

    /// Whether this worker reaches nothing while others do.
    synchronized boolean isolated() {
        return isolated;
    }

    /// Takes in what stands in the table and says what is to be written.
    ///
    /// @param destinations of all providers; of other places everything is forgotten
    synchronized Turn look(Read read, Collection<Destination> destinations, Instant now) {
        Map<String, Set<OrganisationId>> places = new HashMap<>();
        destinations.forEach(
                to ->
                        places.computeIfAbsent(to.place(), p -> new HashSet<>())
                                .add(to.organisation()));
        ways.keySet().retainAll(places.keySet());
        ways.values().stream()
                .filter(
                        way ->
                                way.misses != null
                                        && way.misses.failedAt.plus(FORGOTTEN).isBefore(now))
                .forEach(way -> way.misses = null);
        others = read.others();
        List<String> withdrawn = new ArrayList<>();
        List<Question> answered = new ArrayList<>();
        Set<String> stillAsked = new HashSet<>();
        for (Question question : read.questions()) {
            if (question.worker() != worker) {
                answer(question, answered);
            } else if (heard(question, now)) {
                stillAsked.add(question.place());
            } else {
                withdrawn.add(question.place());
            }
        }
        List<Question> asked = new ArrayList<>();
        ways.forEach(
                (place, way) -> {
                    if (way.misses != null && !stillAsked.contains(place) && others > 0) {
                        asked.add(new Question(worker, place, way.misses.since, null));
                    }
                });
        judge(places, now);
        return new Turn(asked, withdrawn, answered, newlyOurs(places.keySet(), now), change());
    }

    /// Says whether this question is still asked.
    private boolean heard(Question question, Instant now) {
        Way way = ways.get(question.place());
        Misses misses = way == null ? null : way.misses;
        if (misses == null || !misses.since.equals(question.since())) {
            return false;
        }
        misses.answer(question.reachedAt(), now);
        return true;
    }

    private void answer(Question question, List<Question> into) {
        Way way = ways.get(question.place());
        Instant reached = way == null ? null : way.reachedAt;
        if (reached == null || !reached.isAfter(question.since())) {
            return;
        }
        Instant known = question.reachedAt();
        if (known == null || !reached.isBefore(known.plus(RENEWED))) {
            into.add(new Question(question.worker(), question.place(), question.since(), reached));
        }
    }

    private void judge(Map<String, Set<OrganisationId>> places, Instant now) {
        List<Misses> failing =
                ways.values().stream()
                        .map(way -> way.misses)
                        .filter(Objects::nonNull)
                        .filter(misses -> misses.failedLately(now))
                        .toList();
        List<Misses> contradicted =
                failing.stream()
                        .filter(misses -> misses.contradicted(now))
                        .filter(misses -> reachedAt == null || misses.since.isAfter(reachedAt))
                        .toList();
        suspects =
                others > 0
                        && !contradicted.isEmpty()
                        && failing.size() >= Math.min(SEVERAL, places.size())
                        && count(contradicted.stream().map(misses -> misses.organisations).toList())
                                >= Math.min(SEVERAL, count(places.values()));
        isolated = suspects && contradicted.stream().anyMatch(Misses::confirmed);
    }

    private static int count(Collection<Set<OrganisationId>> organisations) {
        Set<OrganisationId> all = new HashSet<>();
        organisations.forEach(all::addAll);
        return all.size();
    }

    private Set<String> newlyOurs(Set<String> places, Instant now) {
        Set<String> fresh = new HashSet<>();
        for (String place : places) {
            boolean ours = standing(place, now) == Standing.OURS;
            if (ours || ways.containsKey(place)) {
                Way way = way(place);
                if (ours && !way.ours) {
                    fresh.add(place);
                }
                way.ours = ours;
            }
        }
        return fresh;
    }

    private Isolation change() {
        if (isolated == told) {
            return Isolation.SAME;
        }
        told = isolated;
        return isolated ? Isolation.BEGUN : Isolation.ENDED;
    }
}
