package dev.mailswitch.delivery.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.readiness.CheckTable.Standing;
import dev.mailswitch.delivery.readiness.CheckTable.Wanted;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.provider.Readiness.Unanswered;
import dev.mailswitch.readiness.Known;
import dev.mailswitch.readiness.ProviderChecks;
import dev.mailswitch.readiness.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTableIT {

    private static final String SENDER = "Hello@example.com";
    private static final Duration LATER = Duration.ofHours(6);

    private TestSettings settings;
    private CheckTable table;
    private OrganisationId organisation;
    private ProviderId provider;

    @BeforeEach
    void open() throws SQLException {
        settings = new TestSettings();
        table = new CheckTable(settings.database);
        organisation = settings.organisation(SENDER);
        provider = settings.provider(organisation);
    }

    private Subject account() {
        return Subject.account(provider);
    }

    private Subject from() {
        return new Subject(provider, SENDER);
    }

    private List<Due> due(Wanted wanted) throws SQLException {
        return table.due(wanted, List.of(), List.of(), 50);
    }

    private List<Subject> subjects(Wanted wanted) throws SQLException {
        return due(wanted).stream().map(Due::subject).toList();
    }

    private Due due(Subject subject) throws SQLException {
        return due(Wanted.ALL).stream()
                .filter(one -> one.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private void record(Due due, Readiness said) throws SQLException {
        table.record(
                due,
                new Finding(said, Pause.LONG, due.refusals() + 1),
                Duration.ofMillis(12),
                LATER);
    }

    private void answerAll(Readiness said) throws SQLException {
        for (Due one : due(Wanted.ALL)) {
            record(one, said);
        }
    }

    private Instant ask() throws SQLException {
        return ask(provider);
    }

    private Instant ask(ProviderId whom) throws SQLException {
        try (Connection connection = settings.database.getConnection()) {
            return ProviderChecks.ask(connection, whom);
        }
    }

    private ProviderChecks.Waiting waiting(Instant asked) throws SQLException {
        try (Connection connection = settings.database.getConnection()) {
            return ProviderChecks.waiting(connection, provider, asked);
        }
    }

    private Map<Subject, Known> known() throws SQLException {
        try (Connection connection = settings.database.getConnection()) {
            return ProviderChecks.known(connection, List.of(account(), from()));
        }
    }

    /// Lets time pass: what was said was said a minute before.
    private void aMinuteLater() throws SQLException {
        settings.run("UPDATE provider_check SET tried_at = tried_at - interval '1 minute'");
    }

    @Test
    void accountsAndTheirFromsAreDueOnceTheyAreSetUpAndGoneWithTheirRoute() throws Exception {
        assertThat(due(Wanted.ALL)).isEmpty();
        table.follow();
        table.follow();
        assertThat(subjects(Wanted.ALL)).containsExactlyInAnyOrder(account(), from());
        assertThat(due(Wanted.WAITED_FOR)).isEmpty();

        settings.run("UPDATE environment SET sender_email = 'other@example.com'");
        table.follow();
        assertThat(subjects(Wanted.ALL))
                .containsExactlyInAnyOrder(account(), new Subject(provider, "other@example.com"));

        settings.run("DELETE FROM route");
        table.follow();
        assertThat(subjects(Wanted.ALL)).containsExactly(account());

        settings.run("DELETE FROM provider");
        assertThat(due(Wanted.ALL)).isEmpty();
    }

    @Test
    void whatWasSaidIsKeptAndNotDueBeforeItsTime() throws Exception {
        table.follow();
        Due due = due(account());
        Due ofFrom = due(from());
        record(due, new NotReady("line\u0000 one\nline two"));
        assertThat(known())
                .containsEntry(
                        account(),
                        new Known(
                                new NotReady("line one line two"), due.at(), Duration.ofMillis(12)))
                .hasEntrySatisfying(
                        from(),
                        known ->
                                assertThat(known.readiness())
                                        .isEqualTo(
                                                new NotReady(
                                                        "the account is not ready: line one line"
                                                                + " two")));
        assertThat(due(Wanted.ALL)).isEmpty();
        record(ofFrom, new Ready());
        assertThat(due(Wanted.ALL)).isEmpty();
    }

    /// However many Froms there are, and however their times have drifted.
    @Test
    void theFromsOfAnAccountThatIsNotReadyAreLeftOutUntilItHasAnotherAnswer() throws Exception {
        table.follow();
        record(due(account()), new NotReady("535"));
        settings.run("UPDATE provider_check SET due_at = now() - interval '1 day'");
        assertThat(subjects(Wanted.ALL)).containsExactly(account());
        record(due(account()), new Unanswered("no answer"));
        assertThat(due(Wanted.ALL)).isEmpty();
        aMinuteLater();
        ask();
        assertThat(subjects(Wanted.ALL)).containsExactly(account(), from());
        record(due(account()), new Ready());
        assertThat(subjects(Wanted.ALL)).containsExactly(from());
    }

    @Test
    void whatWasSaidStandsWhileNothingIsAnswered() throws Exception {
        table.follow();
        answerAll(new Ready());
        Known before = known().get(from());
        settings.run("UPDATE provider_check SET due_at = now()");
        record(due(account()), new Unanswered("no answer"));
        assertThat(due(Wanted.ALL)).isEmpty();
        assertThat(known().get(from()).readiness()).isEqualTo(before.readiness());
        assertThat(known().get(from()).at()).isEqualTo(before.at());
        assertThat(table.standings()).containsEntry(new Standing(provider, true), true);
        try (Connection connection = settings.database.getConnection()) {
            assertThat(ProviderChecks.account(connection, provider).orElseThrow().readiness())
                    .isEqualTo(new Unanswered("no answer"));
            assertThat(ProviderChecks.senders(connection, provider))
                    .extracting(sender -> sender.known().readiness())
                    .containsExactly(new Unanswered("the account: no answer"));
        }
    }

    @Test
    void whoHasNeverAnsweredIsNotKnown() throws Exception {
        Instant asked = ask();
        record(due(account()), new Unanswered("no answer"));
        assertThat(waiting(asked)).isEqualTo(new ProviderChecks.Waiting(false, false));
        assertThat(known().get(account()).readiness()).isEqualTo(new Unanswered("no answer"));
        assertThat(table.standings()).isEmpty();
    }

    @Test
    void refusalsAreCountedUntilTheSettingsChangeOrSomebodyAsks() throws Exception {
        table.follow();
        assertThat(due(account()).refusals()).isZero();
        record(due(account()), new NotReady("535"));
        settings.run("UPDATE provider_check SET due_at = now()");
        assertThat(due(account()).refusals()).isEqualTo(1);
        aMinuteLater();
        ask();
        assertThat(due(account()).refusals()).isZero();
        settings.run("UPDATE provider_check SET due_at = now()");
        change(2);
        assertThat(due(account()).refusals()).isZero();
    }

    @Test
    void anAnswerForOtherSettingsIsNotShown() throws Exception {
        table.follow();
        answerAll(new Ready());
        settings.run("UPDATE provider SET held = true, version = version + 1");
        assertThat(known().get(account()).readiness()).isEqualTo(new Ready());
        change(2);
        assertThat(known().get(account()).readiness())
                .isEqualTo(new NotKnown("its settings were changed since it was asked"));
        assertThat(table.standings()).isEmpty();
    }

    @Test
    void whoWaitsIsAnsweredWithTheSettingsOfNow() throws Exception {
        Instant asked = ask();
        Due begun = due(account());
        change(2);
        record(begun, new NotReady("half a password"));
        assertThat(waiting(asked).account()).isTrue();
        assertThat(subjects(Wanted.WAITED_FOR)).contains(account());
        record(due(account()), new Ready());
        assertThat(waiting(asked).account()).isFalse();
    }

    @Test
    void whoHasWaitedLongestComesFirst() throws Exception {
        ProviderId other = settings.provider(organisation);
        ask(other);
        ask();
        assertThat(due(Wanted.WAITED_FOR))
                .extracting(one -> one.subject().provider())
                .containsExactly(other, other, provider, provider);
    }

    @Test
    void fromsThatAreGoneAreForgottenAlsoWhereNobodyAsksByHimself() throws Exception {
        ask();
        settings.run("DELETE FROM route");
        table.forget();
        assertThat(subjects(Wanted.ALL)).containsExactly(account());
    }

    /// Changes what a provider is asked with.
    private void change(int port) throws SQLException {
        settings.run(
                "UPDATE provider SET settings = jsonb_build_object('port', ?), version = version + 1",
                port);
    }

    @Test
    void whatSomebodyWaitsForComesBeforeWhatIsLongDue() throws Exception {
        ProviderId other = settings.provider(organisation);
        table.follow();
        settings.run("UPDATE provider_check SET due_at = now() - interval '1 day'");
        ask();
        assertThat(subjects(Wanted.ALL).subList(0, 2)).containsExactly(account(), from());
        assertThat(subjects(Wanted.ALL)).hasSize(4).contains(Subject.account(other));
        assertThat(subjects(Wanted.WAITED_FOR)).containsExactly(account(), from());
    }

    @Test
    void whoAsksIsAnsweredByWhatWasAskedAfterwards() throws Exception {
        Instant asked = ask();
        assertThat(waiting(asked)).isEqualTo(new ProviderChecks.Waiting(true, true));
        record(due(account()), new Ready());
        assertThat(waiting(asked)).isEqualTo(new ProviderChecks.Waiting(false, true));
        record(due(from()), new Ready());
        assertThat(waiting(asked)).isEqualTo(new ProviderChecks.Waiting(false, false));
    }

    @Test
    void anAskingThatHadBegunBeforeIsNoAnswer() throws Exception {
        table.follow();
        Due begun = due(account());
        Instant asked = ask();
        record(begun, new Ready());
        assertThat(waiting(asked).account()).isTrue();
        assertThat(subjects(Wanted.WAITED_FOR)).contains(account());
        record(due(account()), new Ready());
        assertThat(waiting(asked).account()).isFalse();
    }

    /// Two who ask at a time: the second one's question is not the first one's answer put off.
    @Test
    void whoAskedFirstDoesNotWaitForTheSecond() throws Exception {
        Instant first = ask();
        Due begun = due(account());
        Instant second = ask();
        record(begun, new Ready());
        assertThat(waiting(first).account()).isFalse();
        assertThat(waiting(second).account()).isTrue();
    }

    @Test
    void whatWasSaidJustNowIsNotAskedAgain() throws Exception {
        ask();
        answerAll(new Ready());
        settings.run("UPDATE provider_check SET took_ms = 3600000");
        assertThat(waiting(ask())).isEqualTo(new ProviderChecks.Waiting(false, false));
        assertThat(due(Wanted.ALL)).isEmpty();
        change(2);
        assertThat(waiting(ask())).isEqualTo(new ProviderChecks.Waiting(true, true));
    }

    @Test
    void whatWasSaidAMinuteAgoIsAskedAgain() throws Exception {
        ask();
        answerAll(new Ready());
        aMinuteLater();
        assertThat(waiting(ask())).isEqualTo(new ProviderChecks.Waiting(true, true));
    }

    @Test
    void changedSettingsAreAskedAboutAgainAlsoIfTheyChangeMeanwhile() throws Exception {
        table.follow();
        answerAll(new Ready());
        change(2);
        table.follow();
        Due due = due(account());
        change(3);
        record(due, new NotReady("half a password"));
        assertThat(subjects(Wanted.ALL)).contains(account());
    }

    @Test
    void whoCameLateOverwritesNothing() throws Exception {
        table.follow();
        Due slow = due(account());
        Due fast = due(account());
        record(fast, new Ready());
        record(slow, new NotKnown("no answer"));
        assertThat(known().get(account()).readiness()).isEqualTo(new Ready());
    }

    @Test
    void whoIsInHandIsLeftOut() throws Exception {
        OrganisationId others = settings.organisation("a@example.net");
        ProviderId theirs = settings.provider(others);
        table.follow();
        assertThat(table.due(Wanted.ALL, List.of(provider), List.of(), 50))
                .extracting(one -> one.subject().provider())
                .containsOnly(theirs);
        assertThat(table.due(Wanted.ALL, List.of(), List.of(others), 50))
                .extracting(one -> one.subject().provider())
                .containsOnly(provider);
        assertThat(table.due(Wanted.ALL, List.of(), List.of(), 1)).hasSize(1);
    }

    @Test
    void oneFromThatIsNotReadyMakesTheFromsNotReady() throws Exception {
        settings.run(
                """
                INSERT INTO environment (id, organisation_id, name, sender_email)
                VALUES (gen_random_uuid(), ?, 'news', 'news@example.com')""",
                organisation.value());
        settings.run(
                """
                INSERT INTO route (id, organisation_id, environment_id, provider_id)
                SELECT gen_random_uuid(), organisation_id, id, ? FROM environment
                 WHERE name = 'news'""",
                provider.value());
        table.follow();
        record(due(account()), new Ready());
        record(due(from()), new Ready());
        Due news = due(new Subject(provider, "news@example.com"));
        assertThat(table.standings())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                new Standing(provider, true), true,
                                new Standing(provider, false), true));
        record(news, new NotReady("not verified"));
        assertThat(table.standings()).containsEntry(new Standing(provider, false), false);
        try (Connection connection = settings.database.getConnection()) {
            assertThat(ProviderChecks.senders(connection, provider))
                    .extracting(ProviderChecks.Sender::environment)
                    .containsExactly("main", "news");
        }
    }

    /// A provider may be deleted in the moment after it was made.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProviderThatIsDeletedMeanwhileIsGone(boolean asked) throws Exception {
        settings.run("DELETE FROM route");
        FutureTask<Void> adding =
                new FutureTask<>(
                        () -> {
                            if (asked) {
                                ask();
                            } else {
                                table.follow();
                            }
                            return null;
                        });
        try (Connection deleting = settings.database.getConnection();
                Statement statement = deleting.createStatement()) {
            deleting.setAutoCommit(false);
            statement.executeUpdate("DELETE FROM provider");
            Thread.ofVirtual().start(adding);
            await().untilAsserted(() -> assertThat(waitingForALock()).isEqualTo(1));
            deleting.commit();
        }
        adding.get(30, TimeUnit.SECONDS);
        assertThat(due(Wanted.ALL)).isEmpty();
    }

    private int waitingForALock() throws SQLException {
        try (Connection connection = settings.database.getConnection();
                Statement select = connection.createStatement();
                ResultSet row =
                        select.executeQuery(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                 WHERE datname = current_database() AND wait_event_type = 'Lock'""")) {
            row.next();
            return row.getInt(1);
        }
    }
}
