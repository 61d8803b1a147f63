package dev.mailswitch.delivery.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.delivery.boot.Tenant;
import dev.mailswitch.ledger.reading.Mail.Addressee;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// What is on record of one mail, and how long to wait for it.
record Story(Tenant tenant, EmailId id) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Waits until the mail has come to this.
    Story becomes(Status status) {
        return becomes(status, PATIENCE);
    }

    Story becomes(Status status, Duration patience) {
        await().pollInterval(Duration.ofMillis(50))
                .atMost(patience)
                .untilAsserted(
                        () ->
                                assertThat(detail().mail().status())
                                        .as(this::toString)
                                        .isEqualTo(status));
        return this;
    }

    /// Waits for the attempt of this number to be over.
    Story tried(int attempts) {
        await().pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(attempts())
                                        .as(this::toString)
                                        .filteredOn(a -> a.outcome() != null)
                                        .hasSizeGreaterThanOrEqualTo(attempts));
        return this;
    }

    MailDetail detail() {
        try {
            return tenant.read(id);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    List<MailDetail.Attempt> attempts() {
        return detail().attempts();
    }

    /// Provider and outcome of each attempt, in their order.
    List<Tried> tries() {
        return attempts().stream()
                .map(a -> new Tried(a.providerId(), String.valueOf(a.outcome())))
                .toList();
    }

    record Tried(ProviderId provider, String outcome) {}

    Addressee recipient(int position) {
        return detail().mail().recipients().get(position);
    }

    List<TimelineEvent> timeline() {
        try {
            return tenant.timeline(id);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    List<EventType> types() {
        return timeline().stream().map(TimelineEvent::type).toList();
    }

    /// What the first event of this type says.
    String said(EventType type) {
        return timeline().stream()
                .filter(event -> event.type() == type)
                .map(event -> String.valueOf(event.dataJson()).replace("\": ", "\":"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " in " + this));
    }

    @Override
    public String toString() {
        return detail().mail().recipients() + "\n" + attempts() + "\n" + timeline();
    }
}
