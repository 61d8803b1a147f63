package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.stack.TestStack;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;

/// A ledger in a database of its own, with one organisation, one environment and two providers.
final class TestLedger implements AutoCloseable {

    static final RandomGenerator RANDOM = new java.security.SecureRandom();

    final OrganisationId organisation;
    final EnvironmentId environment;
    final ProviderId first;
    final ProviderId second;
    final TestStack.TestDatabase database;
    final AgroalDataSource pool;
    final DatabaseClock clock = new DatabaseClock(InstantSource.system());
    final Accepting accepting;
    final Claiming claiming;
    final Settling settling;
    final Reporting reporting;
    final WorkList workList;
    final long epoch;

    private TestLedger(TestStack.TestDatabase database, Duration shift) throws SQLException {
        this(
                database,
                shift,
                new OrganisationId(id()),
                new EnvironmentId(id()),
                new ProviderId(id()),
                new ProviderId(id()));
        new Leaves(pool).ensure(clock.instant());
        settle();
    }

    private TestLedger(TestLedger other, Duration shift) throws SQLException {
        this(
                other.database,
                shift,
                other.organisation,
                other.environment,
                other.first,
                other.second);
    }

    private TestLedger(
            TestStack.TestDatabase database,
            Duration shift,
            OrganisationId organisation,
            EnvironmentId environment,
            ProviderId first,
            ProviderId second)
            throws SQLException {
        this.database = database;
        this.organisation = organisation;
        this.environment = environment;
        this.first = first;
        this.second = second;
        pool = TestPool.open(database, 16, TestDatabases.at(shift));
        clock.measure(pool);
        accepting = accepting(pool, Batcher.Limits.STANDARD);
        claiming = new Claiming(pool);
        settling = new Settling(pool, RANDOM, Batcher.Limits.STANDARD);
        reporting = new Reporting(pool, RANDOM);
        workList = new WorkList(pool);
        epoch = WorkerLease.open(pool, "test", System::nanoTime).epoch();
    }

    static TestLedger open() throws SQLException {
        return new TestLedger(TestDatabases.copy(), Duration.ZERO);
    }

    /// In a database of its own that believes it is `shift` later.
    static TestLedger open(Duration shift) throws SQLException {
        return new TestLedger(TestDatabases.copy(), shift);
    }

    /// Another process on the same database, which may live at another time.
    TestLedger replica(Duration itsShift) throws SQLException {
        return new TestLedger(this, itsShift);
    }

    private void settle() throws SQLException {
        run("INSERT INTO organisation (id, name) VALUES (?, 'Demo')", organisation.value());
        run(
                """
                INSERT INTO environment (id, organisation_id, name, is_default, sender_email)
                VALUES (?, ?, 'demo', true, 'demo@demo.mailswitch.test')""",
                environment.value(),
                organisation.value());
        for (ProviderId provider : List.of(first, second)) {
            run(
                    """
                    INSERT INTO provider (id, organisation_id, name, kind)
                    VALUES (?, ?, ?, 'sandbox')""",
                    provider.value(),
                    organisation.value(),
                    provider.toString());
        }
    }

    Accepting accepting(javax.sql.DataSource dataSource, Batcher.Limits limits) {
        return new Accepting(dataSource, clock, RANDOM, limits, lane -> true);
    }

    private static java.util.UUID id() {
        return Uuids.mint(Instant.now(), new SplittableRandom());
    }

    MailDraft mail() {
        return new MailDraft(this);
    }

    /// Accepts a plain mail to one recipient.
    EmailId accept() throws Exception {
        return accept(mail());
    }

    EmailId accept(MailDraft draft) throws Exception {
        return accepting.accept(draft.build()).id();
    }

    /// Claims with the worker of this ledger, sending everything through the first provider.
    List<Claimed> claim(EmailId... ids) throws SQLException {
        return claim(epoch, ids);
    }

    List<Claimed> claim(long holder, EmailId... ids) throws SQLException {
        return claiming.claim(holder, List.of(ids), new SendAll(first));
    }

    Claimed claimOne(EmailId id) throws SQLException {
        return claim(id).getFirst();
    }

    /// Settles every leg of a claim with the same answer.
    Settlement.Result settle(Claimed claimed, Outcome outcome) throws InterruptedException {
        return settling.settle(settlement(claimed, outcome));
    }

    Settlement settlement(Claimed claimed, Outcome outcome) {
        List<Settlement.Answer> answers = new ArrayList<>();
        for (Plan.Call call : claimed.calls()) {
            for (Plan.Leg leg : call.legs()) {
                answers.add(new Settlement.Answer(leg.position(), leg.attempt(), outcome, false));
            }
        }
        return new Settlement(claimed.mail().id(), claimed.epoch(), claimed.fence(), answers);
    }

    static Outcome accepted() {
        return new Outcome.Accepted("provider-id");
    }

    static Outcome unavailable() {
        return new Outcome.Unavailable(
                dev.mailswitch.model.outcome.Phase.CONNECT, "connection refused");
    }

    // ---- looking

    /// The status words of a mail's recipients.
    List<String> states(EmailId id) throws SQLException {
        return strings(
                """
                SELECT (ARRAY['scheduled','queued','delivering','failed','bounced','sent',
                              'delivered','cancelled'])[status + 1]
                  FROM recipient WHERE email_id = ? ORDER BY pos""",
                id.value());
    }

    String state(EmailId id) throws SQLException {
        return states(id).getFirst();
    }

    String mailState(EmailId id) throws SQLException {
        return strings(
                        """
                        SELECT (ARRAY['scheduled','queued','delivering','failed','bounced','sent',
                                      'delivered','cancelled'])[status + 1]
                          FROM email WHERE id = ?""",
                        id.value())
                .getFirst();
    }

    /// The timeline as words, oldest first.
    List<String> timeline(EmailId id) throws SQLException {
        return strings("SELECT type FROM event WHERE email_id = ? ORDER BY event.id", id.value())
                .stream()
                .map(Integer::parseInt)
                .map(code -> dev.mailswitch.model.lifecycle.EventType.of(code))
                .map(type -> type.word().substring("email.".length()))
                .toList();
    }

    boolean inWork(EmailId id) throws SQLException {
        return number("SELECT count(*) FROM work WHERE email_id = ?", id.value()) == 1;
    }

    long number(String sql, Object... arguments) throws SQLException {
        return Long.parseLong(strings(sql, arguments).getFirst());
    }

    /// The first column as text.
    List<String> strings(String sql, Object... arguments) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet row = statement.executeQuery()) {
                List<String> values = new ArrayList<>();
                while (row.next()) {
                    values.add(String.valueOf(row.getString(1)));
                }
                return values;
            }
        }
    }

    /// How many deadlocks this database has seen; to be asked when every pool is closed, because
    /// sessions hand their counts in when they end.
    long deadlocks() throws SQLException {
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(
                                                number(
                                                        """
                                                        SELECT count(*) FROM pg_stat_activity
                                                         WHERE datname = current_database()
                                                           AND pid <> pg_backend_pid()
                                                           AND backend_type = 'client backend'"""))
                                        .isZero());
        return number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    int run(String sql, Object... arguments) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        int next = 1;
        for (Object argument : Arrays.asList(arguments)) {
            statement.setObject(next++, argument);
        }
    }

    Lane lane() {
        return Lane.TRANSACTIONAL;
    }

    @Override
    public void close() {
        accepting.close();
        settling.close();
        pool.close();
    }
}
