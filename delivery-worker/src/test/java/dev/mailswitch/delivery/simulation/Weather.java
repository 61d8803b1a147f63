package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.simulation.Climate.Block;
import dev.mailswitch.delivery.simulation.Climate.Spell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The trouble of all providers, drawn before the first mail.
final class Weather {

    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(40);
    private static final Duration MEAN_PAUSE = Duration.ofHours(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofMinutes(45);
    private static final int BLOCKS = 16;
    private static final Duration SHORTEST_BLOCK = Duration.ofMinutes(20);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(3);

    /// A mail that all providers are blocked for is rightly given up; here none is.
    private static final int MOST_FOR_A_DOMAIN = 3;

    /// Five domains within an hour speak against the provider as a whole; here none is to.
    private static final int MOST_AT_A_PROVIDER = 3;

    private static final Duration BETWEEN_BLOCKS = Duration.ofHours(1);

    /// How long after a spell everything should be as before.
    private static final Duration AFTERMATH = Duration.ofMinutes(20);

    private final List<Climate> climates;
    private final TreeMap<Instant, Instant> unsettled = new TreeMap<>();

    private Weather(List<Climate> climates) {
        this.climates = List.copyOf(climates);
        List<Spell> spells =
                climates.stream().flatMap(climate -> climate.spells().stream()).toList();
        for (Spell spell : spells) {
            cover(spell.from(), spell.until().plus(AFTERMATH));
        }
    }

    private void cover(Instant from, Instant until) {
        Instant first = from;
        Instant last = until;
        var touching = unsettled.headMap(until, true).entrySet().iterator();
        while (touching.hasNext()) {
            var span = touching.next();
            if (!span.getValue().isBefore(from)) {
                first = span.getKey().isBefore(first) ? span.getKey() : first;
                last = span.getValue().isAfter(last) ? span.getValue() : last;
                touching.remove();
            }
        }
        unsettled.put(first, last);
    }

    static Weather fair(int providers) {
        List<Climate> climates = new ArrayList<>();
        for (int i = 0; i < providers; i++) {
            climates.add(Climate.FAIR);
        }
        return new Weather(climates);
    }

    /// @param domains those that may block somebody
    /// @param busy    when much begins to be sent: half of the trouble begins soon after
    static Weather draw(
            RandomGenerator random,
            int providers,
            List<String> domains,
            NavigableSet<Instant> busy,
            Instant from,
            Duration span) {
        List<List<Block>> blocks = blocks(random, providers, domains, from, span);
        List<Climate> climates = new ArrayList<>();
        for (int i = 0; i < providers; i++) {
            climates.add(new Climate(spells(random, busy, from, span), blocks.get(i)));
        }
        return new Weather(climates);
    }

    private static List<Spell> spells(
            RandomGenerator random, NavigableSet<Instant> busy, Instant from, Duration span) {
        Trouble[] all = Trouble.values();
        List<Spell> spells = new ArrayList<>();
        Instant end = from.plus(span);
        Instant at = from;
        while (true) {
            at = at.plus(SHORTEST_PAUSE).plus(times(MEAN_PAUSE, random.nextExponential()));
            Instant campaign = busy.ceiling(at);
            if (campaign != null && random.nextBoolean()) {
                at = campaign.plus(times(SOON, random.nextDouble()));
            }
            Instant until = at.plus(between(random, SHORTEST, LONGEST));
            if (until.isAfter(end)) {
                return spells;
            }
            spells.add(new Spell(all[random.nextInt(all.length)], at, until));
            at = until;
        }
    }

    private static List<List<Block>> blocks(
            RandomGenerator random,
            int providers,
            List<String> domains,
            Instant from,
            Duration span) {
        List<List<Block>> blocks = new ArrayList<>();
        for (int i = 0; i < providers; i++) {
            blocks.add(new ArrayList<>());
        }
        for (int drawn = 0; drawn < BLOCKS; ) {
            Instant at = from.plus(times(span, random.nextDouble()));
            Block block =
                    new Block(
                            domains.get(random.nextInt(domains.size())),
                            at,
                            at.plus(between(random, SHORTEST_BLOCK, LONGEST_BLOCK)));
            List<Block> here = blocks.get(random.nextInt(providers));
            long ofDomain =
                    blocks.stream()
                            .flatMap(List::stream)
                            .filter(other -> other.domain().equals(block.domain()))
                            .filter(other -> near(other, block))
                            .count();
            long ofProvider = here.stream().filter(other -> near(other, block)).count();
            if (ofDomain < MOST_FOR_A_DOMAIN && ofProvider < MOST_AT_A_PROVIDER) {
                here.add(block);
                drawn++;
            }
        }
        return blocks;
    }

    private static boolean near(Block one, Block other) {
        return one.from().minus(BETWEEN_BLOCKS).isBefore(other.until())
                && other.from().minus(BETWEEN_BLOCKS).isBefore(one.until());
    }

    static Duration between(RandomGenerator random, Duration least, Duration most) {
        return least.plus(times(most.minus(least), random.nextDouble()));
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }

    Climate of(int provider) {
        return climates.get(provider);
    }

    /// Nobody as a whole is in trouble, or was lately.
    boolean settled(Instant now) {
        var last = unsettled.floorEntry(now);
        return last == null || last.getValue().isBefore(now);
    }

    /// Whether any provider is blocked at this domain, or was lately.
    boolean blocked(String domain, Instant now) {
        return climates.stream()
                .anyMatch(
                        climate ->
                                climate.blocks(domain, now)
                                        || climate.blocks(domain, now.minus(AFTERMATH)));
    }
}
