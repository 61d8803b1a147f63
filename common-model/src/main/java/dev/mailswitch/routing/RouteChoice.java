package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Picks among the candidates of one recipient. The highest tier that can serves, by weight times
/// health; what a tier's best route lacks in health goes to the tier below, so that a provider
/// that begins to fail loses load before it is shut. A small share of the mails goes to a healthy
/// lower tier, so that it is known to work when it is needed.
final class RouteChoice {

    /// What was chosen, and why.
    record Chosen(Route route, boolean probe, String why) {}

    /// The dice of one mail: thrown once, so that its recipients travel together where they can.
    record Draw(double tier, double share, double standby) {
        static Draw of(RandomGenerator random) {
            return new Draw(random.nextDouble(), random.nextDouble(), random.nextDouble());
        }
    }

    /// Less is not healthy: a standby that limps needs no more load.
    private static final double HEALTHY = 0.9;

    /// That it shows all whom the mail is for, though it goes to some of them.
    private static final String ALL_SHOWN = ", and it shows all recipients, though it gets some";

    private final List<Candidate> candidates;
    private final Draw draw;
    private final double standbyShare;
    private final Predicate<Route> preferred;

    RouteChoice(List<Candidate> candidates, Draw draw, double standbyShare) {
        this(candidates, draw, standbyShare, route -> false);
    }

    /// @param preferred routes that carry this mail better than others of their tier. A tier's order
    ///     is the operator's and says what serves at all, so it goes before; so do health, and a
    ///     weight of zero: for the look of a header no mail goes to a route that fails, or that is to
    ///     carry none.
    RouteChoice(
            List<Candidate> candidates,
            Draw draw,
            double standbyShare,
            Predicate<Route> preferred) {
        this.preferred = preferred;
        this.candidates =
                candidates.stream()
                        .sorted(Comparator.comparingInt(candidate -> candidate.route().tier()))
                        .toList();
        this.draw = draw;
        this.standbyShare = standbyShare;
    }

    /// @param fresh nothing has been tried yet: only then does a mail go as a probe while a
    ///     healthy route could take it
    Optional<Chosen> choose(boolean fresh) {
        if (!fresh) {
            Optional<Chosen> healthy = ordinary();
            return healthy.isPresent() ? healthy : probe();
        }
        Optional<Chosen> standby = standby();
        if (standby.isPresent()) {
            return standby;
        }
        Optional<Chosen> probe = probe();
        Optional<Chosen> healthy = ordinary();
        if (probe.isEmpty() || healthy.isEmpty()) {
            return probe.isPresent() ? probe : healthy;
        }
        // Where lower tiers are kept warm, they are to be known to work again, too.
        boolean wanted =
                standbyShare > 0 || probe.get().route().tier() <= healthy.get().route().tier();
        return wanted ? probe : healthy;
    }

    /// The tier below the highest that serves, for the small share that keeps it warm.
    private Optional<Chosen> standby() {
        if (draw.standby() >= standbyShare) {
            return Optional.empty();
        }
        List<Candidate> open = candidates.stream().filter(Candidate::open).toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        int serving = open.getFirst().route().tier();
        List<Integer> below =
                open.stream()
                        .filter(c -> c.factor() >= HEALTHY && c.route().tier() > serving)
                        .map(c -> c.route().tier())
                        .distinct()
                        .toList();
        if (below.isEmpty()) {
            return Optional.empty();
        }
        // Each of several lower tiers gets its part of the share.
        int tier = below.get((int) (draw.standby() / standbyShare * below.size()));
        List<Candidate> healthy = open(tier).stream().filter(c -> c.factor() >= HEALTHY).toList();
        Route route = byWeight(healthy).route();
        return Optional.of(
                new Chosen(
                        route,
                        false,
                        "tier "
                                + tier
                                + ", to keep it warm: it gets "
                                + percent(standbyShare)
                                + " % of the mails"));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share * 100)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private Optional<Chosen> probe() {
        return candidates.stream()
                .filter(Candidate::probing)
                .findFirst()
                .map(candidate -> chosen(candidate, true, "probes " + candidate.name()));
    }

