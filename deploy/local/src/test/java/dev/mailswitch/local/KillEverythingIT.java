package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.stack.LocalProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// 2,000 mails, and while they flow every part is killed once and stopped once. Mails go in eight
/// bursts; in the middle of each something breaks. A plain SMTP server cannot know a repeated mail,
/// so each double must have its reason on record: an attempt whose outcome nobody knows.
class KillEverythingIT {

    private static final int BURST = 250;
    private static final int FLOWING = 60;
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String HELD_BY =
            "SELECT count(*) FROM work WHERE holder = (SELECT epoch FROM worker WHERE name LIKE ?)";

    private static final CountingSmtp SMTP = new CountingSmtp();
    private static final TestInstallation ALL = TestInstallation.fresh("kill-everything");
    private static final Traffic TRAFFIC = new Traffic();

    private final List<String> bySmtp = new ArrayList<>();
    private final List<String> bySandbox = new ArrayList<>();
    private int openAtKills;

    @BeforeAll
    static void start() {
        ALL.startAll(ProviderUrl.parse("smtp://127.0.0.1:" + SMTP.port() + "?name=counting", 0));
    }

    @AfterAll
    static void stop() throws IOException {
        TRAFFIC.close();
        SMTP.release();
        ALL.close();
        SMTP.close();
    }

    /// What is done while a burst of mails flows.
    private interface Fault {
        void strike() throws Exception;
    }

