package dev.mailswitch.delivery.simulation;

import dev.mailswitch.delivery.health.InMemoryBreakers;
import dev.mailswitch.delivery.health.InMemorySilences;
import dev.mailswitch.delivery.health.SharedHealth;
import dev.mailswitch.delivery.health.SilenceWatch;
import dev.mailswitch.delivery.simulation.Climate.Spell;
import dev.mailswitch.delivery.simulation.Post.Arrival;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// All of a run: mails, two workers that share their breakers, five providers and what happens to
/// them. The seed alone decides how it goes.
final class World {

    static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
    private static final int WORKERS = 2;
    private static final Duration LISTENS = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime(START);
    private final InMemoryBreakers table = new InMemoryBreakers();
    private final InMemorySilences silences = new InMemorySilences();
    private final List<SimulatedMail> mails = new ArrayList<>();
    private final Map<ProviderId, SimulatedProvider> providers = new HashMap<>();
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final Journal journal;
    private final Post post;
    private final Iterator<Arrival> arrivals;
    private final RandomGenerator chance;
    private final Reports reports;

    private World(
            long seed,
            boolean stormy,
            int count,
            Duration span,
            double faults,
            Reception reception) {
        SplittableRandom root = new SplittableRandom(seed);
        this.post = new Post(root.split(), faults);
        List<Route> routes = Installation.ROUTES;
        this.arrivals = post.arrivals(count, START, span).iterator();
        SplittableRandom skies = root.split();
        Weather weather =
                stormy
                        ? Weather.draw(
                                skies,
                                routes.size(),
                                Post.largeDomains(),
                                post.campaigns(),
                                START,
                                span)
                        : Weather.fair(routes.size());
        this.journal = new Journal(time, weather, routes);
        for (int i = 0; i < routes.size(); i++) {
            Climate climate = weather.of(i);
            var provider = new SimulatedProvider(routes.get(i), climate, !stormy, root.split());
            providers.put(provider.id(), provider);
            climate.spells().stream()
                    .filter(spell -> spell.trouble().outage())
                    .forEach(spell -> time.at(spell.until(), () -> over(provider.id(), spell)));
        }
        for (int i = 0; i < WORKERS; i++) {
            SplittableRandom spread = root.split();
            var health = new SharedHealth(table, silences, journal.of(i), time, () -> spread);
            var worker =
                    new SimulatedWorker(
                            i, time, health, providers, journal, this::wake, root.split());
            workers.add(worker);
            time.every(
                    SECOND, START.plus(SECOND.dividedBy(WORKERS).multipliedBy(i)), worker::refresh);
        }
        this.chance = root.split();
        // Last of all, so that whoever listens changes nothing of what is drawn.
        this.reports = new Reports(time, reception, root.split());
        workers.forEach(worker -> worker.tell(reports));
        SilenceWatch watch =
                new SilenceWatch(
                        () -> true,
                        reports::look,
                        silences,
                        journal::changed,
                        () -> Installation.REPORTERS,
                        time);
        time.every(LISTENS, START.plus(LISTENS), () -> listen(watch));
    }

    /// Lets a world with all kinds of trouble run to its end.
    static Run run(long seed, int mails, Duration span) {
        return new World(seed, true, mails, span, 0.04, Reception.CLEAR).run(seed);
    }

    /// Lets a world run where nothing is wrong but the recipients: so many of them.
    static Run fair(long seed, int mails, Duration span, double faults) {
        return new World(seed, false, mails, span, faults, Reception.CLEAR).run(seed);
    }

    /// Lets a world run where nothing is wrong but what is heard of it.
    static Run heard(long seed, int mails, Duration span, Reception reception) {
        return new World(seed, false, mails, span, 0.04, reception).run(seed);
    }

    private static void listen(SilenceWatch watch) {
        try {
            watch.turn();
        } catch (SQLException never) {
            throw new IllegalStateException("a table in memory is never away", never);
        }
    }

    private Run run(long seed) {
        next();
        time.run();
        return new Run(seed, mails, journal, table, workers, mismatches(), silences);
    }

    private int mismatches() {
        return providers.values().stream().mapToInt(SimulatedProvider::mismatches).sum();
    }

    private void next() {
        if (arrivals.hasNext()) {
            Arrival arrival = arrivals.next();
            time.at(
                    arrival.at(),
                    () -> {
                        SimulatedMail mail = post.mail(arrival);
                        mails.add(mail);
                        wake(mail);
                        next();
                    });
        }
    }

    /// Whichever worker is faster.
    private void wake(SimulatedMail mail) {
        workers.get(chance.nextInt(WORKERS)).look(mail);
    }

    private void over(ProviderId provider, Spell spell) {
        journal.over(provider, spell, table.load());
    }
}