    private Optional<Chosen> ordinary() {
        List<Integer> tiers = servingTiers();
        for (int i = 0; i < tiers.size(); i++) {
            List<Candidate> tier = open(tiers.get(i));
            double best = best(tier);
            if (draw.tier() < best || !healthierBelow(tiers.subList(i + 1, tiers.size()), best)) {
                return Optional.of(preferred(tier).orElseGet(() -> byWeight(tier)));
            }
        }
        return Optional.empty();
    }

    /// Among those of a tier that are better for this mail, if only some of them are.
    private Optional<Chosen> preferred(List<Candidate> tier) {
        int weights = weights(tier);
        List<Candidate> better =
                tier.stream()
                        .filter(candidate -> preferred.test(candidate.route()))
                        .filter(candidate -> candidate.factor() >= HEALTHY)
                        .filter(candidate -> share(candidate, weights) > 0)
                        .toList();
        if (better.isEmpty() || tier.stream().allMatch(c -> preferred.test(c.route()))) {
            return Optional.empty();
        }
        Chosen chosen = byWeight(better);
        return Optional.of(new Chosen(chosen.route(), chosen.probe(), chosen.why() + ALL_SHOWN));
    }

    /// What part of the mails each route gets in the long run: [#ordinary] over all dice. Routes that
    /// get none are left out, and so are probes and the standby's part.
    Map<Route, Double> shares() {
        List<Integer> tiers = servingTiers();
        Map<Route, Double> shares = new HashMap<>();
        double left = 1;
        // As the dice are thrown once, what gets past a tier has thrown more than its best factor.
        for (int i = 0; i < tiers.size() && left > 0; i++) {
            List<Candidate> tier = open(tiers.get(i));
            double best = best(tier);
            boolean last = !healthierBelow(tiers.subList(i + 1, tiers.size()), best);
            double taken = last ? left : Math.max(0, best - (1 - left));
            int weights = weights(tier);
            double total = tier.stream().mapToDouble(c -> share(c, weights)).sum();
            for (Candidate candidate : tier) {
                double share = taken * share(candidate, weights) / total;
                if (share > 0) {
                    shares.put(candidate.route(), share);
                }
            }
            left -= taken;
        }
        return shares;
    }

    private boolean healthierBelow(List<Integer> tiers, double factor) {
        return tiers.stream()
                .flatMap(tier -> open(tier).stream())
                .anyMatch(candidate -> candidate.factor() > factor);
    }

    private List<Candidate> open(int tier) {
        return candidates.stream()
                .filter(candidate -> candidate.open() && candidate.route().tier() == tier)
                .toList();
    }

    private List<Integer> servingTiers() {
        return candidates.stream()
                .filter(Candidate::open)
                .map(candidate -> candidate.route().tier())
                .distinct()
                .toList();
    }

    private static double best(List<Candidate> tier) {
        return tier.stream().mapToDouble(Candidate::factor).max().orElse(0);
    }

    private static int weights(List<Candidate> tier) {
        return tier.stream().mapToInt(candidate -> candidate.route().weight()).sum();
    }

    private Chosen byWeight(List<Candidate> tier) {
        int weights = weights(tier);
        double total = tier.stream().mapToDouble(c -> share(c, weights)).sum();
        double point = draw.share() * total;
        for (Candidate candidate : tier) {
            point -= share(candidate, weights);
            if (point < 0) {
                return chosen(candidate, false, weight(candidate, weights));
            }
        }
        Candidate last =
                tier.stream()
                        .filter(candidate -> share(candidate, weights) > 0)
                        .reduce((one, next) -> next)
                        .orElseThrow();
        return chosen(last, false, weight(last, weights));
    }

    /// Routes without any weight share evenly when they are all there is.
    private static double share(Candidate candidate, int weights) {
        return (weights == 0 ? 1 : candidate.route().weight()) * candidate.factor();
    }

    private static String weight(Candidate candidate, int weights) {
        String lowered = candidate.lowered();
        return "weight "
                + candidate.route().weight()
                + " of "
                + weights
                + (lowered == null ? "" : ", lowered: " + lowered);
    }

    private Chosen chosen(Candidate candidate, boolean probe, String words) {
        int tier = candidate.route().tier();
        String above =
                candidates.stream()
                        .filter(other -> other.route().tier() < tier)
                        .findFirst()
                        .map(Candidate::obstacle)
                        .orElse(words);
        return new Chosen(
                candidate.route(),
                probe,
                "tier " + tier + (above.equals(words) ? ", " : ": ") + above);
    }
}
