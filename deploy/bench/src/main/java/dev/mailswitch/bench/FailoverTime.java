package dev.mailswitch.bench;

import dev.mailswitch.bench.FailoverRow.Situation;
import dev.mailswitch.bench.Ways.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Measures how long mails take from accept to sent when their first provider hangs: with its
/// breaker closed, so that each mail waits for the time-out and goes on, and with its breaker open,
/// so that none does. See `deploy/bench/failover-time --help`.
public final class FailoverTime {

    /// "Everywhere within a second", says docs/operations/setup.md.
    private static final Duration SETTINGS = Duration.ofSeconds(2);

    /// What a failover may take beyond the time-out.
    private static final Duration BEYOND = Duration.ofSeconds(1);

    /// What a mail may take that finds the breaker open.
    private static final Duration SHUT = Duration.ofMillis(100);

    /// Of the mails before anything counts, in a second: about what a cold JVM keeps up with here.
    private static final int WARM_PER_SECOND = 50;

    /// Of each way to hang, before its mails count: connections to the second provider and a
    /// vendor's client are made with the first mail that needs them.
    private static final int UNCOUNTED = 3;

    /// Ten in a row open the breaker; all are on their way before the first of them fails.
    static final int OPENERS = 12;

    private static final int OPEN_CHECKS = 20;

    /// At this rate 200 mails are posted before the first probe, twelve seconds after the opening at
    /// the soonest.
    private static final int PER_SECOND = 25;

    /// What is to be measured.
    ///
    /// @param mails   with the breaker closed, each with a first provider of its own
    /// @param open    mails with the breaker open
    /// @param warm    mails before anything counts: a JVM that has just started is slow for a while
    /// @param timeout of the worker, for every phase that has a setting
    record Plan(List<Hang> hangs, int mails, int open, int warm, Duration timeout) {

        static Plan of(Options options) {
            return new Plan(
                    Hang.parse(options.text("modes", "connect,banner,mail,body,tls")),
                    options.number("mails", 60, 1, 200),
                    options.number("open-mails", 200, 1, 10_000),
                    options.number("warm", 3_000, 0, 100_000),
                    Duration.ofSeconds(options.number("timeout", 2, 1, 60)));
        }
    }

    private final Plan plan;
    private final PublicApi api;
    private final MailStream mails;
    private final int sinkPort;

    private FailoverTime(Plan plan, PublicApi api, int sinkPort) {
        this.plan = plan;
        this.api = api;
        this.mails = new MailStream(api);
        this.sinkPort = sinkPort;
    }

    /// @return whether every bar was met
    private boolean run() throws IOException, InterruptedException {
        say("Warming up ...");
        try (HangingServer server = hanging(HangingServer.Point.GREETING);
                Ways ways = ways()) {
            Way way = opened(ways, Hang.BANNER, server).way();
            passages(Collections.nCopies(plan.warm(), way), WARM_PER_SECOND, 0);
        }
        boolean met = true;
        System.out.println(FailoverRow.head());
        for (Hang hang : plan.hangs()) {
            say("Hanging at " + hang.word() + ", breaker closed ...");
            met &= print(closed(hang));
            say("Hanging at " + hang.word() + ", breaker open ...");
            for (FailoverRow row : open(hang)) {
                met &= print(row);
            }
        }
        return met;
    }

    private static boolean print(FailoverRow row) {
        System.out.println(row);
        return row.met();
    }

    private FailoverRow closed(Hang hang) throws IOException, InterruptedException {
        try (HangingServer server = hanging(hang.point());
                Ways ways = ways()) {
            List<Way> all = new ArrayList<>();
            for (int i = 0; i < plan.mails() + UNCOUNTED; i++) {
                all.add(ways.make(hang, server.port()));
            }
            Thread.sleep(SETTINGS);
            passages(all.subList(0, UNCOUNTED), hang.perSecond(), hang.file());
            List<Way> counted = all.subList(UNCOUNTED, all.size());
            List<Passage> passages = passages(counted, hang.perSecond(), hang.file());
            return failedOver(hang, Situation.CLOSED, counted, passages, ways.second());
        }
    }

