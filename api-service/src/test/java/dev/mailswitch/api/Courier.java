package dev.mailswitch.api;

import dev.mailswitch.ledger.Batcher;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.ledger.Report;
import dev.mailswitch.ledger.Reporting;
import dev.mailswitch.ledger.Settlement;
import dev.mailswitch.ledger.Settling;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// A worker for tests of the API: hands over whatever waits, to nobody. Recipients called `stays…`
/// stay queued, those called `refused…` bounce, all others are accepted.
public final class Courier implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(20);

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final SecureRandom random = new SecureRandom();
    private final ProviderId provider;
    private final Claiming claiming;
    private final Settling settling;
    private final Reporting reporting;
    private final long epoch;
    private final Thread thread;
    private volatile boolean staying = true;
    private volatile boolean closed;

    /// @param provider through which everything goes
    public Courier(ProviderId provider) throws SQLException {
        var config = ConfigProvider.getConfig();
        database.setUrl(config.getValue("MAILSWITCH_DATABASE_URL", String.class));
        database.setUser(config.getValue("MAILSWITCH_DATABASE_USER", String.class));
        database.setPassword(config.getValue("MAILSWITCH_DATABASE_PASSWORD", String.class));
        this.provider = provider;
        this.claiming = new Claiming(database);
        this.settling = new Settling(database, random, Batcher.Limits.STANDARD);
        this.reporting = new Reporting(database, random);
        this.epoch = WorkerLease.open(database, "courier", System::nanoTime).epoch();
        this.thread = Thread.ofVirtual().name("courier").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                for (Claimed claimed : claiming.claim(epoch, waiting(), this::decide)) {
                    handOver(claimed);
                }
                Thread.sleep(BETWEEN);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private List<EmailId> waiting() throws SQLException {
        List<EmailId> ids = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT email_id FROM work w
                                 WHERE holder IS NULL AND (woken OR due_at <= now())
                                   AND NOT (%s AND EXISTS (SELECT FROM recipient r
                                                            WHERE r.email_id = w.email_id
                                                              AND r.address LIKE 'stays%%'))\
                                """
                                        .formatted(staying))) {
            while (row.next()) {
                ids.add(new EmailId(row.getObject(1, UUID.class)));
            }
        }
        return ids;
    }

    private Plan decide(Claimable mail, Instant now) {
        List<Plan.Call> calls = new ArrayList<>();
        List<Plan.End> ended = new ArrayList<>();
        for (Claimable.Due due : mail.due()) {
            int position = due.recipient().position();
            if (due.attempts().isEmpty()) {
                Plan.Leg leg = new Plan.Leg(position, due.next(), null);
                calls.add(new Plan.Call(UUID.randomUUID(), provider, 0, "test", 1, List.of(leg)));
            } else {
                ended.add(
                        new Plan.End(
                                position,
                                Status.BOUNCED,
                                BounceClass.INVALID_RECIPIENT,
                                "no such user"));
            }
        }
        return new Plan(calls, List.of(), ended);
    }

    private void handOver(Claimed claimed) throws InterruptedException {
        List<Settlement.Answer> answers = new ArrayList<>();
        for (Plan.Call call : claimed.calls()) {
            for (Plan.Leg leg : call.legs()) {
                String email = claimed.mail().recipients().get(leg.position()).address().email();
                Outcome outcome =
                        email.startsWith("refused")
                                ? new Outcome.RecipientRefused(
                                        BounceClass.INVALID_RECIPIENT,
                                        true,
                                        "550 5.1.1 mx1.host.example: no such user")
                                : new Outcome.Accepted("provider-id");
                answers.add(new Settlement.Answer(leg.position(), leg.attempt(), outcome, false));
            }
        }
        if (!answers.isEmpty()) {
            settling.settle(
                    new Settlement(claimed.mail().id(), claimed.epoch(), claimed.fence(), answers));
        }
    }

    /// From now on nobody stays.
    public void release() {
        staying = false;
    }

    /// The provider says something about a mail's recipient after its first attempt.
    public void reports(EmailId id, int position, EventType type, @Nullable Engagement engagement)
            throws SQLException {
        Report report =
                new Report(
                        id,
                        position,
                        1,
                        provider,
                        type,
                        null,
                        false,
                        "",
                        UUID.randomUUID().toString(),
                        false,
                        null,
                        engagement);
        List<Report.Result> results = reporting.apply(List.of(report));
        if (!results.equals(List.of(Report.Result.APPLIED))) {
            throw new IllegalStateException("not applied: " + results);
        }
    }

    @Override
    public void close() throws InterruptedException {
        // Not interrupted: that would cut its connection off in the middle of a claim.
        closed = true;
        thread.join();
        settling.close();
    }
}
