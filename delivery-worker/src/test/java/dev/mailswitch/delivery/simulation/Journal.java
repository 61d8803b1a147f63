package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.health.Breaker;
import dev.mailswitch.delivery.health.BreakerKey;
import dev.mailswitch.delivery.health.HealthNews;
import dev.mailswitch.delivery.health.SilenceNews;
import dev.mailswitch.delivery.simulation.Climate.Spell;
import dev.mailswitch.delivery.simulation.SimulatedProvider.Said;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
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
import java.util.TreeMap;

/// What happened in a run, as nobody inside it could know: it compares what the engine did with
/// what the world was like.
final class Journal {

    /// What was said longer ago feeds no breaker.
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /// A breaker that opened.
    ///
    /// @param fed    the bad answers about it before, by their true cause
    /// @param tipped the cause of the one that opened it
    record Opening(
            Instant at, BreakerKey key, String reason, Map<Cause, Integer> fed, Cause tipped) {}

    /// Somebody has fallen silent as far as anybody knows, or is heard again.
    record Hush(Instant at, SilenceNews.Change change) {}

    /// Workers share breakers, and not what they have seen.
    private record Eye(int worker, BreakerKey key) {}

    private static final class Feed {
        private final Map<Cause, Integer> causes = new EnumMap<>(Cause.class);
        private Cause last = Cause.NONE;
        private Instant at = Instant.MIN;

        void add(Cause cause, Instant now) {
            if (at.isBefore(now.minus(FORGOTTEN))) {
                causes.clear();
            }
            at = now;
            last = cause;
            causes.merge(cause, 1, Integer::sum);
        }
    }

    private final VirtualTime time;
    private final Weather weather;
    private final Map<ProviderId, Climate> climates = new HashMap<>();
    private final Map<ProviderId, LinkedHashMap<Spell, Outage>> outages = new LinkedHashMap<>();
    private final Map<Eye, Feed> feeds = new HashMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<Hush> hushes = new ArrayList<>();
    private final Set<BreakerKey> open = new HashSet<>();
    private final TreeMap<Instant, List<ProviderId>> taken = new TreeMap<>();
    private final Map<ProviderId, Integer> calls = new HashMap<>();
    private final Shares settled = new Shares();
    private final Map<ProviderId, Shares> besideBlocks = new LinkedHashMap<>();
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
        if (via.tier() == 0 && to.stream().allMatch(SimulatedRecipient::fresh)) {
            taken.computeIfAbsent(at, t -> new ArrayList<>()).add(provider);
        }
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

    void answered(
            int worker, SimulatedMail mail, ProviderId provider, Instant started, List<Said> said) {
        Instant at = time.instant();
        climates.get(provider)
                .at(started)
                .map(outages.get(provider)::get)
                .ifPresent(outage -> outage.told(at));
        for (Said one : said) {
            feed(worker, mail, provider, one.recipient().domain(), one.cause());
        }
    }

    void blockedLater(int worker, SimulatedMail mail, ProviderId provider, String domain) {
        feed(worker, mail, provider, domain, Cause.BLOCK);
    }

    private void feed(
            int worker, SimulatedMail mail, ProviderId provider, String domain, Cause cause) {
        if (cause == Cause.NONE) {
            return;
        }
        for (BreakerKey key :
                List.of(
                        new BreakerKey(provider, Scope.PROVIDER, ""),
                        new BreakerKey(provider, Scope.SENDER_DOMAIN, mail.from().asciiDomain()),
                        new BreakerKey(provider, Scope.RECIPIENT_DOMAIN, domain))) {
            feeds.computeIfAbsent(new Eye(worker, key), eye -> new Feed())
                    .add(cause, time.instant());
        }
    }

    /// What a worker tells the others.
    HealthNews of(int worker) {
        return change -> changed(worker, change);
    }

    private void changed(int worker, HealthNews.Change change) {
        Breaker breaker = change.breaker();
        BreakerKey key = breaker.key();
        if (change.closed()) {
            closings++;
            open.remove(key);
            feeds.keySet().removeIf(eye -> eye.key().equals(key));
            if (key.scope() == Scope.PROVIDER) {
                outages.get(key.provider()).values().forEach(one -> one.closed(time.instant()));
            }
        } else if (open.add(key)) {
            Feed feed = feeds.getOrDefault(new Eye(worker, key), new Feed());
            openings.add(
                    new Opening(
                            time.instant(),
                            key,
                            breaker.reason(),
                            new EnumMap<>(feed.causes),
                            feed.last));
        } else if (!breaker.halfOpen()) {
            reopenings++;
        }
    }

    /// The outage ends now.
    void over(ProviderId provider, Spell spell, List<Breaker> breakers) {
        BreakerKey whole = new BreakerKey(provider, Scope.PROVIDER, "");
        breakers.stream()
                .filter(breaker -> breaker.key().equals(whole))
                .forEach(breaker -> outages.get(provider).get(spell).over(breaker.openings()));
    }

    void changed(SilenceNews.Change change) {
        hushes.add(new Hush(time.instant(), change));
    }

    List<Hush> hushes() {
        return hushes;
    }

    /// The share of the first calls between these times that went to this provider.
    Shares firstCalls(Instant from, Instant until) {
        Shares shares = new Shares();
        taken.subMap(from, until).values().forEach(all -> all.forEach(shares::add));
        return shares;
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
