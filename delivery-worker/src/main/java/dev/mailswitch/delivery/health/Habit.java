package dev.mailswitch.delivery.health;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What a provider usually reports: of the mails it accepted, the share of which something was heard
/// by each age. Learnt slowly, so that a silence of minutes does not become the habit; what a silence
/// of a day leaves of it is dropped by [Silences].
///
/// @param usual by age; an age that nothing is known of is left out
public record Habit(Map<Age, Usual> usual) {

    /// @param share  of the mails, 0 to 1
    /// @param slices it was learnt from, those of few mails counted in part
    public record Usual(double share, double slices) {
        public Usual {
            if (!(share >= 0 && share <= 1 && slices >= 0)) {
                throw new IllegalArgumentException("no such share");
            }
        }
    }

    /// A provider reports in time if at least this part of what it usually does has come.
    static final double TIMELY = 0.5;

    /// Fewer slices than this say nothing: about a quarter of an hour of steady mail, or five
    /// hundred mails.
    static final int ENOUGH = 25;

    /// So many mails make a slice count in full; a campaign weighs no more.
    static final int FULL = 20;

    /// What lies further back than so many full slices, a day and a half, fades.
    private static final int MEMORY = 4_500;

    /// Who reports less is not expected to: DSNs of failures alone, say.
    private static final double MOST = 0.5;

    /// Nearly all that will ever be reported has been.
    private static final double NEARLY_ALL = 0.95;

    static final Habit NONE = new Habit(Map.of());

    public Habit {
        usual = Map.copyOf(usual);
    }

    /// What is usual at this age, if enough is known and it is most of the mails.
    Optional<Double> expected(Age age) {
        return Optional.ofNullable(usual.get(age))
                .filter(known -> known.slices() >= ENOUGH && known.share() >= MOST)
                .map(Usual::share);
    }

    /// The provider's own normal delay: the first age by which nearly all has been reported. Empty:
    /// it reports too little, or is not known long enough, to be called silent.
    public Optional<Age> normal() {
        Optional<Double> last = expected(Age.LAST);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        for (Age age : Age.values()) {
            Optional<Double> expected = expected(age);
            if (expected.isPresent() && expected.get() >= last.get() * NEARLY_ALL) {
                return Optional.of(age);
            }
        }
        return Optional.empty();
    }

    /// The habit with what is usual at earlier ages unlearnt.
    Habit from(Age age) {
        Map<Age, Usual> kept = new EnumMap<>(Age.class);
        usual.forEach(
                (known, share) -> {
                    if (known.compareTo(age) >= 0) {
                        kept.put(known, share);
                    }
                });
        return new Habit(kept);
    }

    /// The habit after one more slice. A slice to one domain says nothing of the provider. One that
    /// falls out of the habit counts as if it had been learnt for long, however little is known, so
    /// that a young habit is not talked down by the silence it is there to notice.
    Habit learn(Age age, Heard slice) {
        if (slice.domains() < 2) {
            return this;
        }
        double weight = Math.min(1, (double) slice.mails() / FULL);
        Usual known = usual.getOrDefault(age, new Usual(slice.share(), 0));
        boolean unusual = expected(age).filter(slice::quiet).isPresent();
        double slices = Math.min(MEMORY, known.slices() + weight);
        double step = weight / (unusual ? MEMORY : slices);
        Map<Age, Usual> next = new EnumMap<>(Age.class);
        next.putAll(usual);
        double share = known.share() + step * (slice.share() - known.share());
        next.put(age, new Usual(Math.clamp(share, 0, 1), unusual ? known.slices() : slices));
        return new Habit(next);
    }
}
