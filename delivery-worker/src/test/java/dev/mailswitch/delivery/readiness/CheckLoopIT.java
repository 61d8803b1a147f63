package dev.mailswitch.delivery.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.directory.DirectoryStore;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.RoleLease;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.ProviderChecks;
import dev.mailswitch.readiness.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckLoopIT {

    /// What must not happen does not happen for so long.
    private static final Duration HELD = Duration.ofSeconds(1);

    private final CountDownLatch answers = new CountDownLatch(1);
    private final List<CheckLoop> loops = new ArrayList<>();
    private TestSettings settings;
    private LiveDirectory directory;

    @BeforeEach
    void open() throws SQLException {
        settings = new TestSettings();
        directory = LiveDirectory.open(new DirectoryStore(settings.database));
    }

    @AfterEach
    void close() {
        answers.countDown();
        loops.forEach(CheckLoop::close);
    }

    private CheckLoop loop(TestSenders senders, String name, boolean byItself) {
        var all = senders.senders();
        CheckLoop loop =
                new CheckLoop(
                        new CheckTable(settings.database),
                        new RoleLease(settings.database, "provider-checks", name),
                        directory::now,
                        provider -> new Asking(all, provider, Address::onTheWire),
                        new SplittableRandom(1),
                        byItself);
        loops.add(loop);
        return loop;
    }

    private Map<Subject, Known> known(Subject... subjects) throws SQLException {
        try (Connection connection = settings.database.getConnection()) {
            return ProviderChecks.known(connection, List.of(subjects));
        }
    }

    private ProviderId published(OrganisationId organisation) throws SQLException {
        ProviderId provider = settings.provider(organisation);
        settings.publish();
        directory.refresh();
        return provider;
    }

    private TestSenders saying(Readiness said) {
        return new TestSenders(provider -> said);
    }

    private TestSenders hanging() {
        return new TestSenders(
                provider -> {
                    answers.await();
                    return new Ready();
                });
    }

    @Test
    void whatIsNewIsAskedByItselfAndTheAccountAnswersForItsFroms() throws Exception {
        ProviderId provider = published(settings.organisation("a@example.com"));
        TestSenders senders = saying(new NotReady("no"));
        CheckLoop loop = loop(senders, "one", true);
        loop.turn();
        Subject account = Subject.account(provider);
        Subject from = new Subject(provider, "a@example.com");
        await().untilAsserted(
                        () -> assertThat(known(account, from)).containsOnlyKeys(account, from));
        assertThat(known(from).get(from).readiness())
                .isEqualTo(new NotReady("the account is not ready: no"));
        assertThat(senders.froms).isEmpty();
        loop.turn();
        assertThat(senders.accounts).containsExactly(provider);
    }

    @Test
    void whoDoesNotAnswerIsNotAskedTheNextQuestionAndTheRestStaysDue() throws Exception {
        ProviderId provider = published(settings.organisation("a@example.com"));
        settings.run(
                """
                INSERT INTO environment (id, organisation_id, name, sender_email)
                SELECT gen_random_uuid(), organisation_id, 'news', 'b@example.com' FROM provider""");
        settings.run(
                """
                INSERT INTO route (id, organisation_id, environment_id, provider_id)
                SELECT gen_random_uuid(), e.organisation_id, e.id, p.id
                  FROM environment e, provider p WHERE e.name = 'news'""");
        CheckTable table = new CheckTable(settings.database);
        table.follow();
        settings.run("UPDATE provider_check SET due_at = 'infinity' WHERE sender = ''");
        TestSenders senders = saying(new Readiness.Unanswered("no answer"));
        loop(senders, "one", true).turn();
        Subject from = new Subject(provider, "a@example.com");
        await().untilAsserted(() -> assertThat(known(from)).containsKey(from));
        await().during(HELD)
                .untilAsserted(() -> assertThat(senders.froms).containsExactly("a@example.com"));
        assertThat(table.due(CheckTable.Wanted.ALL, List.of(), List.of(), 50))
                .extracting(Due::subject)
                .containsExactly(new Subject(provider, "b@example.com"));
    }

    @Test
    void whoIsNotToAskByHimselfAsksWhatSomebodyWaitsFor() throws Exception {
        ProviderId quiet = published(settings.organisation("a@example.com"));
        ProviderId asked = published(settings.organisation("b@example.com"));
        new CheckTable(settings.database).follow();
        try (Connection connection = settings.database.getConnection()) {
            ProviderChecks.ask(connection, asked);
        }
        TestSenders senders = saying(new Ready());
        loop(senders, "one", false).turn();
        Subject from = new Subject(asked, "b@example.com");
        await().untilAsserted(() -> assertThat(known(from)).containsKey(from));
        assertThat(senders.accounts).containsExactly(asked).doesNotContain(quiet);
    }

    @Test
    void oneOrganisationsSlowProvidersLeaveRoomForOthers() throws Exception {
        OrganisationId slow = settings.organisation("a@example.com");
        for (int i = 0; i < 5; i++) {
            published(slow);
        }
        ProviderId other = published(settings.organisation("b@example.com"));
        TestSenders senders = hanging();
        CheckLoop loop = loop(senders, "one", true);
        loop.turn();
        loop.turn();
        loop.turn();
        await().untilAsserted(() -> assertThat(senders.accounts).hasSize(3).contains(other));
        await().during(HELD)
                .untilAsserted(
                        () -> {
                            loop.turn();
                            assertThat(senders.accounts).hasSize(3);
                        });
        answers.countDown();
        await().untilAsserted(
                        () -> {
                            loop.turn();
                            assertThat(senders.accounts).hasSize(6).doesNotHaveDuplicates();
                        });
    }

    /// Two of each would have taken all there were.
    @Test
    void slowProvidersOfSeveralOrganisationsLeaveRoomForAnother() throws Exception {
        for (int i = 0; i < 8; i++) {
            OrganisationId slow = settings.organisation("slow" + i + "@example.com");
            published(slow);
            published(slow);
        }
        TestSenders senders = hanging();
        CheckLoop loop = loop(senders, "one", true);
        loop.turn();
        await().untilAsserted(() -> assertThat(senders.accounts).hasSizeGreaterThanOrEqualTo(8));
        ProviderId other = published(settings.organisation("b@example.com"));
        try (Connection connection = settings.database.getConnection()) {
            ProviderChecks.ask(connection, other);
        }
        loop.turn();
        await().untilAsserted(() -> assertThat(senders.accounts).contains(other));
    }

    /// Else what is wrong with the old password would be said of the new one.
    @Test
    void nobodyIsAskedWithSettingsThatHaveChanged() throws Exception {
        ProviderId provider = published(settings.organisation("a@example.com"));
        settings.run("UPDATE provider SET version = version + 1");
        settings.publish();
        TestSenders senders = saying(new Ready());
        CheckLoop loop = loop(senders, "one", true);
        loop.turn();
        assertThat(senders.accounts).isEmpty();
        directory.refresh();
        loop.turn();
        await().untilAsserted(() -> assertThat(senders.accounts).containsExactly(provider));
    }

    @Test
    void onlyWhoHasTheRoleAsks() throws Exception {
        ProviderId provider = published(settings.organisation("a@example.com"));
        TestSenders first = hanging();
        TestSenders second = saying(new Ready());
        loop(first, "one", true).turn();
        loop(second, "two", true).turn();
        await().untilAsserted(() -> assertThat(first.accounts).containsExactly(provider));
        await().during(HELD).untilAsserted(() -> assertThat(second.accounts).isEmpty());
    }

    /// As when the worker is killed: the row is still due.
    @Test
    void whatWasBrokenOffIsAskedByTheNextOne() throws Exception {
        ProviderId provider = published(settings.organisation("a@example.com"));
        TestSenders first = hanging();
        CheckLoop killed = loop(first, "one", true);
        killed.turn();
        await().untilAsserted(() -> assertThat(first.accounts).hasSize(1));
        killed.close();
        settings.run("UPDATE lease SET until = now() - interval '1 second'");
        TestSenders second = saying(new Ready());
        loop(second, "two", true).turn();
        Subject account = Subject.account(provider);
        await().untilAsserted(() -> assertThat(known(account)).containsKey(account));
        assertThat(second.accounts).containsExactly(provider);
    }

    @Test
    void aKindOfANewerReleaseIsNotKnown() throws Exception {
        ProviderId provider = published(settings.organisation("a@example.com"));
        settings.run("UPDATE provider SET kind = 'pigeon'");
        loop(saying(new Ready()), "one", true).turn();
        Subject account = Subject.account(provider);
        assertThat(known(account).get(account).readiness())
                .isInstanceOf(Readiness.Unanswered.class);
    }
}
