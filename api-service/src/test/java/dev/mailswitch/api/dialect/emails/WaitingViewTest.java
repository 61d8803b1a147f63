package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.dialect.emails.DetailView.Waiting;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.RecipientKind;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is said of a mail that waits.
class WaitingViewTest {

    private static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");
    private static final OrganisationId ORGANISATION = new OrganisationId(new UUID(3, 1));
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId(new UUID(2, 1));
    private static final Mail.Wait BUDGET =
            new Mail.Wait(WaitCause.PROVIDER_BUDGET, AT.plusSeconds(900), "no route is free");

    private Instant now = AT;
    private boolean paused;
    private boolean held;
    private Set<Lane> heldLanes = Set.of();

    private Directory settings() {
        return new Directory(
                1,
                List.of(new Organisation(ORGANISATION, "shop", paused, null, Set.of(), null)),
                List.of(
                        new Environment(
                                ENVIRONMENT,
                                ORGANISATION,
                                "main",
                                true,
                                Address.of("from@shop.test"),
                                Lane.TRANSACTIONAL,
                                OnUnknown.AT_LEAST_ONCE,
                                30,
                                null,
                                held,
                                null,
                                null,
                                heldLanes)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private @Nullable Waiting waiting(
            Status status, Mail.@Nullable Wait wait, MailDetail.Attempt... attempts) {
        Mail mail =
                new Mail(
                        EmailId.mint(AT, new Random(1)),
                        ENVIRONMENT,
                        Address.of("from@shop.test"),
                        "Hello",
                        "<1@shop.test>",
                        List.of(),
                        null,
                        "transactional",
                        null,
                        AT.plusSeconds(3_600),
                        null,
                        null,
                        null,
                        List.of(
                                new Mail.Addressee(
                                        0,
                                        RecipientKind.TO,
                                        Address.of("ann@example.test"),
                                        status,
                                        attempts.length,
                                        null,
                                        wait == null ? null : wait.why(),
                                        AT,
                                        wait)),
                        List.of(),
                        List.of());
        var rules = new MailDetail.Rules(Lane.TRANSACTIONAL, OnUnknown.AT_LEAST_ONCE, false);
        MailDetail detail = new MailDetail(mail, rules, List.of(attempts), null);
        return Views.detail(detail, settings(), now).recipients().getFirst().waiting();
    }

    private static MailDetail.Attempt attempt(@Nullable Instant finished) {
        return new MailDetail.Attempt(
                0,
                1,
                new UUID(9, 1),
                new ProviderId(new UUID(1, 1)),
                0,
                "tier 0",
                AT,
                finished,
                finished == null ? null : "unavailable",
                null,
                null,
                null,
                null);
    }

    @Test
    void aWaitIsShownAsItWasPutDown() {
        assertThat(waiting(Status.QUEUED, BUDGET, attempt(AT)))
                .isEqualTo(
                        new Waiting(
                                "provider_budget", "2026-05-01T12:15:00.000Z", "no route is free"));
        assertThat(waiting(Status.DELIVERING, BUDGET)).isNotNull();
    }

    @Test
    void whoseCallIsOpenDoesNotWait() {
        assertThat(waiting(Status.DELIVERING, BUDGET, attempt(null))).isNull();
    }

    @Test
    void whoseTurnHasNotComeWaitsForNothing() {
        assertThat(waiting(Status.QUEUED, null)).isNull();
    }

    /// In a backlog its turn may come later than the time it waited for.
    @Test
    void whoseTimeHasComeWaitsForItsTurnAlone() {
        now = AT.plusSeconds(900).minusMillis(1);
        assertThat(waiting(Status.QUEUED, BUDGET)).isNotNull();
        now = AT.plusSeconds(900);
        assertThat(waiting(Status.QUEUED, BUDGET)).isNull();
        held = true;
        assertThat(waiting(Status.QUEUED, BUDGET)).isNotNull();
    }

    /// Mail that is held from the start is looked at by nobody.
    @Test
    void aHoldIsToldByTheSettingsOfNow() {
        heldLanes = Set.of(Lane.TRANSACTIONAL);
        assertThat(waiting(Status.QUEUED, null))
                .isEqualTo(new Waiting("lane_held", null, "its lane is held by an operator"));
        held = true;
        assertThat(waiting(Status.QUEUED, BUDGET))
                .isEqualTo(
                        new Waiting(
                                "environment_held",
                                null,
                                "its environment is held by an operator"));
        paused = true;
        assertThat(waiting(Status.QUEUED, BUDGET))
                .isEqualTo(new Waiting("organisation_paused", null, "the organisation is paused"));
    }

    @Test
    void aHoldThatWasEndedIsNotTold() {
        Mail.Wait before =
                new Mail.Wait(WaitCause.LANE_HELD, AT.plusSeconds(2), "its lane is held");
        assertThat(waiting(Status.QUEUED, before)).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"QUEUED", "DELIVERING"})
    void whatIsOverOrNotDueDoesNotWait(Status status) {
        held = true;
        assertThat(waiting(status, BUDGET)).isNull();
    }
}
