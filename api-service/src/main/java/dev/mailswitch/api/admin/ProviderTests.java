package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.readiness.FairPlaces;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.ProviderChecks;
import dev.mailswitch.readiness.ProviderChecks.Waiting;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Has a worker ask a provider how its account stands and the Froms at it, and waits for what it
/// says. Asking is left to the workers: they open secrets and call out, and this service does
/// neither.
@Singleton
class ProviderTests {

    /// A worker gives up on an answer before.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LOOK = Duration.ofMillis(250);

    /// Each has a thread that sleeps and four small queries a second.
    private static final int MOST_WAITING = 64;

    /// Of them, of one organisation.
    private static final int MOST_OF_ONE = 4;

    private static final String COME_AGAIN_SECONDS = "10";

    private final Desk desk;
    private final DataSource database;
    private final FairPlaces places = new FairPlaces(MOST_WAITING, MOST_OF_ONE);

    ProviderTests(Desk desk, DataSource database) {
        this.desk = desk;
        this.database = database;
    }

    /// @param tookMs how long the account's answer took
    record View(
            String state,
            @Nullable String detail,
            long tookMs,
            String checkedAt,
            List<Sender> senders) {}

    /// @param environment its name
    /// @param from        its sender
    record Sender(
            String environment,
            String from,
            String state,
            @Nullable String detail,
            @Nullable String checkedAt) {

        static Sender of(ProviderChecks.Sender sender) {
            ReadinessView view = ReadinessView.of(sender.known());
            return new Sender(
                    sender.environment(),
                    sender.from(),
                    view.state(),
                    view.detail(),
                    view.checkedAt());
        }
    }

    private record Asked(ProviderId provider, Instant at) {}

    /// What a provider says now, or said within the last two seconds, also if it is that it does not
    /// answer. Of Froms that it has not answered for in time, what was known before.
    ///
    /// @throws Refused  with 404 if the caller has no such provider; with 503 if no worker answers in
    ///     time, or too many wait already
    /// @throws SQLException if the database is away
    View run(String id) throws SQLException {
        Caller caller = desk.enter(Scope.ADMIN);
        if (!places.tryTake(caller.organisation())) {
            throw unanswered("Too many tests wait for their answers");
        }
        try {
            Asked asked = ask(caller, id);
            if (await(asked).account()) {
                throw unanswered(
                        "No delivery-worker has answered: none is running, or all are busy");
            }
            return view(asked.provider());
        } finally {
            places.giveBack(caller.organisation());
        }
    }

    private static Refused unanswered(String detail) {
        return new Refused(Problem.unavailable(detail).with("Retry-After", COME_AGAIN_SECONDS));
    }

    private Asked ask(Caller caller, String id) {
        return desk.writing()
                .data(
                        caller,
                        () -> {
                            ProviderEntity row =
                                    desk.rows()
                                            .find(ProviderEntity.class, caller.organisation(), id);
                            ProviderId provider = new ProviderId(row.id);
                            return new Writing.Done<>(
                                    new Asked(provider, desk.rows().askProvider(provider)),
                                    Audit.of(Audit.Action.TESTED, "provider", row, row.name));
                        });
    }

    /// What is still open when everything was answered or the time is over.
    private Waiting await(Asked asked) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Waiting open = look(asked);
        while (open.anything() && System.nanoTime() < end) {
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return open;
            }
            open = look(asked);
        }
        return open;
    }

    private Waiting look(Asked asked) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return ProviderChecks.waiting(connection, asked.provider(), asked.at());
        }
    }

    private View view(ProviderId provider) throws SQLException {
        try (Connection connection = database.getConnection()) {
            // Empty if somebody has deleted it meanwhile.
            Known known =
                    ProviderChecks.account(connection, provider)
                            .orElseThrow(() -> new Refused(Problem.notFound()));
            ReadinessView said = ReadinessView.of(known);
            return new View(
                    said.state(),
                    said.detail(),
                    known.took().toMillis(),
                    Objects.requireNonNull(said.checkedAt()),
                    ProviderChecks.senders(connection, provider).stream().map(Sender::of).toList());
        }
    }
}