    /// @param through of each passage
    private FailoverRow failedOver(
            Hang hang,
            Situation situation,
            List<Way> through,
            List<Passage> passages,
            String second) {
        List<Passage> counted = new ArrayList<>();
        List<Passage> strays = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            if (passage.failedOver(through.get(i).first(), hang.phase(), second)) {
                counted.add(passage);
            } else {
                strays.add(passage);
            }
        }
        Duration timeout = hang.timeout(plan.timeout());
        return new FailoverRow(hang, situation, timeout, counted, timeout.plus(BEYOND), strays);
    }

    /// Of the mails that open the breaker, if they meet the hang in question, and of those that find
    /// it open.
    private List<FailoverRow> open(Hang hang) throws IOException, InterruptedException {
        try (HangingServer server = hanging(hang.opening());
                Ways ways = ways()) {
            List<FailoverRow> rows = new ArrayList<>();
            Opened opened = opened(ways, hang, server);
            server.hangAt(hang.point());
            List<Passage> passages =
                    passages(Collections.nCopies(plan.open(), opened.way()), PER_SECOND, 0);
            if (hang.opening() == hang.point()) {
                List<Way> through = Collections.nCopies(OPENERS, opened.way());
                rows.add(
                        failedOver(
                                hang,
                                Situation.TOGETHER,
                                through,
                                opened.openers(),
                                ways.second()));
            }
            List<Passage> strays =
                    passages.stream().filter(one -> !one.passedBy(ways.second())).toList();
            Duration timeout = hang.timeout(plan.timeout());
            rows.add(new FailoverRow(hang, Situation.OPEN, timeout, passages, SHUT, strays));
            return rows;
        }
    }

    /// A way whose first provider has just been shut, and the mails that it took.
    private record Opened(Way way, List<Passage> openers) {}

    private Opened opened(Ways ways, Hang hang, HangingServer server)
            throws IOException, InterruptedException {
        Way way = ways.make(hang, server.port());
        Thread.sleep(SETTINGS);
        List<Passage> openers = passages(Collections.nCopies(OPENERS, way), 0, 0);
        Optional<Passage> last = Optional.empty();
        for (int tries = 0; tries < OPEN_CHECKS; tries++) {
            last = Optional.of(passages(List.of(way), 0, 0).getFirst());
            if (last.get().passedBy(ways.second())) {
                return new Opened(way, openers);
            }
        }
        throw new IOException(
                "the breaker of %s does not open; a mail went %s"
                        .formatted(way.first(), last.orElseThrow()));
    }

    /// Posts a mail through each of these, and waits until all are sent.
    private List<Passage> passages(List<Way> through, int perSecond, int file)
            throws IOException, InterruptedException {
        List<String> environments = through.stream().map(Way::environment).toList();
        // Twice, should one go as a probe or twice to the same provider, and time to spare.
        Duration patience = plan.timeout().multipliedBy(4).plusSeconds(60);
        return mails.passages(mails.post(environments, perSecond, file), patience);
    }

    private Ways ways() throws IOException, InterruptedException {
        int name = ThreadLocalRandom.current().nextInt(1 << 30);
        return new Ways(api, Integer.toString(name, 36), sinkPort);
    }

    private HangingServer hanging(HangingServer.Point point) throws IOException {
        return HangingServer.at(point, plan.timeout().plusSeconds(5));
    }

    private static void say(String what) {
        System.err.println(what);
    }

    /// Options as `deploy/bench/failover-time --help` says; the installation is found by
    /// `MAILSWITCH_URL` and `MAILSWITCH_ADMIN_KEY`. Ends with 0 if all bars were met, 1 if not, 2
    /// if the command line makes no sense.
    public static void main(String[] arguments) throws Exception {
        @Nullable String url = System.getenv("MAILSWITCH_URL");
        @Nullable String key = System.getenv("MAILSWITCH_ADMIN_KEY");
        Plan plan;
        try {
            plan =
                    Plan.of(
                            Options.parse(
                                    arguments,
                                    Set.of("modes", "mails", "open-mails", "warm", "timeout")));
            if (url == null || key == null) {
                throw new IllegalArgumentException(
                        "MAILSWITCH_URL and MAILSWITCH_ADMIN_KEY must be set");
            }
        } catch (IllegalArgumentException wrong) {
            System.err.println("failover-time: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        boolean met;
        try (Sink sink = new Sink(0)) {
            met = new FailoverTime(plan, PublicApi.at(url, key), sink.port()).run();
        } catch (IOException failed) {
            String why = failed.getCause() == null ? "" : ": " + failed.getCause().getMessage();
            System.err.println("failover-time: " + failed.getMessage() + why);
            met = false;
        }
        System.exit(met ? 0 : 1);
    }
}
