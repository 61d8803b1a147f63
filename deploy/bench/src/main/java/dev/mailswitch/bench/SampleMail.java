package dev.mailswitch.bench;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.IdempotencyKey;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Once;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.ledger.Settlement;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/// The mail that is measured: 4 KB of HTML that does not repeat itself, one recipient, a key; sent
/// through one provider that accepts it.
record SampleMail(
        OrganisationId organisation,
        EnvironmentId environment,
        ProviderId provider,
        DatabaseClock clock,
        RandomGenerator random)
        implements Claiming.Decider {

    private static final int HTML = 4_096;

    static SampleMail make(DataSource pool, DatabaseClock clock, RandomGenerator random)
            throws SQLException {
        UUID organisation = Uuids.mint(clock.instant(), random);
        UUID environment = Uuids.mint(clock.instant(), random);
        UUID provider = Uuids.mint(clock.instant(), random);
        run(pool, "INSERT INTO organisation (id, name) VALUES (?, 'Bench')", organisation);
        run(
                pool,
                """
                INSERT INTO environment (id, organisation_id, name, sender_email)
                VALUES (?, ?, 'bench', 'bench@bench.mailswitch.test')\
                """,
                environment,
                organisation);
        run(
                pool,
                """
                INSERT INTO provider (id, organisation_id, name, kind)
                VALUES (?, ?, 'sandbox', 'sandbox')\
                """,
                provider,
                organisation);
        return new SampleMail(
                new OrganisationId(organisation),
                new EnvironmentId(environment),
                new ProviderId(provider),
                clock,
                random);
    }

    private static void run(DataSource pool, String sql, Object... arguments) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            statement.executeUpdate();
        }
    }

    NewMail mail(EmailId id) {
        byte[] payload = new byte[32];
        random.nextBytes(payload);
        return new NewMail(
                id,
                organisation,
                environment,
                Lane.TRANSACTIONAL,
                new Address("bench@bench.mailswitch.test", "Bench"),
                new Content("Your order " + id, html(), null, List.of(), Headers.NONE, List.of()),
                List.of(
                        new Recipient(
                                0,
                                RecipientKind.TO,
                                Address.of("user" + random.nextInt(1_000_000) + "@example.com"))),
                Map.of(),
                "<" + id + "@bench.mailswitch.test>",
                List.of(),
                null,
                "default",
                OnUnknown.AT_LEAST_ONCE,
                30,
                null,
                clock.instant().plus(Duration.ofDays(1)),
                false,
                null,
                null,
                new Once.Key(
                        IdempotencyKey.of(
                                organisation, environment, "bench", id.toString(), payload)),
                Map.of(),
                List.of());
    }

    private String html() {
        StringBuilder html = new StringBuilder(HTML + 16).append("<p>");
        while (html.length() < HTML) {
            html.append(Long.toString(random.nextLong(), 36)).append(' ');
        }
        return html.append("</p>").toString();
    }

    @Override
    public Plan decide(Claimable mail, Instant now) {
        Plan.Leg leg = new Plan.Leg(0, mail.due().getFirst().next(), null);
        return new Plan(
                List.of(
                        new Plan.Call(
                                Uuids.mint(now, random), provider, 0, "only", 1, List.of(leg))),
                List.of(),
                List.of());
    }

    Settlement settlement(Claimed claimed) {
        return new Settlement(
                claimed.mail().id(),
                claimed.epoch(),
                claimed.fence(),
                List.of(
                        new Settlement.Answer(
                                0,
                                1,
                                new Outcome.Accepted("250 2.0.0 Ok: queued as 4XyZ12abcdz9"),
                                false)));
    }
}
