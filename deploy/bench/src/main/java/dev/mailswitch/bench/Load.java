package dev.mailswitch.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Posts mails to an API. Closed loop: every connection posts the next mail when the last one was
/// answered. Open loop (`--rate`): mails are due at fixed times whatever the answers do, and a
/// latency counts from then, so that a stall is not hidden by the mails it held back.
///
/// One thread and a selector: the tool shares the machine with what it measures.
public final class Load {

    private static final int MOST_BROKEN = 1_000;

    /// @param url         of the API
    /// @param apiKey      with the scope to send
    /// @param run         name of the run
    /// @param connections kept open
    /// @param count       mails at most
    /// @param seconds     at most
    /// @param rate        mails a second; 0: closed loop
    /// @param html        bytes of HTML a mail
    record Plan(
            URI url,
            String apiKey,
            String run,
            int connections,
            int count,
            int seconds,
            int rate,
            int html) {

        static Plan of(Options options, String url, String apiKey) {
            return new Plan(
                    URI.create(options.text("url", url)),
                    apiKey,
                    options.text(
                            "run",
                            Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36)),
                    options.number("connections", 64, 1, 4_096),
                    options.number("count", 20_000, 1, 10_000_000),
                    options.number("seconds", 60, 1, 3_600),
                    options.number("rate", 0, 0, 100_000),
                    options.number("html", 4_096, 100, 1_000_000));
        }
    }

    private final Plan plan;
    private final LoadReport report = new LoadReport();
    private final Deque<LoadConnection> idle = new ArrayDeque<>();
    private long started;
    private int posted;
    private int open;
    private int broken;

    Load(Plan plan) {
        this.plan = plan;
    }

    /// Runs the plan.
    ///
    /// @return what was seen
    LoadReport run() throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < plan.connections(); i++) {
                idle.add(connect(selector));
            }
            started = Microseconds.now();
            long end = started + plan.seconds() * 1_000_000L;
            while (open > 0 || (posted < plan.count() && Microseconds.now() < end)) {
                if (Microseconds.now() < end) {
                    post();
                } else if (Microseconds.now() > end + 30_000_000L) {
                    break; // no answer in half a minute after the end
                }
                selector.select(patience());
                read(selector);
            }
            return report;
        }
    }

    private LoadConnection connect(Selector selector) throws IOException {
        int port = plan.url().getPort() < 0 ? 80 : plan.url().getPort();
        LoadRequest request =
                new LoadRequest(
                        plan.url().getHost() + ":" + port, plan.apiKey(), plan.run(), plan.html());
        return new LoadConnection(
                new InetSocketAddress(plan.url().getHost(), port), selector, request);
    }

    private void post() throws IOException {
        while (posted < plan.count() && !idle.isEmpty()) {
            long now = Microseconds.now();
            long due = plan.rate() == 0 ? now : dueAt(posted);
            if (due > now) {
                return;
            }
            open++;
            idle.poll().post(posted++, due);
        }
    }

    private long dueAt(int number) {
        return started + number * 1_000_000L / plan.rate();
    }

    /// Milliseconds to wait for answers; a mail due sooner than one is awaited awake.
    private long patience() {
        if (plan.rate() == 0 || idle.isEmpty() || posted >= plan.count()) {
            return 1_000;
        }
        return Math.max(1, (dueAt(posted) - Microseconds.now()) / 1_000);
    }

    private void read(Selector selector) throws IOException {
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            LoadConnection connection = (LoadConnection) key.attachment();
            try {
                int status = connection.advance();
                if (status > 0) {
                    report.answered(status, Microseconds.now() - connection.due());
                    open--;
                    idle.add(connection);
                }
            } catch (IOException gone) {
                replace(connection, selector);
            }
        }
    }

    private void replace(LoadConnection connection, Selector selector) throws IOException {
        report.broken();
        connection.close();
        if (!idle.remove(connection)) {
            open--;
        }
        if (++broken > MOST_BROKEN) {
            throw new IOException("too many broken connections");
        }
        idle.add(connect(selector));
    }

    /// See `deploy/bench/load --help`.
    public static void main(String[] arguments) throws IOException {
        @Nullable String url = System.getenv("MAILSWITCH_URL");
        @Nullable String apiKey = System.getenv("MAILSWITCH_API_KEY");
        Plan plan;
        try {
            if (apiKey == null) {
                throw new IllegalArgumentException(
                        "MAILSWITCH_API_KEY is not set (. deploy/local/.data/env)");
            }
            Set<String> known =
                    Set.of("url", "run", "connections", "count", "seconds", "rate", "html");
            plan =
                    Plan.of(
                            Options.parse(arguments, known),
                            url == null ? "http://127.0.0.1:8080" : url,
                            apiKey);
        } catch (IllegalArgumentException wrong) {
            System.err.println("load: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Load load = new Load(plan);
        LoadReport report = load.run();
        report.print(System.out, plan.run(), load.started, Microseconds.now());
        if (report.accepted() < load.posted) {
            System.err.println(
                    String.format(
                            Locale.ROOT,
                            "load: %d of %d were not accepted",
                            load.posted - report.accepted(),
                            load.posted));
            System.exit(1);
        }
    }
}
