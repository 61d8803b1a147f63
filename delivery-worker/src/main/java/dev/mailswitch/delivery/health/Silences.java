package dev.mailswitch.delivery.health;

import static java.util.stream.Collectors.groupingBy;

import dev.mailswitch.health.Silence;
import dev.mailswitch.ledger.ReportSampling.Sample;
import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who has fallen silent. A provider has if it used to report most of the mails it accepts, and of
/// those accepted longer ago than it usually takes almost none are reported: so many of them, for so
/// long, and not at one recipient domain alone.
///
/// A slice of time counts only if another provider's mails *of that slice* have been reported as
/// usual. If they have not, or there are none, our own intake may be down or behind, and nothing is
/// learnt or concluded. That some events come in is not enough: after an outage of the intake a flood
/// of old ones does, and everybody's new mails seem unreported.
///
/// Pure but for its memory, which is bounded by the slices kept. For one thread.
final class Silences {

    /// Fewer unreported mails say nothing.
    static final int ENOUGH = 30;

    /// Of one recipient domain no more count: its host may take its time, for hours.
    static final int MOST_OF_A_DOMAIN = ENOUGH / 2;

    /// From the first of the unreported mails to the last.
    static final Duration LASTS = Duration.ofMinutes(3);

    /// Less than this part of what is usual is almost nothing.
    private static final double ALMOST_NOTHING = 0.1;

    /// So many mails tell that it is heard again.
    static final int HEARD_AGAIN = 5;

    /// Other providers' mails of a slice that tell whether our intake works.
    private static final int WITNESSES = 3;

    /// Slices that lie further back are forgotten.
    private static final Duration WINDOW = Duration.ofMinutes(15);

    /// Who was not heard for so long is not missed any more: its reports may have been switched off on
    /// purpose. By time, not by mails, since a silent provider gets few.
    static final Duration MISSED = Duration.ofDays(1);

    private final Map<ProviderId, Habit> habits;
    private final Map<ProviderId, Silence> silences;
    private final Map<ProviderId, Map<Age, Deque<Heard>>> windows = new HashMap<>();

    /// @param habits   learnt before
    /// @param silences found before
    Silences(Map<ProviderId, Habit> habits, Map<ProviderId, Silence> silences) {
        this.habits = new HashMap<>(habits);
        this.silences = new HashMap<>(silences);
    }

    Map<ProviderId, Habit> habits() {
        return Map.copyOf(habits);
    }

    Map<ProviderId, Silence> silences() {
        return Map.copyOf(silences);
    }

    /// Takes in what was heard of the mails of one slice for each age.
    ///
    /// @param heard by age and provider
    /// @param ways  of all that are listened to; of others everything is forgotten
    /// @param now   of the clock that the slices were cut by
    /// @return those of whom something new is to be told: now silent, heard again, or missed no longer
    List<SilenceNews.Change> turn(
            Map<Age, Map<ProviderId, Heard>> heard, Map<ProviderId, ReportWay> ways, Instant now) {
        keepOnly(ways.keySet());
        heard.forEach((age, slice) -> take(age, slice, ways));
        Set<ProviderId> known = new HashSet<>(habits.keySet());
        known.addAll(silences.keySet());
        return known.stream()
                .sorted()
                .map(provider -> judge(provider, now))
                .flatMap(Optional::stream)
                .toList();
    }

    private void keepOnly(Set<ProviderId> present) {
        habits.keySet().retainAll(present);
        silences.keySet().retainAll(present);
        windows.keySet().retainAll(present);
    }

    /// What the samples say of each of those.
    ///
    /// @param from when the slice begins
    static Map<ProviderId, Heard> heard(
            Instant from, List<Sample> samples, Set<ProviderId> listenedTo) {
        Map<ProviderId, Heard> heard = new HashMap<>();
        samples.stream()
                .filter(sample -> listenedTo.contains(sample.provider()))
                .collect(groupingBy(Sample::provider))
                .forEach((provider, own) -> heard.put(provider, Heard.of(from, own)));
        return heard;
    }

    private void take(Age age, Map<ProviderId, Heard> slice, Map<ProviderId, ReportWay> ways) {
        // Witnesses speak by what was usual before this slice.
        Map<ProviderId, Habit> before = Map.copyOf(habits);
        slice.forEach(
                (provider, heard) -> {
                    Habit habit = before.getOrDefault(provider, Habit.NONE);
                    Optional<Double> expected = habit.expected(age);
                    boolean speaks =
                            heard.reported() > 0 && expected.filter(heard::quiet).isEmpty();
                    if (speaks || witnessed(age, others(provider, slice, ways), before)) {
                        habits.put(provider, habit.learn(age, heard));
                        keep(provider, age, heard);
                    }
                });
    }

