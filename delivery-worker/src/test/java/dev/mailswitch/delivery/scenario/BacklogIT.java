package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.boot.MailDraft;
import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.delivery.boot.TestWorker;
import dev.mailswitch.delivery.transport.smtp.Answer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A hundred thousand mails of one environment that do not get on, and what the others notice.
class BacklogIT {

    private static final int MANY = 100_000;
    private static final System.Logger LOG = System.getLogger(BacklogIT.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /// In one lane with the flood, a mail waits for up to two seconds of work that Kafka holds already
    /// (the dispatcher's window) before it has its turn.
    private static final Duration SAME_LANE = LIMIT.plusSeconds(3);

    /// What the machine that runs this may add to a few of them.
    private static final Duration STALLED = Duration.ofSeconds(10);

    private static final int MEASURED = 20;
    private static TestWorker worker;

    private Tenant crowd;
    private Tenant transactional;
    private Tenant sameLane;

    @BeforeAll
    static void start() {
        worker = Installation.patient();
    }

    @BeforeEach
    void tenants() throws Exception {
        crowd = worker.tenant();
        transactional = worker.tenant();
        transactional.sandbox();
        sameLane = worker.tenant();
        sameLane.sandbox();
    }

    @Test
    void aHangingProviderWithABacklogDelaysNobodyElse() throws Exception {
        try (ScriptedSmtpServer hanging = new ScriptedSmtpServer()) {
            hanging.always(Stage.BANNER, new Answer.Hang());
            ProviderId provider = crowd.smtp(hanging.port());
            crowd.set(provider, "max_connections", 500);
            send(MANY, () -> crowd.mail().bulk());

            long before = claims();
            List<EmailId> bulk = new ArrayList<>();
            List<EmailId> quick = new ArrayList<>();
            for (int i = 0; i < MEASURED; i++) {
                quick.add(transactional.mail().to("quick" + i + "@good.test").send());
                bulk.add(sameLane.mail().bulk().to("bulk" + i + "@good.test").send());
                pause();
            }
            handedOver(transactional, quick, LIMIT);
            handedOver(sameLane, bulk, LIMIT);
            // The backlog stands meanwhile, and is not turned over and over.
            assertThat(backlog(crowd)).isGreaterThan(MANY * 9L / 10);
            assertThat(claims() - before).isLessThan(MANY / 10);
            forget(crowd);
        }
    }

    @Test
    void aFloodInTheSameLaneDelaysNobodyElse() throws Exception {
        ProviderId narrow = crowd.sandbox();
        crowd.set(narrow, "max_connections", 2);
        AtomicInteger sent = new AtomicInteger();
        Future<?> flood;
        List<EmailId> quick = new ArrayList<>();
        try (ExecutorService flooding = Executors.newSingleThreadExecutor()) {
            flood =
                    flooding.submit(
                            () -> {
                                send(MANY, () -> crowd.mail(), sent);
                                return null;
                            });
            await().atMost(Duration.ofSeconds(60)).until(() -> sent.get() > 5_000);
            // While the flood comes in, and when all of it stands.
            for (int i = 0; i < MEASURED; i++) {
                quick.add(transactional.mail().to("during" + i + "@good.test").send());
                pause();
            }
            flood.get();
        }
        for (int i = 0; i < MEASURED; i++) {
            quick.add(transactional.mail().to("after" + i + "@good.test").send());
            pause();
        }
        handedOver(transactional, quick, SAME_LANE);
        assertThat(backlog(crowd)).isGreaterThan(MANY / 2);
        // The narrow provider is kept busy all the same.
        long done = MANY - backlog(crowd);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(MANY - backlog(crowd)).isGreaterThan(done + 100));
        forget(crowd);
    }

    private interface Draft {
        MailDraft make() throws Exception;
    }

    private static void send(int count, Draft draft) throws Exception {
        send(count, draft, new AtomicInteger());
    }

    /// As fast as they go in: many at once, so that they share commits.
    private static void send(int count, Draft draft, AtomicInteger sent) throws Exception {
        int hands = 400;
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            for (int hand = 0; hand < hands; hand++) {
                all.add(
                        senders.submit(
                                () -> {
                                    int i;
                                    while ((i = next.getAndIncrement()) < count) {
                                        one(draft.make().to("many" + i + "@crowd.test"));
                                        sent.incrementAndGet();
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void one(MailDraft draft) throws Exception {
        while (true) {
            try {
                draft.send();
                return;
            } catch (LedgerBusy again) {
                Thread.yield();
            }
        }
    }

    private static void pause() {
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
    }

    /// From accept to the answer of the provider, by the database's clock.
    private static void handedOver(Tenant tenant, List<EmailId> ids, Duration limit) {
        List<Duration> took = new ArrayList<>();
        for (EmailId id : ids) {
            Story story = new Story(tenant, id).tried(1);
            took.add(Duration.between(id.time(), story.attempts().getFirst().finishedAt()));
        }
        took.sort(Comparator.naturalOrder());
        Duration most = took.get(took.size() * 9 / 10 - 1);
        LOG.log(
                System.Logger.Level.INFO,
                "handed over: median {0}, nine of ten {1}, the last {2}",
                took.get(took.size() / 2),
                most,
                took.getLast());
        assertThat(most).as("nine of ten of %s", took).isLessThan(limit);
        assertThat(took.getLast()).as("the last").isLessThan(STALLED);
    }

    private static long backlog(Tenant tenant) throws Exception {
        return worker.number(
                "SELECT count(*) FROM work WHERE flow = ?", tenant.environment().value());
    }

    private static long claims() {
        return (long)
                worker.metrics().find("mailswitch.claims").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum();
    }

    /// The next scenario starts without this one's backlog.
    private static void forget(Tenant tenant) throws Exception {
        worker.change(
                "UPDATE environment SET held = true WHERE id = ?", tenant.environment().value());
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(
                        () ->
                                worker.run(
                                                "DELETE FROM work WHERE flow = ? AND holder IS"
                                                        + " NULL",
                                                tenant.environment().value())
                                        == 0);
    }
}
