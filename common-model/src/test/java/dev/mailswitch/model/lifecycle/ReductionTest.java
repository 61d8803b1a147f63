package dev.mailswitch.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.lifecycle.RecipientState.Bounced;
import dev.mailswitch.model.lifecycle.RecipientState.Cancelled;
import dev.mailswitch.model.lifecycle.RecipientState.Delivered;
import dev.mailswitch.model.lifecycle.RecipientState.Delivering;
import dev.mailswitch.model.lifecycle.RecipientState.Failed;
import dev.mailswitch.model.lifecycle.RecipientState.Queued;
import dev.mailswitch.model.lifecycle.RecipientState.Scheduled;
import dev.mailswitch.model.lifecycle.RecipientState.Sent;
import dev.mailswitch.model.lifecycle.Reduction.Ruling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReductionTest {

    /// Kinds of statements in the order of what they outrank.
    enum Said {
        UNSETTLED,
        ACCEPTED,
        BLOCKED,
        DELIVERED,
        BOUNCED;

        Statement of(int attempt) {
            return switch (this) {
                case UNSETTLED -> new Statement.Unsettled(attempt);
                case ACCEPTED -> new Statement.Accepted(attempt);
                case BLOCKED -> new Statement.Blocked(attempt);
                case DELIVERED -> new Statement.Delivered(attempt);
                case BOUNCED -> new Statement.Bounced(attempt);
            };
        }

        RecipientState leadsTo(int attempt) {
            return switch (this) {
                case UNSETTLED -> new Delivering(attempt);
                case ACCEPTED -> new Sent(attempt);
                case BLOCKED -> new Queued(attempt);
                case DELIVERED -> new Delivered(attempt);
                case BOUNCED -> new Bounced(attempt);
            };
        }
    }

    @Property
    void theHighestThingSaidWinsInWhateverOrder(
            @ForAll @IntRange(min = 1, max = 5) int latest,
            @ForAll @Size(min = 1, max = 8) List<Said> said,
            @ForAll boolean earlierWasUnknown) {
        RecipientState open =
                earlierWasUnknown && latest > 1
                        ? new Delivering(latest - 1)
                        : new Queued(latest - 1);

        RecipientState end = open;
        for (Said one : said) {
            end = apply(end, open(latest), one.of(latest));
        }

        assertThat(end).isEqualTo(Collections.max(said).leadsTo(latest));
    }

    @Property
    void theOrderOfStatementsDoesNotMatter(
            @ForAll @Size(max = 8) List<Said> said, @ForAll long seed) {
        List<Said> shuffled = new ArrayList<>(said);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(run(new Delivering(1), shuffled)).isEqualTo(run(new Delivering(1), said));
    }

    @Property
    void sayingItTwiceChangesNothing(
            @ForAll("states") RecipientState state,
            @ForAll("attempts") Attempted attempts,
            @ForAll("statements") Statement said) {
        RecipientState once = apply(state, attempts, said);

        assertThat(apply(once, attempts, said)).isEqualTo(once);
    }

    @Property
    void nothingAboutAnAttemptMovesWhileALaterOneMayHaveBroughtTheMailOut(
            @ForAll @IntRange(min = 2, max = 6) int standing,
            @ForAll @IntRange(max = 2) int failedSince,
            @ForAll Said said,
            @ForAll @IntRange(min = 1, max = 5) int older) {
        if (older >= standing) {
            return;
        }
        boolean good = said == Said.ACCEPTED || said == Said.DELIVERED;
        Attempted attempts = new Attempted(standing + failedSince, standing, false);

        for (RecipientState state :
                List.of(new Queued(standing - 1), new Delivering(standing), new Sent(standing))) {
            assertThat(Reduction.rule(state, attempts, said.of(older)))
                    .isEqualTo(good ? new Ruling.Doubled() : new Ruling.OnRecord());
        }
    }

    @Property
    void goodNewsSettlesWhenEveryLaterAttemptHasCertainlyFailed(
            @ForAll @IntRange(min = 1, max = 5) int attempt,
            @ForAll @IntRange(max = 3) int failedSince,
            @ForAll boolean givenUp) {
        int latest = attempt + failedSince;
        RecipientState state =
                givenUp ? new Failed(latest) : new Queued(failedSince == 0 ? latest - 1 : latest);
        Attempted attempts = new Attempted(latest, attempt, false);

        assertThat(Reduction.rule(state, attempts, new Statement.Accepted(attempt)))
                .isEqualTo(new Ruling.Move(new Sent(attempt)));
        assertThat(Reduction.rule(state, attempts, new Statement.Delivered(attempt)))
                .isEqualTo(new Ruling.Move(new Delivered(attempt)));
    }

    @Test
    void badNewsAboutAnOlderAttemptCountsWhenTheStateSpeaksOfIt() {
        Attempted laterFailed = new Attempted(2, 1, false);

        assertThat(Reduction.rule(new Sent(1), laterFailed, new Statement.Bounced(1)))
                .isEqualTo(new Ruling.Move(new Bounced(1)));
        assertThat(Reduction.rule(new Sent(1), laterFailed, new Statement.Blocked(1)))
                .isEqualTo(new Ruling.Move(new Queued(1)));
        assertThat(Reduction.rule(new Queued(2), laterFailed, new Statement.Bounced(1)))
                .isEqualTo(new Ruling.OnRecord());
    }

    @Property
    void anAttemptThatNeverStartedIsOnRecordOnly(
            @ForAll("states") RecipientState state,
            @ForAll @IntRange(max = 6) int latest,
            @ForAll Said said,
            @ForAll @IntRange(min = 1, max = 5) int ahead) {
        assertThat(Reduction.rule(state, open(latest), said.of(latest + ahead)))
                .isEqualTo(new Ruling.OnRecord());
        assertThat(Reduction.rule(state, open(latest), said.of(0)))
                .isEqualTo(new Ruling.OnRecord());
    }

    @Property
    void whatHasMovedSpeaksOfTheAttemptThatMovedIt(
            @ForAll("states") RecipientState state,
            @ForAll("attempts") Attempted attempts,
            @ForAll("statements") Statement said) {
        if (Reduction.rule(state, attempts, said) instanceof Ruling.Move(RecipientState next)) {
            assertThat(next.attempt()).isEqualTo(said.attempt());
        }
    }

    @Property
    void theEndIsTheEnd(
            @ForAll("attempts") Attempted attempts, @ForAll("statements") Statement said) {
        Bounced bounced = new Bounced(attempts.latest());
        assertThat(apply(bounced, attempts, said)).isEqualTo(bounced);
        assertThat(apply(new Cancelled(), attempts, said)).isEqualTo(new Cancelled());
        assertThat(apply(new Scheduled(), attempts, said)).isEqualTo(new Scheduled());
    }

    @Test
    void aLateAcceptanceOfALostAttemptSettles() {
        assertThat(Reduction.rule(new Queued(1), open(2), new Statement.Accepted(2)))
                .isEqualTo(new Ruling.Move(new Sent(2)));
    }

    @Test
    void aLateAcceptanceOfABlockedAttemptDoesNotLoseTheMail() {
        assertThat(Reduction.rule(new Sent(2).requeued(2), open(2), new Statement.Accepted(2)))
                .isEqualTo(new Ruling.OnRecord());
        // A third attempt is over as well, and the second was blocked before.
        assertThat(
                        Reduction.rule(
                                new Queued(3),
                                new Attempted(3, 0, true),
                                new Statement.Accepted(2)))
                .isEqualTo(new Ruling.OnRecord());
    }

    @Test
    void aFailureForWantOfAnAnswerIsMendedByTheAnswer() {
        assertThat(Reduction.rule(new Failed(1), open(1), new Statement.Accepted(1)))
                .isEqualTo(new Ruling.Move(new Sent(1)));
        assertThat(Reduction.rule(new Failed(1), open(1), new Statement.Delivered(1)))
                .isEqualTo(new Ruling.Move(new Delivered(1)));
        assertThat(Reduction.rule(new Failed(1), open(1), new Statement.Bounced(1)))
                .isEqualTo(new Ruling.OnRecord());
    }

    @Property
    void aStateComesBackFromItsRow(@ForAll("states") RecipientState state) {
        assertThat(RecipientState.of(state.status(), state.attempt())).isEqualTo(state);
    }

    @Property
    void aMailHasTheFirstStatusOfTheFoldThatAnyRecipientHas(
            @ForAll @Size(min = 1, max = 10) List<Status> recipients) {
        Status mail = Status.fold(recipients);

        Status expected =
                List.of(
                                Status.SCHEDULED,
                                Status.QUEUED,
                                Status.DELIVERING,
                                Status.FAILED,
                                Status.BOUNCED,
                                Status.SENT,
                                Status.DELIVERED,
                                Status.CANCELLED)
                        .stream()
                        .filter(recipients::contains)
                        .findFirst()
                        .orElseThrow();
        assertThat(mail).isEqualTo(expected);
        assertThat(mail.open()).isEqualTo(recipients.stream().anyMatch(Status::open));
    }

    private static RecipientState run(RecipientState state, List<Said> said) {
        RecipientState end = state;
        for (Said one : said) {
            end = apply(end, open(1), one.of(1));
        }
        return end;
    }

    private static Attempted open(int latest) {
        return Attempted.open(latest);
    }

    private static RecipientState apply(RecipientState state, Attempted attempts, Statement said) {
        return switch (Reduction.rule(state, attempts, said)) {
            case Ruling.Move(RecipientState next) -> next;
            case Ruling.OnRecord _ -> state;
            case Ruling.Doubled _ -> state;
        };
    }

    @Provide
    Arbitrary<Statement> statements() {
        return Combinators.combine(Arbitraries.of(Said.class), Arbitraries.integers().between(0, 6))
                .as(Said::of);
    }

    @Provide
    Arbitrary<Attempted> attempts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.of(true, false))
                .as((a, b, failed) -> new Attempted(Math.max(a, b), Math.min(a, b), failed));
    }

    @Provide
    Arbitrary<RecipientState> states() {
        return Combinators.combine(
                        Arbitraries.of(Status.class), Arbitraries.integers().between(0, 6))
                .as(RecipientState::of);
    }
}
