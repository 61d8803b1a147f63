package dev.mailswitch.ledger.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.Leaf;
import dev.mailswitch.ledger.Leaves;
import dev.mailswitch.ledger.Schema;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.stack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MailReaderIT {

    private static final Instant NOW = Instant.now();
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private static final Random RANDOM = new Random(1);

    private final OrganisationId organisation = new OrganisationId(UUID.randomUUID());
    private final MailReader reader = new MailReader(DATABASE);

    @BeforeAll
    static void database() throws SQLException {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        DATABASE.setUrl(database.jdbcUrl());
        DATABASE.setUser(database.user());
        DATABASE.setPassword(database.password());
        Schema.migrate(DATABASE);
        // Six weeks of leaves: lists walk them newest first.
        new Leaves(DATABASE)
                .ensure(
                        Leaf.of(NOW.minus(Duration.ofDays(35))),
                        6,
                        LocalDate.ofInstant(NOW, ZoneOffset.UTC));
    }

    @Test
    void anOpenCallShowsAsDelivering() throws SQLException {
        EmailId id = mail(NOW, 2);
        assertThat(shown(id)).isEqualTo(Status.QUEUED);
        attempt(id, 0, 1, false);
        // One recipient still waits: the mail does, too.
        assertThat(shown(id)).isEqualTo(Status.QUEUED);
        assertThat(listed(Status.QUEUED)).containsExactly(id);
        assertThat(listed(Status.DELIVERING)).isEmpty();
        attempt(id, 1, 1, false);
        assertThat(shown(id)).isEqualTo(Status.DELIVERING);
        assertThat(listed(Status.QUEUED)).isEmpty();
        assertThat(listed(Status.DELIVERING)).containsExactly(id);
    }

    @Test
    void aCallThatIsOverDoesNot() throws SQLException {
        EmailId id = mail(NOW, 1);
        attempt(id, 0, 1, true);
        assertThat(shown(id)).isEqualTo(Status.QUEUED);
        assertThat(listed(Status.QUEUED)).containsExactly(id);
    }

    @Test
    void pagesFollowOneAnotherOverWeeks() throws SQLException {
        var ids =
                IntStream.range(0, 10)
                        .mapToObj(i -> mail(NOW.minus(Duration.ofDays(3L * i)), 1))
                        .toList();
        MailPage first = list(MailFilter.ALL, new Paging(4, 0, null));
        assertThat(first.mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids.subList(0, 4));
        assertThat(first.more()).isTrue();
        MailPage second = list(MailFilter.ALL, new Paging(4, 0, ids.get(3)));
        assertThat(second.mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids.subList(4, 8));
        MailPage last = list(MailFilter.ALL, new Paging(4, 8, null));
        assertThat(last.mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids.subList(8, 10));
        assertThat(last.more()).isFalse();
        MailFilter middle =
                new MailFilter(null, null, null, null, ids.get(6).time(), ids.get(4).time(), null);
        assertThat(list(middle, new Paging(50, 0, null)).mails())
                .extracting(listed -> listed.mail().id())
                .containsExactly(ids.get(5), ids.get(6));
    }

    @Test
    void aRecipientIsFoundInBothSpellingsNewestFirst() throws SQLException {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            EmailId id = mail(NOW.minus(Duration.ofDays(3L * i)), 1);
            run(
                    "UPDATE recipient SET address = ? WHERE email_id = ?",
                    i % 3 == 2 ? "other@x.example" : i % 2 == 0 ? "Jo@x.example" : "jo@x.example",
                    id.value());
            if (i % 3 != 2) {
                ids.add(id);
            }
        }
        MailFilter jo =
                new MailFilter(null, null, Address.of("Jo@x.example"), null, null, null, null);
        assertThat(list(jo, new Paging(50, 0, null)).mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids);
        MailPage page = list(jo, new Paging(2, 1, ids.get(0)));
        assertThat(page.mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids.subList(2, 4));
        assertThat(page.more()).isTrue();
        MailFilter lower =
                new MailFilter(null, null, Address.of("jo@x.example"), null, null, null, null);
        assertThat(list(lower, new Paging(50, 0, null)).mails()).hasSize(3);
    }

    @Test
    void noSpellingOfARecipientIsReadOutOfTheOrderOfItsIndex() throws SQLException {
        MailFilter jo =
                new MailFilter(null, null, Address.of("Jo@x.example"), null, null, null, null);
        try (Connection connection = DATABASE.getConnection();
                PreparedStatement statement =
                        ListQuery.prepare(connection, organisation, jo, new Paging(10, 0, null))) {
            String sql = statement.toString();
            assertThat(sql).doesNotContain("IN (").contains("UNION");
            assertThat(sql.split("ORDER BY r.email_id DESC LIMIT 11", -1)).hasSize(3);
        }
    }

    /// Subjects from before they had a limit.
    @Test
    void aPageOfLargeMailsEndsEarlyAndTheNextGoesOnThere() throws SQLException {
        List<EmailId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            EmailId id = mail(NOW.minusSeconds(i), 1);
            run("UPDATE email SET subject = repeat('s', 800000) WHERE id = ?", id.value());
            ids.add(id);
        }
        MailPage first = list(MailFilter.ALL, new Paging(200, 0, null));
        assertThat(first.mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(first.more()).isTrue();
        MailPage afterCursor = list(MailFilter.ALL, new Paging(200, 0, ids.get(1)));
        MailPage afterOffset = list(MailFilter.ALL, new Paging(200, 2, null));
        assertThat(afterCursor.mails())
                .isEqualTo(afterOffset.mails())
                .extracting(listed -> listed.mail().id())
                .containsExactlyElementsOf(ids.subList(2, 4));
        assertThat(list(MailFilter.ALL, new Paging(200, 4, null)).more()).isFalse();
    }

    @Test
    void memoryIsAskedForBeforeMailsAreRead() throws SQLException {
        EmailId id = mail(NOW, 3);
        run("UPDATE email SET subject = repeat('s', 5000) WHERE id = ?", id.value());
        assertThat(
                        reader.list(
                                organisation,
                                MailFilter.ALL,
                                new Paging(10, 0, null),
                                octets -> {
                                    assertThat(octets).isBetween(5_000L, 8_000L);
                                    return false;
                                }))
                .isEmpty();
        assertThat(reader.octets(organisation, id)).isBetween(5_000L, 8_000L);
        assertThat(reader.octets(new OrganisationId(UUID.randomUUID()), id)).isZero();
    }

    @Test
    void anotherOrganisationSeesNothing() throws SQLException {
        EmailId id = mail(NOW, 1);
        event(id);
        assertThat(reader.timeline(organisation, id, null, 10)).hasSize(1);
        OrganisationId other = new OrganisationId(UUID.randomUUID());
        assertThat(reader.find(other, id)).isEmpty();
        assertThat(reader.timeline(other, id, null, 10)).isEmpty();
        assertThat(
                        reader.list(other, MailFilter.ALL, new Paging(10, 0, null), octets -> true)
                                .orElseThrow()
                                .mails())
                .isEmpty();
    }

    @Test
    void aListCountsAllRecipientsAndNamesTheFirst() throws SQLException {
        EmailId id = mail(NOW, 120);
        attempt(id, 7, 1, false);
        run(
                "UPDATE recipient SET status = 5, attempt = 1 WHERE email_id = ? AND pos >= 100",
                id.value());
        ListedMail listed = list(MailFilter.ALL, new Paging(10, 0, null)).mails().getFirst();
        assertThat(listed.statuses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Status.QUEUED, 99, Status.DELIVERING, 1, Status.SENT, 20));
        assertThat(listed.status()).isEqualTo(shown(id));
        assertThat(listed.mail().recipients())
                .hasSize(ListedMail.SHOWN)
                .extracting(Mail.Addressee::position)
                .startsWith(0, 1, 2);
    }

    @Test
    void theFrameAndTheCourseAreTheMailWithoutItsContent() throws SQLException {
        EmailId id = mail(NOW, 2);
        attempt(id, 1, 1, true);
        Mail whole = reader.find(organisation, id).orElseThrow().mail();
        assertThat(reader.frame(organisation, id)).contains(whole);
        MailCourse course = reader.course(organisation, id).orElseThrow();
        assertThat(course.mail()).isEqualTo(whole);
        assertThat(course.attempts())
                .isEqualTo(reader.find(organisation, id).orElseThrow().attempts())
                .hasSize(1);
        OrganisationId other = new OrganisationId(UUID.randomUUID());
        assertThat(reader.frame(other, id)).isEmpty();
        assertThat(reader.course(other, id)).isEmpty();
    }

    private Status shown(EmailId id) throws SQLException {
        return reader.find(organisation, id).orElseThrow().mail().status();
    }

    private java.util.List<EmailId> listed(Status status) throws SQLException {
        MailFilter filter = new MailFilter(status, null, null, null, null, null, null);
        return list(filter, new Paging(10, 0, null)).mails().stream()
                .map(listed -> listed.mail().id())
                .toList();
    }

    private MailPage list(MailFilter filter, Paging page) throws SQLException {
        return reader.list(organisation, filter, page, octets -> true).orElseThrow();
    }

    private EmailId mail(Instant at, int recipients) {
        EmailId id = EmailId.mint(at, RANDOM);
        run(
                """
                INSERT INTO email (id, organisation_id, environment_id, lane, status, on_unknown,
                       retention_days, policy, from_email, subject, message_id, expires_at)
                VALUES (?, ?, ?, 0, 1, 0, 30, 'transactional', 'f@x.example', 's', '<m@x>', now())""",
                id.value(),
                organisation.value(),
                UUID.randomUUID());
        for (int i = 0; i < recipients; i++) {
            run(
                    """
                    INSERT INTO recipient (email_id, pos, organisation_id, kind, address, status, updated_at)
                    VALUES (?, ?, ?, 0, ?, 1, now())""",
                    id.value(),
                    i,
                    organisation.value(),
                    "r%d@x.example".formatted(i));
        }
        return id;
    }

    private void event(EmailId id) {
        run(
                "INSERT INTO event (organisation_id, email_id, type) VALUES (?, ?, 1)",
                organisation.value(),
                id.value());
    }

    private static void attempt(EmailId id, int position, int no, boolean over) {
        run(
                """
                INSERT INTO attempt (email_id, pos, no, call, provider_id, tier, why, epoch, fence,
                       renderer, started_at, finished_at, outcome)
                VALUES (?, ?, ?, gen_random_uuid(), gen_random_uuid(), 0, 'w', 1, 1, 1, now(),
                        CASE WHEN ? THEN now() END, CASE WHEN ? THEN 7 END)""",
                id.value(),
                position,
                no,
                over,
                over);
    }

    private static void run(String sql, Object... values) {
        try (Connection connection = DATABASE.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