    @Test
    void everyMailAnswered202IsDeliveredWhateverIsKilled() throws Exception {
        long start = System.nanoTime();
        Api sandbox = ALL.sandboxEnvironment("sandbox");
        TestInstallation second = ALL.secondWorker("kill-everything-second");
        try {
            during("worker killed", sandbox, () -> killWorker(second));
            during("worker stopped", sandbox, this::stopWorker);
            during("API killed", sandbox, () -> restart(Part.API));
            during("API stopped", sandbox, () -> pause(Part.API, 4));
            long stopped = pid(Part.WORKER);
            await("another worker takes over what the stopped one has in hand")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(ALL.number(HELD_BY, stopped + "@%")).isZero());
            ALL.installation().signal(Part.WORKER, "CONT");
            during("Kafka killed", sandbox, () -> restart(Part.KAFKA));
            during("Kafka stopped", sandbox, () -> pause(Part.KAFKA, 5));
            during("PostgreSQL killed", sandbox, () -> restart(Part.POSTGRES));
            during("PostgreSQL stopped", sandbox, () -> pause(Part.POSTGRES, 5));
            everythingArrives(sandbox);
        } finally {
            second.close(Part.WORKER);
        }
        System.out.printf(
                "2,000 mails, everything killed and stopped once: %s, %d posts repeated, %.0f s%n",
                doubles(), TRAFFIC.retries(), (System.nanoTime() - start) / 1e9);
    }

    private static long pid(Part part) {
        return ALL.installation().process(part).map(LocalProcess::pid).orElseThrow();
    }

    private void during(String what, Api sandbox, Fault fault) throws Exception {
        long start = System.nanoTime();
        List<String> smtp = subjects(what + " smtp", bySmtp, BURST * 4 / 5);
        Traffic.Burst many = TRAFFIC.post(ALL.sender(), smtp);
        Traffic.Burst few =
                TRAFFIC.post(sandbox, subjects(what + " sandbox", bySandbox, BURST / 5));
        await("mails flow before: " + what)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> many.acceptedSoFar() + few.acceptedSoFar() >= FLOWING);
        fault.strike();
        await("all are accepted after: " + what)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> many.ended() && few.ended());
        assertThat(TRAFFIC.wrong()).isEmpty();
        System.out.printf(
                "%-18s all accepted after %4.1f s%n", what, (System.nanoTime() - start) / 1e9);
    }

    private static List<String> subjects(String what, List<String> all, int count) {
        List<String> some =
                IntStream.range(0, count)
                        .mapToObj(i -> "%s %04d".formatted(what, all.size() + i))
                        .toList();
        all.addAll(some);
        return some;
    }

    private void killWorker(TestInstallation second) throws Exception {
        holdCalls(1);
        ALL.installation().kill(Part.WORKER);
        // Dead, it opens none any more, and what it had open stays so: nobody else has started.
        openAtKills += openCalls();
        SMTP.release();
        second.installation().launch(Part.WORKER);
        ALL.up(); // the script itself
        assertThat(ALL.installation().ready(Part.WORKER)).isTrue();
        second.installation().awaitReady(Part.WORKER);
    }

    private void stopWorker() throws Exception {
        holdCalls(1);
        ALL.installation().signal(Part.WORKER, "STOP");
        // The other worker's open calls are among them; too many is no harm here.
        openAtKills += openCalls();
        SMTP.release();
    }

    /// Returns when calls of the first worker are open at their very end: the mail has arrived, the
    /// answer has not.
    private void holdCalls(int atLeast) throws SQLException {
        SMTP.hold();
        long pid = pid(Part.WORKER);
        await("calls are open")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> {
                            assertThat(SMTP.unanswered()).isGreaterThanOrEqualTo(atLeast);
                            assertThat(ALL.number(HELD_BY, pid + "@%"))
                                    .isGreaterThanOrEqualTo(atLeast);
                        });
    }

    private static int openCalls() throws SQLException {
        return (int) ALL.number("SELECT count(*) FROM attempt WHERE outcome IS NULL");
    }

    private static void restart(Part part) {
        ALL.installation().kill(part);
        ALL.installation().start(part);
    }

    private static void pause(Part part, int seconds) {
        ALL.signalTree(part, "STOP");
        await().pollDelay(Duration.ofSeconds(seconds)).until(() -> true);
        ALL.signalTree(part, "CONT");
    }

    private void everythingArrives(Api sandbox) {
        long start = System.nanoTime();
        assertThat(TRAFFIC.accepted().keySet().size()).isEqualTo(8 * BURST);
        assertThat(new HashSet<>(TRAFFIC.accepted().values()).size()).isEqualTo(8 * BURST);
        await("every mail answered 202 arrives")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(missing()).isEmpty());
        await("and is settled")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(ALL.number("SELECT count(*) FROM work")).isZero());
        Set<String> notSent = ids(bySmtp);
        notSent.removeAll(withStatus(ALL.sender(), "sent"));
        assertThat(notSent).isEmpty();
        await("the sandbox reports delivery")
                .atMost(SOON)
                .untilAsserted(
                        () -> {
                            Set<String> notDelivered = ids(bySandbox);
                            notDelivered.removeAll(withStatus(sandbox, "delivered"));
                            assertThat(notDelivered).isEmpty();
                        });
        System.out.printf(
                "all delivered and settled %.1f s after the last%n",
                (System.nanoTime() - start) / 1e9);
    }

    private Set<String> missing() {
        Set<String> missing = new HashSet<>(bySmtp);
        missing.removeAll(SMTP.arrivals().keySet());
        return missing;
    }

    private static Set<String> ids(List<String> subjects) {
        Set<String> ids = new HashSet<>();
        subjects.forEach(subject -> ids.add(TRAFFIC.accepted().get(subject)));
        return ids;
    }

    private static Set<String> withStatus(Api api, String status) {
        Set<String> ids = new HashSet<>();
        api.list("/api/v1/emails?limit=100&status=" + status)
                .forEach(mail -> ids.add(mail.path("id").asText()));
        return ids;
    }

    /// Checks that each double has its reason on record, and says how many there were.
    private String doubles() throws SQLException {
        Map<String, Integer> twice = new HashMap<>(SMTP.arrivals());
        twice.values().removeIf(arrivals -> arrivals < 2);
        int doubles = 0;
        for (Map.Entry<String, Integer> mail : twice.entrySet()) {
            UUID id = UUID.fromString(TRAFFIC.accepted().get(mail.getKey()));
            assertThat(ALL.number(OPEN_CALLS, id, id))
                    .as("reasons for the doubles of " + mail.getKey())
                    .isGreaterThanOrEqualTo(mail.getValue() - 1L);
            doubles += mail.getValue() - 1;
        }
        assertThat(doubles).as("doubles").isLessThanOrEqualTo(openAtKills);
        return "%d doubles, %d calls open at the kills".formatted(doubles, openAtKills);
    }

    // Attempts whose outcome nobody knows, and those known too late.
    private static final String OPEN_CALLS =
            """
            SELECT (SELECT count(*) FROM attempt WHERE email_id = ? AND coalesce(outcome, 8) = 8)
                 + (SELECT count(*) FROM event
                     WHERE email_id = ? AND data ->> 'double' = 'true')\
            """;
}