    /// Those whose reports come in by the same way; one that is silent itself tells nothing of it.
    private Map<ProviderId, Heard> others(
            ProviderId judged, Map<ProviderId, Heard> slice, Map<ProviderId, ReportWay> ways) {
        Map<ProviderId, Heard> others = new HashMap<>(slice);
        others.keySet()
                .removeIf(
                        other ->
                                other.equals(judged)
                                        || silences.containsKey(other)
                                        || ways.get(other) != ways.get(judged));
        return others;
    }

    /// Whether these providers' mails have been reported as usual.
    private static boolean witnessed(
            Age age, Map<ProviderId, Heard> others, Map<ProviderId, Habit> before) {
        int mails = 0;
        double reported = 0;
        double expected = 0;
        for (Map.Entry<ProviderId, Heard> other : others.entrySet()) {
            Optional<Double> usual = before.getOrDefault(other.getKey(), Habit.NONE).expected(age);
            if (usual.isPresent()) {
                mails += other.getValue().mails();
                reported += other.getValue().reported();
                expected += other.getValue().mails() * usual.get();
            }
        }
        return mails >= WITNESSES && reported >= expected * Habit.TIMELY;
    }

    private void keep(ProviderId provider, Age age, Heard heard) {
        Deque<Heard> window =
                windows.computeIfAbsent(provider, p -> new EnumMap<>(Age.class))
                        .computeIfAbsent(age, a -> new ArrayDeque<>());
        window.addLast(heard);
        Instant oldest = heard.from().minus(WINDOW);
        while (window.getFirst().from().isBefore(oldest)) {
            window.removeFirst();
        }
    }

    private Optional<SilenceNews.Change> judge(ProviderId provider, Instant now) {
        Habit habit = habits.getOrDefault(provider, Habit.NONE);
        Silence silence = silences.get(provider);
        if (silence == null) {
            Optional<Silence> found = habit.normal().flatMap(age -> fallen(provider, age, habit));
            found.ifPresent(it -> silences.put(provider, it));
            return found.map(it -> new SilenceNews.Change(it, false));
        }
        Optional<Age> heardBy = heardAgain(silence, habit);
        if (heardBy.isPresent()) {
            // Only later than it used to be: that is its normal now, until it is known better.
            habits.put(provider, habit.from(heardBy.get()));
        } else if (now.isBefore(silence.since().plus(MISSED)) && habit.normal().isPresent()) {
            return Optional.empty();
        } else {
            // Learnt anew from here, else what is left of it would call the provider silent again.
            habits.remove(provider);
        }
        silences.remove(provider);
        windows.remove(provider);
        return Optional.of(new SilenceNews.Change(silence, true));
    }

    private Deque<Heard> window(ProviderId provider, Age age) {
        return windows.getOrDefault(provider, Map.of()).getOrDefault(age, new ArrayDeque<>());
    }

    /// Looks back from the newest slice as far as next to nothing was reported.
    private Optional<Silence> fallen(ProviderId provider, Age age, Habit habit) {
        double usual = habit.expected(age).orElseThrow();
        int mails = 0;
        int reported = 0;
        Map<String, Integer> unreported = new HashMap<>();
        Instant newest = Instant.MIN;
        Iterator<Heard> back = window(provider, age).descendingIterator();
        while (back.hasNext()) {
            Heard slice = back.next();
            newest = newest.equals(Instant.MIN) ? slice.from() : newest;
            mails += slice.mails();
            reported += slice.reported();
            slice.unreported().forEach((domain, n) -> unreported.merge(domain, n, Integer::sum));
            if (mails >= HEARD_AGAIN && reported >= mails * usual * ALMOST_NOTHING) {
                return Optional.empty();
            }
            boolean lasts = !slice.from().plus(LASTS).isAfter(newest);
            if (lasts && weight(unreported) >= ENOUGH) {
                return Optional.of(new Silence(provider, slice.from()));
            }
        }
        return Optional.empty();
    }

    private static int weight(Map<String, Integer> unreported) {
        return unreported.values().stream().mapToInt(n -> Math.min(n, MOST_OF_A_DOMAIN)).sum();
    }

    /// The first age by which mails accepted since it fell silent are reported as usual again.
    private Optional<Age> heardAgain(Silence silence, Habit habit) {
        for (Age age : Age.values()) {
            Optional<Double> usual = habit.expected(age);
            if (usual.isPresent() && heardAgain(silence, age, usual.get())) {
                return Optional.of(age);
            }
        }
        return Optional.empty();
    }

    private boolean heardAgain(Silence silence, Age age, double usual) {
        int mails = 0;
        int reported = 0;
        Iterator<Heard> back = window(silence.provider(), age).descendingIterator();
        while (back.hasNext() && mails < HEARD_AGAIN) {
            Heard slice = back.next();
            if (slice.from().isBefore(silence.since())) {
                return false;
            }
            mails += slice.mails();
            reported += slice.reported();
        }
        return mails >= HEARD_AGAIN && reported >= mails * usual * Habit.TIMELY;
    }
}
