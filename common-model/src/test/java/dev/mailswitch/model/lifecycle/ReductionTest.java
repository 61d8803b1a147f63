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
            end = apply(end, latest, one.of(latest));
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
            @ForAll @IntRange(max = 6) int latest,
            @ForAll("statements") Statement said) {
        RecipientState once = apply(state, latest, said);

        assertThat(apply(once, latest, said)).isEqualTo(once);
    }

    @Property
    void nothingAboutAnOlderAttemptMoves(
            @ForAll("states") RecipientState state,
            @ForAll @IntRange(min = 2, max = 6) int latest,
            @ForAll Said said,
            @ForAll @IntRange(min = 1, max = 5) int older) {
        if (older >= latest) {
            return;
        }
        boolean good = said == Said.ACCEPTED || said == Said.DELIVERED;

        assertThat(Reduction.rule(state, latest, said.of(older)))
                .isEqualTo(good ? new Ruling.Doubled() : new Ruling.OnRecord());
    }

    @Property
    void anAttemptThatNeverStartedIsOnRecordOnly(
            @ForAll("states") RecipientState state,
            @ForAll @IntRange(max = 6) int latest,
            @ForAll Said said,
            @ForAll @IntRange(min = 1, max = 5) int ahead) {
        assertThat(Reduction.rule(state, latest, said.of(latest + ahead)))
                .isEqualTo(new Ruling.OnRecord());
        assertThat(Reduction.rule(state, latest, said.of(0))).isEqualTo(new Ruling.OnRecord());
    }

    @Property
    void whatHasMovedSpeaksOfTheAttemptThatMovedIt(
            @ForAll("states") RecipientState state,
            @ForAll @IntRange(max = 6) int latest,
            @ForAll("statements") Statement said) {
        if (Reduction.rule(state, latest, said) instanceof Ruling.Move(RecipientState next)) {
            assertThat(next.attempt()).isEqualTo(said.attempt());
        }
    }

    @Property
    void theEndIsTheEnd(
            @ForAll @IntRange(max = 6) int latest, @ForAll("statements") Statement said) {
        assertThat(apply(new Bounced(latest), latest, said)).isEqualTo(new Bounced(latest));
        assertThat(apply(new Cancelled(), latest, said)).isEqualTo(new Cancelled());
        assertThat(apply(new Scheduled(), latest, said)).isEqualTo(new Scheduled());
    }

    @Test
    void aLateAcceptanceOfALostAttemptSettles() {
        Queued lost = new Delivering(2).lost();

        assertThat(Reduction.rule(lost, 2, new Statement.Accepted(2)))
                .isEqualTo(new Ruling.Move(new Sent(2)));
    }

    @Test
    void aLateAcceptanceOfABlockedAttemptDoesNotLoseTheMail() {
        Queued blocked = new Sent(2).reroute();

        assertThat(Reduction.rule(blocked, 2, new Statement.Accepted(2)))
                .isEqualTo(new Ruling.OnRecord());
    }

    @Test
    void aFailureForWantOfAnAnswerIsMendedByTheAnswer() {
        assertThat(Reduction.rule(new Failed(1), 1, new Statement.Accepted(1)))
                .isEqualTo(new Ruling.Move(new Sent(1)));
        assertThat(Reduction.rule(new Failed(1), 1, new Statement.Delivered(1)))
                .isEqualTo(new Ruling.Move(new Delivered(1)));
        assertThat(Reduction.rule(new Failed(1), 1, new Statement.Bounced(1)))
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
            end = apply(end, 1, one.of(1));
        }
        return end;
    }

    private static RecipientState apply(RecipientState state, int latest, Statement said) {
        return switch (Reduction.rule(state, latest, said)) {
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
    Arbitrary<RecipientState> states() {
        return Combinators.combine(
                        Arbitraries.of(Status.class), Arbitraries.integers().between(0, 6))
                .as(RecipientState::of);
    }
}
