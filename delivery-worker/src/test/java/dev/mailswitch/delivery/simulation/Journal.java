package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.health.Breaker;
import dev.mailswitch.delivery.health.BreakerKey;
import dev.mailswitch.delivery.health.HealthNews;
import dev.mailswitch.delivery.simulation.Climate.Spell;
import dev.mailswitch.delivery.simulation.SimulatedProvider.Said;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What happened in a run, as nobody inside it could know: it compares what the engine did with
/// what the world was like.
final class Journal implements HealthNews {

    /// What was said longer ago feeds no breaker.
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /// A breaker that opened.
    ///
    /// @param fed    the bad answers about it before, by their true cause
    /// @param tipped the cause of the one that opened it
    record Opening(
            Instant at, BreakerKey key, String reason, Map<Cause, Integer> fed, Set<Cause> tipped) {}

    private static final class Feed {
        private final Map<Cause, Integer> causes = new EnumMap<>(Cause.class);
        private Instant last = Instant.MIN;

        void add(Cause cause, Instant now) {
            if (last.isBefore(now.minus(FORGOTTEN))) {
                causes.clear();
            }
            last = now;
            causes.merge(cause, 1, Integer::sum);
        }
    }

    private final VirtualTime time;
    private final Weather weather;
    private final Map<ProviderId, Climate> climates = new HashMap<>();
    private final Map<ProviderId, LinkedHashMap<Spell, Outage>> outages = new LinkedHashMap<>();
    private final Map<BreakerKey, Feed> feeds = new HashMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private final Set<BreakerKey> open = new HashSet<>();
    private final Map<ProviderId, Integer> calls = new HashMap<>();
    private final Shares settled = new Shares();
    private final Map<ProviderId, Shares> besideBlocks = new LinkedHashMap<>();
    private Set<Cause> now = Set.of();
    private int reopenings;
    private int closings;

    Journal(VirtualTime time, Weather weather, List<Route> routes) {
        this.time = time;
        this.weather = weather;
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            ProviderId id = route.provider().id();
            Climate climate = weather.of(i);
            climates.put(id, climate);
            besideBlocks.put(id, new Shares());
            var ofProvider = new LinkedHashMap<Spell, Outage>();
            for (Spell spell : climate.spells()) {
                if (spell.trouble().outage()) {
                    ofProvider.put(spell, new Outage(route, spell));
                }
            }
            outages.put(id, ofProvider);
        }
    }

    void called(Route via, List<SimulatedRecipient> to, boolean probe) {
        Instant at = time.instant();
        ProviderId provider = via.provider().id();
        calls.merge(provider, 1, Integer::sum);
        climates.get(provider)
                .at(at)
                .map(outages.get(provider)::get)
                .ifPresent(outage -> outage.called(at, probe));
        boolean free =
                !probe
                        && via.tier() == 0
                        && to.stream().allMatch(SimulatedRecipient::fresh)
                        && weather.settled(at)
                        && to.stream().noneMatch(one -> weather.blocked(one.domain(), at));
        if (free) {
            settled.add(provider);
            besideBlocks.forEach(
                    (blocked, shares) -> {
                        if (climates.get(blocked).blocks().stream().anyMatch(b -> b.holds(at))) {
                            shares.add(provider);
                        }
                    });
        }
    }

    void answered(SimulatedMail mail, ProviderId provider, Instant started, List<Said> said) {
        Instant at = time.instant();
        climates.get(provider)
                .at(started)
                .map(outages.get(provider)::get)
                .ifPresent(outage -> outage.told(at));
        now = new HashSet<>();
        for (Said one : said) {
            now.add(one.cause());
            feed(mail, provider, one.recipient().domain(), one.cause());
            if (one.outcome() instanceof Outcome.Accepted) {
                outages.get(provider).values().stream()
                        .filter(outage -> !outage.spell().until().isAfter(started))
                        .reduce((earlier, later) -> later)
                        .ifPresent(outage -> outage.found(at));
            }
        }
    }

    void blockedLater(SimulatedMail mail, ProviderId provider, String domain) {
        now = Set.of(Cause.BLOCK);
        feed(mail, provider, domain, Cause.BLOCK);
    }

    private void feed(SimulatedMail mail, ProviderId provider, String domain, Cause cause) {
        if (cause == Cause.NONE) {
            return;
        }
        for (BreakerKey key :
                List.of(
                        new BreakerKey(provider, Scope.PROVIDER, ""),
                        new BreakerKey(provider, Scope.SENDER_DOMAIN, mail.from().asciiDomain()),
                        new BreakerKey(provider, Scope.RECIPIENT_DOMAIN, domain))) {
            feeds.computeIfAbsent(key, k -> new Feed()).add(cause, time.instant());
        }
    }

    @Override
    public void changed(Change change) {
        Breaker breaker = change.breaker();
        BreakerKey key = breaker.key();
        if (change.closed()) {
            closings++;
            open.remove(key);
            feeds.remove(key);
        } else if (open.add(key)) {
            Feed feed = feeds.get(key);
            Map<Cause, Integer> fed = feed == null ? Map.of() : new EnumMap<>(feed.causes);
            openings.add(new Opening(time.instant(), key, breaker.reason(), fed, now));
        } else if (!breaker.halfOpen()) {
            reopenings++;
        }
    }

    /// The outage ends now.
    void over(ProviderId provider, Spell spell, List<Breaker> breakers) {
        breakers.stream()
                .filter(one -> one.key().provider().equals(provider))
                .filter(one -> one.key().scope() == Scope.PROVIDER)
                .forEach(
                        one ->
                                outages.get(provider)
                                        .get(spell)
                                        .over(one.openings(), one.probeAt()));
    }

    List<Opening> openings() {
        return openings;
    }

    int reopenings() {
        return reopenings;
    }

    int closings() {
        return closings;
    }

    List<Outage> outages() {
        return outages.values().stream().flatMap(all -> all.values().stream()).toList();
    }

    int calls(ProviderId provider) {
        return calls.getOrDefault(provider, 0);
    }

    /// First calls of mails while no provider was in trouble.
    Shares settled() {
        return settled;
    }

    /// The same while this provider was blocked at some other domain.
    Shares besideBlocksOf(ProviderId provider) {
        return besideBlocks.get(provider);
    }
}
