package dev.mailswitch.delivery.worklist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.dispatch.Pace;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.directory.Route;
import dev.mailswitch.ledger.Marks;
import dev.mailswitch.ledger.Schema;
import dev.mailswitch.ledger.WorkList;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// What the dispatcher finds, in a real work list.
class DispatcherIT {

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private static final Lane LANE = Lane.BULK;
    private static final OrganisationId ORGANISATION = new OrganisationId(new UUID(3, 1));
    private static final EnvironmentId FLOW = new EnvironmentId(new UUID(2, 1));

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Pace pace = new Pace();
    private Set<Lane> heldLanes = Set.of();
    private long version = 1;
    private int providerVersion = 1;

    /// Stands still unless a test moves it: what is only found from time to time is not found so.
    private Instant now = Instant.now();

    private final Dispatcher dispatcher =
            new Dispatcher(
                    LANE,
                    new WorkList(DATABASE),
                    new Marks(DATABASE),
                    new Announcer(kafka),
                    this::settings,
                    pace,
                    () -> now);

    @BeforeAll
    static void startDatabase() {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Schema.migrate(DATABASE);
    }

    @AfterEach
    void empty() throws SQLException {
        run("DELETE FROM work");
    }

    /// One environment, with a route through one provider.
    private Directory settings() {
        return new Directory(
                version,
                List.of(new Organisation(ORGANISATION, "shop", false, null, Set.of(), null)),
                List.of(
                        new Environment(
                                FLOW,
                                ORGANISATION,
                                "main",
                                true,
                                Address.of("from@shop.test"),
                                LANE,
                                OnUnknown.AT_LEAST_ONCE,
                                30,
                                null,
                                false,
                                null,
                                null,
                                heldLanes)),
                List.of(),
                List.of(
                        new Route(
                                new RouteId(new UUID(4, 1)),
                                FLOW,
                                new Provider(
                                        new ProviderId(new UUID(1, 1)),
                                        ORGANISATION,
                                        "relay",
                                        ProviderKind.SMTP,
                                        Map.of(),
                                        null,
                                        4,
                                        null,
                                        Budget.NONE,
                                        false,
                                        null,
                                        providerVersion),
                                0,
                                1)),
                List.of(),
                List.of());
    }

    private static void run(String sql, Object... values) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /// A mail that was due ten minutes ago, as one is that was announced and put back.
    private static void putBackMail() throws SQLException {
        run(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken)
                VALUES (?, ?, ?, now() - interval '10 minutes', false)\
                """,
                EmailId.mint(Instant.now(), new Random()).value(),
                FLOW.value(),
                LANE.code());
    }

    /// One that was put back until the evening, for want of a way by these settings.
    private static void mailWithoutAWay(long settings) throws SQLException {
        run(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken, settings_seen)
                VALUES (?, ?, ?, now() + interval '9 hours', false, ?)\
                """,
                EmailId.mint(Instant.now(), new Random()).value(),
                FLOW.value(),
                LANE.code(),
                settings);
    }

    private int announcedByATurn() throws Exception {
        run("UPDATE mark SET at = now()");
        int before = kafka.history().size();
        dispatcher.turn();
        return kafka.history().size() - before;
    }

    @Test
    void whatWasPutBackHereIsFoundAtOnceHoweverOldItIs() throws Exception {
        assertThat(announcedByATurn()).isZero();
        assertThat(announcedByATurn()).isZero();
        putBackMail();
        // Further back than it looks as a rule.
        assertThat(announcedByATurn()).isZero();
        pace.putBack(LANE);
        assertThat(announcedByATurn()).isEqualTo(1);
    }

    @Test
    void whatWaitsForAWayIsBroughtUpWhenTheWaysAreNewerAndNotAgain() throws Exception {
        version = 5;
        mailWithoutAWay(4);
        mailWithoutAWay(5);
        // Backing off: of no settings' business.
        run(
                """
                INSERT INTO work (email_id, flow, lane, due_at, woken)
                VALUES (?, ?, ?, now() + interval '9 hours', false)\
                """,
                EmailId.mint(Instant.now(), new Random()).value(),
                FLOW.value(),
                LANE.code());
        assertThat(announcedByATurn()).isEqualTo(1);
        assertThat(announcedByATurn()).isZero();
    }

    @Test
    void aChangeOfAProviderBringsUpWhatHasSeenTheOneBeforeAndNoOtherChangeDoes() throws Exception {
        version = 5;
        mailWithoutAWay(5);
        assertThat(announcedByATurn()).isZero();
        version = 6;
        assertThat(announcedByATurn()).isZero();
        now = now.plusSeconds(3);
        assertThat(announcedByATurn()).isZero();
        version = 7;
        providerVersion = 2;
        assertThat(announcedByATurn()).isEqualTo(1);
        mailWithoutAWay(7);
        now = now.plusSeconds(3);
        assertThat(announcedByATurn()).isZero();
    }

    /// And so long what is due is searched no further back than else: what cannot go may take a day.
    @Test
    void whatIsLeftOfThemGoesOnNextTurnAndIsNoReasonToSearchWhatIsDueFromTheBeginning()
            throws Exception {
        version = 5;
        int atOnce = pace.allowance(FLOW);
        int more = 7;
        for (int i = 0; i < atOnce + more; i++) {
            mailWithoutAWay(4);
        }
        assertThat(announcedByATurn()).isEqualTo(atOnce);
        putBackMail();
        assertThat(announcedByATurn()).isEqualTo(more);
        assertThat(announcedByATurn()).isZero();
    }

    /// One recipient's call ran while the settings changed, the other one waits for a way.
    @Test
    void whatWasInHandWhenTheWaysChangedIsFoundWithinSeconds() throws Exception {
        version = 5;
        assertThat(announcedByATurn()).isZero();
        now = now.plusSeconds(30);
        assertThat(announcedByATurn()).isZero();
        mailWithoutAWay(4);
        assertThat(announcedByATurn()).isZero();
        now = now.plusSeconds(3);
        assertThat(announcedByATurn()).isEqualTo(1);
    }

    /// Nobody asked for it while its lane was held.
    @Test
    void whatIsOutdatedWhenItsLaneIsReleasedIsBroughtUpAtOnce() throws Exception {
        version = 5;
        assertThat(announcedByATurn()).isZero();
        mailWithoutAWay(4);
        heldLanes = Set.of(LANE);
        assertThat(announcedByATurn()).isZero();
        heldLanes = Set.of();
        assertThat(announcedByATurn()).isEqualTo(1);
    }

    @Test
    void aHeldLaneIsNotBroughtUpUntilItIsReleased() throws Exception {
        putBackMail();
        heldLanes = Set.of(LANE);
        assertThat(announcedByATurn()).isZero();
        heldLanes = Set.of(Lane.values()[1 - LANE.ordinal()]);
        assertThat(announcedByATurn()).isEqualTo(1);
    }
}
